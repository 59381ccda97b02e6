// Dialogs as ImGui's popups.
// SPDX-License-Identifier: MIT
#include "imgui_app/widgets/sheet.h"

#include <algorithm>
#include <cmath>

#include "imgui_app/widgets/controls.h"

namespace vram::ui {
namespace {

constexpr float kPadding = 24;
constexpr float kHeadHeight = 30;
constexpr float kBelowHead = 12;
constexpr float kOutside = 24;  // of the window that stays free

/// What the page is dimmed with while a dialog stands before it.
void draw_scrim(const Canvas& canvas) {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(size);
  ImGui::Begin("scrim", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoInputs |
                   ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoNav);
  ImGui::GetWindowDrawList()->AddRectFilled({0, 0}, size, canvas.colours().scrim);
  ImGui::End();
}

/// In the middle of the window, as tall as its content was in the frame before.
ImGuiWindowFlags place_in_middle(const Canvas& canvas, float width) {
  const ImVec2 window = ImGui::GetIO().DisplaySize;
  const float outside = kOutside * canvas.ratio();
  const float wide = std::min(width * canvas.ratio(), std::max(window.x - outside, 1.0f));
  ImGui::SetNextWindowPos({std::round((window.x - wide) / 2), std::round(window.y / 2)},
                          ImGuiCond_Always, {0, 0.5f});
  ImGui::SetNextWindowSizeConstraints({wide, 1}, {wide, std::max(window.y - outside, 1.0f)});
  return ImGuiWindowFlags_AlwaysAutoResize;
}

}  // namespace

Dialog::Dialog(const Canvas& canvas, const char* popup, std::string_view label, Rect rect,
               Point padding)
    : canvas_(canvas), bottom_padding_(padding.y) {
  if (!ImGui::IsPopupOpen(popup)) return;
  ImGuiWindowFlags flags = ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings;
  if (rect.height > 0) {
    ImGui::SetNextWindowPos(canvas.to_pixels({rect.x, rect.y}));
    ImGui::SetNextWindowSize(canvas.to_pixels({rect.width, rect.height}));
  } else {
    draw_scrim(canvas);
    flags |= place_in_middle(canvas, rect.width);
  }
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  is_open_ = ImGui::BeginPopup(popup, flags);
  ImGui::PopStyleVar();
  if (!is_open_) return;
  if (rect.height <= 0) {
    const Point at = canvas.to_css(ImGui::GetWindowPos());
    const Point size = canvas.to_css(ImGui::GetWindowSize());
    rect = {at.x, at.y, size.x, size.y};
  }
  accessibility::begin_group({.id = ImGui::GetID("dialog"),
                              .role = accessibility::Role::dialog,
                              .label = label,
                              .top_left = canvas.to_pixels({rect.x, rect.y}),
                              .bottom_right = canvas.to_pixels({rect.right(), rect.bottom()}),
                              .modal = true});
  column_ = {rect.x + padding.x, rect.width - 2 * padding.x,
             rect.y + padding.y - ImGui::GetScrollY() / canvas.ratio()};
}

Dialog::~Dialog() {
  if (!is_open_) return;
  ImGui::SetCursorScreenPos(canvas_.to_pixels({column_.x, column_.y + bottom_padding_ - 1}));
  ImGui::Dummy({1, 1});
  if (is_done_ || ImGui::IsKeyPressed(ImGuiKey_Escape)) ImGui::CloseCurrentPopup();
  accessibility::end_group();
  ImGui::EndPopup();
}

Sheet::Sheet(const Canvas& canvas, const char* popup, std::string_view title,
             std::string_view close, float width)
    : dialog_(canvas, popup, title, {0, 0, width, 0}, {kPadding, kPadding}) {
  if (!is_open()) return;
  const Rect head = column().take(kHeadHeight);
  canvas.text_left(head, kBrand, canvas.colours().ink, title);
  announce_item(canvas, head, {.role = accessibility::Role::heading, .label = title, .level = 2});
  const Rect cross{head.right() - 26, head.y, 32, kHeadHeight};
  if (icon_button(canvas, cross, close, {},
                  [&](Point centre, ImU32 colour) { canvas.cross(centre, 5, colour); })) {
    dialog_.close();
  }
  column().space(kBelowHead);
}

}  // namespace vram::ui
