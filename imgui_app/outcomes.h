// The inverse question about the current configuration: what fits, what would save memory, how it
// could be split. Worked out when it is shown and the configuration has changed.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/plans/hardware.h"
#include "engine/plans/plans.h"
#include "engine/solve/solve.h"
#include "engine/solve/suggestions.h"
#include "export/commands.h"

namespace vram {

struct AppState;

/// Something asked for, and its answer.
struct Answer {
  SolveFor what;
  Solution solution;
};

struct Outcomes {
  std::vector<Answer> answers;
  std::vector<Suggestion> suggestions;
  std::vector<std::optional<std::vector<Command>>> change_commands;  ///< of those, once asked
  PlanList plans;
  std::vector<std::optional<std::vector<Command>>> plan_commands;  ///< of those plans, once asked
  std::vector<Command> commands;                                   ///< of the configuration
  unsigned revision = 0;                                           ///< of answers and suggestions
  unsigned plans_revision = 0;
  unsigned commands_revision = 0;
  bool shows_all = false;  ///< of the suggestions
};

void keep_outcomes_current(AppState& app);
void keep_plans_current(AppState& app);

/// The command lines that run the configuration.
const std::vector<Command>& commands_now(AppState& app);

/// Those that run one of the plans.
const std::vector<Command>& commands_of_plan(AppState& app, std::size_t plan);

/// Those that run the configuration a suggestion makes.
const std::vector<Command>& commands_of_change(AppState& app, std::size_t suggestion);

/// Whether there is a split to speak of.
bool has_plans(const AppState& app);

}  // namespace vram
