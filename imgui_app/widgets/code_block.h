// Text that is typed elsewhere: a command line on its own ground.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "imgui_app/layout.h"

namespace vram::ui {

/// Every line of the text in the mono face; what does not fit hangs below its line's beginning.
/// `label` says what it is to assistive technology.
void code_block(const Canvas& canvas, Column& column, std::string_view label,
                std::string_view text);

}  // namespace vram::ui
