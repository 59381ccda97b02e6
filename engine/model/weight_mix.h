// Which tensor type each tensor of a model gets under a weight format, layer by layer.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>

#include "engine/model/tensor_roles.h"
#include "engine/schema/formats.h"
#include "engine/schema/model_values.h"

namespace vram {

/// A number of layers whose tensors of one role are stored alike.
struct FormatRun {
  TensorType type = TensorType::fp32;
  double layers = 0;
};

/// Runs of one role, none empty. Four suffice: no mix has more types in one slot.
struct FormatRuns {
  std::array<FormatRun, 4> runs{};
  std::size_t count = 0;
};

using WeightMix = std::array<FormatRuns, kTensorRoleCount>;

/// Resolves a weight format for a model. Sizes are those of the whole model: files are quantised
/// before they are split.
WeightMix weight_mix(const ModelValues& model, WeightFormat format);

/// Whether some matrix of the model had to fall back to a wider type because its rows are no whole
/// number of blocks.
bool mix_falls_back(const ModelValues& model, WeightFormat format);

}  // namespace vram
