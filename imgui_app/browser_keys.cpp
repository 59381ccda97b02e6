// The browser's names of keys, as ImGui's.
// SPDX-License-Identifier: MIT
#include "imgui_app/browser_keys.h"

namespace vram::platform {

namespace {

// The number that follows the prefix, or -1.
int number_after(std::string_view prefix, std::string_view code) {
  if (!code.starts_with(prefix)) return -1;
  const std::string_view digits = code.substr(prefix.size());
  if (digits.empty() || digits.size() > 2) return -1;
  int number = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return -1;
    number = number * 10 + (digit - '0');
  }
  return number;
}

}  // namespace

ImGuiKey key_of(std::string_view code) {
  if (code.size() == 4 && code.starts_with("Key") && code[3] >= 'A' && code[3] <= 'Z') {
    return static_cast<ImGuiKey>(ImGuiKey_A + (code[3] - 'A'));
  }
  if (const int digit = number_after("Digit", code); digit >= 0 && digit <= 9) {
    return static_cast<ImGuiKey>(ImGuiKey_0 + digit);
  }
  if (const int digit = number_after("Numpad", code); digit >= 0 && digit <= 9) {
    return static_cast<ImGuiKey>(ImGuiKey_Keypad0 + digit);
  }
  if (const int number = number_after("F", code); number >= 1 && number <= 24) {
    return static_cast<ImGuiKey>(ImGuiKey_F1 + number - 1);
  }
  struct Named {
    std::string_view code;
    ImGuiKey key;
  };
  static constexpr Named kNamed[] = {
      {"ArrowLeft", ImGuiKey_LeftArrow},
      {"ArrowRight", ImGuiKey_RightArrow},
      {"ArrowUp", ImGuiKey_UpArrow},
      {"ArrowDown", ImGuiKey_DownArrow},
      {"PageUp", ImGuiKey_PageUp},
      {"PageDown", ImGuiKey_PageDown},
      {"Home", ImGuiKey_Home},
      {"End", ImGuiKey_End},
      {"Insert", ImGuiKey_Insert},
      {"Delete", ImGuiKey_Delete},
      {"Backspace", ImGuiKey_Backspace},
      {"Space", ImGuiKey_Space},
      {"Enter", ImGuiKey_Enter},
      {"Escape", ImGuiKey_Escape},
      {"ControlLeft", ImGuiKey_LeftCtrl},
      {"ControlRight", ImGuiKey_RightCtrl},
      {"ShiftLeft", ImGuiKey_LeftShift},
      {"ShiftRight", ImGuiKey_RightShift},
      {"AltLeft", ImGuiKey_LeftAlt},
      {"AltRight", ImGuiKey_RightAlt},
      {"MetaLeft", ImGuiKey_LeftSuper},
      {"MetaRight", ImGuiKey_RightSuper},
      {"Quote", ImGuiKey_Apostrophe},
      {"Comma", ImGuiKey_Comma},
      {"Minus", ImGuiKey_Minus},
      {"Period", ImGuiKey_Period},
      {"Slash", ImGuiKey_Slash},
      {"Semicolon", ImGuiKey_Semicolon},
      {"Equal", ImGuiKey_Equal},
      {"BracketLeft", ImGuiKey_LeftBracket},
      {"Backslash", ImGuiKey_Backslash},
      {"BracketRight", ImGuiKey_RightBracket},
      {"Backquote", ImGuiKey_GraveAccent},
      {"NumpadDecimal", ImGuiKey_KeypadDecimal},
      {"NumpadDivide", ImGuiKey_KeypadDivide},
      {"NumpadMultiply", ImGuiKey_KeypadMultiply},
      {"NumpadSubtract", ImGuiKey_KeypadSubtract},
      {"NumpadAdd", ImGuiKey_KeypadAdd},
      {"NumpadEnter", ImGuiKey_KeypadEnter},
      {"NumpadEqual", ImGuiKey_KeypadEqual},
  };
  for (const Named& named : kNamed)
    if (named.code == code) return named.key;
  return ImGuiKey_None;
}

}  // namespace vram::platform
