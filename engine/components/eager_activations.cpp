// Memory of activations where Python computes tensor by tensor: what its variables hold at once.
// SPDX-License-Identifier: MIT
#include "engine/components/component.h"

namespace vram {
namespace {

// Beside what a layer computes: the embeddings and the layer's input, held by the callers, the
// residual stream and its normalised copy.
template <class N>
N around_mlp(const Architecture<N>& a) {
  return 4 * a.facts.hidden_size;
}

// Gated: the activated gate, up and their product; else the widened input and its activation.
template <class N>
N mlp_elements(const Architecture<N>& a) {
  return around_mlp(a) + (a.facts.gated_mlp ? 3 : 2) * a.share.mlp_width;
}

// Experts take turns, each with its part of the tokens, and add to one result.
template <class N>
N expert_elements(const Architecture<N>& a) {
  const auto& f = a.facts;
  const N of_one_expert = (f.gated_mlp ? 3 : 2) * a.share.expert_width + 2 * f.hidden_size;
  N elements = around_mlp(a) + f.hidden_size + 2 * f.experts +
               of_one_expert * f.experts_per_token / f.experts;
  if (value_of(f.shared_intermediate_size) > 0) elements += 3 * a.share.shared_expert_width;
  return elements;
}

template <class N>
N query_width(const Architecture<N>& a) {
  const bool is_latent = value_of(a.facts.kv_lora_rank) > 0;
  return a.share.heads *
         (is_latent ? a.facts.qk_nope_head_dim + a.facts.qk_rope_head_dim : full_head_dim(a));
}

// Rotating the query takes it three times more; later key and value are repeated for every head.
template <class N>
N attention_elements(const Architecture<N>& a) {
  return 3 * a.facts.hidden_size + 4 * query_width(a);
}

}  // namespace

template <class N>
N eager_activations(const Instance<N>& instance, const Workload<N>& workload) {
  const Recorder<N>& recorder = instance.recorder;
  const Architecture<N>& a = instance.architecture;
  const N& element = instance.activation_bytes;
  N attention = attention_elements(a) * element;
  if (instance.recipe->attention == AttentionKernel::eager) {
    // Masked scores, their softmax in float32, and that once more in the model's format.
    const N fp32 = recorder.leaf("fp32_bytes", kFloat32Bytes, kBytes);
    attention += a.share.heads * workload.length * (2 * element + fp32);
  }
  N widest = term(recorder, TermId::activations_eager_attention, attention);
  if (value_of(a.layers.dense) > 0) {
    widest =
        max_of(widest, term(recorder, TermId::activations_eager_mlp, mlp_elements(a) * element));
  }
  if (value_of(a.layers.moe) > 0) {
    widest = max_of(
        widest, term(recorder, TermId::activations_eager_experts, expert_elements(a) * element));
  }
  return term(recorder, TermId::activations, whole(workload.tokens_in_flight * widest));
}

template double eager_activations(const Instance<double>&, const Workload<double>&);
template Quantity eager_activations(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
