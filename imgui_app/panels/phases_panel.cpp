// Load to decode, load to optimizer step: what is alive when, and which phase decides.
// SPDX-License-Identifier: MIT
#include <algorithm>

#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/memory_bar.h"

namespace vram::ui {
namespace {

constexpr float kRowHeight = 34;
constexpr float kBarHeight = 16;
constexpr float kAmountWidth = 96;
constexpr float kShortestBar = 200;  // below this a bar gets a line of its own

void phase_row(const AppState& app, const Canvas& canvas, Column& column, const PhaseTotal& phase,
               float label_width, bool has_own_line) {
  const Language language = app.language();
  const Palette& c = canvas.colours();
  const double scale = bar_scale(app.report);
  const bool is_peak = phase.phase == app.report.peak_phase;
  const TextStyle style = is_peak ? kStrong : kBody;
  const std::string_view label = label_of(phase.phase, language);
  const std::string amount = bytes_text(phase.bytes, app.units());

  const float top = column.y;
  const Rect row = column.take(has_own_line ? kRowHeight - 6 : kRowHeight);
  canvas.text_left({row.x, row.y, label_width + 1, row.height}, style, is_peak ? c.ink : c.quiet,
                   label);
  canvas.text_right(row.right(), row.y + (row.height - Canvas::line_height(style)) / 2, style,
                    c.ink, amount);
  Rect bar;
  if (has_own_line) {
    bar = column.take(kBarHeight - 4);
    column.space(8);
  } else {
    const float x = row.x + label_width + 20;
    bar = {x, row.centre().y - kBarHeight / 2, row.right() - kAmountWidth - x, kBarHeight};
  }
  memory_bar(app, canvas, bar, phase, scale);
  const float mark = bar.x + static_cast<float>(app.report.fit.usable_bytes / scale) * bar.width;
  canvas.fill({mark - 1, bar.y - 3, 2, bar.height + 6}, c.ink);
  const std::string spoken =
      is_peak ? amount + ", " + std::string(tr(UiText::peak, language)) : amount;
  announce_item(canvas, {row.x, top, row.width, column.y - top},
                {.role = accessibility::Role::text, .label = label, .value_text = spoken});
}

}  // namespace

void phases_panel(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  Card card(canvas, column);
  Column& inside = card.inside();
  title(canvas, inside, tr(UiText::phases, language));
  float label_width = 0;
  for (const PhaseTotal& phase : app.report.phases) {
    label_width =
        std::max(label_width, canvas.text_width(kStrong, label_of(phase.phase, language)));
  }
  const bool has_own_line = inside.width - label_width - 20 - kAmountWidth < kShortestBar;
  for (const PhaseTotal& phase : app.report.phases) {
    phase_row(app, canvas, inside, phase, label_width, has_own_line);
  }
}

}  // namespace vram::ui
