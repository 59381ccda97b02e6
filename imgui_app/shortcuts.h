// Keys that do something wherever one is.
// SPDX-License-Identifier: MIT
#pragma once

#include "imgui_app/state.h"

namespace vram {

/// Does what the keys of this frame ask for, unless a text is typed or a list is open.
void take_shortcuts(AppState& app);

}  // namespace vram
