// Exact figures beside the pointer: a heading and a row for each part.
// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>

#include "imgui_app/canvas.h"

namespace vram::ui {

struct HoverRow {
  ImU32 colour = 0;  ///< of the swatch; none for 0
  std::string label;
  std::string value;
  bool is_strong = false;
};

/// Shows the card at the pointer, over everything.
void hover_card(const Canvas& canvas, std::string_view heading, std::span<const HoverRow> rows);

}  // namespace vram::ui
