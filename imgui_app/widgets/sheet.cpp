// Dialogs as ImGui's popups.
// SPDX-License-Identifier: MIT
#include "imgui_app/widgets/sheet.h"

#include <algorithm>

#include "imgui_app/widgets/controls.h"

namespace vram::ui {
namespace {

constexpr float kPadding = 24;
constexpr float kHeadHeight = 30;
constexpr float kBelowHead = 12;
constexpr float kOutside = 24;  // of the window that stays free

Rect middle(const Canvas& canvas, float width, float height) {
  const Point window = canvas.to_css(ImGui::GetIO().DisplaySize);
  width = std::min(width, window.x - kOutside);
  height = std::min(height, window.y - kOutside);
  return {(window.x - width) / 2, (window.y - height) / 2, width, height};
}

}  // namespace

Dialog::Dialog(const Canvas& canvas, const char* popup, std::string_view label, Rect rect,
               Point padding)
    : canvas_(canvas), bottom_padding_(padding.y) {
  if (!ImGui::IsPopupOpen(popup)) return;
  ImGui::SetNextWindowPos(canvas.to_pixels({rect.x, rect.y}));
  ImGui::SetNextWindowSize(canvas.to_pixels({rect.width, rect.height}));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  is_open_ = ImGui::BeginPopup(popup, ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
  ImGui::PopStyleVar();
  if (!is_open_) return;
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
             std::string_view close, float width, float height)
    : dialog_(canvas, popup, title, middle(canvas, width, height), {kPadding, kPadding}) {
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

float Sheet::column_width(const Canvas& canvas, float width) {
  return middle(canvas, width, 0).width - 2 * kPadding;
}

float Sheet::height_for(float column_height) {
  return column_height + 2 * kPadding + kHeadHeight + kBelowHead;
}

}  // namespace vram::ui
