// Two to four configurations side by side, kind by kind, with what differs from the first.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "engine/core/number_text.h"
#include "engine/schema/fields.h"
#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/memory_bar.h"

namespace vram::ui {
namespace {

constexpr float kLabelWidth = 210;
constexpr float kNarrow = 760;  // below this width labels have lines of their own
constexpr float kCellGap = 24;
constexpr float kNarrowCellGap = 10;
constexpr float kRowHeight = 36;
constexpr float kSwatch = 10;
constexpr float kNarrowHead = 150;

/// What a cell says, and what it says about the difference to the first.
struct Cell {
  std::string text;
  std::string remark;
  ImU32 remark_colour = 0;
  bool is_other = false;  ///< than the first
};

struct Grid {
  float x = 0;
  float width = 0;
  float label = 0;  ///< 0 where labels have lines of their own
  float gap = kCellGap;
  std::size_t columns = 1;

  float cell_width() const {
    const auto count = static_cast<float>(columns);
    return (width - label - gap * (count - 1)) / count;
  }
  float cell_x(std::size_t column) const {
    return x + label + (cell_width() + gap) * static_cast<float>(column);
  }
};

Grid grid_of(const Column& column, std::size_t columns) {
  const bool is_narrow = column.width < kNarrow;
  return {column.x, column.width, is_narrow ? 0 : kLabelWidth,
          is_narrow ? kNarrowCellGap : kCellGap, columns};
}

std::string letter(std::size_t index) { return std::string(1, static_cast<char>('A' + index)); }

/// A row of the table: a label, and a cell for each configuration.
void row(const Canvas& canvas, Column& column, const Grid& grid, std::string_view label,
         const std::vector<Cell>& cells, ImU32 swatch = 0, bool is_strong = false) {
  const Palette& c = canvas.colours();
  const float top = column.y;
  canvas.line({column.x, column.y}, {column.x + column.width, column.y}, c.hairline);
  const float indent = swatch != 0 ? kSwatch + 10 : 0;
  const auto draw_label = [&](Rect rect) {
    if (swatch != 0) {
      canvas.fill({rect.x, rect.centre().y - kSwatch / 2, kSwatch, kSwatch}, swatch, 3);
    }
    canvas.text_left({rect.x + indent, rect.y, rect.width - indent, rect.height},
                     is_strong ? kStrong : kBody, is_strong ? c.ink : c.quiet, label);
  };
  if (grid.label == 0) draw_label(column.take(kRowHeight - 8));
  const bool has_own_remarks = grid.cell_width() < 170;
  const bool has_remarks = std::any_of(cells.begin(), cells.end(),
                                       [](const Cell& cell) { return !cell.remark.empty(); });
  const float remark_line = Canvas::line_height(kSmall);
  const float height = (grid.label == 0 ? kRowHeight - 8 : kRowHeight) +
                       (has_own_remarks && has_remarks ? remark_line : 0);
  const Rect line = column.take(height);
  if (grid.label > 0) draw_label({line.x, line.y, grid.label - 12, kRowHeight});
  std::string spoken;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Cell& cell = cells[i];
    const TextStyle style = is_strong || cell.is_other ? kStrong : kBody;
    const Rect rect{grid.cell_x(i), line.y, grid.cell_width(),
                    grid.label == 0 ? kRowHeight - 12 : kRowHeight};
    canvas.text_left(rect, style, c.ink, cell.text);
    if (!cell.remark.empty() && has_own_remarks) {
      canvas.text({rect.x, rect.y + rect.height / 2 + Canvas::line_height(style) / 2}, kSmall,
                  cell.remark_colour, canvas.fitted(kSmall, cell.remark, rect.width));
    } else if (!cell.remark.empty()) {
      const float x = rect.x + std::max(84.0f, canvas.text_width(style, cell.text) + 12);
      canvas.text_left({x, rect.y, rect.right() - x, rect.height}, kSmall, cell.remark_colour,
                       cell.remark);
    }
    spoken += (i > 0 ? "; " : "") + letter(i) + ": " + cell.text;
    if (!cell.remark.empty()) spoken += " (" + cell.remark + ")";
  }
  announce_item(canvas, {column.x, top, column.width, column.y - top},
                {.role = accessibility::Role::text, .label = label, .value_text = spoken});
}

/// "+1.2 GiB" beside what is more than in the first; nothing where it is the same.
Cell bytes_cell(const AppState& app, const Canvas& canvas, double bytes, double first,
                bool is_first) {
  Cell cell{bytes > 0 ? bytes_text(bytes, app.units()) : "–", {}, 0, false};
  if (is_first || bytes == first) return cell;
  const double more = bytes - first;
  cell.remark = (more > 0 ? "+" : "−") + bytes_text(std::fabs(more), app.units());
  cell.remark_colour = more > 0 ? canvas.colours().bad : canvas.colours().good;
  return cell;
}

double bytes_of(const Report& report, Component component) {
  for (const Line& line : report.peak().lines) {
    if (line.component == component) return line.bytes;
  }
  return 0;
}

/// "2 × H100 SXM5 80GB".
std::string devices_text(const Report& report) {
  return count_text(report.scenario.inputs[InputField::gpu_count]) + " × " +
         short_gpu_name(report.scenario.gpu->name);
}

constexpr float kBelowDevices = 4;
constexpr float kDeviceLines = 2;  // in a narrow column, where the mode is among the settings below

/// Name, answer and verdict of one configuration, on top of its column.
void head_cell(AppState& app, const Canvas& canvas, Rect rect, const Report& report,
               std::size_t index, double scale) {
  const Palette& c = canvas.colours();
  const Language language = app.language();
  const std::string name = model_name(report, language);
  const Rect badge{rect.x, rect.y + 2, 22, 22};
  canvas.fill(badge, index == 0 ? c.accent : c.track, 6);
  canvas.text_centred(badge, kSmallStrong, index == 0 ? c.on_accent : c.ink, letter(index));
  const bool is_narrow = rect.width < kNarrowHead;
  const Inputs& inputs = report.scenario.inputs;
  const std::string detail =
      std::string(
          choice_label(ChoiceList::Mode, static_cast<std::size_t>(inputs.mode()), language)) +
      " · " + devices_text(report);
  float below = 0;
  if (is_narrow) {
    canvas.text_left({rect.x, rect.y + 30, rect.width, 18}, kSmallStrong, c.ink, name);
    const float line = Canvas::line_height(kSmall);
    float y = rect.y + 49;
    for (const std::string& each : canvas.wrapped(kSmall, devices_text(report), rect.width)) {
      canvas.text({rect.x, y}, kSmall, c.quiet, each);
      y += line;
    }
    below = kDeviceLines * line + kBelowDevices;
  } else {
    canvas.text_left({rect.x + 30, rect.y, rect.width - 30, 26}, kStrong, c.ink, name);
    canvas.text_left({rect.x, rect.y + 30, rect.width, 18}, kSmall, c.quiet, detail);
  }
  const Amount amount = amount_of_bytes(report.per_gpu_bytes, app.units());
  const TextStyle figure = is_narrow ? kFigureUnit : kFigureSmall;
  const float y = rect.y + 50 + below;
  canvas.text({rect.x, y}, {Face::semibold, figure.size}, c.ink, amount.number);
  const float unit_x = rect.x + canvas.text_width({Face::semibold, figure.size}, amount.number) + 6;
  canvas.text({unit_x, y + (figure.size - kFigureUnitSmall.size) * kAscent}, kFigureUnitSmall,
              c.quiet, amount.unit);
  const Rect bar{rect.x, rect.y + 98 + below, rect.width, 12};
  memory_bar(app, canvas, bar, report.peak(), scale);
  const float mark = bar.x + static_cast<float>(report.fit.usable_bytes / scale) * bar.width;
  canvas.fill({mark - 1, bar.y - 4, 2, bar.height + 8}, c.ink, 1);
  const bool fits = report.fit.fits;
  const std::string verdict = verdict_text(report, app.units(), language, true);
  canvas.text_left({rect.x, rect.y + 116 + below, rect.width, 18}, kSmallStrong,
                   fits ? c.good : c.bad, verdict);
  announce_item(canvas, rect,
                {.role = accessibility::Role::text,
                 .label = letter(index) + ": " + name,
                 .value_text = detail + ", " + amount.text() + ", " + verdict});
}

/// Below the head: what can be done with the configuration.
void head_acts(AppState& app, const Canvas& canvas, Rect rect, const Report& report,
               std::size_t index) {
  const Language language = app.language();
  ImGui::PushID(static_cast<int>(index));
  if (index == 0) {
    canvas.text_left(rect, kSmall, canvas.colours().quiet, tr(UiText::compare_current, language));
  } else {
    const std::string name = letter(index) + ": " + model_name(report, language);
    const std::string edit = std::string(tr(UiText::compare_open, language));
    const float width = canvas.text_width(kBody, edit) + 22;
    const std::string help = tr(UiText::compare_open_named, language, {{"name", name}});
    const Rect edit_rect{rect.x, rect.y, width, rect.height};
    if (button(canvas, edit_rect, edit + "##" + help, false, help, help)) {
      open_compared(app, index - 1);
    }
    const std::string remove = tr(UiText::compare_remove, language, {{"name", name}});
    const Rect cross{edit_rect.right() + 6, rect.y, rect.height, rect.height};
    if (icon_button(canvas, cross, remove, remove,
                    [&](Point centre, ImU32 colour) { canvas.cross(centre, 4.5f, colour); })) {
      remove_compared(app, index - 1);
    }
  }
  ImGui::PopID();
}

void heads(AppState& app, const Canvas& canvas, Column& column, const Grid& grid,
           const std::vector<const Report*>& reports) {
  const bool is_narrow = grid.cell_width() < kNarrowHead;
  const float height =
      142 + (is_narrow ? kDeviceLines * Canvas::line_height(kSmall) + kBelowDevices : 0);
  double scale = 0;
  for (const Report* each : reports) scale = std::max(scale, bar_scale(*each));
  const Rect line = column.take(height);
  const Rect acts = column.take(30);
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const float x = grid.cell_x(i);
    head_cell(app, canvas, {x, line.y, grid.cell_width(), height}, *reports[i], i, scale);
    head_acts(app, canvas, {x, acts.y, grid.cell_width(), acts.height}, *reports[i], i);
  }
  column.space(14);
}

