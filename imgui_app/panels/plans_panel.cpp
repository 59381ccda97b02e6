// Ways to share the work out over the devices there are, best first; one press takes one.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <string>

#include "engine/schema/fields.h"
#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/controls.h"

namespace vram::ui {
namespace {

constexpr float kRowHeight = 34;
constexpr float kAmountWidth = 86;
constexpr float kRateWidth = 120;
constexpr std::size_t kMostShown = 6;
constexpr std::size_t kMostRejected = 3;

/// "TP 4 · PP 2 · DP 1 · ZeRO 1".
std::string plan_text(const AppState& app, const ParallelPlan& plan) {
  std::string text;
  const auto add = [&](const char* name, double degree) {
    if (degree > 1) {
      text += (text.empty() ? "" : " · ") + std::string(name) + " " + count_text(degree);
    }
  };
  add("TP", plan.tp);
  add("PP", plan.pp);
  add("DP", plan.dp);
  add("EP", plan.ep);
  add("CP", plan.cp);
  if (plan.zero_stage > 0) {
    text += (text.empty() ? "" : " · ") + std::string("ZeRO ") + count_text(plan.zero_stage);
  }
  if (plan.recompute != Recompute::none) {
    text +=
        " · " + std::string(choice_label(ChoiceList::Recompute,
                                         static_cast<std::size_t>(plan.recompute), app.language()));
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

void plan_row(AppState& app, const Canvas& canvas, Column& column, const ParallelPlan& plan) {
  const Palette& c = canvas.colours();
  const Language language = app.language();
  const std::string text = plan_text(app, plan);
  const std::string bytes = bytes_text(plan.per_gpu_bytes, app.units());
  const std::string rate = plan.tokens_per_s > 0 ? tr(UiText::unit_tokens_per_s, language,
                                                      {{"value", rough_number(plan.tokens_per_s)}})
                                                 : std::string();
  const bool is_chosen = is_set(app, plan);
  canvas.line({column.x, column.y}, {column.x + column.width, column.y}, c.hairline);
  const Rect row = column.take(kRowHeight);
  const Touch touch = canvas.touch(text, row);
  if (touch.hovered || is_chosen) {
    canvas.fill({row.x - 10, row.y + 1, row.width + 20, row.height - 1},
                is_chosen ? c.accent_soft : c.hover, kControlRadius);
  }
  if (touch.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  const float y = row.y + (row.height - Canvas::line_height(kSmall)) / 2;
  canvas.text_left({row.x, row.y, row.width - kAmountWidth - kRateWidth, row.height}, kSmallStrong,
                   is_chosen ? c.accent_text : c.ink, text);
  canvas.text_right(row.right() - kRateWidth, y, kSmallStrong, c.ink, bytes);
  canvas.text_right(row.right(), y, kSmall, c.quiet, rate);
  const std::string label = tr(UiText::plan_apply, language, {{"plan", text}});
  announce_item(canvas, row,
                {.id = touch.id,
                 .role = accessibility::Role::toggle,
                 .label = label,
                 .value_text = rate.empty() ? bytes : bytes + ", " + rate,
                 .checked = is_chosen});
  if (touch.clicked && !is_chosen) app.applies = plan.inputs;
}

void rejected_row(const AppState& app, const Canvas& canvas, Column& column,
                  const ParallelPlan& plan) {
  const std::string reason(choice_label(ChoiceList::PlanVerdict,
                                        static_cast<std::size_t>(plan.verdict), app.language()));
  paragraph(canvas, column, kSmall, canvas.colours().quiet, plan_text(app, plan) + ": " + reason);
  column.space(3);
}

}  // namespace

void plans_panel(AppState& app, const Canvas& canvas, Column& column) {
  if (!has_plans(app)) return;
  keep_plans_current(app);
  const PlanList& list = app.outcomes.plans;
  const Language language = app.language();
  Card card(canvas, column);
  Column& inside = card.inside();
  const std::string count = count_text(list.devices);
  title(canvas, inside, tr(UiText::plans, language, {{"count", count}}));
  ImGui::PushID("plans");
  if (list.plans.empty()) {
    paragraph(canvas, inside, kBody, canvas.colours().bad,
              tr(UiText::plans_none, language, {{"count", count}}));
    inside.space(6);
  }
  const std::size_t shown = std::min(list.plans.size(), kMostShown);
  for (std::size_t i = 0; i < shown; ++i) plan_row(app, canvas, inside, list.plans[i]);
  if (shown < kMostRejected) {
    inside.space(6);
    const std::size_t rejected = std::min(list.rejected.size(), kMostRejected);
    for (std::size_t i = 0; i < rejected; ++i) rejected_row(app, canvas, inside, list.rejected[i]);
  }
  ImGui::PopID();
}

}  // namespace vram::ui
