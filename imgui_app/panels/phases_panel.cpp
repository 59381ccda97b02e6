// Load, prefill, decode: what is alive when, and which phase decides.
// SPDX-License-Identifier: MIT
#include <algorithm>

#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/memory_bar.h"

namespace vram::ui {

void phases_panel(AppState& app, const Canvas& canvas, Column& column) {
  constexpr float kRowHeight = 34;
  constexpr float kBarHeight = 16;
  constexpr float kAmountWidth = 96;
  const Language language = app.language();
  const Palette& c = canvas.colours();
  Card card(canvas, column);
  Column& inside = card.inside();
  title(canvas, inside, tr(UiText::phases, language));
  float label_width = 0;
  for (const PhaseTotal& phase : app.report.phases) {
    label_width =
        std::max(label_width, canvas.text_width(kStrong, label_of(phase.phase, language)));
  }
  const double scale = bar_scale(app.report);
  for (const PhaseTotal& phase : app.report.phases) {
    const bool is_peak = phase.phase == app.report.peak_phase;
    const Rect row = inside.take(kRowHeight);
    const std::string_view label = label_of(phase.phase, language);
    const std::string amount = bytes_text(phase.bytes, app.units());
    const TextStyle style = is_peak ? kStrong : kBody;
    canvas.text_left({row.x, row.y, label_width + 1, row.height}, style, is_peak ? c.ink : c.quiet,
                     label);
    const float bar_x = row.x + label_width + 20;
    const Rect bar{bar_x, row.centre().y - kBarHeight / 2, row.right() - kAmountWidth - bar_x,
                   kBarHeight};
    memory_bar(app, canvas, bar, phase, scale);
    const float mark = bar.x + static_cast<float>(app.report.fit.usable_bytes / scale) * bar.width;
    canvas.fill({mark - 1, bar.y - 3, 2, bar.height + 6}, c.ink);
    canvas.text_right(row.right(), row.y + (row.height - Canvas::line_height(style)) / 2, style,
                      c.ink, amount);
    const std::string spoken =
        is_peak ? amount + ", " + std::string(tr(UiText::peak, language)) : amount;
    announce_item(canvas, row,
                  {.role = accessibility::Role::text, .label = label, .value_text = spoken});
  }
}

}  // namespace vram::ui
