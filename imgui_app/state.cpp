// Changes of the state; panels make no other.
// SPDX-License-Identifier: MIT
#include "imgui_app/state.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/configure.h"
#include "engine/schema/fields.h"
#include "engine/schema/relevance.h"
#include "engine/schema/training_runtimes.h"
#include "engine/url_state.h"
#include "imgui_app/format.h"
#include "imgui_app/platform.h"
#include "presets/presets.h"

namespace vram {
namespace {

double own_fact(const AppState& app, ModelField fact) {
  const ModelPreset* preset = app.report.scenario.preset;
  return preset != nullptr ? preset->facts[fact] : kCustomModel[fact];
}

/// The fields that together say which device holds what.
constexpr InputField kDeviceFields[] = {InputField::tp, InputField::pp, InputField::cp,
                                        InputField::dp, InputField::ep, InputField::gpu_count};

bool is_device_field(InputField field) {
  return std::find(std::begin(kDeviceFields), std::end(kDeviceFields), field) !=
         std::end(kDeviceFields);
}

/// A plan that the model or the number of devices no longer allows follows again by itself, one
/// degree at a time; `changed` is what the visitor has just set, which stays as long as it can.
/// Where it cannot, it gets the nearest value that can, and the reason is returned.
std::optional<Issue> loosen_plan(Inputs& inputs, InputField changed) {
  for (std::size_t tries = 0; tries < std::size(kDeviceFields); ++tries) {
    const Settled settled = settle(inputs, preset_catalog());
    const Issue* problem = nullptr;
    for (const Issue& each : settled.problems) {
      const auto field = find_input(each.key);
      if (problem == nullptr && field && is_device_field(*field)) problem = &each;
    }
    if (problem == nullptr) return std::nullopt;
    InputField loosened = *find_input(problem->key);
    if (loosened == changed) {
      // It contradicts something set earlier, which gives way.
      for (const InputField other : kDeviceFields) {
        if (other != changed && inputs[other] != kAutomatic) loosened = other;
      }
    }
    if (loosened == changed) {
      inputs[changed] = settled.scenario.inputs[changed];
      return *problem;
    }
    inputs[loosened] = kAutomatic;
  }
  return std::nullopt;
}

/// A runtime that cannot do what the mode needs is no choice of the visitor's.
void loosen_runtime(AppState& app) {
  const bool trains = when_training(app.inputs);
  if (!runtime_suits(app.inputs.runtime(), trains)) {
    app.inputs[InputField::runtime] = static_cast<double>(Runtime::generic);
  }
}

}  // namespace

void set_input(AppState& app, InputField field, double value) {
  change(app.inputs, field, value);
  if (field == InputField::model) {
    app.inputs.overrides.values.fill(kNotOverridden);
    app.refusals.clear();
  }
  if (field == InputField::task) loosen_runtime(app);
  if (field == InputField::model || is_device_field(field)) loosen_plan(app.inputs, field);
  refresh(app);
}

void choose_mode(AppState& app, Mode mode) {
  app.inputs[InputField::mode] = static_cast<double>(mode);
  app.tool = Tool::none;
  app.scrolls_to_top = true;
  app.refusals.clear();
  app.reveals_tab = true;
  loosen_runtime(app);
  loosen_plan(app.inputs, InputField::mode);
  refresh(app);
}

void ask(AppState& app, const Question& question) {
  app.inputs = asked_inputs(question, app.inputs);
  app.tool = Tool::none;
  app.scrolls_to_top = true;
  app.reveals_tab = true;
  app.refusals.clear();
  loosen_runtime(app);
  const bool says_count = question.says(InputField::gpu_count);
  loosen_plan(app.inputs, says_count ? InputField::gpu_count : InputField::model);
  refresh(app);
}

bool runtime_suits(Runtime runtime, bool trains) {
  if (runtime == Runtime::generic) return true;
  return (training_runtime(runtime) != nullptr) == trains;
}

void choose_view(AppState& app, InputField field, double value) {
  app.linked[static_cast<std::size_t>(field)] = false;
  set_input(app, field, value);
  const std::string_view key = field == InputField::lang    ? kLanguageKey
                               : field == InputField::theme ? kThemeKey
                                                            : kUnitsKey;
  platform::remember(key, choice_keys(spec(field).list)[static_cast<std::size_t>(value)]);
}

void set_fact(AppState& app, ModelField fact, double value) {
  app.inputs.overrides[fact] = value == own_fact(app, fact) ? kNotOverridden : value;
  loosen_plan(app.inputs, InputField::model);
  refresh(app);
}

namespace {

/// What a setting or a fact stays at where a typed value is refused.
std::string kept_text(const AppState& app, std::string_view key) {
  if (const auto field = find_input(key)) {
    return field_text(app.report.scenario.inputs, *field, preset_catalog());
  }
  const std::string_view rest = key.substr(std::min(kArchPrefix.size(), key.size()));
  const auto fact = find_model_field(rest);
  return fact ? field_text(app.report.scenario.model, *fact) : std::string();
}

}  // namespace

std::string type_value(AppState& app, std::string_view key, const std::string& text) {
  Inputs typed = app.inputs;
  Issues issues;
  set_field(typed, key, typed_number(text), preset_catalog(), issues);
  const auto field = find_input(key);
  if (!issues.empty()) {
    Issue& refusal = issues.front();
    refusal.used = kept_text(app, key);
    return issue_text(refusal, app.language());
  }
  if (!field || is_device_field(*field)) {
    const auto reason = loosen_plan(typed, field.value_or(InputField::model));
    if (reason) return issue_text(*reason, app.language());
  }
  app.inputs = typed;
  refresh(app);
  return {};
}

void refresh(AppState& app) {
  app.report = estimate(app.inputs, preset_catalog());
  ++app.revision;
}

void choose_tool(AppState& app, Tool tool) {
  app.tool = tool;
  app.reveals_tab = true;
  app.scrolls_to_top = true;
  platform::request_frame();
}

void replace_inputs(AppState& app, const Inputs& inputs) {
  const Inputs before = app.inputs;
  app.inputs = inputs;
  for (const InputField view : {InputField::lang, InputField::units, InputField::theme}) {
    app.inputs[view] = before[view];
  }
  app.refusals.clear();
  app.reveals_tab = true;
  refresh(app);
}

std::string model_name(const AppState& app) { return model_name(app.report, app.language()); }

std::string model_name(const Report& report, Language language) {
  const ModelPreset* preset = report.scenario.preset;
  return std::string(preset != nullptr ? preset->name : tr(UiText::custom_model, language));
}

namespace {

/// Whether a number says little without the unit; counts are named by their label.
bool is_measure(FieldUnit unit) {
  switch (unit) {
    case FieldUnit::bytes:
    case FieldUnit::mebibytes:
    case FieldUnit::pixels:
    case FieldUnit::seconds:
    case FieldUnit::frames_per_second:
    case FieldUnit::gigabytes_per_second:
    case FieldUnit::usd_per_hour:
    case FieldUnit::microseconds:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string value_text(const Report& report, InputField field, Language language) {
  const FieldSpec& row = spec(field);
  const double value = report.scenario.inputs[field];
  switch (row.kind) {
    case FieldKind::choice:
      return value < 0
                 ? std::string()
                 : std::string(choice_label(row.list, static_cast<std::size_t>(value), language));
    case FieldKind::flag:
      return std::string(tr(value != 0 ? UiText::on : UiText::off, language));
    case FieldKind::model:
      return model_name(report, language);
    case FieldKind::gpu:
      return short_gpu_name(report.scenario.gpu->name);
    case FieldKind::set:
    case FieldKind::pattern:
      return field_text(report.scenario.inputs, field, preset_catalog());
    case FieldKind::number:
      break;
  }
  const std::string number = count_text(value);
  return is_measure(row.unit) ? number + " " + std::string(tr(label_of(row.unit), language))
                              : number;
}

double fact_of(const AppState& app, ModelField fact) { return app.report.scenario.model[fact]; }

}  // namespace vram
