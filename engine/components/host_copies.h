// What llama.cpp copies to the device of layers that stay in the host's memory: with long chunks
// the device computes them too, one operation's tensors at a time. SPDX-License-Identifier: MIT
#pragma once

#include "engine/components/component.h"
#include "engine/components/stored_tensors.h"
#include "engine/model/tensor_groups.h"

namespace vram {

/// Whether chunks are so long that the device computes the host's layers (ggml's op_offload).
template <class N>
bool copies_from_host(const Instance<N>& instance, const Workload<N>& workload) {
  constexpr double kLeastTokens = 32;
  const Serving& serving = *instance.serving;
  const bool has_any = serving.host_layers > 0 || serving.has_host_head;
  return has_any && value_of(workload.tokens_in_flight) >= kLeastTokens;
}

/// The largest tensor of a family, of those `matches` accepts; the experts of a layer are one.
template <class N, class Matches>
N largest_copied(const Instance<N>& instance, const Architecture<N>& held, const WeightMix& mix,
                 const Matches& matches) {
  N largest(0);
  visit_tensor_groups(held, [&](const TensorGroup<N>& group) {
    if (!matches(group.role)) return;
    TensorGroup<N> tensor = group;
    // Gate and up are two tensors; the same of all experts are one.
    const bool has_gate = held.facts.gated_mlp && (group.role == TensorRole::expert_up);
    if (!is_routed_expert(group.role)) tensor.copies = N(1);
    if (has_gate) tensor.copies = group.copies / 2;
    const FormatRuns& runs = mix.of(group.role, group.layer_set);
    for (std::size_t i = 0; i < runs.count; ++i) {
      const N bytes = stored_bytes(tensor, N(1), spec(runs.runs[i].type), instance.recorder);
      largest = value_of(largest) == 0 ? bytes : max_of(largest, bytes);
    }
  });
  return largest;
}

/// The head, where it stays on the host.
template <class N>
N copied_head(const Instance<N>& instance, const Workload<N>& workload) {
  if (!instance.serving->has_host_head || !copies_from_host(instance, workload)) return N(0);
  const bool is_tied = instance.architecture.facts.tie_word_embeddings;
  const TensorRole head = is_tied ? TensorRole::token_embedding : TensorRole::lm_head;
  const N bytes = largest_copied(instance, instance.architecture, *instance.mix,
                                 [&](TensorRole role) { return role == head; });
  if (value_of(bytes) == 0) return N(0);
  return term(instance.recorder, TermId::activations_copied_head, whole(bytes));
}

/// The largest matrix of an MLP, or a layer's experts.
template <class N>
N copied_matrix(const Instance<N>& instance, TensorFamily family) {
  const N bytes = largest_copied(instance, instance.host_layer, *instance.host_mix,
                                 [&](TensorRole role) { return spec(role).family == family; });
  return term(instance.recorder, TermId::activations_copied_matrix, whole(bytes));
}

/// The cache of one layer, which attention reads on the device.
template <class N>
N copied_cache(const Instance<N>& instance, const Workload<N>& workload) {
  Instance<N> layer = instance;
  layer.architecture = instance.host_layer;
  const N bytes = kv_cache(layer, workload);
  if (value_of(bytes) == 0) return N(0);
  return term(instance.recorder, TermId::activations_copied_cache, bytes);
}

}  // namespace vram
