// Problems in plain sight: each names the setting, what was given and what is used.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/number_text.h"
#include "engine/schema/fields.h"
#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/controls.h"
#include "presets/presets.h"

namespace vram::ui {
namespace {

/// More than these would push the answer out of sight.
constexpr std::size_t kMostShown = 6;
/// Of the values that a list could have.
constexpr std::size_t kMostNamed = 4;

/// A preset's or a choice's id by its name.
std::string shown_id(const std::string& id, const std::optional<InputField>& field,
                     Language language) {
  if (!field) return id;
  const Catalog& catalog = preset_catalog();
  for (const ModelPreset& model : catalog.models) {
    if (*field == InputField::model && model.id == id) return std::string(model.name);
  }
  for (const GpuPreset& gpu : catalog.gpus) {
    if (*field == InputField::gpu && gpu.id == id) return short_gpu_name(gpu.name);
  }
  if (spec(*field).kind != FieldKind::choice) return id;
  const auto index = choice_index(spec(*field).list, id);
  return index ? std::string(choice_label(spec(*field).list, *index, language)) : id;
}

/// "BF16, FP32, FP16, FP8 and 41 more" for a long list of ids.
std::string shown_list(const std::string& list, const std::optional<InputField>& field,
                       Language language) {
  constexpr std::string_view kComma = ", ";
  std::vector<std::string> names;
  for (std::size_t start = 0; start < list.size();) {
    const std::size_t end = std::min(list.find(kComma, start), list.size());
    names.push_back(shown_id(list.substr(start, end - start), field, language));
    start = end + kComma.size();
  }
  std::string first;
  for (std::size_t i = 0; i < std::min(names.size(), kMostNamed); ++i) {
    first += (first.empty() ? "" : std::string(kComma)) + names[i];
  }
  if (names.size() <= kMostNamed) return first;
  const std::string count = plain_text(static_cast<double>(names.size() - kMostNamed));
  return tr(UiText::notice_list, language, {{"first", first}, {"count", count}});
}

/// An issue in words, with names in place of ids.
std::string notice_text(Issue issue, Language language) {
  const auto field = find_input(issue.key);
  if (issue.id == IssueId::unknown_choice) {
    issue.detail = shown_list(issue.detail, field, language);
  }
  issue.used = shown_id(issue.used, field, language);
  return issue_text(issue, language);
}

}  // namespace

void notice_panel(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  Issues issues = app.link_issues;
  issues.insert(issues.end(), app.report.problems.begin(), app.report.problems.end());
  if (issues.empty() && !app.sharing_failed) return;

  const Palette& c = canvas.colours();
  const std::string_view dismiss = tr(UiText::notice_dismiss, language);
  const float dismiss_width = canvas.text_width(kBody, dismiss) + 24;
  Card card(canvas, column);
  Column& inside = card.inside();
  const Rect head = inside.take(kControlHeight);
  canvas.disc({head.x + 5, head.centre().y}, 4, c.tight);
  const Rect title_rect{head.x + 18, head.y, head.width - dismiss_width - 26, head.height};
  const UiText title = issues.empty() ? UiText::share_failed : UiText::notice_title;
  const std::string_view heading = tr(title, language);
  canvas.text_left(title_rect, kStrong, c.ink, heading);
  announce_item(canvas, title_rect,
                {.role = accessibility::Role::heading, .label = heading, .level = 2});
  const bool can_dismiss = !app.link_issues.empty() || app.sharing_failed;
  if (can_dismiss &&
      button(canvas, {head.right() - dismiss_width, head.y, dismiss_width, head.height}, dismiss,
             false)) {
    app.link_issues.clear();
    app.sharing_failed = false;
  }
  inside.space(4);
  Column text{inside.x + 18, inside.width - 18, inside.y};
  if (app.sharing_failed) {
    paragraph(canvas, text, kBody, c.ink, tr(UiText::share_failed_help, language));
  }
  const std::size_t shown =
      app.shows_all_notices ? issues.size() : std::min(issues.size(), kMostShown);
  for (std::size_t i = 0; i < shown; ++i) {
    paragraph(canvas, text, kBody, c.ink, notice_text(issues[i], language));
    text.space(3);
  }
  if (issues.size() > kMostShown) {
    const std::string count = plain_text(static_cast<double>(issues.size() - kMostShown));
    const std::string more = app.shows_all_notices
                                 ? std::string(tr(UiText::notice_fewer, language))
                                 : tr(UiText::notice_more, language, {{"count", count}});
    Rect row = text.take(kControlHeight);
    row.width = canvas.text_width(kBody, more) + 22;
    if (disclosure(canvas, row, kBody, c.quiet, more, app.shows_all_notices)) {
      app.shows_all_notices = !app.shows_all_notices;
    }
  }
  inside.y = text.y;
}

}  // namespace vram::ui
