// What autograd saves of one layer for one token, tensor by tensor.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/components/component.h"

namespace vram {

// Korthikanti et al. 2022, section 4.1, tensor by tensor, so that other architectures follow from
// the same count: inputs of matrices whose weights are trained, inputs of norms, queries, keys,
// values and the attention's output, both sides of the MLP's activation, and dropout's masks. How a
// program writes a norm or an adapter (trainers.def) decides in which width and how often.

inline constexpr double kMaskBytes = 1;  // a dropout mask has one byte per element

/// Elements, float32 elements and mask bytes of one token.
template <class N>
struct Tensors {
  N elements{0};
  N floats{0};
  N masks{0};
};

/// Tensors of one layer for one token, kept apart by whether tensor parallelism splits them. Only
/// sequence parallelism splits the rest.
template <class N>
struct Saved {
  Tensors<N> split{};  ///< over heads or MLP width, already the rank's share
  Tensors<N> whole{};  ///< over hidden_size
};

/// Which weights need the activations in front of them, and how adapters keep theirs.
class Need {
 public:
  explicit Need(const Recipe& recipe) : recipe_(recipe) {}

  bool input_of(LoraTarget target) const {
    if (recipe_.keeps_expanded_inputs) return true;
    switch (spec(recipe_.peft).inputs) {
      case NeededInputs::all:
        break;
      case NeededInputs::targets:
        return contains(recipe_.lora_targets, target);
      case NeededInputs::scaled:
        return target == LoraTarget::k || target == LoraTarget::v || target == LoraTarget::down;
      case NeededInputs::none:
        return false;
    }
    return true;
  }

  /// How many of `targets` have an adapter that keeps its own copy of what it reads.
  template <class... Targets>
  double own_inputs(Targets... targets) const {
    if (!recipe_.adapters_own_inputs) return 0;
    return ((input_of(targets) ? 1.0 : 0.0) + ...);
  }

  /// Whether the vector that `targets` read is kept once for all of them.
  template <class... Targets>
  bool shared_input(Targets... targets) const {
    return !recipe_.adapters_own_inputs && (input_of(targets) || ...);
  }

  /// What `copies` adapters keep of a vector of `width` elements.
  template <class N>
  void add_own(Tensors<N>& tensors, double copies, const N& width) const {
    if (copies == 0) return;
    (recipe_.adapters_read_floats ? tensors.floats : tensors.elements) += copies * width;
    if (recipe_.drops_adapter_inputs) tensors.masks += copies * width;
  }

