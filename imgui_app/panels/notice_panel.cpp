// Problems in plain sight: each names the setting, what was given and what is used.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>

#include "engine/core/number_text.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/controls.h"

namespace vram::ui {
namespace {

/// More than these would push the answer out of sight.
constexpr std::size_t kMostShown = 6;

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
  const std::size_t shown = std::min(issues.size(), kMostShown);
  for (std::size_t i = 0; i < shown; ++i) {
    paragraph(canvas, text, kBody, c.ink, issue_text(issues[i], language));
    text.space(3);
  }
  if (issues.size() > shown) {
    const std::string count = plain_text(static_cast<double>(issues.size() - shown));
    paragraph(canvas, text, kBody, c.quiet, tr(UiText::notice_more, language, {{"count", count}}));
  }
  inside.y = text.y;
}

}  // namespace vram::ui
