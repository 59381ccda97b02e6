// A named result opened up: its formula, the formula with values, its source, and what it uses.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "imgui_app/layout.h"
#include "imgui_app/state.h"

namespace vram::ui {

/// The formula of a term, and rows for the terms inside it, which open in turn. `path` names the
/// row in AppState::open_rows.
void formula_view(AppState& app, const Canvas& canvas, Column& column, StepId term,
                  const std::string& path);

}  // namespace vram::ui
