// The way out: what fits as it is set, and what to change. One press applies it.
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

/// A change, what it saves, and whether it is enough.
void suggestion_row(AppState& app, const Canvas& canvas, Column& column,
                    const Suggestion& suggestion) {
  constexpr float kPadding = 8;
  constexpr float kSavingRoom = 92;
  const Palette& c = canvas.colours();
  const Language language = app.language();
  const std::string_view label = tr(vram::label_of(suggestion.id), language);
  const std::string saving = "−" + bytes_text(suggestion.saves_bytes, app.units());
  const bool is_enough = suggestion.fits && !app.report.fit.fits;
  const std::string after =
      is_enough ? std::string(tr(UiText::suggestion_fits, language))
                : tr(UiText::suggestion_left, language,
                     {{"bytes", bytes_text(suggestion.per_gpu_bytes, app.units())}});
  const auto lines = canvas.wrapped(kBody, label, column.width - kSavingRoom);
  const float line_height = Canvas::line_height(kBody) + 1;
  const float height =
      line_height * static_cast<float>(lines.size()) + Canvas::line_height(kSmall) + 2 * kPadding;
  canvas.line({column.x, column.y}, {column.x + column.width, column.y}, c.hairline);
  const Rect row = column.take(height);
  const Touch touch = canvas.touch(key_of(suggestion.id), row);
  if (touch.hovered) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    canvas.fill({row.x - 8, row.y + 1, row.width + 16, row.height - 1}, c.hover, kControlRadius);
  }
  float y = row.y + kPadding;
  canvas.text_right(row.right(), y, kStrong, c.good, saving);
  for (const std::string& line : lines) {
    canvas.text({row.x, y}, kBody, c.ink, line);
    y += line_height;
  }
  canvas.text({row.x, y}, kSmall, is_enough ? c.good : c.quiet, after);
  announce_item(canvas, row,
                {.id = touch.id,
                 .role = accessibility::Role::button,
                 .label = label,
                 .value_text = saving + ", " + after});
  if (touch.clicked) app.applies = suggestion.inputs;
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
  for (const Answer& each : app.outcomes.answers) answer_row(app, canvas, inside, each);
  ImGui::PopID();
}

void suggestions_panel(AppState& app, const Canvas& canvas, Column& column) {
  keep_outcomes_current(app);
  Outcomes& outcomes = app.outcomes;
  if (outcomes.suggestions.empty()) return;
  const Language language = app.language();
  Card card(canvas, column);
  Column& inside = card.inside();
  title(canvas, inside,
        tr(app.report.fit.fits ? UiText::save_memory : UiText::make_it_fit, language));
  ImGui::PushID("suggestions");
  const std::size_t all = outcomes.suggestions.size();
  const std::size_t shown = outcomes.shows_all ? all : std::min(all, kFirstShown);
  for (std::size_t i = 0; i < shown; ++i) {
    suggestion_row(app, canvas, inside, outcomes.suggestions[i]);
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
