// The table of kinds of memory; each row opens to its formula.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/formula_view.h"
#include "imgui_app/widgets/opening_row.h"

namespace vram::ui {
namespace {

constexpr float kRowHeight = 42;
constexpr float kSwatch = 10;
constexpr float kLabelShare = 0.34f;  // of the row's width, where a bar follows
constexpr float kAmountWidth = 86;
constexpr float kShareWidth = 62;
constexpr float kBarHeight = 6;
constexpr float kNarrow = 460;  // below this width the rows have no bars
constexpr float kNarrowAmountWidth = 76;
constexpr float kNarrowShareWidth = 50;
constexpr float kChevronRoom = 24;

/// The row's columns.
struct Columns {
  float amount = kAmountWidth;
  float share = kShareWidth;
  bool has_bar = true;
};

Columns columns_of(float width) {
  if (width > kNarrow) return {};
  return {kNarrowAmountWidth, kNarrowShareWidth, false};
}

/// A label on as many lines as it needs. Returns where a chevron goes after it.
Point row_label(const Canvas& canvas, Rect in, TextStyle style,
                const std::vector<std::string>& lines) {
  const float line = Canvas::line_height(style);
  float y = in.centre().y - line * static_cast<float>(lines.size()) / 2;
  for (const std::string& text : lines) {
    canvas.text({in.x, y}, style, canvas.colours().ink, text);
    y += line;
  }
  const float width = lines.empty() ? 0 : canvas.text_width(style, lines.back());
  return {in.x + width + 13, y - line / 2 + 0.5f};
}

void component_row(AppState& app, const Canvas& canvas, Column& column, const Line& line,
                   double largest) {
  const Palette& c = canvas.colours();
  const Language language = app.language();
  const std::string path(
      choice_keys(ChoiceList::Component)[static_cast<std::size_t>(line.component)]);
  const bool was_open = is_open(app, path);
  const double share = line.bytes / app.report.per_gpu_bytes;
  const std::string amount = bytes_text(line.bytes, app.units());
  const std::string percent = share_text(share);
  const std::string_view label = label_of(line.component, language);

  const TextStyle style = was_open ? kStrong : kBody;
  const Columns columns = columns_of(column.width);
  const float label_x = column.x + kSwatch + 12;
  const float bar_x = column.x + column.width * kLabelShare;
  const float amount_end = column.x + column.width - columns.share;
  const float label_end = columns.has_bar ? bar_x : amount_end - columns.amount;
  const float label_room = label_end - label_x - kChevronRoom;
  const std::vector<std::string> lines = canvas.wrapped(style, label, label_room);
  const float extra = Canvas::line_height(style) * static_cast<float>(lines.size() - 1);
  const Rect row = column.take(kRowHeight + extra);
  opening_row(app, canvas, path, row, {row.x - 10, row.y + 2, row.width + 20, row.height - 4},
              label, amount + ", " + percent);
  const ImU32 colour = component_colour(line.component, app.theme());
  canvas.fill({row.x, row.centre().y - kSwatch / 2, kSwatch, kSwatch}, colour, 3);
  const Point after = row_label(canvas, {label_x, row.y, label_room, row.height}, style, lines);
  canvas.chevron(after, c.quiet, was_open);

  const float y = row.y + (row.height - Canvas::line_height(kBody)) / 2;
  canvas.text_right(row.right(), y, kBody, c.quiet, percent);
  canvas.text_right(amount_end, y, style, c.ink, amount);
  if (columns.has_bar) {
    const float bar_room = amount_end - columns.amount - 24 - bar_x;
    const auto part = static_cast<float>(line.bytes / largest);
    const float width = std::max(kBarHeight, bar_room * part);
    canvas.fill({bar_x, row.centre().y - kBarHeight / 2, width, kBarHeight}, colour,
                kBarHeight / 2);
  }
  if (!was_open) return;
  formula_view(app, canvas, column, line.formula, path);
  if (line.component == Component::kv_cache && app.report.tokens.kv_bytes_per_token > 0) {
    column.space(8);
    const std::string growth = bytes_text(app.report.tokens.kv_bytes_per_token, app.units());
    paragraph(canvas, column, kSmall, c.quiet,
              tr(UiText::grows_per_token, language, {{"bytes", growth}}));
  }
  column.space(10);
  show_opened(app, canvas, path, row.y, column.y);
}

}  // namespace

void breakdown_panel(AppState& app, const Canvas& canvas, Column& column) {
  Card card(canvas, column);
  Column& inside = card.inside();
  const std::string_view take_along = tr(UiText::export_result, app.language());
  const float link_width = canvas.text_width(kSmall, take_along);
  if (text_link(canvas, {inside.x + inside.width - link_width, inside.y}, kSmall, "export",
                take_along)) {
    app.opens_export = true;
  }
  title(canvas, inside, tr(UiText::components, app.language()));
  const PhaseTotal& peak = app.report.peak();
  double largest = 0;
  for (const Line& line : peak.lines) largest = std::max(largest, line.bytes);
  bool is_first = true;
  for (const Line& line : peak.lines) {
    if (!is_first) {
      canvas.line({inside.x, inside.y}, {inside.x + inside.width, inside.y},
                  canvas.colours().hairline);
    }
    is_first = false;
    component_row(app, canvas, inside, line, largest);
  }
  // A program's own memory is among the kinds; without one it has to be thought of.
  const bool is_without_runtime = app.report.scenario.inputs.runtime() == Runtime::generic &&
                                  app.inputs[InputField::runtime_overhead_mib] == 0;
  if (is_without_runtime) {
    inside.space(8);
    paragraph(canvas, inside, kSmall, canvas.colours().quiet,
              tr(UiText::no_overhead, app.language(),
                 {{"unit", choice_label(ChoiceList::UnitSystem,
                                        static_cast<std::size_t>(app.units()), app.language())}}));
  }
}

}  // namespace vram::ui
