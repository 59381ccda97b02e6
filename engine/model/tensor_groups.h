// An architecture as a list of tensor groups. Parameters, active parameters, weights and shards are
// all sums over this one list.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "engine/core/recorder.h"
#include "engine/model/architecture.h"
#include "engine/model/tensor_roles.h"

namespace vram {

/// Tensors of the same role and shape: `layers` times `copies` matrices of rows × columns.
/// Vectors have one row. Rows are output channels, columns input channels.
template <class N>
struct TensorGroup {
  TensorRole role;
  LayerSet layer_set;
  N layers;
  N copies;  ///< of this shape in one layer: experts, gate and up
  N rows;
  N columns;
};

template <class N>
N elements(const TensorGroup<N>& group) {
  return group.layers * group.copies * group.rows * group.columns;
}

/// Vectors of one normalisation per normalised element: a layer norm has a bias too.
inline double vectors_per_norm(Norm norm) { return norm == Norm::layer ? 2 : 1; }

/// Matrices that read an MLP's input: a gated one has gate and up, alike in shape and storage.
inline double matrices_in(bool gated_mlp) { return gated_mlp ? 2 : 1; }

namespace tensor_groups_detail {

template <class N, class Visit>
void visit_latent_attention(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const N query_dim = f.qk_nope_head_dim + f.qk_rope_head_dim;
  const auto attention_layer = [&](TensorRole role, const N& rows, const N& columns) {
    visit({role, LayerSet::attention, a.layers.attention, N(1), rows, columns});
  };
  // The low-rank projections down are whole on every rank; those up to heads are split.
  if (value_of(f.q_lora_rank) > 0) {
    attention_layer(TensorRole::mla_q_a, f.q_lora_rank, f.hidden_size);
    attention_layer(TensorRole::mla_norm, N(1), f.q_lora_rank);
    attention_layer(TensorRole::mla_q_b, a.share.heads * query_dim, f.q_lora_rank);
  } else {
    attention_layer(TensorRole::attn_q, a.share.heads * query_dim, f.hidden_size);
  }
  attention_layer(TensorRole::mla_kv_a, f.kv_lora_rank + f.qk_rope_head_dim, f.hidden_size);
  attention_layer(TensorRole::mla_norm, N(1), f.kv_lora_rank);
  attention_layer(TensorRole::mla_k_b, a.share.heads * f.qk_nope_head_dim, f.kv_lora_rank);
  attention_layer(TensorRole::mla_v_b, a.share.heads * f.v_head_dim, f.kv_lora_rank);
  attention_layer(TensorRole::attn_output, f.hidden_size, a.share.heads * f.v_head_dim);
}

template <class N, class Visit>
void visit_head_attention(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const N query_width = a.share.heads * f.head_dim;
  const N kv_width = a.share.kv_heads * f.head_dim;
  const auto attention_layer = [&](TensorRole role, const N& rows, const N& columns) {
    visit({role, LayerSet::attention, a.layers.attention, N(1), rows, columns});
  };
  attention_layer(TensorRole::attn_q, query_width, f.hidden_size);
  attention_layer(TensorRole::attn_k, kv_width, f.hidden_size);
  attention_layer(TensorRole::attn_v, kv_width, f.hidden_size);
  attention_layer(TensorRole::attn_output, f.hidden_size, query_width);

  const auto bias = [&](AttentionProjection projection, const N& length) {
    if (contains(f.attention_bias, projection))
      attention_layer(TensorRole::attn_bias, N(1), length);
  };
  bias(AttentionProjection::q, query_width);
  bias(AttentionProjection::k, kv_width);
  bias(AttentionProjection::v, kv_width);
  bias(AttentionProjection::o, f.hidden_size);

  if (f.qk_norm == QkNorm::head_dim) {
    attention_layer(TensorRole::qk_norm, N(2), f.head_dim);
  } else if (f.qk_norm != QkNorm::none) {
    attention_layer(TensorRole::qk_norm, N(1), query_width);
    attention_layer(TensorRole::qk_norm, N(1), kv_width);
  }
}

template <class N, class Visit>
void visit_dense_mlp(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const N inputs(matrices_in(f.gated_mlp));
  const auto dense_layer = [&](TensorRole role, const N& copies, const N& rows, const N& columns) {
    visit({role, LayerSet::dense, a.layers.dense, copies, rows, columns});
  };
  dense_layer(TensorRole::mlp_up, inputs, a.share.mlp_width, f.hidden_size);
  dense_layer(TensorRole::mlp_down, N(1), f.hidden_size, a.share.mlp_width);
  if (f.mlp_bias) {
    dense_layer(TensorRole::mlp_bias, inputs, N(1), a.share.mlp_width);
    dense_layer(TensorRole::mlp_bias, N(1), N(1), f.hidden_size);
  }
}

template <class N, class Visit>
void visit_experts(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const N inputs(matrices_in(f.gated_mlp));
  const auto moe_layer = [&](TensorRole role, const N& copies, const N& rows, const N& columns) {
    visit({role, LayerSet::moe, a.layers.moe, copies, rows, columns});
  };
  moe_layer(TensorRole::router, N(1), f.experts, f.hidden_size);
  if (f.router_bias) moe_layer(TensorRole::router_bias, N(1), N(1), f.experts);
  moe_layer(TensorRole::expert_up, inputs * a.share.experts, a.share.expert_width, f.hidden_size);
  moe_layer(TensorRole::expert_down, a.share.experts, f.hidden_size, a.share.expert_width);
  if (f.expert_bias) {
    moe_layer(TensorRole::expert_bias, inputs * a.share.experts, N(1), a.share.expert_width);
    moe_layer(TensorRole::expert_bias, a.share.experts, N(1), f.hidden_size);
  }
  if (value_of(f.shared_intermediate_size) > 0) {
    const N& width = a.share.shared_expert_width;
    moe_layer(TensorRole::shared_up, inputs, width, f.hidden_size);
    moe_layer(TensorRole::shared_down, N(1), f.hidden_size, width);
    if (f.shared_expert_gate) {
      moe_layer(TensorRole::shared_expert_gate, N(1), N(1), f.hidden_size);
    }
  }
}

template <class N, class Visit>
void visit_attention(const Architecture<N>& a, const Visit& visit) {
  if (value_of(a.facts.kv_lora_rank) > 0) {
    visit_latent_attention(a, visit);
  } else {
    visit_head_attention(a, visit);
  }
  if (a.facts.attention_sinks) {
    visit({TensorRole::attention_sinks, LayerSet::attention, a.layers.attention, N(1), N(1),
           a.share.heads});
  }
}

/// What comes before the layers: embeddings, and the encoders of other media.
template <class N, class Visit>
void visit_first_stage(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const auto once = [&](TensorRole role, const N& rows, const N& columns) {
    visit({role, LayerSet::once, N(1), N(1), rows, columns});
  };
  once(TensorRole::token_embedding, a.share.vocabulary, f.hidden_size);
  if (value_of(f.position_rows) > 0) {
    once(TensorRole::position_embedding, f.position_rows, f.hidden_size);
  }
  if (f.embedding_norm) {
    once(TensorRole::embedding_norm, N(vectors_per_norm(f.norm)), f.hidden_size);
  }
  if (value_of(f.vision_parameters) > 0) once(TensorRole::vision_tower, N(1), f.vision_parameters);
}

/// What comes after the layers. A tied head on a stage without the embedding is a copy of it, as in
/// Megatron-LM (Narayanan et al. 2021), stored like the embedding.
template <class N, class Visit>
void visit_last_stage(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const auto once = [&](TensorRole role, const N& rows, const N& columns) {
    visit({role, LayerSet::once, N(1), N(1), rows, columns});
  };
  once(TensorRole::final_norm, N(vectors_per_norm(f.norm)), f.hidden_size);
  if (!f.tie_word_embeddings) {
    once(TensorRole::lm_head, a.share.vocabulary, f.hidden_size);
  } else if (!a.placement.has_embedding) {
    once(TensorRole::token_embedding, a.share.vocabulary, f.hidden_size);
  }
  if (f.lm_head_bias) once(TensorRole::lm_head_bias, N(1), a.share.vocabulary);
}

}  // namespace tensor_groups_detail

/// Calls `visit` with every TensorGroup<N> one device holds.
template <class N, class Visit>
void visit_tensor_groups(const Architecture<N>& a, const Visit& visit) {
  if (a.placement.has_embedding) tensor_groups_detail::visit_first_stage(a, visit);
  if (value_of(a.layers.attention) > 0) tensor_groups_detail::visit_attention(a, visit);
  if (value_of(a.layers.dense) > 0) tensor_groups_detail::visit_dense_mlp(a, visit);
  if (value_of(a.layers.moe) > 0) tensor_groups_detail::visit_experts(a, visit);
  visit({TensorRole::layer_norm, LayerSet::every, a.layers.every, N(1),
         a.facts.norms_per_layer * vectors_per_norm(a.facts.norm), a.facts.hidden_size});
  if (a.placement.has_head) tensor_groups_detail::visit_last_stage(a, visit);
}

}  // namespace vram
