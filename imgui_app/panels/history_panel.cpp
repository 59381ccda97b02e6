// The last configurations: one press restores one, another adds it to Compare.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>

#include "imgui_app/panels/panels.h"
#include "imgui_app/platform.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/sheet.h"

namespace vram::ui {
namespace {

constexpr float kRowHeight = 48;
constexpr float kAddWidth = 40;
constexpr float kPadding = 16;
constexpr float kHeadHeight = 44;
constexpr float kListWidth = 380;
constexpr float kTallest = 520;
constexpr const char* kPopup = "history";

enum class Act { none, restored, added };

/// One configuration. What to do is done after the list is drawn, which it changes.
Act visit_row(const AppState& app, const Canvas& canvas, Rect row, const Visit& visit) {
  const Palette& c = canvas.colours();
  const bool is_full = app.compare.others.size() + 1 >= kMostCompared;
  ImGui::PushID(visit.link.c_str());
  Act act = Act::none;
  const float add_width = is_full ? 0 : kAddWidth;
  const Rect main{row.x, row.y, row.width - add_width, row.height};
  const Touch touch = canvas.touch("restore", main);
  if (touch.hovered) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    canvas.fill({main.x - 8, main.y + 1, main.width + 8, main.height - 2}, c.hover, kControlRadius);
  }
  const float name_height = Canvas::line_height(kStrong);
  const float y = row.centre().y - (name_height + Canvas::line_height(kSmall)) / 2;
  const float room = main.width - 8;
  canvas.text({row.x, y}, kStrong, c.ink, canvas.fitted(kStrong, visit.name, room));
  canvas.text({row.x, y + name_height}, kSmall, c.quiet, canvas.fitted(kSmall, visit.detail, room));
  announce_item(canvas, main,
                {.id = touch.id,
                 .role = accessibility::Role::button,
                 .label = visit.name,
                 .value_text = visit.detail});
  if (touch.clicked) act = Act::restored;
  if (!is_full) {
    const std::string label = tr(UiText::history_add, app.language(), {{"name", visit.name}});
    const Rect add{main.right(), row.centre().y - 17, 34, 34};
    const auto plus = [&](Point centre, ImU32 colour) {
      canvas.fill({centre.x - 6, centre.y - 0.8f, 12, 1.6f}, colour);
      canvas.fill({centre.x - 0.8f, centre.y - 6, 1.6f, 12}, colour);
    };
    if (icon_button(canvas, add, label, label, plus)) act = Act::added;
  }
  ImGui::PopID();
  return act;
}

/// All of them. Returns true when one was restored.
bool visit_rows(AppState& app, const Canvas& canvas, Column& column) {
  const Visit* chosen = nullptr;
  Act act = Act::none;
  for (const Visit& visit : app.history.visits) {
    const Act done = visit_row(app, canvas, column.take(kRowHeight), visit);
    if (done == Act::none) continue;
    chosen = &visit;
    act = done;
  }
  if (chosen == nullptr) return false;
  const Inputs inputs = configuration_of(app, chosen->link);
  if (act == Act::added) {
    add_to_compare(app, inputs);
    accessibility::announce(tr(UiText::compare_added, app.language()));
    return false;
  }
  replace_inputs(app, inputs);
  choose_tool(app, Tool::none);
  return true;
}

}  // namespace

void history_panel(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  Card card(canvas, column);
  Column& inside = card.inside();
  ImGui::PushID("visits");
  if (app.history.visits.empty()) {
    title(canvas, inside, tr(UiText::history, language));
    paragraph(canvas, inside, kBody, canvas.colours().quiet, tr(UiText::history_empty, language));
  } else {
    const std::string_view clear = tr(UiText::history_clear, language);
    const float width = canvas.text_width(kSmall, clear);
    if (text_link(canvas, {inside.x + inside.width - width, inside.y}, kSmall, "clear", clear)) {
      forget_visits(app);
    }
    title(canvas, inside, tr(UiText::history, language));
    visit_rows(app, canvas, inside);
  }
  ImGui::PopID();
}

void history_list(AppState& app, const Canvas& canvas, Rect anchor) {
  if (app.opens_history) ImGui::OpenPopup(kPopup);
  app.opens_history = false;
  if (!ImGui::IsPopupOpen(kPopup)) return;
  const Language language = app.language();
  const Point window = canvas.to_css(ImGui::GetIO().DisplaySize);
  const bool is_empty = app.history.visits.empty();
  const float width = std::min(kListWidth, window.x - 24);
  const auto rows = static_cast<float>(is_empty ? 2 : app.history.visits.size());
  const float height =
      std::min({kHeadHeight + rows * kRowHeight + 10, kTallest, window.y - anchor.bottom() - 20});
  const float x = std::clamp(anchor.right() - width, 12.0f, window.x - width - 12);
  const float y = anchor.bottom() + 8;
  Dialog dialog(canvas, kPopup, tr(UiText::history, language), {x, y, width, height},
                {kPadding, kPadding - 2});
  if (!dialog.is_open()) return;
  Column& column = dialog.column();
  title(canvas, column, tr(UiText::history, language));
  if (is_empty) {
    paragraph(canvas, column, kBody, canvas.colours().quiet, tr(UiText::history_empty, language));
  } else if (visit_rows(app, canvas, column)) {
    dialog.close();
  }
}

}  // namespace vram::ui
