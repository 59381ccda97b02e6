// Everything that can be set, the few things that matter first.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "engine/core/number_text.h"
#include "engine/model/parameters.h"
#include "engine/schema/fields.h"
#include "engine/schema/formats.h"
#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/field_editor.h"
#include "imgui_app/widgets/picker.h"
#include "presets/presets.h"

namespace vram::ui {
namespace {

constexpr float kPickerHeight = 42;
constexpr float kLabelHeight = 30;
constexpr float kBetween = 14;

std::string model_detail(const ModelValues& model, double parameters, Language language) {
  return parameters_text(parameters) + " · " + attention_text(model, language);
}

std::string gpu_detail(const GpuPreset& gpu) {
  std::string text = plain_text(gpu.memory_gib) + " GB";
  if (gpu.bandwidth_gb_per_second > 0) {
    text += " · " + grouped_text(gpu.bandwidth_gb_per_second) + " GB/s";
  }
  return text;
}

std::vector<PickerRow> model_rows(Language language) {
  std::vector<PickerRow> rows;
  rows.push_back({std::string(tr(UiText::custom_model, language)),
                  std::string(tr(UiText::custom_model_detail, language)),
                  {},
                  kCustomModelIndex});
  const Catalog& catalog = preset_catalog();
  for (std::size_t i = 0; i < catalog.models.size(); ++i) {
    const ModelPreset& model = catalog.models[i];
    rows.push_back({std::string(model.name),
                    model_detail(model.facts, model.published_parameters, language),
                    std::string(model.family), static_cast<double>(i), model.repository});
  }
  return rows;
}

StringId kind_label(std::string_view kind) {
  if (kind == "consumer") return StringId::kind_consumer;
  if (kind == "datacenter") return StringId::kind_datacenter;
  if (kind == "workstation") return StringId::kind_workstation;
  if (kind == "apple") return StringId::kind_apple;
  if (kind == "soc") return StringId::kind_soc;
  return StringId::kind_laptop;
}

std::vector<PickerRow> gpu_rows(Language language) {
  std::vector<PickerRow> rows;
  const Catalog& catalog = preset_catalog();
  for (std::size_t i = 0; i < catalog.gpus.size(); ++i) {
    const GpuPreset& gpu = catalog.gpus[i];
    std::string group(tr(kind_label(gpu.kind), language));
    if (gpu.kind != "apple") group += " · " + std::string(gpu.vendor);
    rows.push_back(
        {short_gpu_name(gpu.name), gpu_detail(gpu), group, static_cast<double>(i), gpu.name});
  }
  return rows;
}

void model_picker(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  const Report& report = app.report;
  const ModelPreset* preset = report.scenario.preset;
  std::string name(preset != nullptr ? preset->name : tr(UiText::custom_model, language));
  const auto& overrides = app.inputs.overrides.values;
  const bool is_modified = std::any_of(overrides.begin(), overrides.end(),
                                       [](double value) { return !std::isnan(value); });
  if (preset != nullptr && is_modified) {
    name += " (" + std::string(tr(UiText::modified, language)) + ")";
  }
  const std::string_view label = tr(label_of(InputField::model), language);
  const Rect box = column.take(kPickerHeight);
  picker_box(canvas, box, "model_picker", label, name,
             model_detail(report.scenario.model, report.parameters.total, language),
             app.model_picker);
  const PickerTexts texts{label, tr(UiText::search_models, language),
                          tr(UiText::no_match, language)};
  if (!ImGui::IsPopupOpen("model_picker")) return;
  const auto picked = picker_list(canvas, box, "model_picker", texts, model_rows(language),
                                  app.inputs[InputField::model], app.model_picker);
  if (!picked) return;
  set_input(app, InputField::model, *picked);
  if (*picked == kCustomModelIndex) app.shows_architecture = true;
}

void gpu_picker(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  const GpuPreset& gpu = *app.report.scenario.gpu;
  const std::string_view label = tr(label_of(InputField::gpu), language);
  const Rect box = column.take(kPickerHeight);
  picker_box(canvas, box, "gpu_picker", label, short_gpu_name(gpu.name), gpu_detail(gpu),
             app.gpu_picker);
  if (!ImGui::IsPopupOpen("gpu_picker")) return;
  const std::string nothing =
      tr(UiText::no_match_gpus, language, {{"query", app.gpu_picker.query.data()}});
  const PickerTexts texts{label, tr(UiText::search_gpus, language), nothing};
  const auto picked = picker_list(canvas, box, "gpu_picker", texts, gpu_rows(language),
                                  app.inputs[InputField::gpu], app.gpu_picker);
  if (picked) set_input(app, InputField::gpu, *picked);
}

void label_line(const Canvas& canvas, Column& column, InputField field, Language language) {
  field_label(canvas, column.take(kLabelHeight), tr(label_of(field), language),
              tr(help_of(field), language));
}

/// A few common formats as segments and all of them behind the last one.
template <class Format>
void format_field(AppState& app, const Canvas& canvas, Column& column, InputField field,
                  std::span<const Format> common, const std::vector<PickerRow>& rows,
                  std::string_view popup, PickerState& state) {
  const Language language = app.language();
  const double value = app.inputs[field];
  label_line(canvas, column, field, language);
  std::vector<Segment> segments;
  int chosen = static_cast<int>(common.size());
  for (std::size_t i = 0; i < common.size(); ++i) {
    segments.push_back({spec(common[i]).name, {}});
    if (value == static_cast<double>(common[i])) chosen = static_cast<int>(i);
  }
  const bool is_rare = chosen == static_cast<int>(common.size());
  const std::string_view rare =
      choice_label(spec(field).list, static_cast<std::size_t>(value), language);
  segments.push_back({is_rare ? rare : tr(UiText::more, language), {}, true});
  if (!is_rare) chosen = std::min(chosen, static_cast<int>(common.size()) - 1);

  const Rect rect = column.take(kControlHeight);
  const std::string_view label = tr(label_of(field), language);
  const auto pressed = segmented(canvas, rect, label, segments, chosen);
  if (pressed && *pressed < common.size()) {
    set_input(app, field, static_cast<double>(common[*pressed]));
  } else if (pressed) {
    open_picker(popup, state);
  }
  if (ImGui::IsPopupOpen(std::string(popup).c_str())) {
    const auto picked = picker_list(canvas, rect, popup, {label, {}, {}}, rows, value, state);
    if (picked) set_input(app, field, *picked);
  }
  column.space(kBetween);
}

std::string bits_text(double bits, Language language) {
  return tr(UiText::format_bits, language, {{"bits", plain_text(bits)}});
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

std::vector<PickerRow> weight_rows(Language language) {
  std::vector<PickerRow> rows;
  for (std::size_t i = 0; i < std::size(kWeightFormats); ++i) {
    const WeightFormatSpec& format = kWeightFormats[i];
    rows.push_back(
        {std::string(format.name), bits_text(spec(format.matrix).bits_per_element(), language),
         std::string(tr(family_label(format.family), language)), static_cast<double>(i)});
  }
  return rows;
}

std::vector<PickerRow> kv_rows(Language language) {
  std::vector<PickerRow> rows;
  for (std::size_t i = 0; i < std::size(kKvFormats); ++i) {
    rows.push_back({std::string(kKvFormats[i].name),
                    bits_text(kKvFormats[i].bits_per_element(), language),
                    {},
                    static_cast<double>(i)});
  }
  return rows;
}

/// The splits the model allows, fewest first: those within the devices there are, and a few beyond.
std::vector<double> offered_splits(const AppState& app) {
  constexpr double kAlwaysOffered = 8;  // GPUs of a usual server
  constexpr std::size_t kMost = 5;
  const double devices = app.report.scenario.inputs[InputField::gpu_count];
  std::vector<double> splits;
  for (const double split : possible_splits(app.report.scenario.model)) {
    if (split <= std::max(devices, kAlwaysOffered)) splits.push_back(split);
  }
  // The largest are the ones of interest; a chosen one is always among those offered.
  const double chosen = app.inputs[InputField::tp];
  while (splits.size() > kMost) splits.erase(splits.begin() + (splits[1] == chosen ? 2 : 1));
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
  label_line(canvas, column, InputField::tp, language);
  const auto pressed = segmented(canvas, column.take(kControlHeight),
                                 tr(label_of(InputField::tp), language), segments, chosen);
  if (pressed) choose_split(app, splits[*pressed]);
  column.space(kBetween);
}

void advanced_fields(AppState& app, const Canvas& canvas, Column& column, bool is_phone) {
  const Language language = app.language();
  const auto fields = input_fields();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const bool is_numeric = fields[i].kind == FieldKind::number;
    if (fields[i].group != FieldGroup::advanced || !is_numeric) continue;
    number_field(app, canvas, column, static_cast<InputField>(i));
  }
  if (is_phone) {
    label_line(canvas, column, InputField::units, language);
    units_control(app, canvas, column.take(kControlHeight));
    column.space(kBetween);
  }
}

void architecture_fields(AppState& app, const Canvas& canvas, Column& column) {
  const auto fields = model_fields();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (!fields[i].relevant(app.report.scenario.model)) continue;
    fact_field(app, canvas, column, static_cast<ModelField>(i));
  }
}

void section(const Canvas& canvas, Column& column) {
  column.space(4);
  canvas.line({column.x, column.y}, {column.x + column.width, column.y}, canvas.colours().hairline);
  column.space(8);
}

}  // namespace

