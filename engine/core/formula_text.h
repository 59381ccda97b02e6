// Text of a traced formula: with symbols, and with this configuration's values put in.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "engine/core/quantity.h"

namespace vram {

/// Whether long numbers are written 32768 or 32,768.
enum class Grouping { none, thousands };

/// The expression below a term (or of any other step) with the names of its operands:
/// "2 × layers × kv_heads × head_dim × kv_bits ÷ 8".
std::string symbols_text(const Trace& trace, StepId step);

/// The same expression with values: "2 × 28 × 4 × 128 × 16 ÷ 8".
std::string values_text(const Trace& trace, StepId step, Grouping grouping);

/// The named terms an expression uses directly, each once, in order of appearance.
std::vector<StepId> terms_used(const Trace& trace, StepId step);

}  // namespace vram
