// Computes the value of a substituted formula's text, independently of the engine, so that a
// formula whose text and number disagree is found.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace vram::testing {

/// The value of text such as "2 × 28 × min(4, 8) ÷ 8"; NaN where it cannot be read.
double evaluate(std::string_view text);

}  // namespace vram::testing
