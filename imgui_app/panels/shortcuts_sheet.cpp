// The keys, on a sheet over the page.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <vector>

#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/sheet.h"

namespace vram::ui {
namespace {

constexpr const char* kPopup = "shortcuts";
constexpr float kWidth = 500;
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
  const std::vector<Shortcut> all = shortcuts();
  Sheet sheet(canvas, kPopup, tr(UiText::help, language), tr(UiText::close, language), kWidth);
  if (!sheet.is_open()) return;
  for (const Shortcut& each : all) shortcut_row(canvas, sheet.column(), each, language);
}

}  // namespace vram::ui
