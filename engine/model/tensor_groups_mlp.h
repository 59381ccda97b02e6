// The tensors that mix channels: ordinary MLPs and experts.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/model/architecture.h"
#include "engine/model/tensor_group.h"

namespace vram::tensor_groups_detail {

template <class N, class Visit>
void visit_dense_mlp(const Architecture<N>& a, const PerLayer<N, Visit>& layer, const N& width) {
  const auto& f = a.facts;
  const N inputs(matrices_in(f.gated_mlp));
  layer.matrices(TensorRole::mlp_up, inputs, width, f.hidden_size);
  layer.matrix(TensorRole::mlp_down, f.hidden_size, width);
  if (f.mlp_bias) {
    layer.matrices(TensorRole::mlp_bias, inputs, N(1), width);
    layer.vector(TensorRole::mlp_bias, f.hidden_size);
  }
}

template <class N, class Visit>
void visit_shared_experts(const Architecture<N>& a, const PerLayer<N, Visit>& layer) {
  const auto& f = a.facts;
  const N& width = a.share.shared_expert_width;
  layer.matrices(TensorRole::shared_up, N(matrices_in(f.gated_mlp)), width, f.hidden_size);
  layer.matrix(TensorRole::shared_down, f.hidden_size, width);
  if (f.shared_expert_gate) layer.vector(TensorRole::shared_expert_gate, f.hidden_size);
}

/// Routed experts read the hidden state, or (Nemotron 3 Super) a narrower one projected from it.
template <class N, class Visit>
void visit_experts(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const PerLayer<N, Visit> layer(LayerSet::moe, a.layers.moe, visit);
  const N inputs(matrices_in(f.gated_mlp));
  const bool is_latent = value_of(f.moe_latent_size) > 0;
  const N& outer = is_latent ? f.moe_latent_size : f.hidden_size;
  const N& width = a.share.expert_width;
  layer.matrix(TensorRole::router, f.experts, f.hidden_size);
  if (f.router_bias) layer.vector(TensorRole::router_bias, f.experts);
  if (is_latent) layer.matrices(TensorRole::moe_latent, N(2), outer, f.hidden_size);
  layer.matrices(TensorRole::expert_up, inputs * a.share.experts, width, outer);
  layer.matrices(TensorRole::expert_down, a.share.experts, outer, width);
  if (f.expert_bias) {
    layer.matrices(TensorRole::expert_bias, inputs * a.share.experts, N(1), width);
    layer.matrices(TensorRole::expert_bias, a.share.experts, N(1), outer);
  }
  if (value_of(f.shared_intermediate_size) > 0) visit_shared_experts(a, layer);
}

template <class N, class Visit>
void visit_mlp_layers(const Architecture<N>& a, const Visit& visit) {
  if (value_of(a.layers.dense) > 0) {
    const PerLayer<N, Visit> layer(LayerSet::dense, a.layers.dense, visit);
    visit_dense_mlp(a, layer, a.share.mlp_width);
  }
  if (value_of(a.layers.double_mlp) > 0) {
    const PerLayer<N, Visit> layer(LayerSet::double_mlp, a.layers.double_mlp, visit);
    visit_dense_mlp(a, layer, 2 * a.share.mlp_width);
  }
  if (value_of(a.layers.moe) > 0) visit_experts(a, visit);
}

}  // namespace vram::tensor_groups_detail