 private:
  const Recipe& recipe_;
};

/// A norm over `width` elements.
template <class N>
void add_norm(Tensors<N>& tensors, const Instance<N>& instance, const N& width) {
  const bool is_eager = instance.recipe->trainer->norms == NormTensors::eager &&
                        instance.architecture.facts.norm == Norm::rms;
  if (!is_eager) {
    tensors.elements += width;
    return;
  }
  tensors.floats += width;
  if (!instance.recipe->trains_adapters()) tensors.elements += width;
}

template <class N>
Saved<N> attention_saved(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  const auto& f = a.facts;
  const Recipe& recipe = *instance.recipe;
  const Need need(recipe);
  Saved<N> saved;
  add_norm(saved.whole, instance, f.hidden_size);
  if (need.shared_input(LoraTarget::q, LoraTarget::k, LoraTarget::v)) {
    saved.whole.elements += f.hidden_size;
  }
  need.add_own(saved.whole, need.own_inputs(LoraTarget::q, LoraTarget::k, LoraTarget::v),
               f.hidden_size);
  if (f.dropout) saved.whole.masks += f.hidden_size;
  if (value_of(f.kv_lora_rank) > 0) {
    // Both low-rank vectors before and after their norms, then query and key of every head.
    const N query_dim = f.qk_nope_head_dim + f.qk_rope_head_dim;
    saved.whole.elements += 2 * f.q_lora_rank + 2 * f.kv_lora_rank + f.qk_rope_head_dim;
    saved.split.elements += a.share.heads * (2 * query_dim + 2 * f.v_head_dim);
    need.add_own(saved.split, need.own_inputs(LoraTarget::o), a.share.heads * f.v_head_dim);
    return saved;
  }
  const bool repeats =
      recipe.attention == AttentionKernel::eager || recipe.attention == AttentionKernel::sdpa;
  const N kv_heads =
      repeats && recipe.trainer->kv == KvHeads::repeated ? a.share.heads : a.share.kv_heads;
  saved.split.elements += (2 * a.share.heads + 2 * kv_heads) * f.head_dim;
  need.add_own(saved.split, need.own_inputs(LoraTarget::o), a.share.heads * f.head_dim);
  if (f.qk_norm != QkNorm::none) {
    add_norm(saved.split, instance, (a.share.heads + a.share.kv_heads) * f.head_dim);
  }
  return saved;
}

// Linear attention and state spaces: what enters the convolution, what leaves it and the core's
// inputs; the gate, the core's output and the gated output that the last matrix reads.
template <class N>
Saved<N> recurrent_saved(const Instance<N>& instance, const N& channels, const N& width) {
  const auto& f = instance.architecture.facts;
  Saved<N> saved;
  add_norm(saved.whole, instance, f.hidden_size);
  if (!instance.recipe->trains_adapters()) saved.whole.elements += f.hidden_size;
  saved.split.elements += 3 * channels + 3 * width;
  return saved;
}

/// Inputs of the activation, its output and the product with the gate.
template <class N>
Tensors<N> mlp_tensors(const Instance<N>& instance, const N& width) {
  const bool is_gated = instance.architecture.facts.gated_mlp;
  const Need need(*instance.recipe);
  const bool keeps_last = need.shared_input(LoraTarget::down);
  Tensors<N> tensors;
  tensors.elements = N((is_gated ? 3 : 1) + (keeps_last ? 1 : 0)) * width;
  need.add_own(tensors, need.own_inputs(LoraTarget::down), width);
  return tensors;
}

template <class N>
void add(Tensors<N>& sum, const Tensors<N>& part, const N& times) {
  sum.elements += times * part.elements;
  if (value_of(part.floats) > 0) sum.floats += times * part.floats;
  if (value_of(part.masks) > 0) sum.masks += times * part.masks;
}

template <class N>
Saved<N> mlp_saved(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  const Need need(*instance.recipe);
  Saved<N> saved;
  add_norm(saved.whole, instance, a.facts.hidden_size);
  if (need.shared_input(LoraTarget::gate, LoraTarget::up)) {
    saved.whole.elements += a.facts.hidden_size;
  }
  need.add_own(saved.whole, need.own_inputs(LoraTarget::gate, LoraTarget::up), a.facts.hidden_size);
  if (a.facts.dropout) saved.whole.masks += a.facts.hidden_size;
  saved.split = mlp_tensors(instance, a.share.mlp_width);
  return saved;
}

// Every token goes through several experts: its permuted copies, the experts' inner activations and
// their outputs, which the router's weights multiply.
template <class N>
Saved<N> experts_saved(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  const auto& f = a.facts;
  const Need need(*instance.recipe);
  const double own = need.own_inputs(LoraTarget::gate, LoraTarget::up);
  const bool is_shared = need.shared_input(LoraTarget::gate, LoraTarget::up);
  const bool trains_router = !instance.recipe->trains_adapters();
  Saved<N> saved;
  add_norm(saved.whole, instance, f.hidden_size);
  if (trains_router || is_shared) saved.whole.elements += f.hidden_size;
  if (trains_router) saved.whole.elements += f.experts;
  Tensors<N> of_expert = mlp_tensors(instance, a.share.expert_width);
  of_expert.elements += N((is_shared ? 1 : 0) + (trains_router ? 1 : 0)) * f.hidden_size;
  need.add_own(of_expert, own, f.hidden_size);
  add(saved.split, of_expert, f.experts_per_token);
  if (value_of(f.shared_intermediate_size) > 0) {
    add(saved.split, mlp_tensors(instance, a.share.shared_expert_width), N(1));
  }
  return saved;
}

/// Selective recompute by operators: a layer's input, attention's output and the outputs of every
/// other matrix, in the order they are computed: query, value, gate and down.
template <class N>
Saved<N> operators_saved(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  const auto& f = a.facts;
  Saved<N> saved;
  saved.whole.elements = 2 * f.hidden_size;
  saved.split.elements = (2 * a.share.heads + a.share.kv_heads) * f.head_dim;
  if (value_of(a.layers.moe) > 0) {
    saved.split.elements += f.experts_per_token * a.share.expert_width;
  } else {
    saved.split.elements += a.share.mlp_width;
  }
  return saved;
}

/// One of the tensors inside an MLP while its backward pass runs. Experts take turns, each with its
/// part of the tokens.
template <class N>
N mlp_gradient(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  N widest(0);
  if (value_of(a.layers.dense) > 0) widest = a.share.mlp_width;
  if (value_of(a.layers.moe) > 0) {
    const N of_experts = a.share.expert_width * a.facts.experts_per_token / a.facts.experts;
    widest = value_of(widest) == 0 ? of_experts : max_of(widest, of_experts);
  }
  return widest;
}

}  // namespace vram
