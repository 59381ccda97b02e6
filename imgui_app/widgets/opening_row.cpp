// Rows that open: the same press, light and words in every table.
// SPDX-License-Identifier: MIT
#include "imgui_app/widgets/opening_row.h"

#include <algorithm>
#include <vector>

#include "imgui_app/widgets/controls.h"

namespace vram::ui {

bool is_open(const AppState& app, const std::string& path) { return app.open_rows.count(path) > 0; }

void opening_row(AppState& app, const Canvas& canvas, const std::string& path, Rect row, Rect lit,
                 std::string_view label, std::string_view value) {
  const bool was_open = is_open(app, path);
  const Touch touch = canvas.touch(path, row);
  if (touch.hovered) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    canvas.fill(lit, canvas.colours().hover, kControlRadius);
  }
  announce_item(canvas, row,
                {.id = touch.id,
                 .role = accessibility::Role::button,
                 .label = label,
                 .value_text = value,
                 .expandable = true,
                 .expanded = was_open});
  if (!touch.clicked) return;
  if (was_open) {
    app.open_rows.erase(path);
  } else {
    app.open_rows.insert(path);
    app.opened_row = path;
  }
}

void show_opened(AppState& app, const Canvas& canvas, const std::string& path, float top,
                 float bottom) {
  if (app.opened_row != path) return;
  app.opened_row.clear();
  constexpr float kMargin = 12;
  const float window_top = ImGui::GetWindowPos().y / canvas.ratio();
  const float window_bottom = window_top + ImGui::GetWindowHeight() / canvas.ratio();
  const float hidden = bottom + kMargin - window_bottom;
  const float above = top - kMargin - window_top;
  const float by = std::min(hidden, above);
  if (by > 0) ImGui::SetScrollY(ImGui::GetScrollY() + by * canvas.ratio());
}

SmallRow small_opening_row(AppState& app, const Canvas& canvas, Column& column,
                           const std::string& path, std::string_view label, std::string_view value,
                           float room) {
  constexpr float kPadding = 7;
  constexpr float kChevronRoom = 18;
  const Palette& c = canvas.colours();
  const bool was_open = is_open(app, path);
  const std::vector<std::string> lines =
      canvas.wrapped(kSmall, label, column.width - kChevronRoom - room - 8);
  const float line_height = Canvas::line_height(kSmall) + 1;
  const Rect row = column.take(line_height * static_cast<float>(lines.size()) + 2 * kPadding);
  opening_row(app, canvas, path, row, {row.x - 8, row.y, row.width + 16, row.height}, label, value);
  const float first = row.y + kPadding;
  canvas.chevron({row.x + 4, first + line_height / 2}, c.quiet, was_open);
  float y = first;
  for (const std::string& line : lines) {
    canvas.text({row.x + kChevronRoom, y}, kSmall, was_open ? c.ink : c.quiet, line);
    y += line_height;
  }
  return {row, first};
}

}  // namespace vram::ui