void inputs_panel(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  const bool is_phone = canvas.to_css(ImGui::GetIO().DisplaySize).x < kTwoColumns;
  Card card(canvas, column);
  Column& inside = card.inside();

  title(canvas, inside, tr(UiText::model, language));
  model_picker(app, canvas, inside);
  inside.space(kBetween);
  constexpr WeightFormat kCommonWeights[] = {WeightFormat::bf16, WeightFormat::fp8,
                                             WeightFormat::awq_int4, WeightFormat::q4_k_m};
  format_field<WeightFormat>(app, canvas, inside, InputField::weights, kCommonWeights,
                             weight_rows(language), "weights_picker", app.weights_picker);
  number_field(app, canvas, inside, InputField::context);
  number_field(app, canvas, inside, InputField::batch);
  constexpr KvFormat kCommonKv[] = {KvFormat::bf16, KvFormat::fp8, KvFormat::q8_0, KvFormat::q4_0};
  format_field<KvFormat>(app, canvas, inside, InputField::kv_cache, kCommonKv, kv_rows(language),
                         "kv_picker", app.kv_picker);

  section(canvas, inside);
  inside.space(6);
  title(canvas, inside, tr(UiText::hardware, language));
  gpu_picker(app, canvas, inside);
  inside.space(kBetween);
  number_field(app, canvas, inside, InputField::gpu_count);
  tensor_parallel_field(app, canvas, inside);

  section(canvas, inside);
  if (disclosure(canvas, inside.take(kControlHeight), kStrong, canvas.colours().quiet,
                 tr(UiText::advanced, language), app.shows_advanced)) {
    app.shows_advanced = !app.shows_advanced;
  }
  if (app.shows_advanced) {
    inside.space(6);
    advanced_fields(app, canvas, inside, is_phone);
  }
  section(canvas, inside);
  if (disclosure(canvas, inside.take(kControlHeight), kStrong, canvas.colours().quiet,
                 tr(UiText::architecture, language), app.shows_architecture)) {
    app.shows_architecture = !app.shows_architecture;
  }
  if (app.shows_architecture) {
    paragraph(canvas, inside, kSmall, canvas.colours().quiet,
              tr(UiText::architecture_help, language));
    inside.space(6);
    architecture_fields(app, canvas, inside);
  }
}

}  // namespace vram::ui
