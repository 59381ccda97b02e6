// What fits, over how long and how many at once; a cell sets both.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "engine/core/number_text.h"
#include "engine/schema/fields.h"
#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/hover_card.h"

namespace vram::ui {
namespace {

constexpr float kCellHeight = 27;
constexpr float kRowLabelRoom = 38;
constexpr float kLeastForText = 34;

/// A mix of two opaque colours.
ImU32 mixed(ImU32 from, ImU32 to, double share) {
  const auto channel = [&](int shift) {
    const double a = from >> shift & 0xFFU;
    const double b = to >> shift & 0xFFU;
    return static_cast<ImU32>(std::lround(a + (b - a) * share)) << shift;
  };
  return channel(IM_COL32_R_SHIFT) | channel(IM_COL32_G_SHIFT) | channel(IM_COL32_B_SHIFT) |
         IM_COL32_A_MASK;
}

ImU32 cell_colour(const Canvas& canvas, const HeatCell& cell, double usable) {
  constexpr double kFaintest = 0.10;
  constexpr double kStrongest = 0.62;
  const Palette& c = canvas.colours();
  if (!cell.fits) return c.bad_soft;
  const double share = std::clamp(cell.bytes / usable, 0.0, 1.0);
  return mixed(c.card, c.accent, kFaintest + (kStrongest - kFaintest) * share * share);
}

/// The place of a value among doubling stops, the nearest one.
std::size_t nearest(const std::vector<double>& stops, double value) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < stops.size(); ++i) {
    if (std::fabs(std::log2(stops[i] / value)) < std::fabs(std::log2(stops[best] / value)))
      best = i;
  }
  return best;
}

std::string cell_text(const AppState& app, double bytes) {
  const double unit = app.units() == UnitSystem::gb ? kGiga : kGibi;
  const double amount = bytes / unit;
  if (amount >= 9999.5) return fixed_text(amount / 1000, 0) + "k";
  return fixed_text(amount, amount < 99.95 ? 1 : 0);
}

/// A row read out: how long may it be?
void announce_row(const AppState& app, const Canvas& canvas, Rect row, const HeatMap& map,
                  std::size_t i) {
  const Language language = app.language();
  const std::string label =
      tr(UiText::plot_row, language,
         {{"label", tr(label_of(map.fields.count), language)}, {"count", count_text(map.rows[i])}});
  const std::string value =
      map.limits[i] ? std::string(tr(label_of(map.fields.length), language)) + ": " +
                          tr(UiText::plot_limit, language, {{"value", count_text(*map.limits[i])}})
                    : std::string(tr(UiText::plot_never, language));
  announce_item(canvas, row,
                {.role = accessibility::Role::text, .label = label, .value_text = value});
}

void cell_card(const AppState& app, const Canvas& canvas, const HeatMap& map, double length,
               double count, const HeatCell& cell) {
  const Language language = app.language();
  const auto field_text = [&](InputField field, double value) {
    return std::string(tr(label_of(field), language)) + " " + count_text(value);
  };
  const HoverRow rows[] = {
      {0, std::string(tr(UiText::plot_total, language)), bytes_text(cell.bytes, app.units()), true},
      {cell.fits ? canvas.colours().good : canvas.colours().bad,
       std::string(tr(cell.fits ? UiText::plot_fits : UiText::plot_does_not_fit, language)),
       {}}};
  hover_card(canvas,
             field_text(map.fields.length, length) + " · " + field_text(map.fields.count, count),
             rows);
}

}  // namespace

void heat_map(AppState& app, const Canvas& canvas, Column& column, const HeatMap& map) {
  const Palette& c = canvas.colours();
  const Language language = app.language();
  const std::string heading = tr(UiText::plot_map_title, language,
                                 {{"across", tr(label_of(map.fields.length), language)},
                                  {"down", tr(label_of(map.fields.count), language)}});
  column.space(6);
  paragraph(canvas, column, kSmall, c.quiet, heading);
  column.space(8);
  const auto columns = static_cast<float>(map.columns.size());
  const float width = (column.width - kRowLabelRoom) / columns;
  const double now_length = app.report.scenario.inputs[map.fields.length];
  const double now_count = app.report.scenario.inputs[map.fields.count];
  const std::size_t here_column = nearest(map.columns, std::max(1.0, now_length));
  const std::size_t here_row = nearest(map.rows, now_count);
  const float left = column.x + kRowLabelRoom;

  const Rect area{left, column.y, width * columns,
                  kCellHeight * static_cast<float>(map.rows.size())};
  const Touch touch = canvas.touch("map", area);
  const Point pointer = canvas.to_css(ImGui::GetMousePos());
  Rect here{};
  for (std::size_t i = 0; i < map.rows.size(); ++i) {
    const Rect row = column.take(kCellHeight);
    canvas.text_right(left - 8, row.y + (row.height - Canvas::line_height(kTick)) / 2, kTick,
                      c.quiet, count_text(map.rows[i]));
    for (std::size_t k = 0; k < map.columns.size(); ++k) {
      const HeatCell& cell = map.cells[i * map.columns.size() + k];
      const Rect rect{left + width * static_cast<float>(k), row.y, width, kCellHeight};
      const Rect inside{rect.x + 1, rect.y + 1, rect.width - 2, rect.height - 2};
      canvas.fill(inside, cell_colour(canvas, cell, app.report.fit.usable_bytes), 3);
      if (width >= kLeastForText) {
        canvas.text_centred(inside, kTick, cell.fits ? c.ink : c.bad, cell_text(app, cell.bytes));
      }
      if (k == here_column && i == here_row) here = inside;
      const bool is_under = touch.hovered && pointer.x >= rect.x && pointer.x < rect.right() &&
                            pointer.y >= rect.y && pointer.y < rect.bottom();
      if (!is_under) continue;
      ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
      canvas.stroke(inside, c.ink, 3);
      cell_card(app, canvas, map, map.columns[k], map.rows[i], cell);
      if (touch.clicked) {
        app.inputs[map.fields.length] = map.columns[k];
        set_input(app, map.fields.count, map.rows[i]);
      }
    }
    announce_row(app, canvas, row, map, i);
  }
  canvas.stroke({here.x - 1, here.y - 1, here.width + 2, here.height + 2}, c.ink, 4, 2);
  column.space(5);
  const float gap = 30;
  float free_from = left;
  for (std::size_t k = 0; k < map.columns.size(); ++k) {
    const std::string text = short_count(map.columns[k]);
    const float text_width = canvas.text_width(kTick, text);
    const float x = left + width * (static_cast<float>(k) + 0.5f) - text_width / 2;
    if (x < free_from) continue;
    canvas.text({x, column.y}, kTick, c.quiet, text);
    if (width < gap) free_from = x + text_width + 6;
  }
  column.space(Canvas::line_height(kTick));
}

}  // namespace vram::ui
