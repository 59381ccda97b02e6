// Trained tensors by the method of training.
// SPDX-License-Identifier: MIT
#include "engine/model/trainable.h"

namespace vram {
namespace {

/// Whether a matrix may get an adapter, and how many of the group's copies do.
double adapted_copies(TensorRole role, unsigned targets, bool is_gated) {
  const auto has = [&](LoraTarget target) { return contains(targets, target) ? 1.0 : 0.0; };
  switch (role) {
    case TensorRole::attn_q:
    case TensorRole::mla_q_a:
    case TensorRole::mla_q_b:
      return has(LoraTarget::q);
    case TensorRole::attn_k:
    case TensorRole::mla_kv_a:
    case TensorRole::mla_k_b:
      return has(LoraTarget::k);
    case TensorRole::attn_v:
    case TensorRole::mla_v_b:
      return has(LoraTarget::v);
    case TensorRole::attn_output:
      return has(LoraTarget::o);
    case TensorRole::mlp_up:
    case TensorRole::expert_up:
    case TensorRole::shared_up:
      return (is_gated ? has(LoraTarget::gate) : 0) + has(LoraTarget::up);
    case TensorRole::mlp_down:
    case TensorRole::expert_down:
    case TensorRole::shared_down:
      return has(LoraTarget::down);
    default:
      return 0;
  }
}

/// What one matrix of rows by columns gets: rank by columns and rows by rank, or by the row's rule.
template <class N>
void visit_adapter(const TensorGroup<N>& group, const N& copies, const N& rank, TrainedPart part,
                   const GroupVisitor<N>& visit) {
  const auto adapter = [&](const N& rows, const N& columns) {
    visit({group.role, group.layer_set, group.layers, copies, rows, columns});
  };
  adapter(rank, group.columns);
  adapter(group.rows, rank);
  if (part == TrainedPart::low_rank_scaled) adapter(N(1), group.rows);
}

/// Query, key and value in one matrix get one adapter if any of them is a target.
template <class N>
void visit_fused_adapter(const Architecture<N>& a, const N& rank, TrainedPart part,
                         const GroupVisitor<N>& visit) {
  const N rows = (a.share.heads + 2 * a.share.kv_heads) * a.facts.head_dim;
  const TensorGroup<N> fused{
      TensorRole::attn_q, LayerSet::attention, a.layers.attention, N(1), rows, a.facts.hidden_size};
  visit_adapter(fused, N(1), rank, part, visit);
}

template <class N>
void visit_adapters(const Architecture<N>& a, const Recipe& recipe, const N& rank,
                    const GroupVisitor<N>& visit) {
  const TrainedPart part = spec(recipe.peft).trains;
  const bool is_fused = a.facts.fused_qkv;
  visit_tensor_groups(a, [&](const TensorGroup<N>& group) {
    const bool in_fused =
        is_fused && (group.role == TensorRole::attn_q || group.role == TensorRole::attn_k ||
                     group.role == TensorRole::attn_v);
    if (in_fused) return;
    const double wanted = adapted_copies(group.role, recipe.lora_targets, a.facts.gated_mlp);
    if (wanted == 0) return;
    const double inputs =
        spec(group.role).slot == MixSlot::ffn_up ? matrices_in(a.facts.gated_mlp) : 1;
    const N copies = wanted == inputs ? group.copies : group.copies * N(wanted / inputs);
    visit_adapter(group, copies, rank, part, visit);
  });
  const bool wants_fused = contains(recipe.lora_targets, LoraTarget::q) ||
                           contains(recipe.lora_targets, LoraTarget::k) ||
                           contains(recipe.lora_targets, LoraTarget::v);
  if (is_fused && wants_fused) visit_fused_adapter(a, rank, part, visit);
}

/// Vectors that scale keys, values and the MLP's inner activations.
template <class N>
void visit_scales(const Architecture<N>& a, const GroupVisitor<N>& visit) {
  visit({TensorRole::attn_bias, LayerSet::attention, a.layers.attention, N(2), N(1),
         a.share.kv_heads * a.facts.head_dim});
  if (value_of(a.layers.dense) > 0) {
    visit({TensorRole::mlp_bias, LayerSet::dense, a.layers.dense, N(1), N(1), a.share.mlp_width});
  }
  if (value_of(a.layers.moe) > 0) {
    visit({TensorRole::expert_bias, LayerSet::moe, a.layers.moe, a.share.experts, N(1),
           a.share.expert_width});
  }
}

}  // namespace

template <class N>
void visit_trainable(const Architecture<N>& a, const Architecture<N>& last_layers,
                     const Recipe& recipe, const InputNumbers<N>& inputs,
                     std::type_identity_t<GroupVisitor<N>> visit) {
  switch (spec(recipe.peft).trains) {
    case TrainedPart::all:
      visit_tensor_groups(a, visit);
      break;
    case TrainedPart::last_layers:
      visit_tensor_groups(last_layers, visit);
      break;
    case TrainedPart::low_rank:
    case TrainedPart::low_rank_scaled:
      visit_adapters(a, recipe, inputs.lora_rank, visit);
      break;
    case TrainedPart::keys_and_values:
      visit({TensorRole::position_embedding, LayerSet::attention, a.layers.attention, N(2),
             inputs.prefix_length, a.share.kv_heads * a.facts.head_dim});
      break;
    case TrainedPart::embeddings:
      if (a.placement.has_embedding) {
        visit({TensorRole::position_embedding, LayerSet::once, N(1), N(1), inputs.prefix_length,
               a.facts.hidden_size});
      }
      break;
    case TrainedPart::scales:
      visit_scales(a, visit);
      break;
  }
}

template void visit_trainable(const Architecture<double>&, const Architecture<double>&,
                              const Recipe&, const InputNumbers<double>&, GroupVisitor<double>);
template void visit_trainable(const Architecture<Quantity>&, const Architecture<Quantity>&,
                              const Recipe&, const InputNumbers<Quantity>&, GroupVisitor<Quantity>);

}  // namespace vram
