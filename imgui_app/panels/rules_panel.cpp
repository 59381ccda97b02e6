// Second opinions: what rules of thumb say, and how far they are from this estimate.
// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstddef>
#include <string>

#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/formula_view.h"

namespace vram::ui {
namespace {

constexpr float kRowPadding = 7;
constexpr float kChevronRoom = 18;
constexpr float kAmountRoom = 132;  // of the bytes and the deviation
constexpr float kDeviationRoom = 62;
constexpr double kClose = 0.1;  // a rule this near agrees

/// "Mixed precision: 16 bytes per parameter", opening to the formula.
void rule_row(AppState& app, const Canvas& canvas, Column& column, const RuleOfThumb& rule) {
  const Palette& c = canvas.colours();
  const Language language = app.language();
  const std::string path(spec(rule.term).key);
  const bool is_open = app.open_rows.count(path) > 0;
  const std::string_view label = tr(label_of(rule.term), language);
  const std::string bytes = bytes_text(rule.bytes, app.units());
  const std::string deviation = rule.deviation ? deviation_text(*rule.deviation) : std::string();

  const float room = column.width - kChevronRoom - kAmountRoom - 8;
  const std::vector<std::string> lines = canvas.wrapped(kSmall, label, room);
  const float line_height = Canvas::line_height(kSmall) + 1;
  const float text_height = line_height * static_cast<float>(lines.size());
  const Rect row = column.take(text_height + 2 * kRowPadding);
  const Touch touch = canvas.touch(path, row);
  if (touch.hovered) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    canvas.fill({row.x - 8, row.y, row.width + 16, row.height}, c.hover, kControlRadius);
  }
  canvas.chevron({row.x + 4, row.y + kRowPadding + line_height / 2}, c.quiet, is_open);
  float y = row.y + kRowPadding;
  for (const std::string& line : lines) {
    canvas.text({row.x + kChevronRoom, y}, kSmall, is_open ? c.ink : c.quiet, line);
    y += line_height;
  }
  const float first = row.y + kRowPadding;
  const bool is_close = !rule.deviation || std::fabs(*rule.deviation) < kClose;
  canvas.text_right(row.right(), first, kSmall, is_close ? c.quiet : c.bad, deviation);
  canvas.text_right(row.right() - kDeviationRoom, first, kSmallStrong, c.ink, bytes);
  announce_item(canvas, row,
                {.id = touch.id,
                 .role = accessibility::Role::button,
                 .label = label,
                 .value_text = deviation.empty() ? bytes : bytes + ", " + deviation,
                 .expandable = true,
                 .expanded = is_open});
  if (touch.clicked) {
    if (is_open) {
      app.open_rows.erase(path);
    } else {
      app.open_rows.insert(path);
    }
  }
  if (!is_open) return;
  const std::string part(label_of(rule.compared_with, language));
  paragraph(canvas, column, kSmall, c.quiet,
            tr(UiText::rules_compared, language,
               {{"part", part}, {"bytes", bytes_text(rule.compared_bytes, app.units())}}));
  column.space(6);
  formula_view(app, canvas, column, rule.formula, path);
  column.space(8);
}

}  // namespace

void rules_panel(AppState& app, const Canvas& canvas, Column& column) {
  if (app.report.rules_of_thumb.empty()) return;
  Card card(canvas, column);
  Column& inside = card.inside();
  title(canvas, inside, tr(UiText::rules, app.language()));
  for (const RuleOfThumb& rule : app.report.rules_of_thumb) rule_row(app, canvas, inside, rule);
  inside.space(-4);
}

}  // namespace vram::ui