void memory_rows(AppState& app, const Canvas& canvas, Column& column, const Grid& grid,
                 const std::vector<const Report*>& reports) {
  const Language language = app.language();
  title(canvas, column, tr(UiText::compare_memory, language));
  for (std::size_t k = 0; k < choice_count(ChoiceList::Component); ++k) {
    const auto component = static_cast<Component>(k);
    std::vector<Cell> cells;
    double most = 0;
    const double first = bytes_of(*reports.front(), component);
    for (std::size_t i = 0; i < reports.size(); ++i) {
      const double bytes = bytes_of(*reports[i], component);
      most = std::max(most, bytes);
      cells.push_back(bytes_cell(app, canvas, bytes, first, i == 0));
    }
    if (most == 0) continue;
    row(canvas, column, grid, label_of(component, language), cells,
        component_colour(component, app.theme()));
  }
  std::vector<Cell> totals;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    totals.push_back(
        bytes_cell(app, canvas, reports[i]->per_gpu_bytes, reports.front()->per_gpu_bytes, i == 0));
  }
  row(canvas, column, grid, tr(UiText::compare_total, language), totals, 0, true);
  column.space(22);
}

/// The settings of which not all are the same, and that matter somewhere.
void setting_rows(AppState& app, const Canvas& canvas, Column& column, const Grid& grid,
                  const std::vector<const Report*>& reports) {
  const Language language = app.language();
  title(canvas, column, tr(UiText::compare_differs, language));
  bool is_any = false;
  for (std::size_t i = 0; i < kInputFieldCount; ++i) {
    const auto field = static_cast<InputField>(i);
    if (spec(field).group == FieldGroup::view) continue;
    std::vector<Cell> cells;
    bool differs = false;
    for (const Report* each : reports) {
      const bool has = matters(spec(field), each->scenario.inputs);
      Cell cell{has ? value_text(*each, field, language) : "–", {}, 0, false};
      cell.is_other = !cells.empty() && cell.text != cells.front().text;
      differs = differs || cell.is_other;
      cells.push_back(cell);
    }
    if (!differs) continue;
    is_any = true;
    row(canvas, column, grid, tr(label_of(field), language), cells);
  }
  if (!is_any) {
    paragraph(canvas, column, kBody, canvas.colours().quiet, tr(UiText::compare_same, language));
  }
  column.space(22);
}

