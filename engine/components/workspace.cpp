// Memory that comes and goes inside a step: gathered and cast weights, the optimizer's temporaries,
// the buffers gradients travel in.
// SPDX-License-Identifier: MIT
#include <array>

#include "engine/components/saved_tensors.h"
#include "engine/components/sharding.h"
#include "engine/components/stored_tensors.h"
#include "engine/model/trainable.h"

namespace vram {
namespace {

constexpr double kGatheredLayers = 2;  // the one that computes and the one that is prefetched

/// Bytes of the largest layer and of everything outside the layers, gathered: trained weights in
/// the width they compute with, frozen ones as they are stored.
template <class N>
struct Units {
  N layer{0};
  N outside{0};
};

template <class N>
N gathered_bytes(const Instance<N>& instance, const TensorGroup<N>& group) {
  if (!instance.recipe->trains_adapters()) {
    return group.copies * group.rows * group.columns * instance.activation_bytes;
  }
  const FormatRuns& runs = instance.mix->of(group.role, group.layer_set);
  return stored_bytes(group, N(1), spec(runs.runs[0].type), instance.recorder);
}

template <class N>
Units<N> units_of(const Instance<N>& instance) {
  N every(0);
  N dense(0);
  N moe(0);
  Units<N> units;
  visit_tensor_groups(instance.architecture, [&](const TensorGroup<N>& group) {
    const N in_a_layer = gathered_bytes(instance, group);
    switch (group.layer_set) {
      case LayerSet::once:
        units.outside += in_a_layer;
        break;
      case LayerSet::dense:
        dense += in_a_layer;
        break;
      case LayerSet::moe:
        moe += in_a_layer;
        break;
      default:
        every += in_a_layer;
        break;
    }
  });
  const bool has_both = value_of(dense) > 0 && value_of(moe) > 0;
  units.layer = every + (has_both ? max_of(dense, moe) : dense + moe);
  return units;
}

/// ZeRO 3 and FSDP gather what they compute with; the embedding and the head stay gathered. At the
/// loss the layers have been freed again; the last one to be computed has none after it.
template <class N>
N gathered(const Instance<N>& instance, double layers) {
  const Recipe& recipe = *instance.recipe;
  const bool has_parts = value_of(instance.zero_shards) > 1 || recipe.offloads_weights;
  if (recipe.zero_stage < kZeroWeights || !has_parts) return N(0);
  const Units<N> units = units_of(instance);
  const N bytes = layers == 0 ? units.outside : layers * units.layer + units.outside;
  return term(instance.recorder, TermId::workspace_gathered, whole(bytes));
}

/// Autocast casts fp32 weights for its matrix products. Its cache keeps the casts until the forward
/// pass has ended; then autograd has those of the layers it has not passed, or, where layers are
/// computed again, of the layer it is in.
enum class Casts { all, of_layer };

/// A prepared base casts its head too; beside it the adapters' casts are nothing.
template <class N>
N cast_head(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  if (!a.placement.has_head) return N(0);
  return term(instance.recorder, TermId::workspace_cast_head,
              a.share.vocabulary * a.facts.hidden_size * instance.activation_bytes);
}

template <class N>
N cast(const Instance<N>& instance, Casts which) {
  const Recipe& recipe = *instance.recipe;
  if (!recipe.casts_weights || recipe.zero_stage >= kZeroWeights) return N(0);
  if (recipe.upcasts_base) return which == Casts::all ? cast_head(instance) : N(0);
  if (which == Casts::of_layer && recipe.trains_all()) {
    return term(instance.recorder, TermId::workspace_cast, whole(units_of(instance).layer));
  }
  N matrices(0);
  visit_trainable(instance.architecture, instance.last_layers, *instance.recipe, InputNumbers<N>{},
                  [&](const TensorGroup<N>& group) {
                    if (spec(group.role).storage != StorageClass::vector) {
                      matrices += elements(group);
                    }
                  });
  return term(instance.recorder, TermId::workspace_cast, matrices * instance.activation_bytes);
}

/// Quantised weights are expanded one matrix at a time. In a layer's backward pass that is before
/// two of the MLP's three gradients are there, so they take its place.
template <class N>
N dequantised(const Instance<N>& instance, const N& tokens) {
  if (!instance.recipe->expands_weights) return N(0);
  N largest(0);
  visit_tensor_groups(instance.architecture, [&](const TensorGroup<N>& group) {
    if (spec(group.role).storage == StorageClass::matrix) {
      largest = max_of(largest, group.rows * group.columns);
    }
  });
  N bytes = largest * instance.activation_bytes;
  if (instance.recipe->trainer->counts_backward && value_of(tokens) > 0) {
    const N later = 2 * tokens * mlp_gradient(instance) * instance.activation_bytes;
    if (value_of(later) >= value_of(bytes)) return N(0);
    bytes = bytes - later;
  }
  return term(instance.recorder, TermId::workspace_dequantised, whole(bytes));
}

// What torch's foreach kernels, Adafactor and Newton-Schulz iterations allocate: see
// optimizers.def.
constexpr double kAdafactorCopies = 3;
constexpr double kNewtonSchulzIterates = 2;

/// DeepSpeed gives the optimizer its gradients in float32; in stage 3 a sub-group at a time.
template <class N>
N widened_gradients(const Instance<N>& instance) {
  constexpr double kSubGroupElements = 1e9;
  const Recipe& recipe = *instance.recipe;
  if (recipe.gradient_bytes == kFloat32Bytes) return N(0);
  N elements = sharded_parameters(instance, kZeroStates);
  if (recipe.zero_stage >= kZeroWeights) {
    elements = min_of(elements, instance.recorder.leaf("sub_group_size", kSubGroupElements));
  }
  return term(instance.recorder, TermId::workspace_step,
              whole(elements * instance.recorder.leaf("fp32_bytes", kFloat32Bytes, kBytes)));
}

template <class N>
N workspace_of(const Instance<N>& instance, const std::array<N, 3>& parts) {
  N sum(0);
  for (const N& part : parts) {
    if (value_of(part) > 0) sum += part;
  }
  return value_of(sum) > 0 ? term(instance.recorder, TermId::workspace, whole(sum)) : N(0);
}

}  // namespace

template <class N>
N loss_workspace(const Instance<N>& instance, const Workload<N>&) {
  const bool is_counted = instance.recipe->trainer->counts_backward;
  const N expanded = is_counted ? N(0) : dequantised(instance, N(0));
  return workspace_of(instance, {gathered(instance, is_counted ? 0 : kGatheredLayers),
                                 cast(instance, Casts::all), expanded});
}

template <class N>
N layer_workspace(const Instance<N>& instance, const Workload<N>& workload) {
  const Recipe& recipe = *instance.recipe;
  const bool are_gone = recipe.recompute == Recompute::full || recipe.upcasts_base;
  const Casts casts = are_gone ? Casts::of_layer : Casts::all;
  return workspace_of(instance, {gathered(instance, kGatheredLayers), cast(instance, casts),
                                 dequantised(instance, workload.tokens_in_flight)});
}

template <class N>
N last_workspace(const Instance<N>& instance, const Workload<N>& workload) {
  // A trained layer's gradients are whole until they are shared out.
  const Recipe& recipe = *instance.recipe;
  const bool is_alone = recipe.trainer->counts_backward && recipe.trains_adapters();
  return workspace_of(instance, {gathered(instance, is_alone ? 1 : kGatheredLayers),
                                 cast(instance, Casts::of_layer),
                                 dequantised(instance, workload.tokens_in_flight)});
}

template <class N>
N step_workspace(const Instance<N>& instance, const Workload<N>& workload) {
  const Recipe& recipe = *instance.recipe;
  const Recorder<N>& recorder = instance.recorder;
  if (recipe.offloads_states) return N(0);  // the host steps
  const N follow = recorder.leaf("optimized_bytes", recipe.optimized_bytes(), kBytes);
  switch (recipe.optimizer->step) {
    case StepMemory::none:
      return N(0);
    case StepMemory::states:
      if (recipe.runtime->step == StepCopies::gradients) return widened_gradients(instance);
      if (recipe.runtime->step == StepCopies::none) return N(0);
      return term(recorder, TermId::workspace_step,
                  whole(sharded_parameters(instance, kZeroStates) * follow));
    case StepMemory::tensor:
      return term(recorder, TermId::workspace_step,
                  kAdafactorCopies *
                      largest_trained(instance.architecture, instance.last_layers, recipe,
                                      workload.inputs) *
                      recorder.leaf("fp32_bytes", kFloat32Bytes, kBytes));
    case StepMemory::newton_schulz:
      return term(recorder, TermId::workspace_step,
                  kNewtonSchulzIterates *
                      largest_trained(instance.architecture, instance.last_layers, recipe,
                                      workload.inputs) *
                      recorder.leaf("half_bytes", kHalfBytes, kBytes));
  }
  return N(0);
}

template <class N>
N gradient_buckets(const Instance<N>& instance, const Workload<N>& workload) {
  const Recipe& recipe = *instance.recipe;
  if (value_of(instance.zero_shards) == 1) return N(0);
  switch (recipe.runtime->buckets) {
    case Buckets::none:
      return N(0);
    case Buckets::copies:
      if (recipe.zero_stage > 0) return N(0);
      return term(instance.recorder, TermId::communication, gradients(instance, workload));
    case Buckets::fixed: {
      // DeepSpeed: reduce_bucket_size elements, no more than there are.
      constexpr double kReduceBucketElements = 5e8;
      const N elements = min_of(instance.recorder.leaf("reduce_bucket_size", kReduceBucketElements),
                                sharded_parameters(instance, kZeroWeights));
      return term(instance.recorder, TermId::communication,
                  whole(elements *
                        instance.recorder.leaf("gradient_bytes", recipe.gradient_bytes, kBytes)));
    }
  }
  return N(0);
}

template double loss_workspace(const Instance<double>&, const Workload<double>&);
template Quantity loss_workspace(const Instance<Quantity>&, const Workload<Quantity>&);
template double last_workspace(const Instance<double>&, const Workload<double>&);
template Quantity last_workspace(const Instance<Quantity>&, const Workload<Quantity>&);
template double layer_workspace(const Instance<double>&, const Workload<double>&);
template Quantity layer_workspace(const Instance<Quantity>&, const Workload<Quantity>&);
template double step_workspace(const Instance<double>&, const Workload<double>&);
template Quantity step_workspace(const Instance<Quantity>&, const Workload<Quantity>&);
template double gradient_buckets(const Instance<double>&, const Workload<double>&);
template Quantity gradient_buckets(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
