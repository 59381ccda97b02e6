// The way out: what fits as it is set, and what to change. One press applies it.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/schema/fields.h"
#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/panels/plan_parts.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/opening_row.h"

namespace vram::ui {
namespace {

constexpr float kRowHeight = 32;
constexpr std::size_t kFirstShown = 5;

/// The value a solution puts in, in words.
std::string solved_text(const AppState& app, const Answer& answer) {
  const Solution& solution = answer.solution;
  if (!solution.value) return std::string(tr(UiText::what_fits_none, app.language()));
  if (answer.what == SolveFor::weights) {
    return std::string(choice_label(ChoiceList::WeightFormat,
                                    static_cast<std::size_t>(*solution.value), app.language()));
  }
  return count_text(*solution.value);
}

/// Where something else than memory ends the search, the number alone would be misread.
bool is_worth_saying(Limit limit) {
  switch (limit) {
    case Limit::runtime_positions:
    case Limit::runtime_sequences:
    case Limit::input_maximum:
    case Limit::no_split:
    case Limit::copies_do_not_share:
      return true;
    default:
      return false;
  }
}

void limit_line(const AppState& app, const Canvas& canvas, Column& column, const Answer& answer) {
  if (!is_worth_saying(answer.solution.limited_by)) return;
  const std::string limit(choice_label(
      ChoiceList::Limit, static_cast<std::size_t>(answer.solution.limited_by), app.language()));
  column.space(-5);
  paragraph(canvas, column, kSmall, canvas.colours().quiet,
            tr(UiText::limited_by, app.language(), {{"limit", limit}}));
  column.space(6);
}

/// "Largest context ....... 72,379": pressing sets it.
void answer_row(AppState& app, const Canvas& canvas, Column& column, const Answer& answer) {
  const Palette& c = canvas.colours();
  const Language language = app.language();
  const std::string_view label =
      choice_label(ChoiceList::SolveFor, static_cast<std::size_t>(answer.what), language);
  const std::string value = solved_text(app, answer);
  const bool is_set = answer.solution.value &&
                      app.report.scenario.inputs[answer.solution.field] == *answer.solution.value;
  const Rect row = column.take(kRowHeight);
  const std::string limit(choice_label(
      ChoiceList::Limit, static_cast<std::size_t>(answer.solution.limited_by), language));
  if (!answer.solution.value || is_set) {
    canvas.text_left(row, kBody, c.quiet, label);
    canvas.text_right(row.right(), row.y + (row.height - Canvas::line_height(kStrong)) / 2, kStrong,
                      answer.solution.value ? c.ink : c.bad, value);
    announce_item(canvas, row,
                  {.role = accessibility::Role::text, .label = label, .value_text = value});
    return;
  }
  const Touch touch = canvas.touch(label, row);
  tooltip(canvas, tr(UiText::limited_by, language, {{"limit", limit}}));
  if (touch.hovered) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    canvas.fill({row.x - 8, row.y, row.width + 16, row.height}, c.hover, kControlRadius);
  }
  canvas.text_left(row, kBody, c.quiet, label);
  canvas.text_right(row.right(), row.y + (row.height - Canvas::line_height(kStrong)) / 2, kStrong,
                    c.accent_text, value);
  const std::string spoken =
      tr(UiText::what_fits_apply, language,
         {{"label", tr(vram::label_of(answer.solution.field), language)}, {"value", value}});
  announce_item(canvas, row,
                {.id = touch.id,
                 .role = accessibility::Role::button,
                 .label = label,
                 .value_text = value + ". " + spoken});
  if (touch.clicked) app.applies = answer.solution.inputs;
}

/// A change as it is offered.
struct Offer {
  std::string id;
  std::string label;
  std::string detail;  ///< on a line of its own, where there is more to say
  std::string saving;
  std::string after;  ///< what is left, or that it fits then
  bool is_enough = false;
};

/// What is offered, what it saves, and whether it is enough. Returns true when pressed.
bool offer_row(const Canvas& canvas, Column& column, const Offer& offer) {
  constexpr float kPadding = 8;
  constexpr float kSavingRoom = 92;
  const Palette& c = canvas.colours();
  const auto lines = canvas.wrapped(kBody, offer.label, column.width - kSavingRoom);
  const float line_height = Canvas::line_height(kBody) + 1;
  const auto details = canvas.wrapped(kSmallStrong, offer.detail, column.width);
  const float detail_height = Canvas::line_height(kSmallStrong) + 2;
  const float height = line_height * static_cast<float>(lines.size()) +
                       detail_height * static_cast<float>(details.size()) +
                       Canvas::line_height(kSmall) + 2 * kPadding;
  canvas.line({column.x, column.y}, {column.x + column.width, column.y}, c.hairline);
  const Rect row = column.take(height);
  const Touch touch = canvas.touch(offer.id, row);
  if (touch.hovered) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    canvas.fill({row.x - 8, row.y + 1, row.width + 16, row.height - 1}, c.hover, kControlRadius);
  }
  float y = row.y + kPadding;
  canvas.text_right(row.right(), y, kStrong, c.good, offer.saving);
  for (const std::string& line : lines) {
    canvas.text({row.x, y}, kBody, c.ink, line);
    y += line_height;
  }
  for (const std::string& line : details) {
    canvas.text({row.x, y}, kSmallStrong, c.ink, line);
    y += detail_height;
  }
  canvas.text({row.x, y}, kSmall, offer.is_enough ? c.good : c.quiet, offer.after);
  const std::string label = offer.detail.empty() ? offer.label : offer.label + ": " + offer.detail;
  announce_item(canvas, row,
                {.id = touch.id,
                 .role = accessibility::Role::button,
                 .label = label,
                 .value_text = offer.saving + ", " + offer.after});
  return touch.clicked;
}

