// The rows of optimizers.def.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/schema/choices.h"
#include "engine/schema/sources.h"

namespace vram {

/// How one full-size state is stored.
enum class StateWidth : std::uint8_t { follow, fp32, block8, block4 };

/// What an optimizer keeps for a matrix, where that differs from other tensors.
enum class MatrixRule : std::uint8_t { alike, factored, momentum, projected, shampoo, soap };

/// What a step allocates beside states and gradients.
enum class StepMemory : std::uint8_t { none, states, tensor, newton_schulz };

/// One row of optimizers.def.
struct OptimizerSpec {
  std::string_view key;
  std::string_view name;
  double states;
  StateWidth width;
  MatrixRule matrices;
  StepMemory step;
  SourceId source;
};

inline constexpr OptimizerSpec kOptimizers[] = {
#define OPTIMIZER(key, name, states, width, matrices, step, source) \
  {#key, name, states, StateWidth::width, MatrixRule::matrices, StepMemory::step, SourceId::source},
#include "engine/schema/optimizers.def"
};

inline const OptimizerSpec& spec(Optimizer optimizer) {
  return kOptimizers[static_cast<std::uint8_t>(optimizer)];
}

/// Gradients of LOMO and AdaLomo are used up layer by layer and never all there.
inline bool fuses_gradients(Optimizer optimizer) {
  return optimizer == Optimizer::lomo || optimizer == Optimizer::adalomo;
}

}  // namespace vram
