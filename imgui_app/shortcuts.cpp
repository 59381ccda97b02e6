// The keys of shortcuts_sheet.cpp.
// SPDX-License-Identifier: MIT
#include "imgui_app/shortcuts.h"

#include <cstddef>
#include <string>

#include "engine/core/number_text.h"
#include "imgui_app/accessibility.h"
#include "imgui_app/format.h"
#include "imgui_app/platform.h"
#include "imgui_app/widgets/memory_bar.h"
#include "imgui_internal.h"

namespace vram {
namespace {

/// The answer in a sentence, and the link.
std::string answer_text(const AppState& app) {
  const Language language = app.language();
  const Report& report = app.report;
  const std::string bytes = bytes_text(report.per_gpu_bytes, app.units());
  const std::string count = count_text(report.scenario.inputs[InputField::gpu_count]);
  const std::string model = model_name(app);
  const std::string gpu = short_gpu_name(report.scenario.gpu->name);
  const std::string phase(label_of(report.peak_phase, language));
  const std::string verdict = ui::verdict_text(app, false);
  return tr(UiText::copied_text, language,
            {{"model", model},
             {"count", count},
             {"gpu", gpu},
             {"bytes", bytes},
             {"phase", phase},
             {"verdict", verdict}}) +
         "\n" + platform::share_address(link_of(app));
}

bool is_pressed(ImGuiKey key) { return ImGui::IsKeyPressed(key, false); }

void take_commands(AppState& app) {
  const bool is_z = is_pressed(ImGuiKey_Z);
  const bool is_shifted = ImGui::GetIO().KeyShift;
  if (is_pressed(ImGuiKey_Y) || (is_z && is_shifted)) {
    redo(app);
  } else if (is_z) {
    undo(app);
  } else if (is_pressed(ImGuiKey_C)) {
    platform::copy_text(answer_text(app));
  }
}

void choose_tab(AppState& app, std::size_t index) {
  const std::size_t modes = choice_count(ChoiceList::Mode);
  if (index < modes) {
    choose_mode(app, static_cast<Mode>(index));
  } else {
    choose_tool(app, static_cast<Tool>(index - modes + 1));
  }
}

void add_current_to_compare(AppState& app) {
  if (app.compare.others.size() + 1 >= kMostCompared) return;
  add_to_compare(app, app.inputs);
  accessibility::announce(tr(UiText::compare_added, app.language()));
}

void turn_theme(AppState& app) {
  app.follows_system_theme = false;
  choose_view(app, InputField::theme, app.theme() == Theme::dark ? 0 : 1);
}

void take_character(AppState& app, ImWchar character) {
  constexpr std::size_t kTabs = 8;
  const auto digit = static_cast<std::size_t>(character) - '1';
  if (digit < kTabs) choose_tab(app, digit);
  switch (character) {
    case '/':
      app.opens_search = true;
      if (app.tool != Tool::gpus) choose_tool(app, Tool::none);
      break;
    case '?':
      app.shows_shortcuts = true;
      break;
    case 'h':
    case 'H':
      app.opens_history = true;
      break;
    case 'a':
    case 'A':
      add_current_to_compare(app);
      break;
    case 't':
    case 'T':
      turn_theme(app);
      break;
    case 'l':
    case 'L':
      choose_view(app, InputField::lang, app.language() == Language::en ? 1 : 0);
      break;
    default:
      break;
  }
}

}  // namespace

void take_shortcuts(AppState& app) {
  const ImGuiIO& io = ImGui::GetIO();
  const bool is_busy =
      io.WantTextInput ||
      ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel);
  if (is_busy || io.KeyAlt) return;
  if (io.KeyCtrl || io.KeySuper) {
    take_commands(app);
    return;
  }
  // Characters, not keys: where a sign is differs between keyboards.
  for (const ImWchar character : io.InputQueueCharacters) take_character(app, character);
}

}  // namespace vram
