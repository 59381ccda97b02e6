// The list of a model's tensors, part by part.
// SPDX-License-Identifier: MIT
#include "engine/model/tensor_groups.h"

#include "engine/model/tensor_groups_attention.h"
#include "engine/model/tensor_groups_ends.h"
#include "engine/model/tensor_groups_mlp.h"
#include "engine/model/tensor_groups_recurrent.h"

namespace vram {

template <class N>
void visit_tensor_groups(const Architecture<N>& a, std::type_identity_t<GroupVisitor<N>> visit) {
  namespace detail = tensor_groups_detail;
  if (a.placement.has_embedding) detail::visit_first_stage(a, visit);
  detail::visit_attention_layers(a, visit);
  detail::visit_recurrent_layers(a, visit);
  detail::visit_mlp_layers(a, visit);
  detail::visit_every_layer(a, visit);
  if (a.placement.has_head) detail::visit_last_stage(a, visit);
}

template <class N>
void visit_mtp_tensor_groups(const Architecture<N>& a,
                             std::type_identity_t<GroupVisitor<N>> visit) {
  const auto& f = a.facts;
  if (value_of(f.mtp_layers) == 0 || !a.placement.has_head) return;
  const bool has_experts = value_of(f.experts) > 0;
  Architecture<N> mtp = a;
  mtp.placement.has_embedding = false;
  mtp.placement.has_head = false;
  mtp.layers = LayerCounts<N>{};
  mtp.layers.every = mtp.layers.attention = mtp.layers.full = f.mtp_layers;
  (has_experts ? mtp.layers.moe : mtp.layers.dense) = f.mtp_layers;
  // A block has a norm before each mixer even where the model's own layers are one mixer each.
  mtp.facts.norms_per_layer = max_of(f.norms_per_layer, N(2));
  visit_tensor_groups(mtp, visit);
  visit({TensorRole::mtp_projection, LayerSet::once, f.mtp_layers, N(1), f.hidden_size,
         2 * f.hidden_size});
  // Of the embedding, of the hidden state, and before the head.
  visit({TensorRole::mtp_norm, LayerSet::once, f.mtp_layers, N(1), N(3 * vectors_per_norm(f.norm)),
         f.hidden_size});
}

template void visit_tensor_groups(const Architecture<double>&, GroupVisitor<double>);
template void visit_tensor_groups(const Architecture<Quantity>&, GroupVisitor<Quantity>);
template void visit_mtp_tensor_groups(const Architecture<double>&, GroupVisitor<double>);
template void visit_mtp_tensor_groups(const Architecture<Quantity>&, GroupVisitor<Quantity>);

}  // namespace vram
