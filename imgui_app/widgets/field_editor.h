// Editors of table rows: whatever is in a field table can be edited without a line of its own here.
// SPDX-License-Identifier: MIT
#pragma once

#include "imgui_app/layout.h"
#include "imgui_app/state.h"

namespace vram::ui {

/// Label, typed value and slider of a numeric input.
void number_field(AppState& app, const Canvas& canvas, Column& column, InputField field);

/// Label and value of one fact of the model: a box, a switch, segments or a set of them.
void fact_field(AppState& app, const Canvas& canvas, Column& column, ModelField fact);

/// A field's label, with its help as a tooltip. Returns the space left of the row.
Rect field_label(const Canvas& canvas, Rect row, std::string_view label, std::string_view help);

}  // namespace vram::ui
