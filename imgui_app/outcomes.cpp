// Asks the engine, once per configuration.
// SPDX-License-Identifier: MIT
#include "imgui_app/outcomes.h"

#include <algorithm>

#include "engine/schema/relevance.h"
#include "imgui_app/state.h"
#include "presets/presets.h"

namespace vram {

void keep_outcomes_current(AppState& app) {
  Outcomes& outcomes = app.outcomes;
  if (outcomes.revision == app.revision) return;
  outcomes.revision = app.revision;
  const Catalog& catalog = preset_catalog();
  const bool trains = when_training(app.inputs);
  outcomes.answers.clear();
  const auto ask = [&](SolveFor what) {
    outcomes.answers.push_back({what, solve(app.inputs, catalog, {what, 0})});
  };
  ask(trains ? SolveFor::seq_len : SolveFor::context);
  ask(trains ? SolveFor::micro_batch : SolveFor::batch);
  if (when_stored(app.inputs)) ask(SolveFor::weights);
  ask(SolveFor::gpu_count);
  outcomes.suggestions = suggestions(app.inputs, catalog);
  if (!app.report.fit.fits) {
    // What is asked is what makes it fit.
    std::stable_partition(outcomes.suggestions.begin(), outcomes.suggestions.end(),
                          [](const Suggestion& each) { return each.fits; });
  }
  outcomes.change_commands.assign(outcomes.suggestions.size(), std::nullopt);
}

bool has_plans(const AppState& app) {
  return app.report.scenario.inputs[InputField::gpu_count] > 1;
}

void keep_plans_current(AppState& app) {
  Outcomes& outcomes = app.outcomes;
  if (outcomes.plans_revision == app.revision) return;
  outcomes.plans_revision = app.revision;
  outcomes.plans = parallel_plans(app.inputs, preset_catalog(),
                                  app.report.scenario.inputs[InputField::gpu_count]);
  outcomes.plan_commands.assign(outcomes.plans.plans.size(), std::nullopt);
}

const std::vector<Command>& commands_now(AppState& app) {
  Outcomes& outcomes = app.outcomes;
  if (outcomes.commands_revision != app.revision) outcomes.commands = commands(app.report);
  outcomes.commands_revision = app.revision;
  return outcomes.commands;
}

const std::vector<Command>& commands_of_plan(AppState& app, std::size_t plan) {
  auto& kept = app.outcomes.plan_commands[plan];
  if (!kept) kept = commands(estimate(app.outcomes.plans.plans[plan].inputs, preset_catalog()));
  return *kept;
}

const std::vector<Command>& commands_of_change(AppState& app, std::size_t suggestion) {
  auto& kept = app.outcomes.change_commands[suggestion];
  if (!kept) {
    kept = commands(estimate(app.outcomes.suggestions[suggestion].inputs, preset_catalog()));
  }
  return *kept;
}

}  // namespace vram
