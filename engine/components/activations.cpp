// Memory of activations in inference: the tensors alive at once at a layer's widest moment.
// SPDX-License-Identifier: MIT
#include "engine/components/component.h"
#include "engine/components/host_copies.h"

namespace vram {
namespace {

// What beside its own tensors is there at a layer's widest moments, in vectors of hidden_size.
// Compiled code lets go of what it does not read again: the residual stream and its normalised copy
// are there. Where Python runs a layer line by line, its callers hold the layer's input until the
// layer returns; and the next projection's output, with its sum over the ranks, is there before its
// input is gone.
struct Surroundings {
  double within = 2;  ///< while the attention or the MLP computes
  double after = 0;   ///< once the projection behind it is there; 0 where its input is gone by then
  bool holds_gate = false;  ///< gate and up stay until the MLP returns
};

// vLLM's class of Llama, which Mistral, Phi-3 and Yi use too, gives one name to gate and up and to
// what becomes of them, so that they are gone then; the others' names hold them.
template <class N>
bool is_llama_block(const ModelFacts<N>& f) {
  return f.norm == Norm::rms && f.attention_bias == 0 && f.qk_norm == QkNorm::none &&
         value_of(f.experts) == 0;
}

template <class N>
Surroundings surroundings(const Instance<N>& instance) {
  if (instance.serving->is_compiled) return {};
  const Architecture<N>& a = instance.architecture;
  const double sum_over_ranks = value_of(a.placement.tp) > 1 ? 1 : 0;
  const bool lets_go =
      instance.serving->version->runtime == Runtime::vllm && is_llama_block(a.facts);
  return {3, 4 + sum_over_ranks, a.facts.gated_mlp && !lets_go};
}

// Flash attention keeps no scores; query, key and value come from one fused projection, positions
// are rotated in place, norms of query and key make copies. These are alive at the end of
// attention, with its output.
template <class N>
N attention_elements(const Architecture<N>& a, const Surroundings& around) {
  N elements = (2 * a.share.heads + 2 * a.share.kv_heads) * a.facts.head_dim;
  if (around.after == 0) return around.within * a.facts.hidden_size + elements;
  if (a.facts.qk_norm != QkNorm::none) {
    elements += (a.share.heads + a.share.kv_heads) * a.facts.head_dim;
  }
  return (around.after - 1) * a.facts.hidden_size + elements;
}

// Latent attention expands key and value for every head while it prefills.
template <class N>
N latent_attention_elements(const Architecture<N>& a, const Surroundings& around) {
  const auto& f = a.facts;
  const N query_dim = f.qk_nope_head_dim + f.qk_rope_head_dim;
  return around.within * f.hidden_size + a.share.heads * (2 * query_dim + 2 * f.v_head_dim);
}

// The gated activation reads gate and up and writes a third tensor of the same width.
template <class N>
N mlp_elements(const Architecture<N>& a, const Surroundings& around) {
  const N& width = a.share.mlp_width;
  const double tensors = a.facts.gated_mlp ? 3 : 2;
  const N activated = around.within * a.facts.hidden_size + tensors * width;
  if (around.after == 0) return activated;
  const double kept = around.holds_gate ? tensors : 1;
  return max_of(activated, around.after * a.facts.hidden_size + kept * width);
}

// Each token is computed by several experts in two buffers, before and after the activation. Their
// outputs of hidden_size use the first again or have a third.
template <class N>
N buffers_of_expert(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  const N inputs = (a.facts.gated_mlp ? 2 : 1) * a.share.expert_width;
  const bool reuses = instance.serving->version->expert_outputs == ExpertOutputs::reused;
  return (reuses ? max_of(inputs, a.facts.hidden_size) : inputs + a.facts.hidden_size) +
         a.share.expert_width;
}

// Beside the experts' buffers: the router's scores and the shared experts' output.
template <class N>
N expert_elements(const Instance<N>& instance, const Surroundings& around) {
  const auto& f = instance.architecture.facts;
  const double hidden_vectors = around.within + (value_of(f.shared_intermediate_size) > 0 ? 1 : 0);
  return hidden_vectors * f.hidden_size + f.experts +
         f.experts_per_token * buffers_of_expert(instance);
}

template <class N>
N per_token(const Instance<N>& instance, TermId id, const N& elements) {
  return term(instance.recorder, id, elements * instance.activation_bytes);
}

template <class N>
N fused_activations(const Instance<N>& instance, const Workload<N>& workload) {
  const Architecture<N>& a = instance.architecture;
  const Surroundings around = surroundings(instance);
  N widest =
      value_of(a.facts.kv_lora_rank) > 0
          ? per_token(instance, TermId::activations_latent_attention,
                      latent_attention_elements(a, around))
          : per_token(instance, TermId::activations_attention, attention_elements(a, around));
  if (value_of(a.layers.dense) > 0) {
    widest = max_of(widest, per_token(instance, TermId::activations_mlp, mlp_elements(a, around)));
  }
  if (value_of(a.layers.moe) > 0) {
    const N experts =
        per_token(instance, TermId::activations_experts, expert_elements(instance, around));
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
  return workload.tokens_in_flight * instance.architecture.facts.experts_per_token *
         buffers_of_expert(instance) * instance.activation_bytes;
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
  // Before V1 what the encoders gave was gone when the language model returned.
  if (version.flight == Flight::profiled && version.trial != Trial::prompts) {
    const N results = encoder_results(instance, workload);
    if (value_of(results) > 0) bytes += results;
  }
  return term(recorder, TermId::activations_hidden, bytes);
}

template double layer_activations(const Instance<double>&, const Workload<double>&);
template Quantity layer_activations(const Instance<Quantity>&, const Workload<Quantity>&);
template double hidden_states(const Instance<double>&, const Workload<double>&);
template Quantity hidden_states(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
