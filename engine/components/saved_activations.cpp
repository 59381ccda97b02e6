// Memory of activations in training: what autograd saves of every layer for the backward pass.
// SPDX-License-Identifier: MIT
#include "engine/components/component.h"

namespace vram {
namespace {

// Korthikanti et al. 2022, section 4.1, tensor by tensor, so that other architectures follow from
// the same count: inputs of matrices whose weights are trained, inputs of norms, queries, keys,
// values and the attention's output, both sides of the MLP's activation, and dropout's masks.

constexpr double kMaskBytes = 1;  // a dropout mask has one byte per element

/// Elements and mask bytes of one layer for one token, kept apart by whether tensor parallelism
/// splits them. Only sequence parallelism splits the rest.
template <class N>
struct Saved {
  N split{0};        ///< elements over heads or MLP width, already the rank's share
  N whole{0};        ///< elements over hidden_size
  N whole_masks{0};  ///< bytes over hidden_size
};

/// Which weights need the activations in front of them.
class Need {
 public:
  explicit Need(const Recipe& recipe) : recipe_(recipe) {}

  bool input_of(LoraTarget target) const {
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
  bool input_of_attention() const {
    return input_of(LoraTarget::q) || input_of(LoraTarget::k) || input_of(LoraTarget::v);
  }
  bool input_of_mlp() const { return input_of(LoraTarget::gate) || input_of(LoraTarget::up); }

 private:
  const Recipe& recipe_;
};

template <class N>
Saved<N> attention_saved(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  const auto& f = a.facts;
  const Need need(*instance.recipe);
  Saved<N> saved;
  saved.whole += f.hidden_size;  // the norm's input
  if (need.input_of_attention()) saved.whole += f.hidden_size;
  if (f.dropout) saved.whole_masks += f.hidden_size;
  if (value_of(f.kv_lora_rank) > 0) {
    // Both low-rank vectors before and after their norms, then query and key of every head.
    const N query_dim = f.qk_nope_head_dim + f.qk_rope_head_dim;
    saved.whole += 2 * f.q_lora_rank + 2 * f.kv_lora_rank + f.qk_rope_head_dim;
    saved.split += a.share.heads * (2 * query_dim + 2 * f.v_head_dim);
  } else {
    saved.split += (2 * a.share.heads + 2 * a.share.kv_heads) * f.head_dim;
    if (f.qk_norm != QkNorm::none) {
      saved.split += (a.share.heads + a.share.kv_heads) * f.head_dim;
    }
  }
  return saved;
}

// Linear attention and state spaces: what enters the convolution, what leaves it and the core's
// inputs; the gate, the core's output and the gated output that the last matrix reads.
template <class N>
Saved<N> recurrent_saved(const Instance<N>& instance, const N& channels, const N& width) {
  const auto& f = instance.architecture.facts;
  Saved<N> saved;
  saved.whole += f.hidden_size;
  if (!instance.recipe->trains_adapters()) saved.whole += f.hidden_size;
  saved.split += 3 * channels + 3 * width;
  return saved;
}

/// Inputs of the activation, its output and the product with the gate.
template <class N>
N mlp_elements(const Instance<N>& instance, const N& width) {
  const bool is_gated = instance.architecture.facts.gated_mlp;
  const bool keeps_last = Need(*instance.recipe).input_of(LoraTarget::down);
  return N((is_gated ? 3 : 1) + (keeps_last ? 1 : 0)) * width;
}

template <class N>
Saved<N> mlp_saved(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  Saved<N> saved;
  saved.whole += a.facts.hidden_size;
  if (Need(*instance.recipe).input_of_mlp()) saved.whole += a.facts.hidden_size;
  if (a.facts.dropout) saved.whole_masks += a.facts.hidden_size;
  saved.split += mlp_elements(instance, a.share.mlp_width);
  return saved;
}

// Every token goes through several experts: its permuted copies, the experts' inner activations and
// their outputs, which the router's weights multiply.
template <class N>
Saved<N> experts_saved(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  const auto& f = a.facts;
  const Need need(*instance.recipe);
  Saved<N> saved;
  saved.whole += f.hidden_size;
  const bool trains_router = !instance.recipe->trains_adapters();
  if (trains_router || need.input_of_mlp()) saved.whole += f.hidden_size;
  if (trains_router) saved.whole += f.experts;
  const N copies = N((need.input_of_mlp() ? 1 : 0) + (trains_router ? 1 : 0));
  saved.split +=
      f.experts_per_token * (copies * f.hidden_size + mlp_elements(instance, a.share.expert_width));
  if (value_of(f.shared_intermediate_size) > 0) {
    saved.split += mlp_elements(instance, a.share.shared_expert_width);
  }
  return saved;
}

/// Bytes for one token of one layer.
template <class N>
N per_token(const Instance<N>& instance, const Workload<N>& workload, TermId id,
            const Saved<N>& saved) {
  const Recorder<N>& recorder = instance.recorder;
  N outside(0);
  const auto add = [](N& sum, const N& part) { sum = value_of(sum) == 0 ? part : sum + part; };
  if (value_of(saved.whole) > 0) add(outside, saved.whole * instance.activation_bytes);
  if (value_of(saved.whole_masks) > 0) {
    add(outside, saved.whole_masks * recorder.leaf("mask_bytes", kMaskBytes, kBytes));
  }
  if (instance.recipe->splits_sequence && value_of(workload.inputs.tp) > 1) {
    outside = outside / workload.inputs.tp;
  }
  N bytes(0);
  if (value_of(saved.split) > 0) add(bytes, saved.split * instance.activation_bytes);
  if (value_of(outside) > 0) add(bytes, outside);
  return term(recorder, id, bytes);
}

/// Scores of one token against all tokens of its sequence: what the softmax gives, and with dropout
/// the mask and the dropped scores.
template <class N>
N scores_per_token(const Instance<N>& instance, const Workload<N>& workload) {
  const Architecture<N>& a = instance.architecture;
  const N bytes = a.facts.dropout ? 2 * instance.activation_bytes +
                                        instance.recorder.leaf("mask_bytes", kMaskBytes, kBytes)
                                  : instance.activation_bytes;
  return term(instance.recorder, TermId::saved_scores, a.share.heads * workload.length * bytes);
}

template <class N>
bool saves_scores(const Instance<N>& instance) {
  return instance.recipe->attention == AttentionKernel::eager &&
         instance.recipe->recompute == Recompute::none;
}

/// The two halves of a layer: attention, a state space or the like; an MLP or experts.
enum class Half { mixes_tokens, mixes_channels };

/// What a layer of every kind saves for one token, and how many layers of the kind there are.
template <class N, class Visit>
void visit_saved_layers(const Instance<N>& instance, const Workload<N>& workload,
                        const Architecture<N>& held, bool has_scores, const Visit& visit) {
  const Architecture<N>& a = instance.architecture;
  const auto kind = [&](Half half, const N& layers, TermId id, const Saved<N>& saved) {
    visit(half, layers, per_token(instance, workload, id, saved));
  };
  if (value_of(held.layers.attention) > 0) {
    const N saved =
        per_token(instance, workload, TermId::saved_attention, attention_saved(instance));
    visit(Half::mixes_tokens, held.layers.attention,
          has_scores ? saved + scores_per_token(instance, workload) : saved);
  }
  if (value_of(held.layers.linear) > 0) {
    const N width = a.share.linear_value_heads * a.facts.linear_value_head_dim;
    kind(Half::mixes_tokens, held.layers.linear, TermId::saved_linear,
         recurrent_saved(instance, linear_channels(a), width));
  }
  if (value_of(held.layers.mamba) > 0) {
    kind(Half::mixes_tokens, held.layers.mamba, TermId::saved_mamba,
         recurrent_saved(instance, mamba_channels(a), a.share.mamba_width));
  }
  if (value_of(held.layers.dense) > 0) {
    kind(Half::mixes_channels, held.layers.dense, TermId::saved_mlp, mlp_saved(instance));
  }
  if (value_of(held.layers.moe) > 0) {
    kind(Half::mixes_channels, held.layers.moe, TermId::saved_experts, experts_saved(instance));
  }
}

/// All layers for one token.
template <class N>
N layers_per_token(const Instance<N>& instance, const Workload<N>& workload,
                   const Architecture<N>& held) {
  N sum(0);
  visit_saved_layers(instance, workload, held, saves_scores(instance),
                     [&](Half, const N& layers, const N& bytes) {
                       sum = value_of(sum) == 0 ? layers * bytes : sum + layers * bytes;
                     });
  return sum;
}

template <class N>
N layer_input(const Instance<N>& instance, const Workload<N>& workload) {
  Saved<N> saved;
  saved.whole = instance.architecture.facts.hidden_size;
  return per_token(instance, workload, TermId::saved_layer_input, saved);
}

/// Embedding dropout on the first stage; the last norm's and the head's input on the last.
template <class N>
N ends(const Instance<N>& instance, const Workload<N>& workload) {
  const Architecture<N>& a = instance.architecture;
  const bool is_full = !instance.recipe->trains_adapters();
  Saved<N> first;
  if (a.placement.has_embedding && a.facts.dropout) first.whole_masks = a.facts.hidden_size;
  Saved<N> last;
  if (a.placement.has_head) last.whole = N(is_full ? 2 : 1) * a.facts.hidden_size;
  N bytes(0);
  if (value_of(first.whole_masks) > 0) {
    bytes += instance.in_flight * per_token(instance, workload, TermId::saved_ends, first);
  }
  if (value_of(last.whole) > 0) {
    bytes += per_token(instance, workload, TermId::saved_ends, last);
  }
  return bytes;
}

/// Chen et al. 2016: a layer (or its attention scores alone) is computed again before its backward
/// pass.
template <class N>
N recomputed(const Instance<N>& instance, const Workload<N>& workload) {
  const bool is_eager = instance.recipe->attention == AttentionKernel::eager;
  if (instance.recipe->recompute == Recompute::none) return N(0);
  if (instance.recipe->recompute == Recompute::selective) {
    if (!is_eager) return N(0);
    return term(instance.recorder, TermId::recomputed_layer,
                whole(workload.tokens_in_flight * scores_per_token(instance, workload)));
  }
  // The larger of each half: they need not be in one layer.
  N halves[2] = {N(0), N(0)};
  visit_saved_layers(instance, workload, instance.architecture, is_eager,
                     [&](Half half, const N&, const N& bytes) {
                       N& largest = halves[static_cast<int>(half)];
                       largest = value_of(largest) == 0 ? bytes : max_of(largest, bytes);
                     });
  const N layer = halves[0] + halves[1];
  return term(instance.recorder, TermId::recomputed_layer,
              whole(workload.tokens_in_flight * layer));
}

}  // namespace

template <class N>
N saved_activations(const Instance<N>& instance, const Workload<N>& workload) {
  const bool is_frozen_below = instance.recipe->trains_last_layers();
  const Architecture<N>& trained = is_frozen_below ? instance.last_layers : instance.architecture;
  N layers(0);
  if (instance.recipe->recompute == Recompute::full) {
    layers = trained.layers.every * layer_input(instance, workload);
  } else {
    layers = layers_per_token(instance, workload, trained);
  }
  N per_token_bytes = layers;
  if (value_of(instance.in_flight) != 1) per_token_bytes = instance.in_flight * per_token_bytes;
  const N at_ends = ends(instance, workload);
  if (value_of(at_ends) > 0) per_token_bytes += at_ends;
  N bytes = workload.tokens_in_flight * per_token_bytes;
  const N encoders = saved_encoder_activations(instance, workload);
  if (value_of(encoders) > 0) bytes += encoders;
  return term(instance.recorder, TermId::saved_activations, whole(bytes));
}

template <class N>
N backward_activations(const Instance<N>& instance, const Workload<N>& workload) {
  const N saved = saved_activations(instance, workload);
  const N again = recomputed(instance, workload);
  return value_of(again) > 0 ? term(instance.recorder, TermId::backward_activations, saved + again)
                             : saved;
}

template <class N>
N working_activations(const Instance<N>& instance, const Workload<N>& workload) {
  const N again = recomputed(instance, workload);
  return value_of(again) > 0 ? again : layer_activations(instance, workload);
}

template double saved_activations(const Instance<double>&, const Workload<double>&);
template Quantity saved_activations(const Instance<Quantity>&, const Workload<Quantity>&);
template double backward_activations(const Instance<double>&, const Workload<double>&);
template Quantity backward_activations(const Instance<Quantity>&, const Workload<Quantity>&);
template double working_activations(const Instance<double>&, const Workload<double>&);
template Quantity working_activations(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
