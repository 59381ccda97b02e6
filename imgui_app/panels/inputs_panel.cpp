// Everything that can be set, the few things that matter first. Which fields those are and how they
// are edited follows from the table of inputs.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/number_text.h"
#include "engine/schema/fields.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/choice_editor.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/field_editor.h"

namespace vram::ui {
namespace {

/// The splits the model allows, fewest first: those within the devices there are, and a few beyond.
std::vector<double> offered_splits(const AppState& app) {
  constexpr double kAlwaysOffered = 8;  // GPUs of a usual server
  constexpr std::size_t kMost = 5;
  const double devices = app.report.scenario.inputs[InputField::gpu_count];
  std::vector<double> splits;
  for (const double split : possible_splits(app.report.scenario.model)) {
    if (split <= std::max(devices, kAlwaysOffered)) splits.push_back(split);
  }
  // The smallest are the usual ones; a chosen one is always among those offered.
  const double chosen = app.inputs[InputField::tp];
  while (splits.size() > kMost) splits.erase(splits.end() - (splits.back() == chosen ? 2 : 1));
  return splits;
}

/// A chosen split brings the devices it needs.
void choose_split(AppState& app, double split) {
  double& devices = app.inputs[InputField::gpu_count];
  if (split != kAutomatic && devices != kAutomatic && std::fmod(devices, split) != 0) {
    devices = std::max(1.0, std::round(devices / split)) * split;
  }
  set_input(app, InputField::tp, split);
}

void tensor_parallel_field(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  std::vector<double> splits = offered_splits(app);
  splits.insert(splits.begin(), kAutomatic);
  std::vector<std::string> labels;
  labels.reserve(splits.size());
  int chosen = 0;
  for (std::size_t i = 0; i < splits.size(); ++i) {
    labels.push_back(splits[i] == kAutomatic ? std::string(tr(StringId::value_auto, language))
                                             : plain_text(splits[i]));
    if (splits[i] == app.inputs[InputField::tp]) chosen = static_cast<int>(i);
  }
  std::vector<Segment> segments(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) segments[i].label = labels[i];
  const bool is_automatic = app.inputs[InputField::tp] == kAutomatic;
  label_line(canvas, column, InputField::tp, language,
             is_automatic ? plain_text(app.report.scenario.inputs[InputField::tp]) : "");
  const auto pressed = segmented(canvas, column.take(kControlHeight),
                                 tr(label_of(InputField::tp), language), segments, chosen);
  if (pressed) choose_split(app, splits[*pressed]);
  column.space(kBetweenFields);
}

/// Fields with a control elsewhere.
bool has_own_place(InputField field) {
  return field == InputField::mode || field == InputField::method || field == InputField::model ||
         field == InputField::gpu || field == InputField::tp;
}

/// Fields that describe something of which there may be none.
struct Detail {
  InputField field;
  InputField of;
};
constexpr Detail kDetails[] = {{InputField::image_width, InputField::images},
                               {InputField::image_height, InputField::images},
                               {InputField::video_fps, InputField::video_seconds},
                               {InputField::video_width, InputField::video_seconds},
                               {InputField::video_height, InputField::video_seconds}};

/// Whether a field has any effect on this configuration.
bool is_shown(const AppState& app, InputField field) {
  if (has_own_place(field) || !matters(spec(field), app.inputs)) return false;
  const bool has_experts = app.report.scenario.model[ModelField::num_experts] > 0;
  if (field == InputField::ep) return has_experts;
  for (const Detail& detail : kDetails) {
    if (field == detail.field && app.inputs[detail.of] == 0) return false;
  }
  return true;
}

bool is_among(InputField field, std::initializer_list<InputField> fields) {
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

/// The fields of these groups, in the table's order, but for those that come later.
std::vector<InputField> fields_of(const AppState& app, std::initializer_list<FieldGroup> groups,
                                  std::initializer_list<InputField> later = {}) {
  std::vector<InputField> fields;
  for (const FieldGroup group : groups) {
    for (std::size_t i = 0; i < kInputFieldCount; ++i) {
      const auto field = static_cast<InputField>(i);
      if (spec(field).group != group || is_among(field, later)) continue;
      if (is_shown(app, field)) fields.push_back(field);
    }
  }
  return fields;
}

void edit(AppState& app, const Canvas& canvas, Column& column,
          const std::vector<InputField>& fields) {
  for (const InputField field : fields) input_field(app, canvas, column, field);
}

void hairline(const Canvas& canvas, Column& column) {
  column.space(4);
  canvas.line({column.x, column.y}, {column.x + column.width, column.y}, canvas.colours().hairline);
  column.space(8);
}

/// Fields under a heading, after a line.
void titled_fields(AppState& app, const Canvas& canvas, Column& column, UiText heading,
                   const std::vector<InputField>& fields) {
  if (fields.empty()) return;
  hairline(canvas, column);
  column.space(6);
  title(canvas, column, tr(heading, app.language()));
  edit(app, canvas, column, fields);
}

/// A folded section. Returns whether it is open.
bool folded(const AppState& app, const Canvas& canvas, Column& column, UiText heading,
            bool& is_open) {
  hairline(canvas, column);
  if (disclosure(canvas, column.take(kControlHeight), kStrong, canvas.colours().quiet,
                 tr(heading, app.language()), is_open)) {
    is_open = !is_open;
  }
  if (is_open) column.space(6);
  return is_open;
}

void architecture_fields(AppState& app, const Canvas& canvas, Column& column) {
  paragraph(canvas, column, kSmall, canvas.colours().quiet,
            tr(UiText::architecture_help, app.language()));
  column.space(6);
  const auto fields = model_fields();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!fields[i].relevant(app.report.scenario.model)) continue;
    fact_field(app, canvas, column, static_cast<ModelField>(i));
  }
}

void hardware_fields(AppState& app, const Canvas& canvas, Column& column) {
  hairline(canvas, column);
  column.space(6);
  title(canvas, column, tr(UiText::hardware, app.language()));
  gpu_picker(app, canvas, column);
  column.space(kBetweenFields);
  edit(app, canvas, column, fields_of(app, {FieldGroup::devices}));
  tensor_parallel_field(app, canvas, column);
}

}  // namespace

