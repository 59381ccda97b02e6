// Whether a number of FP64 is the decimal one that was typed.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace vram {

/// Whether FP64 holds a decimal number, "-12.5e-3", exactly: its fraction must end in binary too,
/// within the 53 bits there are. False for anything that is no number.
bool is_exact_in_fp64(std::string_view decimal);

}  // namespace vram
