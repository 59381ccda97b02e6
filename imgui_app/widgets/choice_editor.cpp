// One row of a table becomes one control; nothing here knows a field by name but the formats, of
// which there are so many that a few common ones come first.
// SPDX-License-Identifier: MIT
#include "imgui_app/widgets/choice_editor.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/core/number_text.h"
#include "engine/schema/fields.h"
#include "engine/schema/formats.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/field_editor.h"
#include "imgui_app/widgets/picker.h"

namespace vram::ui {
namespace {

constexpr float kLabelHeight = 30;
constexpr float kSwitchHeight = 36;
constexpr float kSegmentPadding = 7;  // beside a segment's text, at least

/// Lists longer than this can be searched.
constexpr std::size_t kSearchedRows = 12;

std::string bits_text(double bits, Language language) {
  constexpr double kDecimals = 100;
  const double rounded = std::round(bits * kDecimals) / kDecimals;
  return tr(UiText::format_bits, language, {{"bits", plain_text(rounded)}});
}

StringId family_label(FormatFamily family) {
  switch (family) {
    case FormatFamily::plain:
      return StringId::format_family_plain;
    case FormatFamily::quantised:
      return StringId::format_family_quantised;
    case FormatFamily::gguf:
      break;
  }
  return StringId::format_family_gguf;
}

/// Formats say how many bits they take; other choices need no more than their name.
void add_detail(PickerRow& row, ChoiceList list, std::size_t index, Language language) {
  if (list == ChoiceList::WeightFormat) {
    const WeightFormatSpec& format = kWeightFormats[index];
    row.detail = bits_text(spec(format.matrix).bits_per_element(), language);
    row.group = tr(family_label(format.family), language);
  } else if (list == ChoiceList::KvFormat) {
    row.detail = bits_text(kKvFormats[index].bits_per_element(), language);
  }
}

/// A runtime is offered where it does what the mode needs.
bool is_offered(const AppState& app, const FieldSpec& row, std::size_t index) {
  if (row.list != ChoiceList::Runtime) return true;
  return runtime_suits(static_cast<Runtime>(index), app.report.scenario.recipe.trains);
}

std::vector<PickerRow> rows_of(const AppState& app, const FieldSpec& row) {
  const Language language = app.language();
  std::vector<PickerRow> rows;
  if (row.automatic) {
    rows.push_back({std::string(tr(StringId::value_auto, language)), {}, {}, row.fallback});
  }
  for (std::size_t i = 0; i < choice_count(row.list); ++i) {
    if (!is_offered(app, row, i)) continue;
    rows.push_back(
        {std::string(choice_label(row.list, i, language)), {}, {}, static_cast<double>(i)});
    add_detail(rows.back(), row.list, i, language);
  }
  return rows;
}

/// The values that come first where a list is long.
std::span<const double> common_values(const AppState& app, InputField field) {
  static constexpr double kWeights[] = {
      static_cast<double>(WeightFormat::bf16), static_cast<double>(WeightFormat::fp8),
      static_cast<double>(WeightFormat::awq_int4), static_cast<double>(WeightFormat::q4_k_m)};
  static constexpr double kCache[] = {
      static_cast<double>(KvFormat::bf16), static_cast<double>(KvFormat::fp8),
      static_cast<double>(KvFormat::q8_0), static_cast<double>(KvFormat::q4_0)};
  if (field == InputField::kv_cache) return kCache;
  if (field == InputField::weights && !app.report.scenario.recipe.trains) return kWeights;
  return {};
}

const PickerRow* row_with(const std::vector<PickerRow>& rows, double value) {
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [value](const PickerRow& row) { return row.value == value; });
  return found == rows.end() ? nullptr : &*found;
}

/// The list of all values, while it is open.
void open_list(AppState& app, const Canvas& canvas, Rect anchor, InputField field,
               const std::vector<PickerRow>& rows, double chosen) {
  const Language language = app.language();
  const bool is_long = rows.size() > kSearchedRows;
  const std::string nothing =
      tr(UiText::no_match_gpus, language, {{"query", app.picker.query.data()}});
  const PickerTexts texts{tr(label_of(field), language),
                          is_long ? tr(UiText::search, language) : std::string_view{}, nothing};
  const auto picked = picker_list(canvas, anchor, "list", texts, rows, chosen, app.picker);
  if (picked) set_input(app, field, *picked);
}

/// A few values as segments and all of them behind the last one.
void common_segments(AppState& app, const Canvas& canvas, Column& column, InputField field,
                     std::span<const double> common, const std::vector<PickerRow>& rows) {
  const Language language = app.language();
  const double value = app.report.scenario.inputs[field];
  std::vector<Segment> segments;
  std::vector<double> values;
  int chosen = -1;
  for (const double each : common) {
    const PickerRow* row = row_with(rows, each);
    if (row == nullptr) continue;
    if (each == value) chosen = static_cast<int>(segments.size());
    segments.push_back({row->name, {}});
    values.push_back(each);
  }
  const PickerRow* current = row_with(rows, value);
  const bool is_rare = chosen < 0 && current != nullptr;
  if (is_rare) chosen = static_cast<int>(segments.size());
  segments.push_back(
      {is_rare ? std::string_view(current->name) : tr(UiText::more, language), {}, true});

  const Rect rect = column.take(kControlHeight);
  const auto pressed = segmented(canvas, rect, tr(label_of(field), language), segments, chosen);
  if (pressed && *pressed < values.size()) {
    set_input(app, field, values[*pressed]);
  } else if (pressed) {
    open_picker("list", app.picker);
  }
  open_list(app, canvas, rect, field, rows, value);
}

/// What an automatic value came to, beside the label.
std::string remark_of(const AppState& app, const FieldSpec& row, InputField field) {
  if (!is_automatic(row, app.inputs[field])) return {};
  const double settled = app.report.scenario.inputs[field];
  if (settled < 0) return {};
  if (row.kind == FieldKind::flag) {
    return std::string(tr(settled != 0 ? UiText::on : UiText::off, app.language()));
  }
  return std::string(choice_label(row.list, static_cast<std::size_t>(settled), app.language()));
}

/// All values as segments. Returns the one pressed.
std::optional<std::size_t> all_segments(AppState& app, const Canvas& canvas, Column& column,
                                        InputField field,
                                        const std::vector<std::string_view>& labels, int chosen) {
  std::vector<Segment> segments(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) segments[i].label = labels[i];
  const auto pressed = segmented(canvas, column.take(kControlHeight),
                                 tr(label_of(field), app.language()), segments, chosen);
  column.space(kBetweenFields);
  return pressed;
}

}  // namespace

