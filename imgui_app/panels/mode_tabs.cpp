// The tabs of the modes: in the bar where there is room, in a row below it elsewhere.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>

#include "imgui_app/panels/panels.h"
#include "imgui_app/platform.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_internal.h"

namespace vram::ui {
namespace {

constexpr float kPadding = 13;  // beside a tab's text
constexpr float kPhonePadding = 9;
constexpr float kUnderline = 2.5f;
constexpr float kFade = 22;  // over tabs that go on beyond the edge

bool is_phone(const Canvas& canvas) {
  return canvas.to_css(ImGui::GetIO().DisplaySize).x < kTwoColumns;
}

TextStyle tab_style(const Canvas& canvas, bool is_chosen) {
  if (is_phone(canvas)) return is_chosen ? kSmallStrong : kSmall;
  return is_chosen ? kStrong : kBody;
}

float tab_width(const Canvas& canvas, std::string_view label) {
  const float padding = is_phone(canvas) ? kPhonePadding : kPadding;
  return canvas.text_width(tab_style(canvas, true), label) + 2 * padding;
}

void tab(AppState& app, const Canvas& canvas, Rect rect, Mode mode, std::string_view label) {
  const Palette& c = canvas.colours();
  const bool is_chosen = app.inputs.mode() == mode;
  const Touch touch = canvas.touch("mode" + std::to_string(static_cast<int>(mode)), rect);
  if (touch.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  canvas.text_centred(rect, tab_style(canvas, is_chosen),
                      is_chosen || touch.hovered ? c.ink : c.quiet, label);
  if (is_chosen) {
    canvas.fill({rect.x, rect.bottom() - kUnderline, rect.width, kUnderline}, c.accent);
  }
  announce_item(
      canvas, rect,
      {.id = touch.id, .role = accessibility::Role::tab, .label = label, .selected = is_chosen});
  if (is_chosen && app.reveals_tab) {
    app.reveals_tab = false;
    const ImVec2 from = canvas.to_pixels({rect.x - kFade, rect.y});
    const ImVec2 to = canvas.to_pixels({rect.right() + kFade, rect.bottom()});
    ImGui::ScrollToRectEx(ImGui::GetCurrentWindow(), {from, to}, ImGuiScrollFlags_KeepVisibleEdgeX);
    platform::request_frame();
  }
  if (touch.clicked && !is_chosen) choose_mode(app, mode);
}

/// Shows that there is more beyond an edge.
void fade(const Canvas& canvas, Rect rect, bool to_the_right) {
  const ImU32 solid = canvas.colours().card;
  const ImU32 clear = solid & ~IM_COL32_A_MASK;
  const ImU32 left = to_the_right ? clear : solid;
  const ImU32 right = to_the_right ? solid : clear;
  ImGui::GetWindowDrawList()->AddRectFilledMultiColor(
      canvas.to_pixels({rect.x, rect.y}), canvas.to_pixels({rect.right(), rect.bottom() - 1}), left,
      right, right, left);
}

}  // namespace

float mode_tabs_width(const AppState& app, const Canvas& canvas) {
  float width = 0;
  for (std::size_t i = 0; i < choice_count(ChoiceList::Mode); ++i) {
    width += tab_width(canvas, choice_label(ChoiceList::Mode, i, app.language()));
  }
  return width;
}

void mode_tabs(AppState& app, const Canvas& canvas, Rect row) {
  ImGui::SetCursorScreenPos(canvas.to_pixels({row.x, row.y}));
  ImGui::BeginChild("tabs", canvas.to_pixels({row.width, row.height}), ImGuiChildFlags_None,
                    ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoBackground);
  accessibility::begin_group({.id = ImGui::GetID("modes"),
                              .role = accessibility::Role::tab_list,
                              .label = tr(label_of(InputField::mode), app.language()),
                              .top_left = canvas.to_pixels({row.x, row.y}),
                              .bottom_right = canvas.to_pixels({row.right(), row.bottom()})});
  const float scrolled = ImGui::GetScrollX() / canvas.ratio();
  const float hidden = ImGui::GetScrollMaxX() / canvas.ratio() - scrolled;
  float x = row.x - scrolled;
  for (std::size_t i = 0; i < choice_count(ChoiceList::Mode); ++i) {
    const std::string_view label = choice_label(ChoiceList::Mode, i, app.language());
    const float width = tab_width(canvas, label);
    tab(app, canvas, {x, row.y, width, row.height}, static_cast<Mode>(i), label);
    x += width;
  }
  if (scrolled > 1) fade(canvas, {row.x, row.y, kFade, row.height}, false);
  if (hidden > 1) fade(canvas, {row.right() - kFade, row.y, kFade, row.height}, true);
  accessibility::end_group();
  ImGui::EndChild();
}

}  // namespace vram::ui
