// Choosing a model and an accelerator out of the presets.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "engine/core/number_text.h"
#include "engine/model/parameters.h"
#include "engine/schema/fields.h"
#include "i18n/hub_files.h"
#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/panels/question_row.h"
#include "imgui_app/question_names.h"
#include "imgui_app/question_words.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/picker.h"
#include "presets/presets.h"

namespace vram::ui {
namespace {

constexpr float kPickerHeight = 42;

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

/// The preset that what is typed names best: among many H100s the usual one.
std::optional<double> best_row(const AppState& app, decltype(&named_model) named) {
  std::vector<QuestionWord> words;
  for (std::string& word : words_of(app.picker.query.data())) words.push_back({std::move(word)});
  const auto found = named(words, preset_catalog());
  if (!found) return std::nullopt;
  return static_cast<double>(found->index);
}

}  // namespace

StringId kind_label(std::string_view kind) {
  if (kind == "consumer") return StringId::kind_consumer;
  if (kind == "datacenter") return StringId::kind_datacenter;
  if (kind == "workstation") return StringId::kind_workstation;
  if (kind == "apple") return StringId::kind_apple;
  if (kind == "soc") return StringId::kind_soc;
  return StringId::kind_laptop;
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
             model_detail(report.scenario.model, report.parameters.total, language), app.picker);
  if (app.opens_search) open_picker("model_picker", app.picker);
  app.opens_search = false;
  const std::string nothing = hub_advice(app.picker.query.data(), language).text;
  const PickerTexts texts{label, tr(UiText::search_models, language), nothing,
                          best_row(app, &named_model), tr(UiText::search_hint, language)};
  const std::string_view open = tr(UiText::import, language);
  const Rect below = column.take(Canvas::line_height(kSmall) + 10);
  if (text_link(canvas, {below.x, below.y + 6}, kSmall, "import", open)) app.opens_import = true;
  if (!ImGui::IsPopupOpen("model_picker")) return;
  app.import_query = app.picker.query.data();
  std::vector<PickerRow> rows = model_rows(language);
  if (const auto question = question_row(app)) rows.insert(rows.begin(), *question);
  const auto picked = picker_list(canvas, box, "model_picker", texts, rows,
                                  app.inputs[InputField::model], app.picker);
  if (!picked) return;
  if (*picked == kQuestionValue) {
    ask(app, app.asked.question);
    return;
  }
  set_input(app, InputField::model, *picked);
  if (*picked == kCustomModelIndex) app.shows_architecture = app.reveals_architecture = true;
}

void gpu_picker(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  const GpuPreset& gpu = *app.report.scenario.gpu;
  const std::string_view label = tr(label_of(InputField::gpu), language);
  const Rect box = column.take(kPickerHeight);
  picker_box(canvas, box, "gpu_picker", label, short_gpu_name(gpu.name), gpu_detail(gpu),
             app.picker);
  if (!ImGui::IsPopupOpen("gpu_picker")) return;
  const std::string nothing =
      tr(UiText::no_match_gpus, language, {{"query", app.picker.query.data()}});
  const PickerTexts texts{label, tr(UiText::search_gpus, language), nothing,
                          best_row(app, &named_gpu)};
  const auto picked = picker_list(canvas, box, "gpu_picker", texts, gpu_rows(language),
                                  app.inputs[InputField::gpu], app.picker);
  if (picked) set_input(app, InputField::gpu, *picked);
}

}  // namespace vram::ui
