// What each layer of a model holds: from the facts' rules and patterns to sets of layers.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/schema/model_values.h"

namespace vram {

/// Layers that hold a tensor or a cache. A layer may be in several sets.
enum class LayerSet : std::uint8_t {
#define LAYER_SET(set, symbol, stage_symbol) set,
#include "engine/model/layer_sets.def"
  once,   ///< in no layer: there is one for the whole model
  count,  ///< how many sets there are, `once` among them; keep it last
};

inline constexpr std::size_t kLayerSetCount = static_cast<std::size_t>(LayerSet::once);

/// The sets one layer is in, as bits.
class LayerKind {
 public:
  [[gnu::always_inline]] constexpr bool is_in(LayerSet set) const {
    return (bits_ >> static_cast<unsigned>(set) & 1U) != 0;
  }
  [[gnu::always_inline]] constexpr void add(LayerSet set) {
    bits_ |= 1U << static_cast<unsigned>(set);
  }
  [[gnu::always_inline]] constexpr void add_if(bool condition, LayerSet set) {
    if (condition) add(set);
  }
  constexpr bool operator==(const LayerKind&) const = default;

 private:
  unsigned bits_ = 0;
};

/// Neighbouring layers that hold the same.
struct LayerRun {
  LayerKind kind;
  int layers = 0;
};

/// Goes through the layers of a model from the first, telling what each one holds.
class LayerWalk {
 public:
  explicit LayerWalk(const ModelValues& model);

  /// The next layer.
  LayerKind next();

  /// The next layer, and those after it that are surely alike: `most` at most, at least one.
  LayerRun next_run(int most);

 private:
  char mixer();
  char channel();
  void add_mixer(char letter, LayerKind& kind) const;
  int alike() const;

  PatternReader mixers_;
  PatternReader channels_;
  bool has_mixer_pattern_;
  bool has_channel_pattern_;
  bool has_window_;
  bool has_experts_;
  bool has_shared_blocks_;
  bool doubles_mlp_;
  bool decodes_an_encoder_;
  int layer_ = 0;
  int layers_;
  int first_shared_kv_;
  int attention_period_;
  int attention_offset_;
  int full_interval_;
  int window_pattern_;
  int first_moe_;
  int moe_period_;
  int moe_offset_;
};

/// Layers first … end-1 of a model.
struct LayerRange {
  int first = 0;
  int end = 0;
};

/// The layers of the first and of the last of so many pipeline stages, which share those from
/// `from` on: the first stages take the layers that do not divide.
LayerRange first_stage(const ModelValues& model, double stages, double from = 0);
LayerRange last_stage(const ModelValues& model, double stages, double from = 0);

/// How many of the layers first … end-1 are in each set.
struct LayerTally {
  int counts[kLayerSetCount] = {};
  int operator[](LayerSet set) const { return counts[static_cast<std::size_t>(set)]; }
};
LayerTally tally_layers(const ModelValues& model, int first, int end);

}  // namespace vram
