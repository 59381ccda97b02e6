// The app: answers the page's calls, keeps address and title in step.
// SPDX-License-Identifier: MIT
#include <cstddef>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "imgui.h"
#include "imgui_app/accessibility.h"
#include "imgui_app/format.h"
#include "imgui_app/page_layout.h"
#include "imgui_app/platform.h"
#include "imgui_app/shortcuts.h"
#include "imgui_app/state.h"
#include "imgui_app/widgets/memory_bar.h"
#include "presets/presets.h"

namespace vram {
namespace {

constexpr double kCopiedSeconds = 2.5;  // so long the share button says so
constexpr std::string_view kChineseFont = "cjk";

AppState& app() {
  static AppState state;
  return state;
}

bool is_dark(const AppState& state) { return state.theme() == Theme::dark; }

void show_look(const AppState& state) {
  const auto language = static_cast<std::size_t>(state.language());
  platform::set_page_look(choice_keys(ChoiceList::Language)[language], is_dark(state));
}

/// ImGui's own windows and fields follow the theme; everything else draws itself.
void apply_style(const AppState& state) {
  const ui::Palette& c = ui::palette(state.theme());
  ImGuiStyle style;
  style.WindowPadding = {0, 0};
  style.WindowBorderSize = 0;
  style.ChildBorderSize = 0;
  style.PopupBorderSize = 1;
  style.PopupRounding = ui::kControlRadius + 3;
  style.WindowRounding = ui::kControlRadius;
  style.ScrollbarSize = ui::kScrollbarWidth;
  style.ScrollbarRounding = ui::kScrollbarWidth / 2;
  style.HoverDelayNormal = 0.35f;
  style.HoverStationaryDelay = 0.1f;
  style.ScaleAllSizes(state.pixel_ratio);
  style.FontSizeBase = ui::kBody.size * ui::kLineEm * state.pixel_ratio;
  const auto set = [&](ImGuiCol colour, ImU32 value) {
    style.Colors[colour] = ImGui::ColorConvertU32ToFloat4(value);
  };
  set(ImGuiCol_WindowBg, c.ground);
  set(ImGuiCol_PopupBg, c.card);
  set(ImGuiCol_ChildBg, 0);
  set(ImGuiCol_Border, c.edge);
  set(ImGuiCol_Text, c.ink);
  set(ImGuiCol_TextDisabled, c.quiet);
  set(ImGuiCol_ScrollbarBg, 0);
  set(ImGuiCol_ScrollbarGrab, c.edge);
  set(ImGuiCol_ScrollbarGrabHovered, c.quiet);
  set(ImGuiCol_ScrollbarGrabActive, c.quiet);
  set(ImGuiCol_NavCursor, 0);
  ImGui::GetStyle() = style;
}

/// The address follows once the hand has come to rest, so that Back goes from one configuration
/// to the one before.
void commit(AppState& state) {
  if (ImGui::IsAnyItemActive()) return;
  const std::string link = link_of(state);
  if (link == state.committed_link) return;
  note_change(state, state.committed_link);
  state.committed_link = link;
  platform::set_link(link, platform::LinkEntry::push);
  platform::remember(kLastLinkKey, link);
}

/// "16.2 GiB – Llama 3.1 8B"; on a tool its name.
std::string tab_title(const AppState& state, const std::string& answer) {
  constexpr UiText kTools[] = {UiText::title, UiText::tab_compare, UiText::tab_gpus,
                               UiText::tab_formats};
  if (state.tool == Tool::none) return answer + " – " + model_name(state);
  const Language language = state.language();
  return std::string(tr(kTools[static_cast<std::size_t>(state.tool)], language)) + " – " +
         std::string(tr(UiText::title, language));
}

void tell_answer(AppState& state) {
  const std::string answer = bytes_text(state.report.per_gpu_bytes, state.units());
  const std::string title = tab_title(state, answer);
  if (title != state.title) {
    state.title = title;
    platform::set_title(title);
  }
  if (ImGui::IsAnyItemActive()) return;
  const std::string spoken = answer + ", " + ui::verdict_text(state, false);
  if (spoken != state.announced) {
    if (!state.announced.empty()) accessibility::announce(spoken);
    state.announced = spoken;
  }
}

}  // namespace

namespace app_hooks {

namespace {

/// The link's configuration, or that of the last visit.
void open_first(AppState& state, std::string_view fragment) {
  if (!fragment.empty()) {
    open_configuration(state, fragment);
    return;
  }
  // If it has gone stale there is nobody to blame for it.
  open_configuration(state, platform::recall(kLastLinkKey));
  state.link_issues.clear();
}

}  // namespace

void start(const Startup& startup) {
  AppState& state = app();
  state = AppState{};
  state.inputs = default_inputs(preset_catalog());
  state.system_is_dark = startup.prefers_dark;
  const std::string theme = platform::recall(kThemeKey);
  state.follows_system_theme = !choice_index(ChoiceList::Theme, theme);
  const bool dark = state.follows_system_theme ? startup.prefers_dark : theme == "dark";
  state.inputs[InputField::theme] = static_cast<double>(dark ? Theme::dark : Theme::light);
  const auto language = choice_index(ChoiceList::Language, startup.preferred_language);
  state.inputs[InputField::lang] = static_cast<double>(language.value_or(0));
  const auto units = choice_index(ChoiceList::UnitSystem, platform::recall(kUnitsKey));
  state.inputs[InputField::units] = static_cast<double>(units.value_or(0));

  const std::string first_link = link_of(state);
  open_first(state, startup.fragment);
  state.committed_link = link_of(state);
  // Back must find the restored configuration again, which no address has named so far.
  if (startup.fragment.empty() && state.committed_link != first_link) {
    platform::set_link(state.committed_link, platform::LinkEntry::replace);
  }
  recall_visits(state);
  note_visit(state);
  show_look(state);
}

void open_link(std::string_view fragment) {
  AppState& state = app();
  const std::string left = state.committed_link;
  open_configuration(state, fragment);
  state.committed_link = link_of(state);
  if (state.committed_link != left) note_change(state, left);
  state.reveals_tab = true;
  apply_style(state);
  show_look(state);
  platform::request_frame();
}

void add_font(std::string_view name, std::vector<unsigned char>&& ttf) {
  ui::Fonts& fonts = app().fonts;
  const auto add = [&](ImFont* merged_into) {
    ImFontConfig config;
    config.FontDataOwnedByAtlas = true;
    void* data = IM_ALLOC(ttf.size());
    std::memcpy(data, ttf.data(), ttf.size());
    ImVector<ImFont*>& all = ImGui::GetIO().Fonts->Fonts;
    int place = 0;
    if (merged_into != nullptr) {
      // ImGui merges into the last font only, so the one meant stands there for the moment.
      config.MergeMode = true;
      place = all.find_index(merged_into);
      std::swap(all[place], all.back());
    }
    ImFont* font = ImGui::GetIO().Fonts->AddFontFromMemoryTTF(
        data, static_cast<int>(ttf.size()), ui::kBody.size * ui::kLineEm, &config);
    if (merged_into != nullptr) std::swap(all[place], all.back());
    return font;
  };
  if (name == kChineseFont) {
    if (fonts.has_chinese || fonts.regular == nullptr) return;
    fonts.has_chinese = true;
    for (ImFont* font : {fonts.regular, fonts.semibold, fonts.mono}) {
      if (font != nullptr) add(font);
    }
  } else if (name == "ui-regular") {
    fonts.regular = add(nullptr);
  } else if (name == "ui-semibold") {
    fonts.semibold = add(nullptr);
  } else if (name == "mono-regular") {
    fonts.mono = add(nullptr);
  }
  platform::request_frame();
}

void pixel_ratio_changed(float ratio) {
  app().pixel_ratio = ratio;
  apply_style(app());
}

void system_theme_changed(bool dark) {
  AppState& state = app();
  state.system_is_dark = dark;
  if (!state.follows_system_theme) return;
  state.inputs[InputField::theme] = static_cast<double>(dark ? Theme::dark : Theme::light);
  refresh(state);
  apply_style(state);
  show_look(state);
  platform::request_frame();
}

void copy_finished(bool is_copied) {
  AppState& state = app();
  const bool was_link = state.shares;
  if (!was_link && state.copies.empty()) return;  // something else was copied
  state.shares = false;
  if (was_link) state.sharing_failed = !is_copied;
  if (is_copied) {
    state.copied_until = ImGui::GetTime() + kCopiedSeconds;
    state.copied = was_link ? std::string() : state.copies;
  }
  state.copies.clear();
  const UiText done = was_link ? UiText::share_copied : UiText::export_copied;
  const UiText failed = was_link ? UiText::share_failed : UiText::export_copy_failed;
  accessibility::announce(tr(is_copied ? done : failed, state.language()));
}

void import_told(std::string_view message) {
  AppState& state = app();
  const ImportState before = state.import.state;
  state.import = read_import(message);
  if (before != state.import.state) state.opens_import = true;
  const bool is_read = state.import.state == ImportState::read;
  if (!is_read && state.import.state != ImportState::failed) return;
  const UiText text = is_read ? UiText::import_done : UiText::import_refused;
  accessibility::announce(tr(text, state.language(), {{"name", state.import.file}}));
}

void export_finished(bool is_done) {
  AppState& state = app();
  const UiText text = is_done ? UiText::export_done : UiText::export_failed;
  accessibility::announce(tr(text, state.language()));
}

double seconds_until_next_frame() {
  const double left = app().copied_until - ImGui::GetTime();
  return left > 0 ? left : -1;
}

void frame() {
  AppState& state = app();
  if (state.language() == Language::zh && !state.fonts.has_chinese) {
    platform::request_font(kChineseFont);
  }
  const Language language = state.language();
  const Theme theme = state.theme();
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  const float width = size.x / state.pixel_ratio;
  const float height = size.y / state.pixel_ratio;
  const ui::Canvas canvas(state.fonts, theme, state.pixel_ratio);
  take_shortcuts(state);
  const float bar = ui::draw_bar(state, canvas, width);
  const float foot = ui::draw_foot(state, canvas, width, height);
  ui::draw_page(state, canvas, {0, bar, width, height - bar - foot});
  if (state.applies) {
    replace_inputs(state, *state.applies);
    state.applies.reset();
    platform::request_frame();
  }
  accessibility::draw_focus_ring(canvas.colours().accent, ui::kControlRadius * state.pixel_ratio,
                                 2 * state.pixel_ratio, 2 * state.pixel_ratio);
  commit(state);
  tell_answer(state);
  if (state.theme() != theme || state.language() != language) {
    apply_style(state);
    show_look(state);
    platform::request_frame();
  }
}

}  // namespace app_hooks
}  // namespace vram
