// Memory of what training keeps for every trained parameter: gradients and master weights.
// SPDX-License-Identifier: MIT
#include "engine/components/component.h"
#include "engine/components/sharding.h"
#include "engine/model/trainable.h"

namespace vram {

template <class N>
N gradients(const Instance<N>& instance, const Workload<N>& workload) {
  const Recipe& recipe = *instance.recipe;
  if (recipe.offloads_gradients) return N(0);
  const N bytes = instance.recorder.leaf("gradient_bytes", recipe.gradient_bytes, kBytes);
  if (recipe.fuses_gradients) {
    // Each is used up when it comes, and the next one comes (Lv et al. 2023).
    return term(instance.recorder, TermId::gradients,
                whole(largest_trained(instance.architecture, instance.last_layers, recipe,
                                      workload.inputs) *
                      bytes));
  }
  return term(instance.recorder, TermId::gradients,
              times_models(instance, sharded_parameters(instance, kZeroGradients) * bytes));
}

template <class N>
N first_gradients(const Instance<N>& instance, const Workload<N>& workload) {
  const Recipe& recipe = *instance.recipe;
  if (recipe.keeps_gradients) return gradients(instance, workload);
  const Architecture<N>& a = instance.architecture;
  const bool has_head = recipe.trainer->counts_backward && recipe.trains_all() &&
                        a.placement.has_head && !recipe.fuses_gradients;
  if (!has_head) return N(0);
  // What is gathered has its gradient in the width it computes with.
  const bool is_gathered = recipe.zero_stage >= kZeroWeights && value_of(instance.zero_shards) > 1;
  const N bytes = is_gathered
                      ? instance.activation_bytes
                      : instance.recorder.leaf("gradient_bytes", recipe.gradient_bytes, kBytes);
  return term(instance.recorder, TermId::gradients,
              a.share.vocabulary * a.facts.hidden_size * bytes);
}

template <class N>
N kept_gradients(const Instance<N>& instance, const Workload<N>& workload) {
  return instance.recipe->keeps_gradients ? gradients(instance, workload) : N(0);
}

template <class N>
N master_weights(const Instance<N>& instance, const Workload<N>&) {
  if (instance.recipe->master_bytes == 0 || instance.recipe->offloads_states) return N(0);
  const N bytes = instance.recorder.leaf("master_bytes", instance.recipe->master_bytes, kBytes);
  return term(instance.recorder, TermId::master_weights,
              times_models(instance, sharded_parameters(instance, kZeroStates) * bytes));
}

template <class N>
N adapter_weights(const Instance<N>& instance, const Workload<N>&) {
  if (!instance.recipe->trains_adapters() || instance.recipe->offloads_weights) return N(0);
  const N bytes = instance.recorder.leaf("adapter_bytes", instance.recipe->weight_bytes, kBytes);
  return term(instance.recorder, TermId::adapter_weights,
              times_models(instance, sharded_parameters(instance, kZeroWeights) * bytes));
}

template double gradients(const Instance<double>&, const Workload<double>&);
template Quantity gradients(const Instance<Quantity>&, const Workload<Quantity>&);
template double first_gradients(const Instance<double>&, const Workload<double>&);
template Quantity first_gradients(const Instance<Quantity>&, const Workload<Quantity>&);
template double kept_gradients(const Instance<double>&, const Workload<double>&);
template Quantity kept_gradients(const Instance<Quantity>&, const Workload<Quantity>&);
template double master_weights(const Instance<double>&, const Workload<double>&);
template Quantity master_weights(const Instance<Quantity>&, const Workload<Quantity>&);
template double adapter_weights(const Instance<double>&, const Workload<double>&);
template Quantity adapter_weights(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
