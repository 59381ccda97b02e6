// Memory of activations in inference: the tensors alive at once at a layer's widest moment.
// SPDX-License-Identifier: MIT
#include "engine/components/component.h"
#include "engine/components/host_copies.h"

namespace vram {
namespace {

// Flash attention keeps no scores; query, key and value come from one fused projection, positions
// are rotated in place. So next to the residual stream and its normalised copy, both of
// hidden_size, these are alive at the end of attention: query, key, value and the output.
template <class N>
N attention_elements(const Architecture<N>& a) {
  const N residual_and_input = 2 * a.facts.hidden_size;
  return residual_and_input + (2 * a.share.heads + 2 * a.share.kv_heads) * a.facts.head_dim;
}

// Latent attention expands key and value for every head while it prefills.
template <class N>
N latent_attention_elements(const Architecture<N>& a) {
  const auto& f = a.facts;
  const N query_dim = f.qk_nope_head_dim + f.qk_rope_head_dim;
  return 2 * f.hidden_size + a.share.heads * (2 * query_dim + 2 * f.v_head_dim);
}

// The gated activation reads gate and up and writes a third tensor of the same width.
template <class N>
N mlp_elements(const Architecture<N>& a, const N& width) {
  return 2 * a.facts.hidden_size + (a.facts.gated_mlp ? 3 : 2) * width;
}

// Each token is computed by several experts in two buffers; the first is used again for their
// outputs of hidden_size. Beside them: the router's scores and the shared experts' output.
template <class N>
N expert_elements(const Architecture<N>& a) {
  const auto& f = a.facts;
  const N first_buffer = max_of((f.gated_mlp ? 2 : 1) * a.share.expert_width, f.hidden_size);
  const double hidden_vectors = value_of(f.shared_intermediate_size) > 0 ? 3 : 2;
  return hidden_vectors * f.hidden_size + f.experts +
         f.experts_per_token * (first_buffer + a.share.expert_width);
}

template <class N>
N per_token(const Instance<N>& instance, TermId id, const N& elements) {
  return term(instance.recorder, id, elements * instance.activation_bytes);
}

template <class N>
N fused_activations(const Instance<N>& instance, const Workload<N>& workload) {
  const Architecture<N>& a = instance.architecture;
  N widest =
      value_of(a.facts.kv_lora_rank) > 0
          ? per_token(instance, TermId::activations_latent_attention, latent_attention_elements(a))
          : per_token(instance, TermId::activations_attention, attention_elements(a));
  if (value_of(a.layers.dense) > 0) {
    widest = max_of(
        widest, per_token(instance, TermId::activations_mlp, mlp_elements(a, a.share.mlp_width)));
  }
  if (value_of(a.layers.moe) > 0) {
    const N experts = per_token(instance, TermId::activations_experts, expert_elements(a));
    widest = max_of(widest, experts);
  }
  return term(instance.recorder, TermId::activations, workload.tokens_in_flight * widest);
}

}  // namespace

template <class N>
N layer_activations(const Instance<N>& instance, const Workload<N>& workload) {
  switch (instance.serving->version->forward) {
    case Forward::fused:
      break;
    case Forward::eager:
      return eager_activations(instance, workload);
    case Forward::ggml:
      return graph_activations(instance, workload);
  }
  return fused_activations(instance, workload);
}

template <class N>
N expert_buffers(const Instance<N>& instance, const Workload<N>& workload) {
  const Architecture<N>& a = instance.architecture;
  const N first_buffer =
      max_of((a.facts.gated_mlp ? 2 : 1) * a.share.expert_width, a.facts.hidden_size);
  return workload.tokens_in_flight * a.facts.experts_per_token *
         (first_buffer + a.share.expert_width) * instance.activation_bytes;
}

template <class N>
N hidden_states(const Instance<N>& instance, const Workload<N>& workload) {
  const Architecture<N>& a = instance.architecture;
  const ServingRuntimeSpec& version = *instance.serving->version;
  const Recorder<N>& recorder = instance.recorder;
  if (version.forward == Forward::ggml) {
    // Below the logits: the last norm, and with shared experts the gaps of what was added up.
    const double vectors = value_of(a.facts.shared_intermediate_size) > 0 ? 3 : 1;
    const N bytes = workload.tokens_in_flight * vectors * a.facts.hidden_size *
                    recorder.leaf("fp32_bytes", kFloat32Bytes, kBytes);
    const N head = copied_head(instance, workload);
    return term(recorder, TermId::activations_hidden,
                value_of(head) > 0 ? whole(bytes + head) : bytes);
  }
  // The rows that are sampled are a copy; Python code still holds the embeddings and the last
  // layer's output beside its norm.
  N vectors = workload.tokens_in_flight;
  if (version.flight == Flight::profiled) vectors = vectors + workload.logits_rows;
  if (version.forward == Forward::eager) vectors = 3 * vectors;
  N bytes = vectors * a.facts.hidden_size * instance.activation_bytes;
  const bool has_experts = value_of(a.layers.moe) > 0;
  if (version.keeps_expert_buffers && has_experts) {
    bytes += term(recorder, TermId::activations_expert_buffers, expert_buffers(instance, workload));
  }
  return term(recorder, TermId::activations_hidden, bytes);
}

template double layer_activations(const Instance<double>&, const Workload<double>&);
template Quantity layer_activations(const Instance<Quantity>&, const Workload<Quantity>&);
template double hidden_states(const Instance<double>&, const Workload<double>&);
template Quantity hidden_states(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
