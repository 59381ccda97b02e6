// All accelerators: what they offer, and how many of each the configuration needs.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/number_text.h"
#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/picker.h"
#include "presets/presets.h"

namespace vram::ui {
namespace {

constexpr float kRowHeight = 38;
constexpr float kNarrowRowHeight = 56;
constexpr float kHeadHeight = 50;
constexpr float kNarrow = 760;  // below this width a row has two lines
constexpr float kFilterWidth = 300;
constexpr float kArrowRoom = 14;

/// A column of the table, with the width from which it is shown.
struct ColumnSpec {
  GpuColumn column;
  UiText label;
  std::string_view unit;
  float from_width;
};
constexpr std::array<ColumnSpec, kGpuColumns> kColumns = {{
    {GpuColumn::name, UiText::gpus_name, {}, 0},
    {GpuColumn::memory, UiText::gpus_memory, "GB", 0},
    {GpuColumn::bandwidth, UiText::gpus_bandwidth, "GB/s", 0},
    {GpuColumn::compute, UiText::gpus_compute, "TFLOPS", 0},
    {GpuColumn::power, UiText::gpus_power, "W", 900},
    {GpuColumn::price, UiText::gpus_price, "USD", 0},
    {GpuColumn::memory_value, UiText::gpus_value, "GB", 1150},
    {GpuColumn::bandwidth_value, UiText::gpus_speed_value, "GB/s", 1150},
    {GpuColumn::needed, UiText::gpus_needed, {}, 0},
    {GpuColumn::headroom, UiText::gpus_headroom, {}, 900},
    {GpuColumn::rate, UiText::gpus_rate, {}, 0},
}};
constexpr float kNameShare = 2.1f;  // of a column's width

std::vector<const ColumnSpec*> shown_columns(float width) {
  std::vector<const ColumnSpec*> shown;
  for (const ColumnSpec& each : kColumns) {
    if (width >= each.from_width) shown.push_back(&each);
  }
  return shown;
}

float column_width(float width, std::size_t columns, GpuColumn column) {
  const float each = width / (static_cast<float>(columns) - 1 + kNameShare);
  return column == GpuColumn::name ? each * kNameShare : each;
}

constexpr std::string_view kUnknown = "–";

/// Without its unit, which is in the head.
std::string cell_text(const AppState& app, const HardwareRow& row, GpuColumn column) {
  if (column == GpuColumn::name) return short_gpu_name(preset_catalog().gpus[row.gpu].name);
  const std::optional<double> value = column_value(row, column);
  if (column == GpuColumn::needed && !value) {
    return std::string(tr(UiText::gpus_none, app.language()));
  }
  if (!value) return std::string(kUnknown);
  if (column == GpuColumn::headroom) return bytes_text(*value, app.units());
  const bool is_exact = column == GpuColumn::needed || column == GpuColumn::memory ||
                        column == GpuColumn::price || column == GpuColumn::power;
  return is_exact ? grouped_text(*value) : rough_number(*value);
}

std::string with_unit(const AppState& app, const HardwareRow& row, const ColumnSpec& each) {
  std::string text = cell_text(app, row, each.column);
  if (text == kUnknown || each.unit.empty()) return text;
  return text + " " + std::string(each.unit);
}

void sort_by(GpuTable& table, GpuColumn column) {
  // What is best comes first; a second press turns it round.
  const bool wants_small =
      column == GpuColumn::name || column == GpuColumn::needed || column == GpuColumn::power;
  table.descending = table.column == column ? !table.descending : !wants_small;
  table.column = column;
  table.is_sorted = false;
}

void header_cell(AppState& app, const Canvas& canvas, Rect cell, const ColumnSpec& each) {
  const Palette& c = canvas.colours();
  const Language language = app.language();
  const std::string_view label = tr(each.label, language);
  const bool is_sorted = app.gpu_table.column == each.column;
  const Touch touch = canvas.touch(label, cell);
  if (touch.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  const ImU32 colour = is_sorted || touch.hovered ? c.ink : c.quiet;
  const bool is_name = each.column == GpuColumn::name;
  const float room = cell.width - (is_name ? 0.F : 8.F) - kArrowRoom;
  const auto lines = canvas.wrapped(kSmallStrong, label, room);
  const float line_height = Canvas::line_height(kSmallStrong);
  const float lines_high = is_name ? 1 : 2;
  float y = cell.bottom() - 8 - line_height * lines_high;
  float last_end = cell.x;
  for (const std::string& line : lines) {
    const float width = canvas.text_width(kSmallStrong, line);
    const float x = is_name ? cell.x : cell.right() - width - kArrowRoom;
    canvas.text({x, y}, kSmallStrong, colour, line);
    last_end = x + width;
    y += line_height;
  }
  const bool says_unit = label.find(each.unit) != std::string_view::npos;
  if (lines.size() == 1 && !is_name && !says_unit) {
    const float unit_y = cell.bottom() - 8 - Canvas::line_height(kTick);
    canvas.text_right(cell.right() - kArrowRoom, unit_y, kTick, c.quiet, each.unit);
  }
  if (is_sorted) {
    canvas.triangle({last_end + 8, y - line_height / 2}, 4, c.accent, app.gpu_table.descending);
  }
  const UiText way = app.gpu_table.descending ? UiText::gpus_descending : UiText::gpus_ascending;
  announce_item(canvas, cell,
                {.id = touch.id,
                 .role = accessibility::Role::button,
                 .label = std::string(tr(UiText::gpus_sort, language)) + ": " + std::string(label),
                 .value_text = is_sorted ? tr(way, language) : std::string_view{}});
  if (touch.clicked) sort_by(app.gpu_table, each.column);
}

void header(AppState& app, const Canvas& canvas, Rect row) {
  float x = row.x;
  const auto shown = shown_columns(row.width);
  for (const ColumnSpec* each : shown) {
    const float width = column_width(row.width, shown.size(), each->column);
    header_cell(app, canvas, {x, row.y, width, row.height}, *each);
    x += width;
  }
  canvas.line({row.x, row.bottom()}, {row.right(), row.bottom()}, canvas.colours().edge);
}

std::string spoken_row(const AppState& app, const HardwareRow& row) {
  std::string text;
  for (const ColumnSpec& each : kColumns) {
    if (each.column == GpuColumn::name) continue;
    const std::string value = with_unit(app, row, each);
    if (value == kUnknown) continue;
    if (!text.empty()) text += ", ";
    const bool speaks_for_itself = each.column <= GpuColumn::price;
    if (!speaks_for_itself) text += std::string(tr(each.label, app.language())) + " ";
    text += value;
  }
  return text;
}

void wide_cells(const AppState& app, const Canvas& canvas, Rect rect, const HardwareRow& row,
                bool is_chosen) {
  const Palette& c = canvas.colours();
  float x = rect.x;
  const auto shown = shown_columns(rect.width);
  for (const ColumnSpec* each : shown) {
    const float width = column_width(rect.width, shown.size(), each->column);
    const bool is_name = each->column == GpuColumn::name;
    const bool is_needed = each->column == GpuColumn::needed;
    const TextStyle style = is_name || is_needed ? kStrong : kBody;
    ImU32 colour = is_needed ? (row.devices ? c.ink : c.bad) : c.quiet;
    if (is_name) colour = is_chosen ? c.accent_text : c.ink;
    const std::string text = cell_text(app, row, each->column);
    if (is_name) {
      canvas.text_left({x, rect.y, width - 8, rect.height}, style, colour, text);
    } else {
      const float y = rect.y + (rect.height - Canvas::line_height(style)) / 2;
      canvas.text_right(x + width - kArrowRoom, y, style, colour, text);
    }
    x += width;
  }
}

void narrow_cells(const AppState& app, const Canvas& canvas, Rect rect, const HardwareRow& row,
                  bool is_chosen) {
  const Palette& c = canvas.colours();
  const std::string needed = row.devices ? "× " + count_text(*row.devices)
                                         : std::string(tr(UiText::gpus_none, app.language()));
  const float needed_width = canvas.text_width(kStrong, needed);
  const float top = rect.y + 9;
  canvas.text(
      {rect.x, top}, kStrong, is_chosen ? c.accent_text : c.ink,
      canvas.fitted(kStrong, cell_text(app, row, GpuColumn::name), rect.width - needed_width - 12));
  canvas.text_right(rect.right(), top, kStrong, row.devices ? c.ink : c.bad, needed);
  std::string detail;
  const auto add = [&](const ColumnSpec& each) {
    const std::string text = with_unit(app, row, each);
    if (text != kUnknown) detail += (detail.empty() ? "" : " · ") + text;
  };
  for (const ColumnSpec& each : kColumns) {
    const bool is_sorted = each.column == app.gpu_table.column;
    const bool is_usual = each.column == GpuColumn::memory || each.column == GpuColumn::bandwidth ||
                          each.column == GpuColumn::price;
    const bool is_above = each.column == GpuColumn::name || each.column == GpuColumn::needed;
    if (!is_above && (is_usual || is_sorted)) add(each);
  }
  canvas.text({rect.x, top + Canvas::line_height(kStrong) + 2}, kSmall, c.quiet,
              canvas.fitted(kSmall, detail, rect.width));
}

/// One accelerator. Only what is in sight is drawn; the mirror has them all.
/// Returns true when it was pressed.
bool gpu_row(AppState& app, const Canvas& canvas, Rect rect, std::size_t index, bool is_narrow,
             bool is_in_sight) {
  const HardwareRow& row = app.gpu_table.hardware[index];
  const Palette& c = canvas.colours();
  const std::string id(preset_catalog().gpus[row.gpu].id);
  const bool is_chosen = app.report.scenario.gpu == &preset_catalog().gpus[row.gpu];
  ImGuiID item = ImGui::GetID(id.c_str());
  bool is_pressed = false;
  if (is_in_sight) {
    const Touch touch = canvas.touch(id, rect);
    item = touch.id;
    is_pressed = touch.clicked;
    if (touch.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (touch.hovered || is_chosen) {
      canvas.fill({rect.x - 10, rect.y + 1, rect.width + 20, rect.height - 1},
                  is_chosen ? c.accent_soft : c.hover, kControlRadius);
    }
    if (is_narrow) {
      narrow_cells(app, canvas, rect, row, is_chosen);
    } else {
      wide_cells(app, canvas, rect, row, is_chosen);
    }
  } else {
    is_pressed = accessibility::take_activation(item);
  }
  // The texts of a hundred rows are most of the frame, and change only with the configuration.
  std::string& spoken = app.gpu_table.spoken[index];
  if (spoken.empty()) spoken = spoken_row(app, row);
  announce_item(canvas, rect,
                {.id = item,
                 .role = accessibility::Role::toggle,
                 .label = cell_text(app, row, GpuColumn::name),
                 .value_text = spoken,
                 .checked = is_chosen});
  return is_pressed && !is_chosen;
}

/// The kinds there are, in the catalog's order.
std::vector<std::string_view> kinds() {
  std::vector<std::string_view> found;
  for (const GpuPreset& gpu : preset_catalog().gpus) {
    if (std::find(found.begin(), found.end(), gpu.kind) == found.end()) found.push_back(gpu.kind);
  }
  return found;
}

void kind_choice(AppState& app, const Canvas& canvas, Column& column) {
  constexpr float kChipHeight = 30;
  constexpr float kChipPadding = 11;
  constexpr float kChipGap = 6;
  const Palette& c = canvas.colours();
  const Language language = app.language();
  std::vector<std::string_view> all{std::string_view{}};
  const std::vector<std::string_view> found = kinds();
  all.insert(all.end(), found.begin(), found.end());
  accessibility::begin_group({.id = ImGui::GetID("kinds"),
                              .role = accessibility::Role::radio_group,
                              .label = tr(UiText::gpus_title, language)});
  float x = column.x;
  for (const std::string_view kind : all) {
    const std::string_view label =
        kind.empty() ? tr(UiText::gpus_all, language) : tr(kind_label(kind), language);
    const float width = canvas.text_width(kSmallStrong, label) + 2 * kChipPadding;
    if (x + width > column.x + column.width) {
      x = column.x;
      column.space(kChipHeight + kChipGap);
    }
    const Rect chip{x, column.y, width, kChipHeight};
    x += width + kChipGap;
    const bool is_chosen = app.gpu_table.kind == kind;
    const Touch touch = canvas.touch(label, chip);
    if (touch.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    canvas.fill(chip,
                is_chosen       ? c.accent_soft
                : touch.hovered ? c.hover
                                : c.card,
                kChipHeight / 2);
    canvas.stroke(chip, is_chosen ? c.accent : c.edge, kChipHeight / 2);
    canvas.text_centred(chip, is_chosen ? kSmallStrong : kSmall, is_chosen ? c.accent_text : c.ink,
                        label);
    announce_item(
        canvas, chip,
        {.id = touch.id, .role = accessibility::Role::radio, .label = label, .checked = is_chosen});
    if (!touch.clicked) continue;
    app.gpu_table.kind = kind;
    app.gpu_table.is_sorted = false;
  }
  accessibility::end_group();
  column.space(kChipHeight + 14);
}

/// Where there is no room for column heads, they are a list.
void sort_picker(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  std::vector<PickerRow> rows;
  rows.reserve(std::size(kColumns));
  for (const ColumnSpec& each : kColumns) {
    rows.push_back(
        {std::string(tr(each.label, language)), {}, {}, static_cast<double>(each.column)});
  }
  const auto now = static_cast<double>(app.gpu_table.column);
  const UiText way = app.gpu_table.descending ? UiText::gpus_descending : UiText::gpus_ascending;
  const Rect box = column.take(kTouchHeight - 4);
  picker_box(canvas, box, "sort", tr(UiText::gpus_sort, language),
             rows[static_cast<std::size_t>(app.gpu_table.column)].name, tr(way, language),
             app.picker);
  const PickerTexts texts{tr(UiText::gpus_sort, language), {}, {}};
  if (const auto picked = picker_list(canvas, box, "sort", texts, rows, now, app.picker)) {
    sort_by(app.gpu_table, static_cast<GpuColumn>(*picked));
  }
  column.space(8);
}

/// Filter, kinds and what the count is for.
void controls(AppState& app, const Canvas& canvas, Column& column, bool is_narrow) {
  const Language language = app.language();
  GpuTable& table = app.gpu_table;
  const Rect head = column.take(kControlHeight);
  const std::string_view heading = tr(UiText::gpus_title, language);
  const std::string count =
      tr(UiText::gpus_count, language,
         {{"shown", count_text(static_cast<double>(table.rows.size()))},
          {"all", count_text(static_cast<double>(preset_catalog().gpus.size()))}});
  canvas.text_left(head, kTitle, canvas.colours().quiet, heading);
  announce_item(canvas, head, {.role = accessibility::Role::heading, .label = heading, .level = 2});
  const float heading_width = canvas.text_width(kTitle, heading) + 10;
  canvas.text_left({head.x + heading_width, head.y, 120, head.height}, kSmall,
                   canvas.colours().quiet, count);
  announce_item(canvas, head, {.role = accessibility::Role::text, .label = count});
  Rect box = head;
  if (is_narrow) {
    column.space(6);
    box = column.take(kTouchHeight - 4);
  } else {
    box.x = head.right() - kFilterWidth;
    box.width = kFilterWidth;
  }
  const std::string_view label = tr(UiText::gpus_filter, language);
  if (filter_field(canvas, box, label, table.filter, app.opens_search)) table.is_sorted = false;
  app.opens_search = false;
  column.space(10);
  const std::string bytes = bytes_text(app.report.per_gpu_bytes, app.units());
  const std::string gpu = short_gpu_name(app.report.scenario.gpu->name);
  paragraph(
      canvas, column, kSmall, canvas.colours().quiet,
      tr(UiText::gpus_for, language, {{"model", model_name(app)}, {"bytes", bytes}, {"gpu", gpu}}));
  column.space(12);
  kind_choice(app, canvas, column);
  if (is_narrow) sort_picker(app, canvas, column);
}

}  // namespace

void gpus_panel(AppState& app, const Canvas& canvas, Column& column, float top, float bottom) {
  keep_table_current(app);
  Card card(canvas, column);
  Column& inside = card.inside();
  const bool is_narrow = inside.width < kNarrow;
  ImGui::PushID("gpus");
  controls(app, canvas, inside, is_narrow);
  keep_table_current(app);
  if (!is_narrow) header(app, canvas, inside.take(kHeadHeight));
  accessibility::begin_group({.id = ImGui::GetID("table"),
                              .role = accessibility::Role::group,
                              .label = tr(UiText::gpus_table, app.language())});
  const std::vector<std::size_t>& rows = app.gpu_table.rows;
  std::optional<double> chosen;
  for (const std::size_t index : rows) {
    const HardwareRow& row = app.gpu_table.hardware[index];
    const Rect rect = inside.take(is_narrow ? kNarrowRowHeight : kRowHeight);
    const bool is_in_sight = rect.bottom() >= top && rect.y <= bottom;
    if (is_in_sight) {
      canvas.line({rect.x, rect.bottom()}, {rect.right(), rect.bottom()},
                  canvas.colours().hairline);
    }
    const bool is_pressed = gpu_row(app, canvas, rect, index, is_narrow, is_in_sight);
    if (is_pressed) chosen = static_cast<double>(row.gpu);
  }
  accessibility::end_group();
  if (rows.empty()) {
    inside.space(8);
    paragraph(canvas, inside, kBody, canvas.colours().quiet,
              tr(UiText::no_match_gpus, app.language(), {{"query", app.gpu_table.filter}}));
  }
  ImGui::PopID();
  if (chosen) set_input(app, InputField::gpu, *chosen);
}

}  // namespace vram::ui
