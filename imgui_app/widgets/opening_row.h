// Rows that open to what is behind their number.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "imgui_app/layout.h"
#include "imgui_app/state.h"

namespace vram::ui {

/// Whether the row of this path is open.
bool is_open(const AppState& app, const std::string& path);

/// A row's ground and behaviour: lit under the pointer (`lit` is `row` with its margin), opened and
/// closed by a press, read out as a button with its label and value. What the row shows is drawn
/// by the caller, on top of it.
void opening_row(AppState& app, const Canvas& canvas, const std::string& path, Rect row, Rect lit,
                 std::string_view label, std::string_view value);

/// Brings what was just opened into sight, from the row's `top` to its `bottom`; the row before
/// all.
void show_opened(AppState& app, const Canvas& canvas, const std::string& path, float top,
                 float bottom);

/// A small row with a chevron: its label on as many lines as it needs beside `room` at the right,
/// where the caller writes the amounts. `amounts_y` is the top of the first line.
struct SmallRow {
  Rect rect;
  float amounts_y = 0;
};
SmallRow small_opening_row(AppState& app, const Canvas& canvas, Column& column,
                           const std::string& path, std::string_view label, std::string_view value,
                           float room);

}  // namespace vram::ui
