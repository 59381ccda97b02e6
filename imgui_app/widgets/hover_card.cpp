// A tooltip in the app's own type, with figures in a column.
// SPDX-License-Identifier: MIT
#include "imgui_app/widgets/hover_card.h"

#include <algorithm>

namespace vram::ui {
namespace {

constexpr float kPadding = 12;
constexpr float kSwatch = 8;
constexpr float kSwatchRoom = 16;
constexpr float kColumnGap = 20;
constexpr float kRow = 21;

}  // namespace

void hover_card(const Canvas& canvas, std::string_view heading, std::span<const HoverRow> rows) {
  const Palette& c = canvas.colours();
  float width = canvas.text_width(kSmallStrong, heading);
  for (const HoverRow& row : rows) {
    const TextStyle style = row.is_strong ? kSmallStrong : kSmall;
    const float needed = kSwatchRoom + canvas.text_width(style, row.label) + kColumnGap +
                         canvas.text_width(style, row.value);
    width = std::max(width, needed);
  }
  const float height = kRow * static_cast<float>(rows.size() + (heading.empty() ? 0 : 1));
  ImGui::SetNextWindowSize(canvas.to_pixels({width + 2 * kPadding, height + 2 * kPadding - 4}));
  if (!ImGui::BeginTooltip()) return;
  const Point origin = canvas.to_css(ImGui::GetWindowPos());
  Rect line{origin.x + kPadding, origin.y + kPadding - 2, width, kRow};
  if (!heading.empty()) {
    canvas.text_left(line, kSmallStrong, c.ink, heading);
    line.y += kRow;
  }
  for (const HoverRow& row : rows) {
    const TextStyle style = row.is_strong ? kSmallStrong : kSmall;
    if (row.colour != 0) {
      canvas.fill({line.x, line.centre().y - kSwatch / 2, kSwatch, kSwatch}, row.colour, 2);
    }
    const float indent = row.colour != 0 ? kSwatchRoom : 0;
    canvas.text_left({line.x + indent, line.y, line.width, line.height}, style,
                     row.is_strong ? c.ink : c.quiet, row.label);
    canvas.text_right(line.right(), line.y + (kRow - Canvas::line_height(style)) / 2, style, c.ink,
                      row.value);
    line.y += kRow;
  }
  ImGui::EndTooltip();
}

}  // namespace vram::ui
