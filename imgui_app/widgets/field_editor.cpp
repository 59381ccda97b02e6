// One editor per kind of field.
// SPDX-License-Identifier: MIT
#include "imgui_app/widgets/field_editor.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "engine/configure.h"
#include "engine/schema/fields.h"
#include "imgui_app/format.h"
#include "imgui_app/widgets/controls.h"

namespace vram::ui {
namespace {

constexpr float kBoxWidth = 104;
constexpr float kBoxHeight = 32;
constexpr float kSliderHeight = 28;
constexpr float kBetweenFields = 10;
constexpr float kFactHeight = 38;

/// The distance between stops; 0 where they grow in proportion.
double even_step(Snap snap) {
  switch (snap) {
    case Snap::steps_of_32:
      return 32;
    case Snap::steps_of_2:
      return 2;
    case Snap::steps_of_1:
      return 1;
    case Snap::powers_of_two:
    case Snap::near_powers:
      break;
  }
  return 0;
}

/// Where the slider of a field stops, ascending.
std::vector<double> stops_of(const FieldSpec& field) {
  std::vector<double> stops;
  const double step = even_step(field.snap);
  if (step > 0) {
    for (double at = field.slider_min; at <= field.slider_max; at += step) stops.push_back(at);
    return stops;
  }
  if (field.slider_min == 0) stops.push_back(0);
  for (double at = std::max(field.slider_min, 1.0); at <= field.slider_max; at *= 2) {
    stops.push_back(at);
    const double between = at * 1.5;
    const bool fits = between == std::floor(between) && between <= field.slider_max;
    if (field.snap == Snap::near_powers && fits) stops.push_back(between);
  }
  return stops;
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

void refusal(AppState& app, const Canvas& canvas, Column& column, ImGuiID id) {
  const auto found = app.refusals.find(id);
  if (found != app.refusals.end()) {
    paragraph(canvas, column, kSmall, canvas.colours().bad, found->second);
  }
}

/// Takes a typed text or notes why not.
void take_typed(AppState& app, ImGuiID id, std::string_view key, const std::string& text) {
  const std::string reason = type_value(app, key, text);
  if (reason.empty()) {
    app.refusals.erase(id);
  } else {
    app.refusals[id] = reason;
  }
}

/// The box is in force only where the value shown is the settled one.
double value_in_force(const AppState& app, InputField field) {
  return app.report.scenario.inputs[field];
}

bool is_default(const AppState& app, InputField field) {
  return app.inputs[field] == spec(field).fallback;
}

/// A small arrow that brings the default back; only there when there is something to bring back.
bool reset_button(const AppState& app, const Canvas& canvas, Rect rect, std::string_view label,
                  const std::string& value) {
  const std::string help = tr(UiText::reset, app.language(), {{"value", value}});
  return icon_button(canvas, rect, std::string(label) + ": " + help, help,
                     [&](Point centre, ImU32 colour) { canvas.arrow_back(centre, 5.5f, colour); });
}

std::string arch_key(ModelField fact) {
  return std::string(kArchPrefix) + std::string(spec(fact).key);
}

}  // namespace

Rect field_label(const Canvas& canvas, Rect row, std::string_view label, std::string_view help) {
  const float width = std::min(canvas.text_width(kBody, label), row.width);
  const Rect rect{row.x, row.y, width, row.height};
  canvas.touch(std::string(label) + "/label", rect);
  tooltip(canvas, help);
  canvas.text_left({row.x, row.y, row.width, row.height}, kBody, canvas.colours().ink, label);
  return {row.x + width, row.y, row.width - width, row.height};
}

void number_field(AppState& app, const Canvas& canvas, Column& column, InputField field) {
  const Language language = app.language();
  const FieldSpec& row = spec(field);
  const std::string_view label = tr(label_of(field), language);
  const std::string_view unit = tr(label_of(row.unit), language);
  const double value = value_in_force(app, field);
  const ImGuiID id = ImGui::GetID(row.key.data(), row.key.data() + row.key.size());

  const Rect line = column.take(kBoxHeight);
  const Rect box{line.right() - kBoxWidth, line.y, kBoxWidth, line.height};
  constexpr float kResetWidth = 26;
  field_label(canvas, {line.x, line.y, line.width - kBoxWidth - kResetWidth - 8, line.height},
              label, tr(help_of(field), language));
  if (!is_default(app, field)) {
    const std::string fallback =
        row.automatic ? std::string(tr(StringId::value_auto, language)) : count_text(row.fallback);
    const Rect reset{box.x - kResetWidth - 4, line.y + 3, kResetWidth, kResetWidth};
    if (reset_button(app, canvas, reset, label, fallback)) {
      app.refusals.erase(id);
      set_input(app, field, row.fallback);
    }
  }
  const bool is_refused = app.refusals.count(id) > 0;
  if (const auto typed = text_box(canvas, box, label, count_text(value), is_refused)) {
    take_typed(app, id, row.key, *typed);
  }
  refusal(app, canvas, column, id);

  const std::vector<double> stops = stops_of(row);
  std::string value_text = count_text(value);
  if (!unit.empty() && value != 1) value_text += " " + std::string(unit);
  const auto moved = slider(canvas, column.take(kSliderHeight), label, value_text, value, stops,
                            position_among(stops, value));
  if (moved) {
    app.refusals.erase(id);
    set_input(app, field, *moved);
  }
  column.space(kBetweenFields);
}

void fact_field(AppState& app, const Canvas& canvas, Column& column, ModelField fact) {
  const Language language = app.language();
  const FieldSpec& row = spec(fact);
  const std::string_view label = tr(label_of(fact), language);
  const double value = fact_of(app, fact);
  const ImGuiID id = ImGui::GetID(row.key.data(), row.key.data() + row.key.size());
  const bool is_overridden = !std::isnan(app.inputs.overrides[fact]);

  const Rect line = column.take(kFactHeight);
  constexpr float kResetWidth = 24;
  const float edit_width = row.kind == FieldKind::flag ? 40 : kBoxWidth + 16;
  const Rect edit{line.right() - edit_width, line.y + 3, edit_width, kBoxHeight};
  const Rect text{line.x, line.y, line.width - edit_width - kResetWidth - 8, line.height};
  canvas.text_left(text, kSmall,
                   is_overridden ? canvas.colours().accent_text : canvas.colours().ink, label);
  if (is_overridden) {
    const Rect reset{edit.x - kResetWidth - 2, line.y + 7, kResetWidth, kResetWidth};
    if (reset_button(app, canvas, reset, label, {})) {
      app.refusals.erase(id);
      app.inputs.overrides[fact] = kNotOverridden;
      refresh(app);
    }
  }

  switch (row.kind) {
    case FieldKind::flag:
      if (toggle(canvas, edit, label, value != 0)) set_fact(app, fact, value != 0 ? 0 : 1);
      break;
    case FieldKind::number: {
      const bool is_refused = app.refusals.count(id) > 0;
      if (const auto typed = text_box(canvas, edit, label, count_text(value), is_refused)) {
        take_typed(app, id, arch_key(fact), *typed);
      }
      break;
    }
    case FieldKind::pattern: {
      const bool is_refused = app.refusals.count(id) > 0;
      const std::string shown = field_text(app.report.scenario.model, fact);
      if (const auto typed = text_box(canvas, edit, label, shown, is_refused)) {
        take_typed(app, id, arch_key(fact), *typed);
      }
      break;
    }
    case FieldKind::choice: {
      const auto keys = choice_keys(row.list);
      const std::string_view shown =
          choice_label(row.list, static_cast<std::size_t>(value), language);
      // Few values and rarely changed: each press goes to the next.
      if (button(canvas, edit, std::string(shown) + "##" + std::string(row.key), false)) {
        set_fact(app, fact, std::fmod(value + 1, static_cast<double>(keys.size())));
      }
      break;
    }
    case FieldKind::set: {
      const auto keys = choice_keys(row.list);
      const float width = edit.width / static_cast<float>(keys.size());
      for (std::size_t i = 0; i < keys.size(); ++i) {
        const Rect cell{edit.x + width * static_cast<float>(i), edit.y, width, edit.height};
        const auto set = static_cast<unsigned>(value);
        const bool is_member = contains(set, i);
        const std::string name = std::string(label) + " " + std::string(keys[i]);
        const Touch touch = canvas.touch(name, cell);
        if (is_member) canvas.fill(cell, canvas.colours().accent_soft);
        canvas.text_centred(cell, is_member ? kSmallStrong : kSmall,
                            is_member ? canvas.colours().accent_text : canvas.colours().quiet,
                            keys[i]);
        announce_item(canvas, cell,
                      {.id = touch.id,
                       .role = accessibility::Role::checkbox,
                       .label = name,
                       .checked = is_member});
        if (touch.clicked) set_fact(app, fact, static_cast<double>(set ^ (1U << i)));
      }
      canvas.stroke(edit, canvas.colours().edge, kControlRadius);
      break;
    }
    case FieldKind::model:
    case FieldKind::gpu:
      break;
  }
  refusal(app, canvas, column, id);
}

}  // namespace vram::ui