void inputs_panel(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  const bool is_phone = canvas.to_css(ImGui::GetIO().DisplaySize).x < kTwoColumns;
  Card card(canvas, column);
  Column& inside = card.inside();

  title(canvas, inside, tr(UiText::model, language));
  model_picker(app, canvas, inside);
  inside.space(kBetweenFields);
  // How long and how many is changed more often than what the cache is stored in.
  edit(app, canvas, inside,
       fields_of(app, {FieldGroup::model, FieldGroup::workload},
                 {InputField::kv_cache, InputField::runtime}));
  titled_fields(app, canvas, inside, UiText::section_media, fields_of(app, {FieldGroup::media}));
  titled_fields(app, canvas, inside, UiText::section_rl, fields_of(app, {FieldGroup::rl}));
  titled_fields(app, canvas, inside, UiText::section_training,
                fields_of(app, {FieldGroup::training}));
  for (const InputField field : {InputField::kv_cache, InputField::runtime}) {
    if (is_shown(app, field)) input_field(app, canvas, inside, field);
  }
  hardware_fields(app, canvas, inside);

  const std::vector<InputField> parallel = fields_of(app, {FieldGroup::parallel});
  if (!parallel.empty() && folded(app, canvas, inside, UiText::parallelism, app.shows_parallel)) {
    edit(app, canvas, inside, parallel);
  }
  if (folded(app, canvas, inside, UiText::advanced, app.shows_advanced)) {
    input_field(app, canvas, inside, InputField::method);
    edit(app, canvas, inside,
         fields_of(app, {FieldGroup::training_advanced, FieldGroup::advanced, FieldGroup::speed}));
    if (is_phone) {
      label_line(canvas, inside, InputField::units, language);
      units_control(app, canvas, inside.take(kControlHeight));
      inside.space(kBetweenFields);
    }
  }
  const float architecture_top = inside.y;
  if (folded(app, canvas, inside, UiText::architecture, app.shows_architecture)) {
    if (app.reveals_architecture) {
      ImGui::SetScrollFromPosY(canvas.to_pixels({0, architecture_top}).y - ImGui::GetWindowPos().y,
                               0);
    }
    app.reveals_architecture = false;
    architecture_fields(app, canvas, inside);
  }
}

}  // namespace vram::ui
