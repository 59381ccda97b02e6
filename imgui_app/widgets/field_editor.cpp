// One editor per kind of field.
// SPDX-License-Identifier: MIT
#include "imgui_app/widgets/field_editor.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "engine/schema/fields.h"
#include "imgui_app/format.h"
#include "imgui_app/widgets/choice_editor.h"
#include "imgui_app/widgets/controls.h"

namespace vram::ui {
namespace {

constexpr float kBoxWidth = 100;
constexpr float kWidestBox = 164;
constexpr float kBoxPadding = 12;  // on each side of the text in a box
constexpr float kBoxHeight = 32;
constexpr float kSliderHeight = 28;
constexpr float kAfterSlider = 10;

/// The distance between stops; 0 where they grow in proportion.
double even_step(Snap snap) {
  switch (snap) {
    case Snap::steps_of_32:
      return 32;
    case Snap::steps_of_2:
      return 2;
    case Snap::steps_of_1:
      return 1;
    case Snap::steps_of_hundredth:
      return 0.01;
    case Snap::powers_of_two:
    case Snap::near_powers:
      break;
  }
  return 0;
}

/// Where the slider of a field stops, ascending.
std::vector<double> stops_of(const FieldSpec& field, double last) {
  std::vector<double> stops;
  const double step = even_step(field.snap);
  if (step > 0) {
    for (double at = field.slider_min; at <= last; at += step) stops.push_back(at);
    return stops;
  }
  if (field.slider_min == 0) stops.push_back(0);
  for (double at = std::max(field.slider_min, 1.0); at <= last; at *= 2) {
    stops.push_back(at);
    const double between = at * 1.5;
    const bool fits = between == std::floor(between) && between <= last;
    if (field.snap == Snap::near_powers && fits) stops.push_back(between);
  }
  return stops;
}

/// Where a field's slider ends. Models are trained on more devices than they are served on.
double slider_end(const AppState& app, InputField field) {
  constexpr double kTrainingDevices = 1024;
  const bool is_large = field == InputField::gpu_count && app.inputs.mode() == Mode::train;
  return is_large ? kTrainingDevices : spec(field).slider_max;
}

/// A value's place among the stops, between 0 and 1; values between stops lie between them.
double position_among(const std::vector<double>& stops, double value) {
  if (value <= stops.front()) return 0;
  if (value >= stops.back()) return 1;
  std::size_t above = 1;
  while (stops[above] < value) ++above;
  const double inside = (value - stops[above - 1]) / (stops[above] - stops[above - 1]);
  return (static_cast<double>(above - 1) + inside) / static_cast<double>(stops.size() - 1);
}

/// The box is in force only where the value shown is the settled one.
double value_in_force(const AppState& app, InputField field) {
  return app.report.scenario.inputs[field];
}

}  // namespace

void refusal(AppState& app, const Canvas& canvas, Column& column, ImGuiID id) {
  const auto found = app.refusals.find(id);
  if (found != app.refusals.end()) {
    paragraph(canvas, column, kSmall, canvas.colours().bad, found->second);
  }
}

void take_typed(AppState& app, ImGuiID id, std::string_view key, const std::string& text) {
  const std::string reason = type_value(app, key, text);
  if (reason.empty()) {
    app.refusals.erase(id);
  } else {
    app.refusals[id] = reason;
  }
}

bool reset_button(const AppState& app, const Canvas& canvas, Rect rect, std::string_view label,
                  const std::string& value) {
  const std::string help = tr(UiText::reset, app.language(), {{"value", value}});
  return icon_button(canvas, rect, std::string(label) + ": " + help, help,
                     [&](Point centre, ImU32 colour) { canvas.arrow_back(centre, 5.5f, colour); });
}

Rect field_label(const Canvas& canvas, Rect row, std::string_view label, std::string_view help) {
  const float width = std::min(canvas.text_width(kBody, label), row.width);
  const Rect rect{row.x, row.y, width, row.height};
  canvas.touch(std::string(label) + "/label", rect);
  tooltip(canvas, help);
  canvas.text_left({row.x, row.y, row.width, row.height}, kBody, canvas.colours().ink, label);
  return {row.x + width, row.y, row.width - width, row.height};
}

namespace {

bool contains_word(std::string_view label, std::string_view unit) {
  const auto same = [](char a, char b) { return a == b || (a | 0x20) == (b | 0x20); };
  return std::search(label.begin(), label.end(), unit.begin(), unit.end(), same) != label.end();
}

/// The unit behind a label, where there is room for it and it says more than the label.
void unit_remark(const Canvas& canvas, Rect room, std::string_view label, std::string_view unit) {
  constexpr float kGap = 6;
  const float width = canvas.text_width(kSmall, unit);
  if (unit.empty() || contains_word(label, unit) || width + kGap > room.width) return;
  // Both on one baseline.
  const float y = room.y + (room.height - Canvas::line_height(kBody)) / 2;
  canvas.text({room.x + kGap, y + (kBody.size - kSmall.size) * kAscent}, kSmall,
              canvas.colours().quiet, unit);
}

/// A label on as many lines as it needs.
void long_label(const Canvas& canvas, Column& column, std::string_view label,
                std::string_view help) {
  const float line_height = Canvas::line_height(kBody) + 2;
  const auto lines = canvas.wrapped(kBody, label, column.width);
  const Rect rect = column.take(line_height * static_cast<float>(lines.size()) + 4);
  canvas.touch(std::string(label) + "/label", rect);
  tooltip(canvas, help);
  float y = rect.y + 2;
  for (const std::string& each : lines) {
    canvas.text({rect.x, y}, kBody, canvas.colours().ink, each);
    y += line_height;
  }
}

/// Label, unit, and a box at the right with "Auto" or the way back to the default beside it.
void number_line(AppState& app, const Canvas& canvas, Column& column, InputField field,
                 ImGuiID id) {
  constexpr float kResetWidth = 24;
  constexpr float kGap = 6;
  const Language language = app.language();
  const FieldSpec& row = spec(field);
  const std::string_view label = tr(label_of(field), language);
  const std::string_view automatic = tr(StringId::value_auto, language);
  const bool is_auto = is_automatic(row, app.inputs[field]);
  const bool can_reset = !is_auto && app.inputs[field] != row.fallback;

  const std::string shown = count_text(value_in_force(app, field));
  const float box_width =
      std::clamp(canvas.text_width(kBody, shown) + 2 * kBoxPadding, kBoxWidth, kWidestBox);
  float beside = 0;
  if (is_auto) beside = canvas.text_width(kSmall, automatic) + kGap;
  if (can_reset) beside = kResetWidth;
  // A label that is too long for the space beside the box has lines of its own above it.
  const float label_room = column.width - box_width - kGap - beside;
  const bool is_long = canvas.text_width(kBody, label) > label_room;
  if (is_long) long_label(canvas, column, label, tr(help_of(field), language));
  const Rect line = column.take(kBoxHeight);
  const Rect box{line.right() - box_width, line.y, box_width, line.height};
  Rect rest{line.x, line.y, label_room, line.height};
  if (!is_long) rest = field_label(canvas, rest, label, tr(help_of(field), language));
  // What a number of GPUs counts is plain.
  if (row.unit != FieldUnit::devices) {
    unit_remark(canvas, rest, label, tr(label_of(row.unit), language));
  }
  if (is_auto) {
    const float y = line.y + (line.height - Canvas::line_height(kSmall)) / 2;
    canvas.text_right(box.x - kGap - 2, y, kSmall, canvas.colours().quiet, automatic);
  }
  if (can_reset) {
    const std::string fallback = row.automatic ? std::string(automatic) : count_text(row.fallback);
    const Rect reset{box.x - kResetWidth - 3, line.y + 4, kResetWidth, kResetWidth};
    if (reset_button(app, canvas, reset, label, fallback)) {
      app.refusals.erase(id);
      set_input(app, field, row.fallback);
    }
  }
  if (const auto typed = text_box(canvas, box, label, shown, app.refusals.count(id) > 0)) {
    take_typed(app, id, row.key, *typed);
  }
}

/// The value as it is read out.
std::string spoken_value(const AppState& app, InputField field) {
  const FieldSpec& row = spec(field);
  const double value = value_in_force(app, field);
  const std::string_view unit = tr(label_of(row.unit), app.language());
  std::string text = count_text(value);
  if (!unit.empty() && value != 1) text += " " + std::string(unit);
  if (is_automatic(row, app.inputs[field])) {
    text += " (" + std::string(tr(StringId::value_auto, app.language())) + ")";
  }
  return text;
}

}  // namespace

void number_field(AppState& app, const Canvas& canvas, Column& column, InputField field) {
  const FieldSpec& row = spec(field);
  const ImGuiID id = ImGui::GetID(row.key.data(), row.key.data() + row.key.size());
  number_line(app, canvas, column, field, id);
  refusal(app, canvas, column, id);

  const double value = value_in_force(app, field);
  const std::vector<double> stops = stops_of(row, slider_end(app, field));
  const auto moved = slider(canvas, column.take(kSliderHeight), tr(label_of(field), app.language()),
                            spoken_value(app, field), value, stops, position_among(stops, value));
  if (moved) {
    app.refusals.erase(id);
    set_input(app, field, *moved);
  }
  column.space(kAfterSlider);
}

void input_field(AppState& app, const Canvas& canvas, Column& column, InputField field) {
  const FieldSpec& row = spec(field);
  ImGui::PushID(row.key.data(), row.key.data() + row.key.size());
  switch (row.kind) {
    case FieldKind::number:
      if (row.snap == Snap::steps_of_1) {
        stage_field(app, canvas, column, field);
      } else {
        number_field(app, canvas, column, field);
      }
      break;
    case FieldKind::choice:
      choice_field(app, canvas, column, field);
      break;
    case FieldKind::flag:
      flag_field(app, canvas, column, field);
      break;
    case FieldKind::set:
      set_field(app, canvas, column, field);
      break;
    case FieldKind::pattern:
    case FieldKind::model:
    case FieldKind::gpu:
      break;
  }
  ImGui::PopID();
}

}  // namespace vram::ui
