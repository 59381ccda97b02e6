// Which tensor type each tensor of a model gets under a weight format, layer by layer.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/model/tensor_groups.h"
#include "engine/model/tensor_roles.h"
#include "engine/schema/formats.h"
#include "engine/schema/model_values.h"

namespace vram {

/// A number of layers whose tensors of one role are stored alike.
struct FormatRun {
  TensorType type = TensorType::fp32;
  std::uint16_t layers = 0;
};

/// Runs of one tensor group, none empty. Four suffice: weight_mix.cpp checks at compile time that
/// no mix has more types in one slot.
struct FormatRuns {
  std::array<FormatRun, 4> runs{};
  std::uint8_t count = 0;
};

/// The runs of every tensor group, found by what its tensors are and which layers hold them.
class WeightMix {
 public:
  FormatRuns& of(TensorRole role, LayerSet layers) { return runs_[index(role, layers)]; }
  const FormatRuns& of(TensorRole role, LayerSet layers) const {
    return runs_[index(role, layers)];
  }

 private:
  static constexpr std::size_t kLayerSets = kLayerSetCount + 1;  // and "once"
  static std::size_t index(TensorRole role, LayerSet layers) {
    return static_cast<std::size_t>(role) * kLayerSets + static_cast<std::size_t>(layers);
  }

  std::array<FormatRuns, kTensorRoleCount * kLayerSets> runs_{};
};

/// Resolves a weight format for a model, and counts the layers in `range`. Types are those of the
/// whole model: files are quantised before they are split.
WeightMix weight_mix(const ModelValues& model, WeightFormat format, LayerRange range);

/// The same of all layers.
WeightMix weight_mix(const ModelValues& model, WeightFormat format);

/// What a whole model takes in a weight format, in bytes: what a file's exact size is put in for.
struct StoredSize {
  double language_model = 0;  ///< on devices
  double on_host = 0;         ///< the language model's rest
  double encoders = 0;

  double total() const { return language_model + on_host + encoders; }
};

/// Whether some matrix of the model had to fall back to a wider type because its rows are no whole
/// number of blocks.
bool mix_falls_back(const ModelValues& model, WeightFormat format);

}  // namespace vram
