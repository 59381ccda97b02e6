// The tabs of modes and tools: in the bar where there is room, in a row below it elsewhere.
// SPDX-License-Identifier: MIT
#include <cstddef>
#include <string>
#include <vector>

#include "imgui_app/panels/panels.h"
#include "imgui_app/platform.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_internal.h"

namespace vram::ui {
namespace {

constexpr float kRoomy = 13;  // beside a tab's text
constexpr float kTight = 8;   // where there is little room
constexpr float kUnderline = 2.5f;
constexpr float kFade = 22;      // over tabs that go on beyond the edge
constexpr float kDivision = 17;  // between modes and tools

bool is_phone(const Canvas& canvas) {
  return canvas.to_css(ImGui::GetIO().DisplaySize).x < kTwoColumns;
}

/// A tab leads to a mode or to a tool.
struct Tab {
  std::string_view label;
  Mode mode = Mode::inference;
  Tool tool = Tool::none;
};

std::vector<Tab> all_tabs(Language language) {
  std::vector<Tab> tabs;
  for (std::size_t i = 0; i < choice_count(ChoiceList::Mode); ++i) {
    tabs.push_back({choice_label(ChoiceList::Mode, i, language), static_cast<Mode>(i)});
  }
  tabs.push_back({tr(UiText::tab_compare, language), {}, Tool::compare});
  tabs.push_back({tr(UiText::tab_gpus, language), {}, Tool::gpus});
  tabs.push_back({tr(UiText::tab_formats, language), {}, Tool::formats});
  return tabs;
}

bool is_chosen(const AppState& app, const Tab& tab) {
  return tab.tool != Tool::none ? app.tool == tab.tool
                                : app.tool == Tool::none && app.inputs.mode() == tab.mode;
}

TextStyle tab_style(const Canvas& canvas, bool is_strong) {
  if (is_phone(canvas)) return is_strong ? kSmallStrong : kSmall;
  return is_strong ? kStrong : kBody;
}

float tab_width(const Canvas& canvas, std::string_view label, float padding) {
  return canvas.text_width(tab_style(canvas, true), label) + 2 * padding;
}

void draw_tab(AppState& app, const Canvas& canvas, Rect rect, const Tab& tab, std::size_t index) {
  const Palette& c = canvas.colours();
  const bool is_current = is_chosen(app, tab);
  const Touch touch = canvas.touch("tab" + std::to_string(index), rect);
  if (touch.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  canvas.text_centred(rect, tab_style(canvas, is_current),
                      is_current || touch.hovered ? c.ink : c.quiet, tab.label);
  if (is_current) {
    canvas.fill({rect.x, rect.bottom() - kUnderline, rect.width, kUnderline}, c.accent);
  }
  announce_item(canvas, rect,
                {.id = touch.id,
                 .role = accessibility::Role::tab,
                 .label = tab.label,
                 .selected = is_current});
  if (is_current && app.reveals_tab) {
    app.reveals_tab = false;
    const ImVec2 from = canvas.to_pixels({rect.x - kFade, rect.y});
    const ImVec2 to = canvas.to_pixels({rect.right() + kFade, rect.bottom()});
    ImGui::ScrollToRectEx(ImGui::GetCurrentWindow(), {from, to}, ImGuiScrollFlags_KeepVisibleEdgeX);
    platform::request_frame();
  }
  if (!touch.clicked || is_current) return;
  if (tab.tool != Tool::none) {
    choose_tool(app, tab.tool);
  } else if (app.inputs.mode() == tab.mode) {
    choose_tool(app, Tool::none);
  } else {
    choose_mode(app, tab.mode);
  }
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

float tabs_width(const AppState& app, const Canvas& canvas, bool is_tight) {
  float width = kDivision;
  for (const Tab& tab : all_tabs(app.language())) {
    width += tab_width(canvas, tab.label, is_tight ? kTight : kRoomy);
  }
  return width;
}

void tabs(AppState& app, const Canvas& canvas, Rect row) {
  ImGui::SetCursorScreenPos(canvas.to_pixels({row.x, row.y}));
  ImGui::BeginChild("tabs", canvas.to_pixels({row.width, row.height}), ImGuiChildFlags_None,
                    ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoBackground);
  accessibility::begin_group({.id = ImGui::GetID("modes"),
                              .role = accessibility::Role::tab_list,
                              .label = tr(label_of(InputField::mode), app.language()),
                              .top_left = canvas.to_pixels({row.x, row.y}),
                              .bottom_right = canvas.to_pixels({row.right(), row.bottom()})});
  const bool is_tight = is_phone(canvas) || tabs_width(app, canvas, false) > row.width;
  const float scrolled = ImGui::GetScrollX() / canvas.ratio();
  const float hidden = ImGui::GetScrollMaxX() / canvas.ratio() - scrolled;
  float x = row.x - scrolled;
  const std::vector<Tab> every = all_tabs(app.language());
  for (std::size_t i = 0; i < every.size(); ++i) {
    if (i == choice_count(ChoiceList::Mode)) {
      const float middle = x + kDivision / 2;
      const float inset = row.height * 0.3f;
      canvas.line({middle, row.y + inset}, {middle, row.bottom() - inset}, canvas.colours().edge);
      x += kDivision;
    }
    const float width = tab_width(canvas, every[i].label, is_tight ? kTight : kRoomy);
    draw_tab(app, canvas, {x, row.y, width, row.height}, every[i], i);
    x += width;
  }
  if (scrolled > 1) fade(canvas, {row.x, row.y, kFade, row.height}, false);
  if (hidden > 1) fade(canvas, {row.right() - kFade, row.y, kFade, row.height}, true);
  accessibility::end_group();
  ImGui::EndChild();
}

}  // namespace vram::ui
