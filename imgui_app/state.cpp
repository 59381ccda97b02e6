// Changes of the state; panels make no other.
// SPDX-License-Identifier: MIT
#include "imgui_app/state.h"

#include <cmath>
#include <utility>

#include "engine/configure.h"
#include "engine/schema/fields.h"
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

/// A split that the model or the number of devices no longer allows follows again by itself.
void loosen_split(AppState& app) {
  Issues ignored;
  const ModelValues model = settled_model(app.inputs, preset_catalog(), ignored);
  double& tp = app.inputs[InputField::tp];
  const double devices = app.inputs[InputField::gpu_count];
  const bool divides = devices == kAutomatic || std::fmod(devices, tp) == 0;
  if (tp != kAutomatic && (!can_split(model, tp) || !divides)) tp = kAutomatic;
}

}  // namespace

void set_input(AppState& app, InputField field, double value) {
  app.inputs[field] = value;
  if (field == InputField::model) {
    app.inputs.overrides.values.fill(kNotOverridden);
    app.refusals.clear();
  }
  if (field == InputField::model || field == InputField::gpu_count) loosen_split(app);
  refresh(app);
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
  loosen_split(app);
  refresh(app);
}

std::string type_value(AppState& app, std::string_view key, const std::string& text) {
  Inputs typed = app.inputs;
  Issues issues;
  set_field(typed, key, typed_number(text), preset_catalog(), issues);
  if (!issues.empty()) return issue_text(issues.front(), app.language());
  app.inputs = typed;
  if (find_input(key) == InputField::gpu_count || !find_input(key)) loosen_split(app);
  refresh(app);
  return {};
}

void refresh(AppState& app) { app.report = estimate(app.inputs, preset_catalog()); }

void open_configuration(AppState& app, std::string_view link) {
  const Inputs before = app.inputs;
  DecodedLink decoded = decode_link(link, preset_catalog());
  for (const InputField view : {InputField::lang, InputField::units, InputField::theme}) {
    const auto i = static_cast<std::size_t>(view);
    app.linked[i] = decoded.given[i];
    if (!decoded.given[i]) decoded.inputs[view] = before[view];
  }
  app.inputs = decoded.inputs;
  app.link_issues = std::move(decoded.issues);
  app.refusals.clear();
  refresh(app);
}

std::string link_of(const AppState& app) {
  Inputs shared = app.inputs;
  const Inputs defaults = default_inputs(preset_catalog());
  for (const InputField view : {InputField::lang, InputField::units, InputField::theme}) {
    if (!app.linked[static_cast<std::size_t>(view)]) shared[view] = defaults[view];
  }
  return encode_link(shared, preset_catalog());
}

std::string model_name(const AppState& app) {
  const ModelPreset* preset = app.report.scenario.preset;
  return std::string(preset != nullptr ? preset->name : tr(UiText::custom_model, app.language()));
}

double fact_of(const AppState& app, ModelField fact) { return app.report.scenario.model[fact]; }

}  // namespace vram
