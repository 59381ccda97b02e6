// total = weights + optimizer states + gradients + activations + other.
// SPDX-License-Identifier: MIT
#include "engine/classic_amounts.h"

#include "engine/components/sharding.h"

namespace vram {
namespace {

// The guide's constants; where it gives none of its own, the line says what was taken.
constexpr double kCheckpointShare = 0.3;  // of the activations are left with checkpointing
constexpr double kOverheadShare = 0.1;    // of everything else, for training and for media
constexpr double kInferenceBuffers = 6;   // its case 1: 0.2 GB for 4096 x 4096 x 2 bytes
constexpr double kAttentionBuffers = 3;   // query, key and value
constexpr double kMlpBuffers = 8;         // up and down, 4 hidden sizes each

/// The framework knows no parallel plan: what a copy holds is shared out evenly over its devices.
template <class N>
N even_share(N bytes, const N& ranks, const N& more_ranks) {
  if (value_of(ranks) > 1) bytes = bytes / ranks;
  if (value_of(more_ranks) > 1) bytes = bytes / more_ranks;
  return whole(bytes);
}

template <class N>
N share_of_states(const Instance<N>& instance, const Workload<N>& workload, double from_stage,
                  const N& bytes) {
  return sharded(instance, from_stage, even_share(bytes, workload.inputs.tp, workload.inputs.pp),
                 N(0));
}

/// A share of everything else, and what the user adds.
template <class N>
N classic_other(const Instance<N>& instance, const Workload<N>& workload, const N& everything) {
  N other = whole(instance.recorder.leaf("overhead_share", kOverheadShare) * everything);
  if (value_of(workload.inputs.runtime_overhead_mib) > 0) {
    other += runtime_overhead(instance, workload);
  }
  return term(instance.recorder, TermId::classic_other, other);
}

}  // namespace

template <class N>
N classic_weights(const Instance<N>& instance, const Workload<N>& workload) {
  const ClassicCount<N>& count = instance.classic;
  return term(
      instance.recorder, TermId::classic_weights,
      share_of_states(instance, workload, kZeroWeights, count.parameters * count.weight_bytes));
}

template <class N>
N classic_adapters(const Instance<N>& instance, const Workload<N>& workload) {
  if (!instance.recipe->trains_adapters()) return N(0);
  const ClassicCount<N>& count = instance.classic;
  return term(
      instance.recorder, TermId::classic_adapters,
      share_of_states(instance, workload, kZeroWeights, count.trained * count.trained_bytes));
}

template <class N>
N classic_gradients(const Instance<N>& instance, const Workload<N>& workload) {
  const ClassicCount<N>& count = instance.classic;
  return term(
      instance.recorder, TermId::classic_gradients,
      share_of_states(instance, workload, kZeroGradients, count.trained * count.trained_bytes));
}

template <class N>
N classic_optimizer_states(const Instance<N>& instance, const Workload<N>& workload) {
  const ClassicCount<N>& count = instance.classic;
  if (value_of(count.optimizer_states) == 0) return N(0);
  const N bytes = spec(instance.recipe->peft).base == BaseStorage::quantised
                      ? count.trained * count.trained_bytes
                      : instance.recorder.leaf("fp32_bytes", kFloat32Bytes, kBytes) *
                            count.trained * count.optimizer_states;
  return term(instance.recorder, TermId::classic_optimizer_states,
              share_of_states(instance, workload, kZeroStates, bytes));
}

template <class N>
N classic_kv_cache(const Instance<N>& instance, const Workload<N>& workload) {
  const auto& facts = instance.architecture.facts;
  const N bytes = 2 * workload.sequences * workload.length * facts.hidden_size * facts.layers *
                  instance.classic.kv_bytes;
  return term(instance.recorder, TermId::classic_kv_cache,
              even_share(bytes, workload.inputs.tp, workload.inputs.pp));
}

template <class N>
N classic_activations(const Instance<N>& instance, const Workload<N>& workload) {
  const auto& facts = instance.architecture.facts;
  const N& b = workload.sequences;
  const N& s = workload.length;
  const N buffers = b * s * facts.hidden_size;
  const N elements =
      facts.layers * (kAttentionBuffers * buffers + b * s * s + kMlpBuffers * buffers);
  N bytes = elements * instance.activation_bytes;
  if (instance.recipe->recompute == Recompute::full) {
    bytes = bytes * instance.recorder.leaf("checkpoint_share", kCheckpointShare);
  }
  return term(instance.recorder, TermId::classic_activations,
              even_share(bytes, workload.inputs.tp, workload.inputs.cp));
}

template <class N>
N classic_inference_activations(const Instance<N>& instance, const Workload<N>& workload) {
  const N bytes = kInferenceBuffers * workload.sequences * workload.length *
                  instance.architecture.facts.hidden_size * instance.activation_bytes;
  return term(instance.recorder, TermId::classic_inference_activations,
              even_share(bytes, workload.inputs.tp, N(1)));
}

template <class N>
N classic_training_other(const Instance<N>& instance, const Workload<N>& workload) {
  const N parts[] = {classic_weights(instance, workload), classic_adapters(instance, workload),
                     classic_optimizer_states(instance, workload),
                     classic_gradients(instance, workload),
                     classic_activations(instance, workload)};
  N everything(0);
  for (const N& part : parts) {
    if (value_of(part) > 0) everything += part;
  }
  return classic_other(instance, workload, everything);
}

/// Guides add a share for media, and nothing for text alone.
template <class N>
N classic_serving_other(const Instance<N>& instance, const Workload<N>& workload) {
  if (!instance.classic.has_overhead) return runtime_overhead(instance, workload);
  return classic_other(instance, workload,
                       classic_weights(instance, workload) + classic_kv_cache(instance, workload) +
                           classic_inference_activations(instance, workload));
}

template double classic_weights(const Instance<double>&, const Workload<double>&);
template Quantity classic_weights(const Instance<Quantity>&, const Workload<Quantity>&);
template double classic_adapters(const Instance<double>&, const Workload<double>&);
template Quantity classic_adapters(const Instance<Quantity>&, const Workload<Quantity>&);
template double classic_gradients(const Instance<double>&, const Workload<double>&);
template Quantity classic_gradients(const Instance<Quantity>&, const Workload<Quantity>&);
template double classic_optimizer_states(const Instance<double>&, const Workload<double>&);
template Quantity classic_optimizer_states(const Instance<Quantity>&, const Workload<Quantity>&);
template double classic_kv_cache(const Instance<double>&, const Workload<double>&);
template Quantity classic_kv_cache(const Instance<Quantity>&, const Workload<Quantity>&);
template double classic_activations(const Instance<double>&, const Workload<double>&);
template Quantity classic_activations(const Instance<Quantity>&, const Workload<Quantity>&);
template double classic_inference_activations(const Instance<double>&, const Workload<double>&);
template Quantity classic_inference_activations(const Instance<Quantity>&,
                                                const Workload<Quantity>&);
template double classic_training_other(const Instance<double>&, const Workload<double>&);
template Quantity classic_training_other(const Instance<Quantity>&, const Workload<Quantity>&);
template double classic_serving_other(const Instance<double>&, const Workload<double>&);
template Quantity classic_serving_other(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