void label_line(const Canvas& canvas, Column& column, InputField field, Language language,
                std::string_view remark) {
  const Rect line = column.take(kLabelHeight);
  field_label(canvas, line, tr(label_of(field), language), tr(help_of(field), language));
  if (remark.empty()) return;
  const float y = line.y + (line.height - Canvas::line_height(kSmall)) / 2;
  canvas.text_right(line.right(), y, kSmall, canvas.colours().quiet, remark);
}

bool segments_fit(const Canvas& canvas, const std::vector<std::string_view>& labels, float width) {
  float needed = 0;
  for (const std::string_view label : labels) {
    needed += canvas.text_width(kSmallStrong, label) + 2 * kSegmentPadding;
  }
  return needed <= width;
}

void choice_field(AppState& app, const Canvas& canvas, Column& column, InputField field) {
  const FieldSpec& row = spec(field);
  const Language language = app.language();
  label_line(canvas, column, field, language, remark_of(app, row, field));
  const std::vector<PickerRow> rows = rows_of(app, row);
  const std::span<const double> common = common_values(app, field);
  if (!common.empty()) {
    common_segments(app, canvas, column, field, common, rows);
    column.space(kBetweenFields);
    return;
  }
  const double value = row.automatic ? app.inputs[field] : app.report.scenario.inputs[field];
  const PickerRow* current = row_with(rows, value);
  std::vector<std::string_view> labels;
  labels.reserve(rows.size());
  for (const PickerRow& each : rows) labels.push_back(each.name);
  if (segments_fit(canvas, labels, column.width)) {
    const int chosen = current == nullptr ? -1 : static_cast<int>(current - rows.data());
    const auto pressed = all_segments(app, canvas, column, field, labels, chosen);
    if (pressed) set_input(app, field, rows[*pressed].value);
    return;
  }
  const Rect box = column.take(kControlHeight);
  picker_box(canvas, box, "list", tr(label_of(field), language),
             current == nullptr ? std::string_view{} : std::string_view(current->name),
             current == nullptr ? std::string_view{} : std::string_view(current->detail),
             app.picker);
  open_list(app, canvas, box, field, rows, value);
  column.space(kBetweenFields);
}

