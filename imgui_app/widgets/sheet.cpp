// Sheets as ImGui's popups.
// SPDX-License-Identifier: MIT
#include "imgui_app/widgets/sheet.h"

#include <algorithm>

#include "imgui_app/widgets/controls.h"

namespace vram::ui {
namespace {

constexpr float kPadding = 24;
constexpr float kHeadHeight = 30;
constexpr float kOutside = 24;  // of the window that stays free

}  // namespace

Sheet::Sheet(const Canvas& canvas, const char* popup, std::string_view title,
             std::string_view close, float width, float height)
    : canvas_(canvas) {
  if (!ImGui::IsPopupOpen(popup)) return;
  const Point window = canvas.to_css(ImGui::GetIO().DisplaySize);
  width = std::min(width, window.x - kOutside);
  height = std::min(height, window.y - kOutside);
  const Rect sheet{(window.x - width) / 2, (window.y - height) / 2, width, height};
  ImGui::SetNextWindowPos(canvas.to_pixels({sheet.x, sheet.y}));
  ImGui::SetNextWindowSize(canvas.to_pixels({width, height}));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  is_open_ = ImGui::BeginPopup(popup, ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
  ImGui::PopStyleVar();
  if (!is_open_) return;
  accessibility::begin_group({.id = ImGui::GetID("dialog"),
                              .role = accessibility::Role::dialog,
                              .label = title,
                              .top_left = canvas.to_pixels({sheet.x, sheet.y}),
                              .bottom_right = canvas.to_pixels({sheet.right(), sheet.bottom()}),
                              .modal = true});
  column_ = {sheet.x + kPadding, width - 2 * kPadding,
             sheet.y + kPadding - ImGui::GetScrollY() / canvas.ratio()};
  const Rect head = column_.take(kHeadHeight);
  canvas.text_left(head, kBrand, canvas.colours().ink, title);
  announce_item(canvas, head, {.role = accessibility::Role::heading, .label = title, .level = 2});
  const Rect cross{head.right() - 26, head.y, 32, kHeadHeight};
  is_done_ = icon_button(canvas, cross, close, {},
                         [&](Point centre, ImU32 colour) { canvas.cross(centre, 5, colour); });
  column_.space(12);
}

Sheet::~Sheet() {
  if (!is_open_) return;
  ImGui::SetCursorScreenPos(canvas_.to_pixels({column_.x, column_.y + kPadding}));
  ImGui::Dummy({1, 1});
  if (is_done_ || ImGui::IsKeyPressed(ImGuiKey_Escape)) ImGui::CloseCurrentPopup();
  accessibility::end_group();
  ImGui::EndPopup();
}

}  // namespace vram::ui
