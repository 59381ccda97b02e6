// Load to decode, load to optimizer step: what is alive when, and which phase decides.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <string>

#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/memory_bar.h"
#include "imgui_app/widgets/opening_row.h"

namespace vram::ui {
namespace {

constexpr float kRowHeight = 34;
constexpr float kBarHeight = 16;
constexpr float kAmountWidth = 96;
constexpr float kShortestBar = 200;  // below this a bar gets a line of its own

/// The kinds of memory of a phase, in the order of its bar.
void phase_parts(const AppState& app, const Canvas& canvas, Column& column,
                 const PhaseTotal& phase) {
  constexpr float kPartHeight = 26;
  constexpr float kSwatch = 8;
  constexpr float kIndent = 16;
  const Palette& c = canvas.colours();
  for (const Line& line : phase.lines) {
    const Rect row = column.take(kPartHeight);
    const std::string_view label = label_of(line.component, app.language());
    const std::string amount = bytes_text(line.bytes, app.units());
    canvas.fill({row.x, row.centre().y - kSwatch / 2, kSwatch, kSwatch},
                component_colour(line.component, app.theme()), 2);
    canvas.text_left({row.x + kIndent, row.y, row.width - kIndent - kAmountWidth, row.height},
                     kSmall, c.quiet, label);
    canvas.text_right(row.right(), row.y + (row.height - Canvas::line_height(kSmall)) / 2, kSmall,
                      c.ink, amount);
    announce_item(canvas, row,
                  {.role = accessibility::Role::text, .label = label, .value_text = amount});
  }
  column.space(6);
}

void phase_row(AppState& app, const Canvas& canvas, Column& column, const PhaseTotal& phase,
               float label_width, bool has_own_line) {
  const Language language = app.language();
  const Palette& c = canvas.colours();
  const double scale = bar_scale(app.report);
  const bool is_peak = phase.phase == app.report.peak_phase;
  const TextStyle style = is_peak ? kStrong : kBody;
  const std::string_view label = label_of(phase.phase, language);
  const std::string amount = bytes_text(phase.bytes, app.units());

  const std::string path =
      "phase/" + std::string(choice_keys(ChoiceList::Phase)[static_cast<std::size_t>(phase.phase)]);
  const std::string spoken =
      is_peak ? amount + ", " + std::string(tr(UiText::peak, language)) : amount;
  const bool was_open = is_open(app, path);
  const float height = has_own_line ? kRowHeight - 6 + kBarHeight - 4 + 8 : kRowHeight;
  opening_row(app, canvas, path, {column.x, column.y, column.width, height},
              {column.x - 10, column.y + 1, column.width + 20, height - 2}, label, spoken);
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
  if (was_open) phase_parts(app, canvas, column, phase);
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
