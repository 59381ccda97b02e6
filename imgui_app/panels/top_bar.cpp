// Name, mode and the few things that concern the whole page.
// SPDX-License-Identifier: MIT
#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/platform.h"
#include "imgui_app/widgets/controls.h"

namespace vram::ui {
namespace {

constexpr float kMargin = 20;
constexpr float kPhoneMargin = 16;
constexpr float kButtonHeight = 34;
constexpr float kBetween = 10;
constexpr double kCopiedSeconds = 2.5;

/// A setting the visitor made is theirs: remembered, and no longer part of the link.
void choose_view(AppState& app, InputField field, double value, std::string_view key) {
  app.linked[static_cast<std::size_t>(field)] = false;
  set_input(app, field, value);
  const std::string_view remembered =
      choice_keys(spec(field).list)[static_cast<std::size_t>(value)];
  platform::remember(key, remembered);
}

void mode_tab(const AppState& app, const Canvas& canvas, float x, Rect bar) {
  constexpr float kPadding = 14;
  constexpr float kUnderline = 2.5f;
  const std::string_view label = choice_label(ChoiceList::Mode, 0, app.language());
  const float width = canvas.text_width(kStrong, label) + 2 * kPadding;
  const Rect tab{x, bar.y, width, bar.height};
  canvas.text_centred(tab, kStrong, canvas.colours().ink, label);
  canvas.fill({tab.x, tab.bottom() - kUnderline, tab.width, kUnderline}, canvas.colours().accent);
  accessibility::begin_group({.id = ImGui::GetID("modes"),
                              .role = accessibility::Role::tab_list,
                              .label = tr(label_of(InputField::mode), app.language()),
                              .top_left = canvas.to_pixels({tab.x, tab.y}),
                              .bottom_right = canvas.to_pixels({tab.right(), tab.bottom()})});
  const Touch touch = canvas.touch("mode0", tab);
  announce_item(
      canvas, tab,
      {.id = touch.id, .role = accessibility::Role::tab, .label = label, .selected = true});
  accessibility::end_group();
}

void share_button(AppState& app, const Canvas& canvas, Rect rect) {
  const Language language = app.language();
  const bool is_copied = ImGui::GetTime() < app.copied_until;
  const std::string label =
      std::string(tr(is_copied ? UiText::share_copied : UiText::share, language)) + "##share";
  if (button(canvas, rect, label, true, tr(UiText::share_help, language))) {
    platform::copy_text(platform::share_address(link_of(app)));
    app.copied_until = ImGui::GetTime() + kCopiedSeconds;
    accessibility::announce(tr(UiText::share_copied, language));
  }
}

}  // namespace

void top_bar(AppState& app, const Canvas& canvas, Rect bar) {
  const Language language = app.language();
  const bool is_phone = bar.width < kTwoColumns;
  const float margin = is_phone ? kPhoneMargin : kMargin;
  const float y = bar.y + (bar.height - kButtonHeight) / 2;

  const std::string_view brand = tr(UiText::title, language);
  const Rect name{bar.x + margin, bar.y, canvas.text_width(kBrand, brand) + 1, bar.height};
  canvas.text_left(name, kBrand, canvas.colours().ink, brand);
  announce_item(canvas, name, {.role = accessibility::Role::heading, .label = brand, .level = 1});
  if (!is_phone) mode_tab(app, canvas, name.right() + margin, bar);

  float right = bar.right() - margin;
  const auto place = [&](float width) {
    right -= width;
    const Rect rect{right, y, width, kButtonHeight};
    right -= kBetween;
    return rect;
  };

  const bool is_dark = app.theme() == Theme::dark;
  const std::string theme_label =
      std::string(choice_label(ChoiceList::Theme, is_dark ? 0 : 1, language));
  const Rect theme = place(36);
  if (icon_button(canvas, theme, theme_label, tr(UiText::theme_help, language),
                  [&](Point centre, ImU32 colour) { canvas.half_disc(centre, 7.5f, colour); })) {
    app.follows_system_theme = false;
    choose_view(app, InputField::theme, is_dark ? 0 : 1, "theme");
  }
  const bool is_chinese = language == Language::zh;
  const std::string language_label = is_chinese ? "EN" : "中文";
  if (button(canvas, place(52), language_label, false, tr(UiText::lang_help, language))) {
    choose_view(app, InputField::lang, is_chinese ? 0 : 1, "language");
  }
  if (!is_phone) {
    const Segment units[] = {{choice_label(ChoiceList::UnitSystem, 0, language), {}},
                             {choice_label(ChoiceList::UnitSystem, 1, language), {}}};
    const auto pressed = segmented(canvas, place(104), tr(label_of(InputField::units), language),
                                   units, static_cast<int>(app.units()));
    if (pressed) {
      choose_view(app, InputField::units, static_cast<double>(*pressed), "units");
    }
  }
  const float share_width =
      std::max(canvas.text_width(kStrong, tr(UiText::share, language)),
               canvas.text_width(kStrong, tr(UiText::share_copied, language))) +
      2 * 14;
  share_button(app, canvas, place(share_width));
}

}  // namespace vram::ui
