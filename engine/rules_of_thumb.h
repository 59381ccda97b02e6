// Second opinions: what widespread rules say about the same configuration.
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "engine/report.h"

namespace vram {

/// The rules of rules_of_thumb.def that apply, each with its formula recorded in the report's trace
/// and its deviation from the estimate. The report needs its phases and parameters.
std::vector<RuleOfThumb> rules_of_thumb(const Report& report);

}  // namespace vram
