// Editors of inputs that are not numbers: choices, switches and sets, as the tables describe them.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "imgui_app/layout.h"
#include "imgui_app/state.h"

namespace vram::ui {

/// A choice: segments where they fit, otherwise a box that opens the list of all values. The value
/// that follows from the rest is a choice of its own, with what it came to beside the label.
void choice_field(AppState& app, const Canvas& canvas, Column& column, InputField field);

/// Yes or no: a switch; three segments where it may follow from the rest.
void flag_field(AppState& app, const Canvas& canvas, Column& column, InputField field);

/// A set of values: a chip for each.
void set_field(AppState& app, const Canvas& canvas, Column& column, InputField field);

/// A number of few values as segments.
void stage_field(AppState& app, const Canvas& canvas, Column& column, InputField field);

/// Label of a field on a line of its own, with a remark at the right.
void label_line(const Canvas& canvas, Column& column, InputField field, Language language,
                std::string_view remark = {});

/// Whether segments with these texts are readable in so much width.
bool segments_fit(const Canvas& canvas, const std::vector<std::string_view>& labels, float width);

inline constexpr float kBetweenFields = 14;

}  // namespace vram::ui
