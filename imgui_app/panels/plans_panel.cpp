// Ways to share the work out over the devices there are, best first; one press takes one, another
// shows what to type for it.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <string>

#include "engine/schema/fields.h"
#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/panels/plan_parts.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/opening_row.h"

namespace vram::ui {
namespace {

constexpr float kRowHeight = 34;
constexpr float kTwoLines = 54;
constexpr float kAmountWidth = 86;
constexpr float kRateWidth = 120;
constexpr float kChevronWidth = 34;
constexpr float kNarrow = 460;  // below this width the amounts have a line of their own
constexpr std::size_t kMostShown = 6;
constexpr std::size_t kMostRejected = 3;

std::string rate_text(const ParallelPlan& plan, Language language) {
  if (plan.tokens_per_s <= 0) return {};
  return tr(UiText::unit_tokens_per_s, language, {{"value", rough_number(plan.tokens_per_s)}});
}

/// The split, its bytes and its speed, on one line or on two.
void plan_cells(const AppState& app, const Canvas& canvas, Rect row, const ParallelPlan& plan,
                bool is_chosen) {
  const Palette& c = canvas.colours();
  const std::string text = plan_text(plan, app.language());
  const std::string bytes = bytes_text(plan.needed_bytes, app.units());
  const std::string rate = rate_text(plan, app.language());
  const ImU32 ink = is_chosen ? c.accent_text : c.ink;
  if (row.height == kRowHeight) {
    const float y = row.y + (row.height - Canvas::line_height(kSmall)) / 2;
    canvas.text_left({row.x, row.y, row.width - kAmountWidth - kRateWidth, row.height},
                     kSmallStrong, ink, text);
    canvas.text_right(row.right() - kRateWidth, y, kSmallStrong, c.ink, bytes);
    canvas.text_right(row.right(), y, kSmall, c.quiet, rate);
    return;
  }
  const float half = row.height / 2;
  canvas.text_left({row.x, row.y + 4, row.width, half - 4}, kSmallStrong, ink, text);
  const float y = row.y + half;
  canvas.text({row.x, y}, kSmall, c.ink, bytes);
  canvas.text({row.x + kAmountWidth, y}, kSmall, c.quiet, rate);
}

void plan_row(AppState& app, const Canvas& canvas, Column& column, std::size_t index) {
  const ParallelPlan& plan = app.outcomes.plans.plans[index];
  const Palette& c = canvas.colours();
  const Language language = app.language();
  const std::string text = plan_text(plan, language);
  const std::string bytes = bytes_text(plan.needed_bytes, app.units());
  const std::string rate = rate_text(plan, language);
  const bool is_chosen = is_set(app, plan);
  canvas.line({column.x, column.y}, {column.x + column.width, column.y}, c.hairline);
  const Rect whole = column.take(column.width < kNarrow ? kTwoLines : kRowHeight);
  const Rect row{whole.x, whole.y, whole.width - kChevronWidth, whole.height};
  const Touch touch = canvas.touch(text, row);
  if (touch.hovered || is_chosen) {
    canvas.fill({whole.x - 10, whole.y + 1, whole.width + 20, whole.height - 1},
                is_chosen ? c.accent_soft : c.hover, kControlRadius);
  }
  if (touch.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  plan_cells(app, canvas, row, plan, is_chosen);
  announce_item(canvas, row,
                {.id = touch.id,
                 .role = accessibility::Role::toggle,
                 .label = tr(UiText::plan_apply, language, {{"plan", text}}),
                 .value_text = rate.empty() ? bytes : bytes + ", " + rate,
                 .checked = is_chosen});
  // The chosen plan's command is what one came for; the others show theirs when asked.
  const std::string path = "plan/" + text;
  if (!is_chosen) {
    opening_chevron(app, canvas, {row.right(), whole.y, kChevronWidth, whole.height}, path,
                    tr(UiText::commands_of, language, {{"name", text}}));
  }
  if (is_chosen || is_open(app, path)) {
    ImGui::PushID(text.c_str());
    plan_command(app, canvas, column, index);
    ImGui::PopID();
  }
  if (touch.clicked && !is_chosen) app.applies = plan.inputs;
}

void rejected_row(const AppState& app, const Canvas& canvas, Column& column,
                  const ParallelPlan& plan) {
  const std::string reason(choice_label(ChoiceList::PlanVerdict,
                                        static_cast<std::size_t>(plan.verdict), app.language()));
  paragraph(canvas, column, kSmall, canvas.colours().quiet,
            plan_text(plan, app.language()) + ": " + reason);
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
  for (std::size_t i = 0; i < shown; ++i) plan_row(app, canvas, inside, i);
  if (shown < kMostRejected) {
    inside.space(6);
    const std::size_t rejected = std::min(list.rejected.size(), kMostRejected);
    for (std::size_t i = 0; i < rejected; ++i) rejected_row(app, canvas, inside, list.rejected[i]);
  }
  ImGui::PopID();
}

}  // namespace vram::ui
