// The keys, on a sheet over the page.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <vector>

#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/controls.h"

namespace vram::ui {
namespace {

constexpr const char* kPopup = "shortcuts";
constexpr float kWidth = 500;
constexpr float kPadding = 24;
constexpr float kKeysWidth = 150;
constexpr float kRowGap = 11;
constexpr float kKeyHeight = 24;

struct Shortcut {
  std::vector<std::string> keys;
  UiText does;
};

std::vector<Shortcut> shortcuts() {
  const std::string command = ImGui::GetIO().ConfigMacOSXBehaviors ? "Cmd" : "Ctrl";
  return {{{"1", "–", "8"}, UiText::key_tabs},
          {{"/"}, UiText::key_search},
          {{command, "Z"}, UiText::key_undo},
          {{command, "Shift", "Z"}, UiText::key_redo},
          {{command, "C"}, UiText::key_copy},
          {{"H"}, UiText::key_history},
          {{"A"}, UiText::key_compare},
          {{"T"}, UiText::key_theme},
          {{"L"}, UiText::key_language},
          {{"Tab"}, UiText::key_tab},
          {{"←", "→"}, UiText::key_move},
          {{"Esc"}, UiText::key_escape},
          {{"?"}, UiText::key_help}};
}

float key_cap(const Canvas& canvas, Point at, std::string_view text) {
  const bool is_dash = text == "–";
  const float width = is_dash ? 12 : std::max(kKeyHeight, canvas.text_width(kSmall, text) + 14);
  const Rect cap{at.x, at.y, width, kKeyHeight};
  if (!is_dash) {
    canvas.fill(cap, canvas.colours().inset, 5);
    canvas.stroke(cap, canvas.colours().edge, 5);
  }
  canvas.text_centred(cap, kSmall, canvas.colours().ink, text);
  return width + 5;
}

float row_height(const Canvas& canvas, const Shortcut& shortcut, float width, Language language) {
  const auto lines = canvas.wrapped(kBody, tr(shortcut.does, language), width).size();
  return std::max(kKeyHeight, static_cast<float>(lines) * (Canvas::line_height(kBody) + 2)) +
         kRowGap;
}

void shortcut_row(const Canvas& canvas, Column& column, const Shortcut& shortcut,
                  Language language) {
  float x = column.x;
  std::string spoken;
  for (const std::string& key : shortcut.keys) {
    x += key_cap(canvas, {x, column.y}, key);
    spoken += (spoken.empty() ? "" : " ") + key;
  }
  const float left = column.x + kKeysWidth;
  const float width = column.width - kKeysWidth;
  const std::string_view does = tr(shortcut.does, language);
  float y = column.y + (kKeyHeight - Canvas::line_height(kBody)) / 2;
  for (const std::string& line : canvas.wrapped(kBody, does, width)) {
    canvas.text({left, y}, kBody, canvas.colours().ink, line);
    y += Canvas::line_height(kBody) + 2;
  }
  const float height = row_height(canvas, shortcut, width, language);
  announce_item(canvas, {column.x, column.y, column.width, height - kRowGap},
                {.role = accessibility::Role::text, .label = spoken, .value_text = does});
  column.space(height);
}

}  // namespace

void shortcuts_sheet(AppState& app, const Canvas& canvas) {
  if (app.shows_shortcuts) ImGui::OpenPopup(kPopup);
  app.shows_shortcuts = false;
  if (!ImGui::IsPopupOpen(kPopup)) return;
  const Language language = app.language();
  const Point window = canvas.to_css(ImGui::GetIO().DisplaySize);
  const float width = std::min(kWidth, window.x - 24);
  float height = 2 * kPadding + 44;
  const std::vector<Shortcut> all = shortcuts();
  for (const Shortcut& each : all) {
    height += row_height(canvas, each, width - 2 * kPadding - kKeysWidth, language);
  }
  height = std::min(height - kRowGap, window.y - 24);
  const Rect sheet{(window.x - width) / 2, (window.y - height) / 2, width, height};
  ImGui::SetNextWindowPos(canvas.to_pixels({sheet.x, sheet.y}));
  ImGui::SetNextWindowSize(canvas.to_pixels({width, height}));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  const bool is_open =
      ImGui::BeginPopup(kPopup, ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
  ImGui::PopStyleVar();
  if (!is_open) return;
  accessibility::begin_group({.id = ImGui::GetID("dialog"),
                              .role = accessibility::Role::dialog,
                              .label = tr(UiText::help, language),
                              .top_left = canvas.to_pixels({sheet.x, sheet.y}),
                              .bottom_right = canvas.to_pixels({sheet.right(), sheet.bottom()}),
                              .modal = true});
  Column column{sheet.x + kPadding, width - 2 * kPadding,
                sheet.y + kPadding - ImGui::GetScrollY() / canvas.ratio()};
  const std::string_view heading = tr(UiText::help, language);
  const Rect head = column.take(30);
  canvas.text_left(head, kBrand, canvas.colours().ink, heading);
  announce_item(canvas, head, {.role = accessibility::Role::heading, .label = heading, .level = 2});
  const Rect close{head.right() - 26, head.y, 32, 30};
  bool is_done = icon_button(canvas, close, tr(UiText::close, language), {},
                             [&](Point centre, ImU32 colour) { canvas.cross(centre, 5, colour); });
  column.space(14);
  for (const Shortcut& each : all) shortcut_row(canvas, column, each, language);
  is_done = is_done || ImGui::IsKeyPressed(ImGuiKey_Escape);
  if (is_done) ImGui::CloseCurrentPopup();
  accessibility::end_group();
  ImGui::EndPopup();
}

}  // namespace vram::ui