std::string saving_text(double bytes, UnitSystem units) { return "−" + bytes_text(bytes, units); }

/// A row that opens to the first command line of a list.
template <class Commands>
void command_row(AppState& app, const Canvas& canvas, Column& column, const std::string& path,
                 std::string_view value, bool is_now, const Commands& all) {
  small_opening_row(app, canvas, column, path, tr(UiText::commands_one, app.language()), value, 0);
  if (!is_open(app, path)) return;
  ImGui::PushID(path.c_str());
  first_command(app, canvas, column, all(), is_now);
  ImGui::PopID();
}

void suggestion_row(AppState& app, const Canvas& canvas, Column& column, std::size_t index) {
  const Suggestion& suggestion = app.outcomes.suggestions[index];
  const Language language = app.language();
  const bool is_enough = suggestion.fits && !app.report.fit.fits;
  Offer offer{std::string(key_of(suggestion.id)),
              suggestion_text(suggestion, language),
              {},
              saving_text(suggestion.saves_bytes, app.units()),
              std::string(tr(UiText::suggestion_fits, language)),
              is_enough};
  if (!is_enough) {
    offer.after = tr(UiText::suggestion_left, language,
                     {{"bytes", bytes_text(suggestion.needed_bytes, app.units())}});
  }
  if (offer_row(canvas, column, offer)) app.applies = suggestion.inputs;
  if (!is_enough) return;
  command_row(app, canvas, column, "change/" + offer.id, offer.label, false,
              [&]() -> const std::vector<Command>& { return commands_of_change(app, index); });
}

/// The best split of those that fit, with what to type for it.
void plan_offer(AppState& app, const Canvas& canvas, Column& column) {
  const ParallelPlan* plan = way_out_plan(app);
  if (plan == nullptr) return;
  const Language language = app.language();
  const std::string split = plan_text(*plan, language);
  const std::string count = count_text(app.outcomes.plans.devices);
  const Offer offer{"plan",
                    tr(UiText::plan_suggestion, language, {{"count", count}}),
                    split,
                    saving_text(app.report.fit.needed_bytes - plan->needed_bytes, app.units()),
                    tr(UiText::suggestion_fits_with, language,
                       {{"bytes", bytes_text(plan->needed_bytes, app.units())}}),
                    true};
  if (offer_row(canvas, column, offer)) app.applies = plan->inputs;
  command_row(app, canvas, column, "offer/" + split, split, false,
              [&]() -> const std::vector<Command>& { return commands_of_plan(app, 0); });
}

}  // namespace

void what_fits_panel(AppState& app, const Canvas& canvas, Column& column) {
  keep_outcomes_current(app);
  const Language language = app.language();
  Card card(canvas, column);
  Column& inside = card.inside();
  const std::string count = count_text(app.report.scenario.inputs[InputField::gpu_count]);
  const std::string gpu = short_gpu_name(app.report.scenario.gpu->name);
  title(canvas, inside, tr(UiText::what_fits, language, {{"count", count}, {"gpu", gpu}}));
  ImGui::PushID("answers");
  for (const Answer& each : app.outcomes.answers) {
    answer_row(app, canvas, inside, each);
    limit_line(app, canvas, inside, each);
  }
  ImGui::PopID();
  // With several devices the plans have it.
  if (!app.report.fit.fits || has_plans(app) || commands_now(app).empty()) return;
  canvas.line({inside.x, inside.y}, {inside.x + inside.width, inside.y}, canvas.colours().hairline);
  command_row(app, canvas, inside, "command", {}, true,
              [&]() -> const std::vector<Command>& { return commands_now(app); });
}

void suggestions_panel(AppState& app, const Canvas& canvas, Column& column) {
  keep_outcomes_current(app);
  Outcomes& outcomes = app.outcomes;
  if (outcomes.suggestions.empty() && way_out_plan(app) == nullptr) return;
  const Language language = app.language();
  Card card(canvas, column);
  Column& inside = card.inside();
  title(canvas, inside,
        tr(app.report.fit.fits ? UiText::save_memory : UiText::make_it_fit, language));
  ImGui::PushID("suggestions");
  plan_offer(app, canvas, inside);
  const std::size_t all = outcomes.suggestions.size();
  const std::size_t shown = outcomes.shows_all ? all : std::min(all, kFirstShown);
  for (std::size_t i = 0; i < shown; ++i) {
    suggestion_row(app, canvas, inside, i);
  }
  if (all > kFirstShown) {
    canvas.line({inside.x, inside.y}, {inside.x + inside.width, inside.y},
                canvas.colours().hairline);
    const std::string more = outcomes.shows_all
                                 ? std::string(tr(UiText::suggestions_fewer, language))
                                 : tr(UiText::suggestions_more, language,
                                      {{"count", count_text(static_cast<double>(all - shown))}});
    if (disclosure(canvas, inside.take(kControlHeight), kSmall, canvas.colours().quiet, more,
                   outcomes.shows_all)) {
      outcomes.shows_all = !outcomes.shows_all;
    }
  }
  ImGui::PopID();
}

}  // namespace vram::ui
