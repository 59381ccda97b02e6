// The tensors of attention: heads, latent vectors, sparse indexers, cross-attention, shared blocks.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/model/architecture.h"
#include "engine/model/tensor_group.h"

namespace vram::tensor_groups_detail {

/// DeepSeek-V3.2: scores of past tokens from a small key of their own. Whole on every rank.
template <class N, class Visit>
void visit_indexer(const Architecture<N>& a, const PerLayer<N, Visit>& layer) {
  const auto& f = a.facts;
  layer.matrix(TensorRole::index_q, f.index_heads * f.index_head_dim, f.q_lora_rank);
  layer.matrix(TensorRole::index_k, f.index_head_dim, f.hidden_size);
  layer.matrix(TensorRole::index_weights, f.index_heads, f.hidden_size);
  layer.matrix(TensorRole::index_norm, N(2), f.index_head_dim);
}

template <class N, class Visit>
void visit_latent_attention(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const N query_dim = f.qk_nope_head_dim + f.qk_rope_head_dim;
  const PerLayer<N, Visit> layer(LayerSet::attention, a.layers.attention, visit);
  // The low-rank projections down are whole on every rank; those up to heads are split.
  if (value_of(f.q_lora_rank) > 0) {
    layer.matrix(TensorRole::mla_q_a, f.q_lora_rank, f.hidden_size);
    layer.vector(TensorRole::mla_norm, f.q_lora_rank);
    layer.matrix(TensorRole::mla_q_b, a.share.heads * query_dim, f.q_lora_rank);
  } else {
    layer.matrix(TensorRole::attn_q, a.share.heads * query_dim, f.hidden_size);
  }
  layer.matrix(TensorRole::mla_kv_a, f.kv_lora_rank + f.qk_rope_head_dim, f.hidden_size);
  layer.vector(TensorRole::mla_norm, f.kv_lora_rank);
  layer.matrix(TensorRole::mla_k_b, a.share.heads * f.qk_nope_head_dim, f.kv_lora_rank);
  layer.matrix(TensorRole::mla_v_b, a.share.heads * f.v_head_dim, f.kv_lora_rank);
  layer.matrix(TensorRole::attn_output, f.hidden_size, a.share.heads * f.v_head_dim);
  if (value_of(f.index_heads) > 0) visit_indexer(a, layer);
}

/// Biases and norms of head attention, whose projections are query_width and kv_width long.
template <class N, class Visit>
void visit_attention_vectors(const Architecture<N>& a, const PerLayer<N, Visit>& layer,
                             const N& query_width, const N& kv_width, const N& head_dim) {
  const auto& f = a.facts;
  const auto bias = [&](AttentionProjection projection, const N& length) {
    if (contains(f.attention_bias, projection)) layer.vector(TensorRole::attn_bias, length);
  };
  bias(AttentionProjection::q, query_width);
  bias(AttentionProjection::k, kv_width);
  bias(AttentionProjection::v, kv_width);
  bias(AttentionProjection::o, f.hidden_size);

  if (f.qk_norm == QkNorm::head_dim) {
    layer.matrix(TensorRole::qk_norm, N(f.norm == Norm::layer ? 4 : 2), head_dim);
  } else if (f.qk_norm != QkNorm::none) {
    layer.vector(TensorRole::qk_norm, query_width);
    layer.vector(TensorRole::qk_norm, kv_width);
  }
}

/// One set of layers with attention heads of the same shape.
template <class N, class Visit>
void visit_head_attention(const Architecture<N>& a, const PerLayer<N, Visit>& layer,
                          const N& kv_heads, const N& head_dim, bool has_values) {
  const auto& f = a.facts;
  const N query_width = a.share.heads * head_dim;
  const N kv_width = kv_heads * head_dim;
  // A gate on the output comes from the query's matrix (Qwen3-Next).
  const N query_rows = f.attn_output_gate ? 2 * query_width : query_width;
  layer.matrix(TensorRole::attn_q, query_rows, f.hidden_size);
  layer.matrix(TensorRole::attn_k, kv_width, f.hidden_size);
  if (has_values) layer.matrix(TensorRole::attn_v, kv_width, f.hidden_size);
  layer.matrix(TensorRole::attn_output, f.hidden_size, query_width);
  visit_attention_vectors(a, layer, query_width, kv_width, head_dim);
}

/// Gemma 4: heads of full attention have a shape of their own, and their values may be the keys.
template <class N, class Visit>
void visit_self_attention(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const auto heads = [&](LayerSet set, const N& layers, const N& kv_heads, const N& head_dim,
                         bool has_values) {
    if (value_of(layers) == 0) return;
    visit_head_attention(a, PerLayer<N, Visit>(set, layers, visit), kv_heads, head_dim, has_values);
  };
  if (value_of(f.global_head_dim) > 0 && value_of(a.layers.windowed) > 0) {
    heads(LayerSet::windowed, a.layers.windowed, a.share.kv_heads, f.head_dim, true);
    heads(LayerSet::full, a.layers.full, full_kv_heads(a), full_head_dim(a), !f.attention_k_eq_v);
  } else {
    heads(LayerSet::attention, a.layers.attention, a.share.kv_heads, f.head_dim, true);
  }
}

/// Keys and values come from an encoder. In an encoder-decoder the layers have self-attention as
/// well, and the biases of that; alone (Llama 3.2 Vision) they have norms and two gates.
template <class N, class Visit>
void visit_cross_attention(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const N query_width = a.share.heads * f.head_dim;
  const N kv_width = a.share.kv_heads * f.head_dim;
  const PerLayer<N, Visit> layer(LayerSet::cross, a.layers.cross, visit);
  layer.matrix(TensorRole::cross_q, query_width, f.hidden_size);
  layer.matrix(TensorRole::cross_k, kv_width, f.hidden_size);
  layer.matrix(TensorRole::cross_v, kv_width, f.hidden_size);
  layer.matrix(TensorRole::cross_output, f.hidden_size, query_width);
  if (!f.is_encoder_decoder) {
    layer.matrix(TensorRole::cross_vector, N(2), f.head_dim);
    layer.vector(TensorRole::cross_vector, N(2));
    return;
  }
  const auto bias = [&](AttentionProjection projection, const N& length) {
    if (contains(f.attention_bias, projection)) layer.vector(TensorRole::cross_vector, length);
  };
  bias(AttentionProjection::q, query_width);
  bias(AttentionProjection::k, kv_width);
  bias(AttentionProjection::v, kv_width);
  bias(AttentionProjection::o, f.hidden_size);
}

/// Zamba2: a few transformer blocks over the hidden state and the embedding side by side, each used
/// by many layers, which adapt it with matrices of their own.
template <class N, class Visit>
void visit_shared_blocks(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const N inputs(matrices_in(f.gated_mlp));
  const N attention_width = a.share.heads * f.head_dim;
  const PerLayer<N, Visit> block(LayerSet::once, f.shared_blocks, visit);
  block.matrices(TensorRole::block_qkv, N(3), attention_width, 2 * f.hidden_size);
  block.matrix(TensorRole::block_output, f.hidden_size, attention_width);
  block.matrices(TensorRole::block_mlp_up, inputs, a.share.mlp_width, f.hidden_size);
  block.matrix(TensorRole::block_mlp_down, f.hidden_size, a.share.mlp_width);
  block.matrix(TensorRole::block_norm, N(3), f.hidden_size);

  const PerLayer<N, Visit> layer(LayerSet::shared_block, a.layers.shared_block, visit);
  if (value_of(f.adapter_rank) > 0) {
    layer.matrix(TensorRole::block_adapter, f.adapter_rank, f.hidden_size);
    layer.matrix(TensorRole::block_adapter, inputs * a.share.mlp_width, f.adapter_rank);
  }
  if (value_of(f.adapter_rank) > 0 && f.use_shared_attention_adapter) {
    layer.matrices(TensorRole::block_adapter, N(3), f.adapter_rank, 2 * f.hidden_size);
    layer.matrices(TensorRole::block_adapter, N(3), attention_width, f.adapter_rank);
  }
  layer.matrix(TensorRole::block_linear, f.hidden_size, f.hidden_size);
}

template <class N, class Visit>
void visit_attention_layers(const Architecture<N>& a, const Visit& visit) {
  if (value_of(a.layers.attention) > 0) {
    if (value_of(a.facts.kv_lora_rank) > 0) {
      visit_latent_attention(a, visit);
    } else {
      visit_self_attention(a, visit);
    }
    if (a.facts.attention_sinks) {
      PerLayer<N, Visit>(LayerSet::attention, a.layers.attention, visit)
          .vector(TensorRole::attention_sinks, a.share.heads);
    }
  }
  if (value_of(a.layers.cross) > 0) visit_cross_attention(a, visit);
  if (value_of(a.layers.shared_block) > 0) visit_shared_blocks(a, visit);
}

}  // namespace vram::tensor_groups_detail
