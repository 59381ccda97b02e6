// Of the programs that can run a plan the first is shown here; the export sheet has them all.
// SPDX-License-Identifier: MIT
#include "imgui_app/panels/plan_parts.h"

#include <vector>

#include "imgui_app/format.h"
#include "imgui_app/panels/command_view.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/opening_row.h"

namespace vram::ui {

std::string plan_text(const ParallelPlan& plan, Language language) {
  std::string text;
  const auto add = [&](std::string_view part) {
    if (!text.empty()) text += " · ";
    text += part;
  };
  const auto add_degree = [&](std::string_view name, double degree) {
    if (degree > 1) add(std::string(name) + " " + count_text(degree));
  };
  add_degree("TP", plan.tp);
  add_degree("PP", plan.pp);
  add_degree("DP", plan.dp);
  add_degree("EP", plan.ep);
  add_degree("CP", plan.cp);
  if (plan.zero_stage > 0) add("ZeRO " + count_text(plan.zero_stage));
  if (plan.recompute != Recompute::none) {
    add(choice_label(ChoiceList::Recompute, static_cast<std::size_t>(plan.recompute), language));
  }
  return text.empty() ? "TP 1" : text;
}

bool is_set(const AppState& app, const ParallelPlan& plan) {
  const Inputs& now = app.report.scenario.inputs;
  return now[InputField::tp] == plan.tp && now[InputField::pp] == plan.pp &&
         now[InputField::dp] == plan.dp && now[InputField::ep] == plan.ep &&
         now[InputField::cp] == plan.cp && now[InputField::zero_stage] == plan.zero_stage &&
         now.recompute() == plan.recompute;
}

const ParallelPlan* way_out_plan(AppState& app) {
  if (app.report.fit.fits || !has_plans(app)) return nullptr;
  keep_plans_current(app);
  const std::vector<ParallelPlan>& plans = app.outcomes.plans.plans;
  return plans.empty() ? nullptr : &plans.front();
}

const Suggestion* way_out_change(AppState& app) {
  if (app.report.fit.fits || way_out_plan(app) != nullptr) return nullptr;
  keep_outcomes_current(app);
  return least_harmful_fit(app.outcomes.suggestions);
}

void opening_chevron(AppState& app, const Canvas& canvas, Rect rect, const std::string& path,
                     std::string_view label) {
  opening_row(app, canvas, path, rect, rect, label, {});
  canvas.chevron(rect.centre(), canvas.colours().quiet, is_open(app, path));
}

void plan_command(AppState& app, const Canvas& canvas, Column& column, std::size_t plan) {
  const bool is_now = is_set(app, app.outcomes.plans.plans[plan]);
  first_command(app, canvas, column, is_now ? commands_now(app) : commands_of_plan(app, plan),
                is_now);
}

void first_command(AppState& app, const Canvas& canvas, Column& column,
                   const std::vector<Command>& all, bool is_now) {
  const Language language = app.language();
  column.space(6);
  if (all.empty()) {
    paragraph(canvas, column, kSmall, canvas.colours().quiet, tr(UiText::commands_none, language));
  } else {
    command_view(app, canvas, column, all.front());
  }
  if (!all.empty() && is_now) {
    column.space(6);
    const Rect row = column.take(Canvas::line_height(kSmall));
    if (text_link(canvas, {row.x, row.y}, kSmall, "all_commands",
                  tr(UiText::commands_all, language))) {
      app.opens_export = true;
    }
  }
  column.space(12);
}

}  // namespace vram::ui
