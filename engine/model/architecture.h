// A model as one device holds it: the facts, the layers of each kind, and the device's share of
// every dimension that tensor parallelism splits.
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <string_view>

#include "engine/core/recorder.h"
#include "engine/model/layer_kinds.h"
#include "engine/schema/model_values.h"
#include "engine/schema/relevance.h"

namespace vram {

/// What one device holds of a model: a range of layers, and which part of every dimension that is
/// split over devices.
template <class N>
struct Placement {
  N tp{1};                  ///< ranks that split heads, MLP width and vocabulary
  N expert_ranks{1};        ///< ranks that share out whole experts (expert parallelism)
  N expert_width_ranks{1};  ///< ranks that split each expert's width
  N encoder_ranks{1};       ///< ranks that split the encoders' heads, if there are enough
  int first_layer = 0;
  int end_layer = 0;          ///< one past the last layer
  bool has_embedding = true;  ///< the first pipeline stage, with the encoders of other media
  bool has_head = true;       ///< the last pipeline stage, with the final norm
};

/// The whole model split over tensor-parallel ranks, experts along their width.
template <class N>
Placement<N> split_over(const ModelValues& model, const N& ranks) {
  Placement<N> placement;
  placement.tp = ranks;
  placement.expert_width_ranks = ranks;
  placement.end_layer = static_cast<int>(model[ModelField::num_hidden_layers]);
  return placement;
}

/// How many of the layers placed on a device are in each set.
template <class N>
struct LayerCounts {
#define LAYER_SET(set, symbol, stage_symbol) N set{};
#include "engine/model/layer_sets.def"
};

/// One device's share of the dimensions tensor parallelism splits.
template <class N>
struct Share {
  N heads{};
  N kv_heads{};
  N mlp_width{};
  N experts{};  ///< whole experts of one layer
  N expert_width{};
  N shared_expert_width{};
  N vocabulary{};
  N embedding_rows{};
  N per_layer_vocabulary{};
  N global_kv_heads{};
  N linear_key_heads{};
  N linear_value_heads{};
  N mamba_heads{};
  N mamba_groups{};
  N mamba_width{};   ///< channels of the state space
  N conv_width{};    ///< channels of a short convolution
  N vision_ranks{};  ///< ranks that split the vision encoder's heads and MLP width
  N audio_ranks{};   ///< the same of the audio encoder
};

template <class N>
struct Architecture {
  ModelFacts<N> facts;
  Placement<N> placement;
  LayerCounts<N> layers;
  Share<N> share;
};

/// Multi-head latent attention (DeepSeek) caches one low-rank vector instead of heads.
inline bool uses_latent_attention(const ModelValues& model) {
  return model[ModelField::kv_lora_rank] > 0;
}

/// Whether every rank gets the same number of heads, or every head the same number of ranks.
inline bool heads_split_or_replicate(double heads, double ranks) {
  return divides(ranks, heads) || divides(heads, ranks);
}

/// Whether linear attention, state spaces and short convolutions divide by so many ranks.
inline bool recurrent_layers_split(const ModelValues& model, double ranks) {
  const auto splits = [&](ModelField field) { return divides(ranks, model[field]); };
  if (when_linear(model) &&
      !(splits(ModelField::linear_num_key_heads) && splits(ModelField::linear_num_value_heads))) {
    return false;
  }
  if (when_short_conv(model) && !splits(ModelField::hidden_size)) return false;
  if (!when_mamba(model)) return true;
  if (model[ModelField::mamba_n_heads] == 0) {
    return divides(ranks, model[ModelField::mamba_expand] * model[ModelField::hidden_size]);
  }
  return splits(ModelField::mamba_n_heads) &&
         heads_split_or_replicate(model[ModelField::mamba_n_groups], ranks);
}

/// Names the counts of a tally: sets that hold every layer share one name, empty sets have none.
template <class N>
LayerCounts<N> layer_counts(const ModelValues& model, const ModelFacts<N>& facts,
                            const Placement<N>& placement, const Recorder<N>& recorder) {
  const int first = placement.first_layer;
  const int end = placement.end_layer;
  const LayerTally tally = tally_layers(model, first, end);
  const int every = tally[LayerSet::every];
  const bool is_whole = every == static_cast<int>(model[ModelField::num_hidden_layers]);
  const N all = is_whole ? facts.layers : recorder.leaf("stage_layers", every);
  const auto named = [&](LayerSet set, std::string_view symbol, std::string_view stage_symbol) {
    if (tally[set] == every) return all;
    if (tally[set] == 0) return N(0);
    return recorder.leaf(is_whole ? symbol : stage_symbol, tally[set]);
  };
  LayerCounts<N> counts;
#define LAYER_SET(set, symbol, stage_symbol) \
  counts.set = named(LayerSet::set, symbol, stage_symbol);
#include "engine/model/layer_sets.def"

  if (tally[LayerSet::cached_full] == tally[LayerSet::full]) counts.cached_full = counts.full;
  if (tally[LayerSet::cached_windowed] == tally[LayerSet::windowed]) {
    counts.cached_windowed = counts.windowed;
  }
  const bool only_leading_dense = is_whole && tally[LayerSet::moe] > 0 &&
                                  tally[LayerSet::dense] == value_of(facts.first_dense_layers) &&
                                  tally[LayerSet::dense] + tally[LayerSet::moe] == every;
  if (only_leading_dense && tally[LayerSet::dense] > 0) {
    counts.moe = facts.layers - facts.first_dense_layers;
    counts.dense = facts.first_dense_layers;
  }
  return counts;
}

/// One rank's part of a dimension; ranks hold ceil(whole / ranks) where it does not divide.
template <class N>
N share_of(const N& whole_dimension, const N& ranks) {
  if (value_of(ranks) == 1) return whole_dimension;
  const double ratio = value_of(whole_dimension) / value_of(ranks);
  return ratio == std::floor(ratio) ? whole_dimension / ranks : ceil_divide(whole_dimension, ranks);
}

/// One rank's heads of a kind that is replicated where there are more ranks than heads.
template <class N>
N replicated_share_of(const N& heads, const N& ranks) {
  return value_of(ranks) > value_of(heads) ? min_of(heads, N(1)) : share_of(heads, ranks);
}

/// Encoders whose heads do not divide are whole on every rank.
template <class N>
N encoder_ranks(const N& heads, const Placement<N>& placement) {
  if (value_of(placement.encoder_ranks) == 1) return N(1);
  const bool divides = std::fmod(value_of(heads), value_of(placement.encoder_ranks)) == 0;
  return value_of(heads) > 0 && divides ? placement.encoder_ranks : N(1);
}

/// Shoeybi et al. 2019: heads, MLP width and vocabulary are split over the ranks. A key/value head
/// or a state space's group is the smallest piece, so past their number they are replicated.
template <class N>
Share<N> share_of(const ModelFacts<N>& facts, const Placement<N>& placement) {
  const N& ranks = placement.tp;
  Share<N> share;
  share.heads = share_of(facts.heads, ranks);
  share.kv_heads =
      value_of(ranks) > value_of(facts.kv_heads) ? N(1) : share_of(facts.kv_heads, ranks);
  share.global_kv_heads = replicated_share_of(facts.global_kv_heads, ranks);
  share.mlp_width = share_of(facts.intermediate_size, ranks);
  share.experts = share_of(facts.experts, placement.expert_ranks);
  share.expert_width = share_of(facts.moe_intermediate_size, placement.expert_width_ranks);
  share.shared_expert_width = share_of(facts.shared_intermediate_size, ranks);
  share.vocabulary = share_of(facts.vocab_size, ranks);
  share.embedding_rows = share_of(facts.vocab_size + facts.extra_embedding_rows, ranks);
  share.per_layer_vocabulary = share_of(facts.per_layer_vocab_size, ranks);
  share.linear_key_heads = share_of(facts.linear_key_heads, ranks);
  share.linear_value_heads = share_of(facts.linear_value_heads, ranks);
  share.mamba_heads = share_of(facts.mamba_heads, ranks);
  share.mamba_groups = replicated_share_of(facts.mamba_groups, ranks);
  share.mamba_width = value_of(facts.mamba_heads) > 0
                          ? share.mamba_heads * facts.mamba_head_dim
                          : share_of(facts.mamba_expand * facts.hidden_size, ranks);
  share.conv_width = share_of(facts.hidden_size, ranks);
  share.vision_ranks = encoder_ranks(facts.vision_heads, placement);
  share.audio_ranks = encoder_ranks(facts.audio_heads, placement);
  return share;
}

/// The part of a model that a placement puts on one device.
template <class N>
[[gnu::noinline]] Architecture<N> architecture(const ModelValues& model,
                                               const Placement<N>& placement,
                                               const Recorder<N>& recorder) {
  Architecture<N> result;
  result.facts = named_facts<N>(model, recorder);
  result.placement = placement;
  result.layers = layer_counts(model, result.facts, placement, recorder);
  result.share = share_of(result.facts, placement);
  return result;
}

/// Whether a model reads images, by a shape or by a size alone.
template <class N>
bool has_vision_tower(const ModelFacts<N>& facts) {
  return value_of(facts.vision_parameters) > 0 ||
         (value_of(facts.vision_layers) > 0 && value_of(facts.vision_hidden_size) > 0);
}

/// Whether a model hears sound, by a shape or by a size alone.
template <class N>
bool has_audio_tower(const ModelFacts<N>& facts) {
  return value_of(facts.audio_parameters) > 0 ||
         (value_of(facts.audio_layers) > 0 && value_of(facts.audio_mel_bins) > 0);
}

/// Key/value heads on one device in layers of full attention.
template <class N>
N full_kv_heads(const Architecture<N>& a) {
  return value_of(a.facts.global_kv_heads) > 0 ? a.share.global_kv_heads : a.share.kv_heads;
}

/// Length of a head in layers of full attention.
template <class N>
N full_head_dim(const Architecture<N>& a) {
  return value_of(a.facts.global_head_dim) > 0 ? a.facts.global_head_dim : a.facts.head_dim;
}

/// Channels of query, key and value in linear attention, which pass its convolution.
template <class N>
N linear_channels(const Architecture<N>& a) {
  return 2 * a.share.linear_key_heads * a.facts.linear_key_head_dim +
         a.share.linear_value_heads * a.facts.linear_value_head_dim;
}

/// Channels of a state space that pass its convolution: a Mamba-2's state inputs and outputs too.
template <class N>
N mamba_channels(const Architecture<N>& a) {
  if (value_of(a.facts.mamba_heads) == 0) return a.share.mamba_width;
  return a.share.mamba_width + 2 * a.share.mamba_groups * a.facts.mamba_state_size;
}

/// The whole model, split over tensor-parallel ranks.
template <class N>
Architecture<N> architecture(const ModelValues& model, const N& ranks,
                             const Recorder<N>& recorder) {
  return architecture(model, split_over(model, ranks), recorder);
}

/// The whole model on one device, as plain numbers.
inline Architecture<double> whole_architecture(const ModelValues& model) {
  return architecture<double>(model, 1.0, Recorder<double>{});
}

}  // namespace vram
