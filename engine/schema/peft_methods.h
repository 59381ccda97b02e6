// The rows of peft_methods.def.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "engine/schema/choices.h"
#include "engine/schema/sources.h"

namespace vram {

/// What of a model is trained.
enum class TrainedPart : std::uint8_t {
  all,
  last_layers,
  low_rank,
  low_rank_scaled,
  keys_and_values,
  embeddings,
  scales,
};

/// Matrices whose inputs the backward pass needs.
enum class NeededInputs : std::uint8_t { all, targets, scaled, none };

/// How frozen weights are stored unless a quantised format is chosen.
enum class BaseStorage : std::uint8_t { as_chosen, quantised };

/// One row of peft_methods.def.
struct PeftSpec {
  TrainedPart trains;
  NeededInputs inputs;
  BaseStorage base;
  SourceId source;

  /// Adapters beside weights that stay frozen.
  constexpr bool trains_adapters() const {
    return trains != TrainedPart::all && trains != TrainedPart::last_layers;
  }
  constexpr bool has_rank() const {
    return trains == TrainedPart::low_rank || trains == TrainedPart::low_rank_scaled;
  }
  constexpr bool has_virtual_tokens() const {
    return trains == TrainedPart::keys_and_values || trains == TrainedPart::embeddings;
  }
};

inline constexpr PeftSpec kPeftMethods[] = {
#define PEFT_METHOD(key, trains, inputs, base, source) \
  {TrainedPart::trains, NeededInputs::inputs, BaseStorage::base, SourceId::source},
#include "engine/schema/peft_methods.def"
};

constexpr const PeftSpec& spec(Peft peft) { return kPeftMethods[static_cast<std::uint8_t>(peft)]; }

}  // namespace vram