void flag_field(AppState& app, const Canvas& canvas, Column& column, InputField field) {
  const FieldSpec& row = spec(field);
  const Language language = app.language();
  const std::string_view label = tr(label_of(field), language);
  const double value = app.inputs[field];
  if (row.automatic) {
    label_line(canvas, column, field, language, remark_of(app, row, field));
    const std::vector<std::string_view> labels = {
        tr(StringId::value_auto, language), tr(UiText::on, language), tr(UiText::off, language)};
    const int chosen = is_automatic(row, value) ? 0 : value != 0 ? 1 : 2;
    const auto pressed = all_segments(app, canvas, column, field, labels, chosen);
    if (pressed) set_input(app, field, *pressed == 0 ? row.fallback : *pressed == 1 ? 1.0 : 0.0);
    return;
  }
  const Rect line = column.take(kSwitchHeight);
  const bool is_pressed = toggle(canvas, line, label, value != 0);
  tooltip(canvas, tr(help_of(field), language));
  canvas.text_left({line.x, line.y, line.width - 44, line.height}, kBody, canvas.colours().ink,
                   label);
  if (is_pressed) set_input(app, field, value != 0 ? 0 : 1);
  column.space(kBetweenFields / 2);
}

void set_field(AppState& app, const Canvas& canvas, Column& column, InputField field) {
  constexpr float kChipHeight = 30;
  constexpr float kChipPadding = 10;
  constexpr float kChipGap = 5;
  const FieldSpec& row = spec(field);
  const Language language = app.language();
  const Palette& c = canvas.colours();
  label_line(canvas, column, field, language);
  const auto set = static_cast<unsigned>(app.report.scenario.inputs[field]);
  accessibility::begin_group({.id = ImGui::GetID("set"),
                              .role = accessibility::Role::group,
                              .label = tr(label_of(field), language)});
  float x = column.x;
  for (std::size_t i = 0; i < choice_count(row.list); ++i) {
    const std::string_view label = choice_label(row.list, i, language);
    const float width = canvas.text_width(kSmallStrong, label) + 2 * kChipPadding;
    if (x + width > column.x + column.width) {
      x = column.x;
      column.space(kChipHeight + kChipGap);
    }
    const Rect chip{x, column.y, width, kChipHeight};
    x += width + kChipGap;
    const Touch touch = canvas.touch(label, chip);
    if (touch.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    const bool is_member = contains(set, i);
    canvas.fill(chip,
                is_member       ? c.accent_soft
                : touch.hovered ? c.hover
                                : c.card,
                kChipHeight / 2);
    canvas.stroke(chip, is_member ? c.accent : c.edge, kChipHeight / 2);
    canvas.text_centred(chip, is_member ? kSmallStrong : kSmall, is_member ? c.accent_text : c.ink,
                        label);
    announce_item(canvas, chip,
                  {.id = touch.id,
                   .role = accessibility::Role::checkbox,
                   .label = label,
                   .checked = is_member});
    const unsigned toggled = set ^ (1U << i);
    if (touch.clicked && toggled != 0) set_input(app, field, static_cast<double>(toggled));
  }
  accessibility::end_group();
  column.space(kChipHeight + kBetweenFields);
}

void stage_field(AppState& app, const Canvas& canvas, Column& column, InputField field) {
  const FieldSpec& row = spec(field);
  label_line(canvas, column, field, app.language());
  std::vector<std::string> texts;
  for (double at = row.slider_min; at <= row.slider_max; ++at) texts.push_back(plain_text(at));
  const std::vector<std::string_view> labels(texts.begin(), texts.end());
  const double value = app.report.scenario.inputs[field];
  const auto pressed =
      all_segments(app, canvas, column, field, labels, static_cast<int>(value - row.slider_min));
  if (pressed) set_input(app, field, row.slider_min + static_cast<double>(*pressed));
}

}  // namespace vram::ui
