// Traced formulas as LaTeX, in the part of it that GitHub shows.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/quantity.h"

namespace vram {

/// What stands for the operands: their names, or this configuration's values.
enum class Operands { names, values };

/// The expression below a term (or of any other step), one line per addend where it is a long sum.
std::vector<std::string> latex_lines(const Trace& trace, StepId step, Operands operands);

/// A symbol upright and with its underscores: \mathrm{kv\_bits}.
std::string latex_symbol(std::string_view symbol);

/// A number with its thousands marked: 131{,}072.
std::string latex_number(double value);

}  // namespace vram