void figure_rows(AppState& app, const Canvas& canvas, Column& column, const Grid& grid,
                 const std::vector<const Report*>& reports) {
  const Language language = app.language();
  title(canvas, column, tr(UiText::compare_figures, language));
  const auto figures = [&](UiText label, const auto& text) {
    std::vector<Cell> cells;
    cells.reserve(reports.size());
    for (const Report* each : reports) cells.push_back({text(*each), {}, 0, false});
    row(canvas, column, grid, tr(label, language), cells);
  };
  figures(UiText::fact_parameters,
          [](const Report& report) { return parameters_text(report.parameters.total); });
  figures(UiText::fit_total,
          [&](const Report& report) { return bytes_text(report.total_bytes, app.units()); });
  figures(UiText::fact_kv_per_token, [&](const Report& report) {
    const double bytes = report.tokens.kv_bytes_per_token;
    return bytes > 0 ? bytes_text(bytes, app.units()) : std::string("–");
  });
  figures(UiText::fit_kv_capacity, [](const Report& report) {
    return report.scenario.recipe.trains ? std::string("–") : count_text(report.tokens.kv_capacity);
  });
  figures(UiText::gpus_needed, [&](const Report& report) {
    return report.fit.gpus_needed ? count_text(*report.fit.gpus_needed)
                                  : std::string(tr(UiText::gpus_none, language));
  });
}

}  // namespace

