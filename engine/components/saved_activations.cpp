// Memory of activations in training: what autograd saves of every layer for the backward pass.
// SPDX-License-Identifier: MIT
#include "engine/components/saved_tensors.h"
#include "engine/components/sharding.h"

namespace vram {
namespace {

bool keeps_operators(const Recipe& recipe) {
  return recipe.recompute == Recompute::selective &&
         recipe.trainer->selective == Selective::operators;
}

/// Whether a layer's tensors are computed again, all of them or all but a few.
bool recomputes_layers(const Recipe& recipe) {
  return recipe.recompute == Recompute::full || keeps_operators(recipe);
}

template <class N>
void add_part(N& sum, const N& part) {
  if (value_of(part) > 0) sum = value_of(sum) == 0 ? part : sum + part;
}

template <class N>
N bytes_of(const Instance<N>& instance, const Tensors<N>& tensors) {
  const Recorder<N>& recorder = instance.recorder;
  N bytes(0);
  add_part(bytes, tensors.elements * instance.activation_bytes);
  if (value_of(tensors.floats) > 0) {
    add_part(bytes, tensors.floats * recorder.leaf("fp32_bytes", kFloat32Bytes, kBytes));
  }
  if (value_of(tensors.masks) > 0) {
    add_part(bytes, tensors.masks * recorder.leaf("mask_bytes", kMaskBytes, kBytes));
  }
  return bytes;
}

/// Tensors over hidden_size, which only sequence parallelism splits.
template <class N>
N whole_bytes(const Instance<N>& instance, const Workload<N>& workload, const Tensors<N>& whole) {
  const N bytes = bytes_of(instance, whole);
  const bool is_split =
      value_of(bytes) > 0 && instance.recipe->splits_sequence && value_of(workload.inputs.tp) > 1;
  return is_split ? bytes / workload.inputs.tp : bytes;
}

/// Bytes for one token of one layer.
template <class N>
N per_token(const Instance<N>& instance, const Workload<N>& workload, TermId id,
            const Saved<N>& saved) {
  N bytes = bytes_of(instance, saved.split);
  add_part(bytes, whole_bytes(instance, workload, saved.whole));
  return term(instance.recorder, id, bytes);
}

/// Scores of one token against all tokens of its sequence: what the softmax gives, in float32 and
/// once more in the values' width where it is written out, and with dropout the mask and the
/// dropped scores.
template <class N>
N scores_per_token(const Instance<N>& instance, const Workload<N>& workload) {
  const Architecture<N>& a = instance.architecture;
  const Recorder<N>& recorder = instance.recorder;
  N bytes = a.facts.dropout
                ? 2 * instance.activation_bytes + recorder.leaf("mask_bytes", kMaskBytes, kBytes)
                : instance.activation_bytes;
  const bool is_written_out = instance.recipe->trainer->norms == NormTensors::eager;
  if (is_written_out) bytes += recorder.leaf("fp32_bytes", kFloat32Bytes, kBytes);
  return term(recorder, TermId::saved_scores, a.share.heads * workload.length * bytes);
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
  // Norms in float32 make the residual stream float32.
  Saved<N> saved;
  const N& hidden = instance.architecture.facts.hidden_size;
  (instance.recipe->upcasts_base ? saved.whole.floats : saved.whole.elements) = hidden;
  return per_token(instance, workload, TermId::saved_layer_input, saved);
}

/// Embedding dropout on the first stage; the last norm's and the head's input on the last. A caller
/// holds the head's input whether or not its weights are trained.
template <class N>
N ends(const Instance<N>& instance, const Workload<N>& workload) {
  const Architecture<N>& a = instance.architecture;
  const bool is_full = !instance.recipe->trains_adapters();
  Saved<N> first;
  if (a.placement.has_embedding && a.facts.dropout) first.whole.masks = a.facts.hidden_size;
  Saved<N> last;
  if (a.placement.has_head) {
    add_norm(last.whole, instance, a.facts.hidden_size);
    const bool holds_input = is_full || instance.recipe->trainer->counts_backward;
    if (holds_input) last.whole.elements += a.facts.hidden_size;
  }
  N bytes(0);
  if (value_of(first.whole.masks) > 0) {
    bytes += instance.in_flight * per_token(instance, workload, TermId::saved_ends, first);
  }
  if (a.placement.has_head) bytes += per_token(instance, workload, TermId::saved_ends, last);
  return bytes;
}

/// What a softmax in float32 adds to the scores it saved: its gradient on both sides, in place of
/// the copy in 16 bits, which the product with the values has used up by then.
template <class N>
N score_gradients(const Instance<N>& instance, const Workload<N>& workload) {
  const N fp32 = instance.recorder.leaf("fp32_bytes", kFloat32Bytes, kBytes);
  return instance.architecture.share.heads * workload.length *
         (2 * fp32 - instance.activation_bytes);
}

/// Gradients and temporaries while a layer's backward pass begins, for one token: the gradient of
/// its output, the output itself if it was computed again, and the larger of the MLP's (gradients
/// of the product, of the activation and of its other factor) and those of attention's scores.
template <class N>
N gradients_per_token(const Instance<N>& instance, const Workload<N>& workload) {
  const Recipe& recipe = *instance.recipe;
  const double tensors = instance.architecture.facts.gated_mlp ? 3 : 2;
  Tensors<N> outputs;
  (recipe.upcasts_base ? outputs.floats : outputs.elements) =
      N(recomputes_layers(recipe) ? 2 : 1) * instance.architecture.facts.hidden_size;
  N inside = tensors * mlp_gradient(instance) * instance.activation_bytes;
  if (recipe.attention == AttentionKernel::eager &&
      value_of(instance.architecture.layers.attention) > 0) {
    const N scores = score_gradients(instance, workload);
    inside = value_of(inside) > 0 ? max_of(inside, scores) : scores;
  }
  N bytes = whole_bytes(instance, workload, outputs);
  add_part(bytes, inside);
  return term(instance.recorder, TermId::activation_gradients, bytes);
}

/// The widest layer: the larger of each half, which need not be in one layer.
template <class N>
N widest_layer(const Instance<N>& instance, const Workload<N>& workload, bool has_scores) {
  N halves[2] = {N(0), N(0)};
  visit_saved_layers(instance, workload, instance.architecture, has_scores,
                     [&](Half half, const N&, const N& bytes) {
                       N& largest = halves[static_cast<int>(half)];
                       largest = value_of(largest) == 0 ? bytes : max_of(largest, bytes);
                     });
  return halves[0] + halves[1];
}

/// Chen et al. 2016: a layer (or its attention scores alone) is computed again before its backward
/// pass.
template <class N>
N recomputed(const Instance<N>& instance, const Workload<N>& workload) {
  const bool is_eager = instance.recipe->attention == AttentionKernel::eager;
  if (instance.recipe->recompute == Recompute::none) return N(0);
  if (!recomputes_layers(*instance.recipe)) {
    if (!is_eager) return N(0);
    return term(instance.recorder, TermId::recomputed_layer,
                whole(workload.tokens_in_flight * scores_per_token(instance, workload)));
  }
  return term(instance.recorder, TermId::recomputed_layer,
              whole(workload.tokens_in_flight * widest_layer(instance, workload, is_eager)));
}

/// What a layer's backward pass adds to what it needs: recomputed tensors and gradients.
template <class N>
N added_in_backward(const Instance<N>& instance, const Workload<N>& workload) {
  N added = recomputed(instance, workload);
  if (!instance.recipe->trainer->counts_backward) return added;
  add_part(added, whole(workload.tokens_in_flight * gradients_per_token(instance, workload)));
  return added;
}

/// FSDP's hooks on the inputs of units without trained weights hold those inputs and their
/// gradients until the backward pass ends: all inputs, and all gradients but those of the two
/// layers at work.
template <class N>
N held_by_hooks(const Instance<N>& instance, const Workload<N>& workload) {
  const Recipe& recipe = *instance.recipe;
  const bool holds = recipe.runtime->runtime == Runtime::fsdp &&
                     recipe.trainer->fsdp_version == 1 && recipe.trains_adapters() &&
                     recipe.recompute == Recompute::full && value_of(instance.zero_shards) > 1;
  const N& layers = instance.architecture.layers.every;
  if (!holds || value_of(layers) < 2) return N(0);
  const N tensors = 2 * layers - 2;
  return term(instance.recorder, TermId::held_by_hooks,
              whole(workload.tokens_in_flight * tensors * layer_input(instance, workload)));
}

/// Layers with something to compute again: architectures found by search have empty ones.
template <class N>
N recomputed_layers(const Architecture<N>& a) {
  const auto& layers = a.layers;
  const double halves = value_of(layers.attention) + value_of(layers.linear) +
                        value_of(layers.mamba) + value_of(layers.dense) + value_of(layers.moe);
  if (halves >= value_of(layers.every)) return layers.every;
  return layers.attention + layers.linear + layers.mamba + layers.dense + layers.moe;
}

/// What the layers keep for one token of all micro-batches in flight.
template <class N>
N kept_by_layers(const Instance<N>& instance, const Workload<N>& workload) {
  const Recipe& recipe = *instance.recipe;
  const Architecture<N>& trained =
      recipe.trains_last_layers() ? instance.last_layers : instance.architecture;
  N layers(0);
  if (recipe.recompute == Recompute::full) {
    const bool waits_here = recipe.trainer->checkpoints == Checkpoints::device;
    if (waits_here) layers = recomputed_layers(trained) * layer_input(instance, workload);
  } else if (keeps_operators(recipe)) {
    // Layers of other kinds have fewer operators to keep than attention and an MLP.
    layers =
        min_of(recomputed_layers(trained) * per_token(instance, workload, TermId::saved_operators,
                                                      operators_saved(instance)),
               layers_per_token(instance, workload, trained));
  } else {
    layers = layers_per_token(instance, workload, trained);
  }
  return value_of(instance.in_flight) == 1 ? layers : instance.in_flight * layers;
}

template <class N>
N saved_of(const Instance<N>& instance, const Workload<N>& workload, const N& per_token_bytes) {
  N bytes = workload.tokens_in_flight * per_token_bytes;
  const N encoders = saved_encoder_activations(instance, workload);
  if (value_of(encoders) > 0) bytes += encoders;
  return term(instance.recorder, TermId::saved_activations, whole(bytes));
}

}  // namespace

template <class N>
N saved_activations(const Instance<N>& instance, const Workload<N>& workload) {
  N per_token_bytes = kept_by_layers(instance, workload);
  add_part(per_token_bytes, ends(instance, workload));
  return saved_of(instance, workload, per_token_bytes);
}

template <class N>
N backward_activations(const Instance<N>& instance, const Workload<N>& workload) {
  // What is behind the layers is gone when their backward pass begins; the papers leave it in.
  const bool is_counted = instance.recipe->trainer->counts_backward;
  const N saved = is_counted ? saved_of(instance, workload, kept_by_layers(instance, workload))
                             : saved_activations(instance, workload);
  const N added = added_in_backward(instance, workload);
  return value_of(added) > 0 ? term(instance.recorder, TermId::backward_activations, saved + added)
                             : saved;
}

template <class N>
N working_activations(const Instance<N>& instance, const Workload<N>& workload) {
  N working = added_in_backward(instance, workload);
  if (!recomputes_layers(*instance.recipe) && instance.recipe->trainer->counts_backward) {
    const N layer = widest_layer(instance, workload, saves_scores(instance));
    add_part(working, whole(workload.tokens_in_flight * layer));
  }
  add_part(working, held_by_hooks(instance, workload));
  return value_of(working) > 0 ? working : layer_activations(instance, workload);
}

template double saved_activations(const Instance<double>&, const Workload<double>&);
template Quantity saved_activations(const Instance<Quantity>&, const Workload<Quantity>&);
template double backward_activations(const Instance<double>&, const Workload<double>&);
template Quantity backward_activations(const Instance<Quantity>&, const Workload<Quantity>&);
template double working_activations(const Instance<double>&, const Workload<double>&);
template Quantity working_activations(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
