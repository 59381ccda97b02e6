// The tensors of layers with a state of fixed size: linear attention, state space, short
// convolution. SPDX-License-Identifier: MIT
#pragma once

#include "engine/model/architecture.h"
#include "engine/model/tensor_group.h"

namespace vram::tensor_groups_detail {

/// Yang et al. 2024, as in Qwen3-Next: query, key and value pass a short convolution, a gate and a
/// decay belong to each value head.
template <class N, class Visit>
void visit_gated_delta_net(const Architecture<N>& a, const PerLayer<N, Visit>& layer) {
  const auto& f = a.facts;
  const N value_width = a.share.linear_value_heads * f.linear_value_head_dim;
  const N channels = linear_channels(a);
  layer.matrix(TensorRole::linear_qkv, channels, f.hidden_size);
  layer.matrix(TensorRole::linear_gate, value_width, f.hidden_size);
  layer.matrices(TensorRole::linear_decay, N(2), a.share.linear_value_heads, f.hidden_size);
  layer.matrix(TensorRole::linear_conv, channels, f.linear_conv_kernel);
  layer.matrix(TensorRole::linear_vector, N(2), a.share.linear_value_heads);
  layer.vector(TensorRole::linear_vector, f.linear_value_head_dim);
  layer.matrix(TensorRole::linear_output, f.hidden_size, value_width);
}

/// Kimi Linear: a decay for every channel, from a matrix of low rank like the gate's.
template <class N, class Visit>
void visit_kimi_delta(const Architecture<N>& a, const PerLayer<N, Visit>& layer) {
  const auto& f = a.facts;
  const N value_width = a.share.linear_value_heads * f.linear_value_head_dim;
  const N channels = linear_channels(a);
  layer.matrix(TensorRole::linear_qkv, channels, f.hidden_size);
  layer.matrices(TensorRole::linear_gate, N(2), f.linear_value_head_dim, f.hidden_size);
  layer.matrices(TensorRole::linear_gate, N(2), value_width, f.linear_value_head_dim);
  layer.matrix(TensorRole::linear_decay, a.share.linear_value_heads, f.hidden_size);
  layer.matrix(TensorRole::linear_conv, channels, f.linear_conv_kernel);
  layer.vector(TensorRole::linear_vector,
               a.share.linear_value_heads + value_width + f.linear_value_head_dim);
  layer.matrix(TensorRole::linear_output, f.hidden_size, value_width);
}

/// Qin et al. 2024, as in MiniMax-Text-01: no convolution, a norm over all heads.
template <class N, class Visit>
void visit_lightning_attention(const Architecture<N>& a, const PerLayer<N, Visit>& layer) {
  const auto& f = a.facts;
  const N width = a.share.linear_value_heads * f.linear_value_head_dim;
  layer.matrix(TensorRole::linear_qkv, 3 * width, f.hidden_size);
  layer.matrix(TensorRole::linear_gate, width, f.hidden_size);
  layer.vector(TensorRole::linear_vector, width);
  layer.matrix(TensorRole::linear_output, f.hidden_size, width);
}

template <class N, class Visit>
void visit_linear_attention(const Architecture<N>& a, const Visit& visit) {
  const PerLayer<N, Visit> layer(LayerSet::linear, a.layers.linear, visit);
  switch (a.facts.linear_attention) {
    case LinearAttention::gated_delta_net:
      return visit_gated_delta_net(a, layer);
    case LinearAttention::kimi_delta:
      return visit_kimi_delta(a, layer);
    case LinearAttention::lightning:
      return visit_lightning_attention(a, layer);
  }
}

/// Gu and Dao 2023: the step size, input and output of the state depend on the channel's input.
template <class N, class Visit>
void visit_mamba1(const Architecture<N>& a, const PerLayer<N, Visit>& layer) {
  const auto& f = a.facts;
  const N& width = a.share.mamba_width;
  layer.matrix(TensorRole::mamba_in, 2 * width, f.hidden_size);
  layer.matrix(TensorRole::mamba_x, f.mamba_dt_rank + 2 * f.mamba_state_size, width);
  layer.matrix(TensorRole::mamba_dt, width, f.mamba_dt_rank);
  layer.matrix(TensorRole::mamba_decay, width, f.mamba_state_size);
  layer.matrix(TensorRole::mamba_vector, N(2), width);  // bias of the step size, skip connection
  if (f.mamba_inner_norms) {
    layer.vector(TensorRole::mamba_vector, f.mamba_dt_rank + 2 * f.mamba_state_size);
  }
  if (f.mamba_proj_bias) layer.vector(TensorRole::mamba_vector, 2 * width);
}

/// Dao and Gu 2024: one decay for a head, state input and output shared by a group of heads.
template <class N, class Visit>
void visit_mamba2(const Architecture<N>& a, const PerLayer<N, Visit>& layer) {
  const auto& f = a.facts;
  const N& width = a.share.mamba_width;
  const N projected = width + mamba_channels(a) + a.share.mamba_heads;
  layer.matrix(TensorRole::mamba_in, projected, f.hidden_size);
  layer.matrix(TensorRole::mamba_vector, N(3), a.share.mamba_heads);  // decay, skip, step size
  if (f.mamba_rms_norm) layer.vector(TensorRole::mamba_vector, width);
  if (f.mamba_proj_bias) layer.vector(TensorRole::mamba_vector, projected);
}

template <class N, class Visit>
void visit_mamba(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const PerLayer<N, Visit> layer(LayerSet::mamba, a.layers.mamba, visit);
  if (value_of(f.mamba_heads) > 0) {
    visit_mamba2(a, layer);
  } else {
    visit_mamba1(a, layer);
  }
  layer.matrix(TensorRole::mamba_conv, mamba_channels(a), f.mamba_conv_kernel);
  if (f.mamba_conv_bias) layer.vector(TensorRole::mamba_vector, mamba_channels(a));
  layer.matrix(TensorRole::mamba_output, f.hidden_size, a.share.mamba_width);
  if (f.mamba_proj_bias) layer.vector(TensorRole::mamba_vector, f.hidden_size);
}

/// LFM2: two gates around a convolution over a few tokens.
template <class N, class Visit>
void visit_short_convolution(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const N& width = a.share.conv_width;
  const PerLayer<N, Visit> layer(LayerSet::conv, a.layers.conv, visit);
  layer.matrices(TensorRole::conv_in, N(3), width, f.hidden_size);
  layer.matrix(TensorRole::conv_kernel, width, f.short_conv_kernel);
  layer.matrix(TensorRole::conv_output, f.hidden_size, width);
  if (f.conv_bias) layer.vector(TensorRole::conv_bias, 4 * width + f.hidden_size);
}

template <class N, class Visit>
void visit_recurrent_layers(const Architecture<N>& a, const Visit& visit) {
  if (value_of(a.layers.linear) > 0) visit_linear_attention(a, visit);
  if (value_of(a.layers.mamba) > 0) visit_mamba(a, visit);
  if (value_of(a.layers.conv) > 0) visit_short_convolution(a, visit);
}

}  // namespace vram::tensor_groups_detail
