// Copy and Download beside what they take along.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "imgui_app/canvas.h"
#include "imgui_app/platform.h"

namespace vram::ui {

/// Both buttons at the right end of a row, which they shorten; `name` says what of, for assistive
/// technology. Returns where it is to go when one is pressed; `is_copied` says that it has arrived.
std::optional<platform::Destination> transfer_buttons(const Canvas& canvas, Rect& row,
                                                      std::string_view name, bool is_copied,
                                                      Language language);

}  // namespace vram::ui
