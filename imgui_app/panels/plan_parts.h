// What a way to split the work looks like, wherever one is offered.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "imgui_app/layout.h"
#include "imgui_app/state.h"

namespace vram::ui {

/// "TP 4 · PP 2 · DP 8 · ZeRO 1 · Full".
std::string plan_text(const ParallelPlan& plan, Language language);

/// Whether the configuration is split like this.
bool is_set(const AppState& app, const ParallelPlan& plan);

/// The plan to offer first to a configuration that does not fit; null where there is none.
const ParallelPlan* way_out_plan(AppState& app);

/// Without a plan: the change to offer first to a configuration that does not fit; null where no
/// single one is enough.
const Suggestion* way_out_change(AppState& app);

/// A chevron that opens and closes what is kept under a path; `label` says what.
void opening_chevron(AppState& app, const Canvas& canvas, Rect rect, const std::string& path,
                     std::string_view label);

/// The first of these command lines; `is_now` says that they run the configuration as it is set,
/// whose others the export sheet has.
void first_command(AppState& app, const Canvas& canvas, Column& column,
                   const std::vector<Command>& all, bool is_now);

/// The command line that runs a plan, by its place in the list.
void plan_command(AppState& app, const Canvas& canvas, Column& column, std::size_t plan);

}  // namespace vram::ui
