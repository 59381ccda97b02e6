// The rows of a picker's list: which are found, how high they are, how they look.
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "imgui_app/widgets/picker.h"

namespace vram::ui {

inline constexpr float kHeaderHeight = 28;  ///< of a group's name

/// The rows that have every word of a query, and those that are offered with it.
std::vector<const PickerRow*> matching(const std::vector<PickerRow>& rows, const char* query);

float row_height(const Canvas& canvas, const PickerRow& row, float width);

/// Of all rows with the names of their groups.
float content_height(const Canvas& canvas, const std::vector<const PickerRow*>& rows, float width);

void draw_row(const Canvas& canvas, Rect rect, const PickerRow& row, bool is_chosen,
              bool is_marked);

}  // namespace vram::ui
