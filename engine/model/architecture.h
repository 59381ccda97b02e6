// A model as one device holds it: the facts, the layers of each kind, and the device's share of
// every dimension that tensor parallelism splits.
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

#include "engine/core/recorder.h"
#include "engine/schema/model_values.h"

namespace vram {

/// How many layers there are of each kind.
template <class N>
struct LayerCounts {
  N dense{};     ///< with an ordinary MLP
  N moe{};       ///< with routed experts
  N full{};      ///< attention over the whole context
  N windowed{};  ///< attention over a sliding window
};

/// One device's share of the dimensions tensor parallelism splits.
template <class N>
struct Share {
  N heads{};
  N kv_heads{};
  N mlp_width{};
  N expert_width{};
  N shared_expert_width{};
  N vocabulary{};
};

template <class N>
struct Architecture {
  ModelFacts<N> facts;
  LayerCounts<N> layers;
  Share<N> share;
};

/// Multi-head latent attention (DeepSeek) caches one low-rank vector instead of heads.
inline bool uses_latent_attention(const ModelValues& model) {
  return model[ModelField::kv_lora_rank] > 0;
}

/// Whether layer i has routed experts: after the leading dense layers, every n-th one.
inline bool is_moe_layer(const ModelValues& model, int i) {
  const int first = static_cast<int>(model[ModelField::first_k_dense_replace]);
  const int every = static_cast<int>(model[ModelField::moe_layer_freq]);
  return model[ModelField::num_experts] > 0 && i >= first && (i - first) % every == every - 1;
}

template <class N>
LayerCounts<N> layer_counts(const ModelValues& model, const ModelFacts<N>& facts,
                            const Recorder<N>& recorder) {
  LayerCounts<N> counts;
  const double layers = model[ModelField::num_hidden_layers];
  const double first_dense = model[ModelField::first_k_dense_replace];
  const double every = model[ModelField::moe_layer_freq];
  if (model[ModelField::num_experts] == 0) {
    counts.dense = facts.layers;
  } else if (every > 1) {
    const double moe = std::floor((layers - first_dense) / every);
    counts.moe = recorder.leaf("moe_layers", moe);
    counts.dense = recorder.leaf("dense_layers", layers - moe);
  } else if (first_dense > 0) {
    counts.moe = facts.layers - facts.first_dense_layers;
    counts.dense = facts.first_dense_layers;
  } else {
    counts.moe = facts.layers;
  }

  // Every pattern-th layer attends to everything; pattern 0 means no layer does.
  const double pattern = model[ModelField::sliding_window_pattern];
  const double full = pattern > 0 ? std::floor(layers / pattern) : 0;
  if (model[ModelField::sliding_window] == 0) {
    counts.full = facts.layers;
  } else if (full == 0) {
    counts.windowed = facts.layers;
  } else {
    counts.full = recorder.leaf("full_attention_layers", full);
    counts.windowed = recorder.leaf("windowed_layers", layers - full);
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

/// Shoeybi et al. 2019: heads, MLP width and vocabulary are split over the ranks, experts along
/// their width. A key/value head is the smallest piece, so past kv_heads ranks it is replicated.
template <class N>
Share<N> share_of(const ModelFacts<N>& facts, const N& ranks) {
  Share<N> share;
  share.heads = share_of(facts.heads, ranks);
  share.kv_heads =
      value_of(ranks) > value_of(facts.kv_heads) ? N(1) : share_of(facts.kv_heads, ranks);
  share.mlp_width = share_of(facts.intermediate_size, ranks);
  share.expert_width = share_of(facts.moe_intermediate_size, ranks);
  share.shared_expert_width = share_of(facts.shared_intermediate_size, ranks);
  share.vocabulary = share_of(facts.vocab_size, ranks);
  return share;
}

template <class N>
Architecture<N> architecture(const ModelValues& model, const N& ranks,
                             const Recorder<N>& recorder) {
  Architecture<N> result;
  result.facts = named_facts<N>(model, recorder);
  result.layers = layer_counts(model, result.facts, recorder);
  result.share = share_of(result.facts, ranks);
  return result;
}

/// The whole model on one device, as plain numbers.
inline Architecture<double> whole_architecture(const ModelValues& model) {
  return architecture<double>(model, 1.0, Recorder<double>{});
}

}  // namespace vram
