// The browser's names of keys, as ImGui's.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "imgui.h"

namespace vram::platform {

// The key of a KeyboardEvent.code; web/keyboard.js has moved letters to where the layout has them.
ImGuiKey key_of(std::string_view code);

}  // namespace vram::platform
