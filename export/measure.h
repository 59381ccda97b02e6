// How to see what a program really takes.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "export/commands.h"

namespace vram {

/// What to look at, and with which number of the estimate to compare it.
std::string_view measure_text(ToolId tool, Language language);

}  // namespace vram
