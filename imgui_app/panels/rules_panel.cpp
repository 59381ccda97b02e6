// Second opinions: what rules of thumb say, and how far they are from this estimate.
// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstddef>
#include <string>

#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/formula_view.h"
#include "imgui_app/widgets/opening_row.h"

namespace vram::ui {
namespace {

constexpr float kAmountRoom = 132;  // of the bytes and the deviation
constexpr float kDeviationRoom = 62;
constexpr double kClose = 0.1;  // a rule this near agrees

/// "Mixed precision: 16 bytes per parameter", opening to the formula.
void rule_row(AppState& app, const Canvas& canvas, Column& column, const RuleOfThumb& rule) {
  const Palette& c = canvas.colours();
  const Language language = app.language();
  const std::string path(spec(rule.term).key);
  const bool was_open = is_open(app, path);
  const std::string bytes = bytes_text(rule.bytes, app.units());
  const std::string deviation = rule.deviation ? deviation_text(*rule.deviation) : std::string();
  const SmallRow row =
      small_opening_row(app, canvas, column, path, tr(label_of(rule.term), language),
                        deviation.empty() ? bytes : bytes + ", " + deviation, kAmountRoom);
  const bool is_close = !rule.deviation || std::fabs(*rule.deviation) < kClose;
  const float right = row.rect.right();
  canvas.text_right(right, row.amounts_y, kSmall, is_close ? c.quiet : c.bad, deviation);
  canvas.text_right(right - kDeviationRoom, row.amounts_y, kSmallStrong, c.ink, bytes);
  if (!was_open) return;
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
