// Editors of table rows: whatever is in a field table can be edited without a line of its own here.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "imgui_app/layout.h"
#include "imgui_app/state.h"

namespace vram::ui {

/// The editor that suits the kind of an input.
void input_field(AppState& app, const Canvas& canvas, Column& column, InputField field);

/// Label, typed value and slider of a numeric input.
void number_field(AppState& app, const Canvas& canvas, Column& column, InputField field);

/// Label and value of one fact of the model: a box, a switch, segments or a set of them.
void fact_field(AppState& app, const Canvas& canvas, Column& column, ModelField fact);

/// A field's label, with its help as a tooltip. Returns the space left of the row.
Rect field_label(const Canvas& canvas, Rect row, std::string_view label, std::string_view help);

/// Takes a typed text or notes why not; `id` is the field's among the refusals.
void take_typed(AppState& app, ImGuiID id, std::string_view key, const std::string& text);

/// Says why the last typed text was not taken, if it was not.
void refusal(AppState& app, const Canvas& canvas, Column& column, ImGuiID id);

/// A small arrow that brings the default back; only for what is not at its default.
bool reset_button(const AppState& app, const Canvas& canvas, Rect rect, std::string_view label,
                  const std::string& value);

}  // namespace vram::ui
