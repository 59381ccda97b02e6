// Memory of llama.cpp's compute buffer. Its allocator lays the graph's tensors out in advance, in
// float32: what is freed leaves a gap that only something smaller can use. So the widest moment is
// what lies at or below the largest tensor then. Read from the layouts that builds of llama.cpp
// print, which tests/reference/llama_cpp_buffers.csv lists. SPDX-License-Identifier: MIT
#include "engine/components/component.h"
#include "engine/components/held_tokens.h"
#include "engine/components/host_copies.h"

namespace vram {
namespace {

template <class N>
bool is_latent(const Architecture<N>& a) {
  return value_of(a.facts.kv_lora_rank) > 0;
}

/// Until latent attention was absorbed into the cache, flash attention did not apply to it.
template <class N>
bool keeps_scores(const Instance<N>& instance) {
  const bool expands_heads = instance.serving->llama_cpp->latent == LatentCache::heads;
  return instance.recipe->attention == AttentionKernel::eager ||
         (is_latent(instance.architecture) && expands_heads);
}

/// Width of the query as attention takes it: with absorbed latent attention, in latent space.
template <class N>
N query_width(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  if (!is_latent(a)) return a.share.heads * full_head_dim(a);
  if (instance.serving->llama_cpp->latent == LatentCache::heads) {
    return a.share.heads * (a.facts.qk_nope_head_dim + a.facts.qk_rope_head_dim);
  }
  return a.share.heads * (a.facts.kv_lora_rank + a.facts.qk_rope_head_dim);
}

/// What lies below the scores: the layer's input and its norm, the query before and after its
/// positions are rotated; since caches are written by rows, key and value too.
template <class N>
N before_scores(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  const LlamaCppSpec& version = *instance.serving->llama_cpp;
  const auto& f = a.facts;
  const N query = query_width(instance);
  if (!is_latent(a)) {
    const N inputs = 2 * f.hidden_size + 2 * query;
    return version.keeps_kv ? inputs + 2 * full_kv_heads(a) * full_head_dim(a) : inputs;
  }
  const N projected = a.share.heads * (f.qk_nope_head_dim + f.qk_rope_head_dim);
  N elements = 2 * f.hidden_size + f.q_lora_rank + projected + a.share.heads * f.qk_rope_head_dim;
  if (version.latent != LatentCache::heads) elements += a.share.heads * f.kv_lora_rank;
  return elements + query;
}

/// Cached tokens that one token of the chunk looks at: sequences share a cache or have their own.
template <class N>
N visible_tokens(const Instance<N>& instance, const Workload<N>& workload, const N& held) {
  return instance.serving->llama_cpp->has_streams ? held : held * workload.sequences;
}

/// Bytes of the mask per token of the chunk, one mask for each kind of attention.
template <class N>
N mask_bytes(const Instance<N>& instance, const Workload<N>& workload) {
  const auto& layers = instance.architecture.layers;
  const Recorder<N>& recorder = instance.recorder;
  N cells(0);
  if (value_of(layers.full) > 0) {
    cells += visible_tokens(instance, workload, held_tokens(instance, workload));
  }
  if (value_of(layers.windowed) > 0) {
    cells += visible_tokens(instance, workload, held_in_window(instance, workload));
  }
  const bool is_flash = instance.recipe->attention != AttentionKernel::eager;
  const double width = is_flash ? instance.serving->llama_cpp->flash_mask_bytes : kFloat32Bytes;
  return cells * recorder.leaf("attention_mask_bytes", width, kBytes);
}

template <class N>
N scores_elements(const Instance<N>& instance, const Workload<N>& workload) {
  const Architecture<N>& a = instance.architecture;
  const bool has_full = value_of(a.layers.full) > 0;
  const N held = has_full ? held_tokens(instance, workload) : held_in_window(instance, workload);
  return before_scores(instance) + a.share.heads * visible_tokens(instance, workload, held);
}

/// Below the MLP's tensors: the residual stream, its norm, and the gap of the attention's output.
/// The gap of a float32 mask that was copied to float16 takes one of them.
template <class N>
N before_mlp(const Instance<N>& instance) {
  const N& hidden = instance.architecture.facts.hidden_size;
  const bool reuses_mask = instance.serving->llama_cpp->flash_mask_bytes > kFloat32Bytes &&
                           instance.recipe->attention != AttentionKernel::eager;
  const N widest = max_of(hidden, query_width(instance));
  return reuses_mask ? hidden + widest : 2 * hidden + widest;
}

template <class N>
N mlp_elements(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  const double buffers = a.facts.gated_mlp ? instance.serving->llama_cpp->glu_buffers : 1;
  return before_mlp(instance) + buffers * a.share.mlp_width;
}

/// The chosen experts' outputs go into the gap of gate and up if they fit.
template <class N>
N expert_elements(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  const auto& f = a.facts;
  const double buffers = f.gated_mlp ? instance.serving->llama_cpp->glu_buffers : 1;
  N of_one = buffers * a.share.expert_width;
  const N gap = (buffers - 1) * a.share.expert_width;
  if (value_of(f.hidden_size) > value_of(gap)) of_one += f.hidden_size;
  return before_mlp(instance) + f.experts_per_token * of_one;
}

}  // namespace

template <class N>
N graph_activations(const Instance<N>& instance, const Workload<N>& workload) {
  const Recorder<N>& recorder = instance.recorder;
  const Architecture<N>& a = instance.architecture;
  const LayerCounts<N>& on_host = instance.host_layer.layers;
  const bool copies = value_of(on_host.every) > 0 && copies_from_host(instance, workload);
  const N& tokens = workload.tokens_in_flight;
  const N fp32 = recorder.leaf("fp32_bytes", kFloat32Bytes, kBytes);
  N widest(0);
  N with_copies(0);
  const auto consider = [&](TermId id, const N& elements) {
    const N moment = term(recorder, id, elements * fp32);
    widest = value_of(widest) == 0 ? moment : max_of(widest, moment);
    return moment;
  };
  const auto consider_copies = [&](const N& bytes) {
    with_copies = value_of(with_copies) == 0 ? bytes : max_of(with_copies, bytes);
  };
  const bool attends = value_of(a.layers.attention) + value_of(on_host.attention) > 0;
  const N mask =
      attends ? term(recorder, TermId::activations_graph_mask, mask_bytes(instance, workload))
              : N(0);
  const auto with_mask = [&](const N& moment) { return attends ? moment + mask : moment; };
  if (attends) {
    const N moment = consider(
        TermId::activations_graph_attention,
        keeps_scores(instance) ? scores_elements(instance, workload) : before_scores(instance));
    // The copies take the place of the mask: so are the layouts that builds print.
    if (copies && value_of(on_host.attention) > 0) {
      const N cache = copied_cache(instance, workload);
      if (value_of(cache) > 0) consider_copies(tokens * moment + cache);
    }
  }
  if (value_of(a.layers.dense) + value_of(on_host.dense) > 0) {
    const N moment = consider(TermId::activations_graph_mlp, mlp_elements(instance));
    if (copies && value_of(on_host.dense) > 0) {
      consider_copies(tokens * with_mask(moment) + copied_matrix(instance, TensorFamily::mlp));
    }
  }
  if (value_of(a.layers.moe) + value_of(on_host.moe) > 0) {
    const N moment = consider(TermId::activations_graph_experts, expert_elements(instance));
    if (copies && value_of(on_host.moe) > 0) {
      consider_copies(tokens * with_mask(moment) + copied_matrix(instance, TensorFamily::experts));
    }
  }
  if (value_of(widest) == 0) consider(TermId::activations_graph_mlp, 2 * a.facts.hidden_size);
  if (attends) widest += mask;
  const N own = tokens * widest;
  return term(recorder, TermId::activations,
              value_of(with_copies) > 0 ? whole(max_of(own, with_copies)) : own);
}

template double graph_activations(const Instance<double>&, const Workload<double>&);
template Quantity graph_activations(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