void compare_panel(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  keep_compared_current(app);
  std::vector<const Report*> reports{&app.report};
  for (const Report& each : app.compare.reports) reports.push_back(&each);
  {
    Card card(canvas, column);
    Column& inside = card.inside();
    const std::string_view add = tr(UiText::compare_add, language);
    const bool is_full = reports.size() >= kMostCompared;
    const std::string_view heading = tr(UiText::compare_title, language);
    const Rect head = inside.take(kControlHeight);
    const float add_width = std::min(canvas.text_width(kStrong, add) + 28,
                                     head.width - canvas.text_width(kTitle, heading) - 12);
    canvas.text_left(head, kTitle, canvas.colours().quiet, heading);
    announce_item(canvas, head,
                  {.role = accessibility::Role::heading, .label = heading, .level = 2});
    const Rect add_rect{head.right() - add_width, head.y, add_width, head.height};
    bool is_added = false;
    if (!is_full) is_added = button(canvas, add_rect, add, true);
    inside.space(16);
    if (reports.size() == 1) {
      paragraph(canvas, inside, kBody, canvas.colours().quiet, tr(UiText::compare_empty, language));
      inside.space(18);
    }
    const Grid grid = grid_of(inside, reports.size());
    heads(app, canvas, inside, grid, reports);
    memory_rows(app, canvas, inside, grid, reports);
    if (reports.size() > 1) setting_rows(app, canvas, inside, grid, reports);
    figure_rows(app, canvas, inside, grid, reports);
    if (is_full) {
      inside.space(8);
      paragraph(canvas, inside, kSmall, canvas.colours().quiet, tr(UiText::compare_full, language));
    }
    if (is_added) add_to_compare(app, app.inputs);
  }
  history_panel(app, canvas, column);
}

}  // namespace vram::ui
