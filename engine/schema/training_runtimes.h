// The rows of training_runtimes.def.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "engine/schema/choices.h"
#include "engine/schema/sources.h"

namespace vram {

/// Width of trained weights or gradients in a mixed-precision recipe.
enum class MixedWidth : std::uint8_t { fp32, half };

/// Buffers in which gradients are reduced over the data-parallel ranks.
enum class Buckets : std::uint8_t { none, copies, fixed };

/// What a step allocates for an optimizer that computes tensor by tensor: nothing in a fused
/// kernel, foreach's own copy of a state, or gradients in float32.
enum class StepCopies : std::uint8_t { none, foreach, gradients };

/// One row of training_runtimes.def.
struct TrainingRuntimeSpec {
  Runtime runtime;
  MixedWidth weights;
  MixedWidth gradients;
  bool keeps_gradients;
  Buckets buckets;
  StepCopies step;
  SourceId source;
};

inline constexpr TrainingRuntimeSpec kTrainingRuntimes[] = {
#define TRAINING_RUNTIME(key, weights, gradients, lasting, buckets, step, source) \
  {Runtime::key,     MixedWidth::weights, MixedWidth::gradients, lasting,         \
   Buckets::buckets, StepCopies::step,    SourceId::source},
#include "engine/schema/training_runtimes.def"
};

/// The row of a runtime, null for one that does not train.
constexpr const TrainingRuntimeSpec* training_runtime(Runtime runtime) {
  for (const TrainingRuntimeSpec& row : kTrainingRuntimes) {
    if (row.runtime == runtime) return &row;
  }
  return nullptr;
}

}  // namespace vram
