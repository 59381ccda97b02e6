// Name, mode and the few things that concern the whole page.
// SPDX-License-Identifier: MIT
#include <algorithm>

#include "imgui_app/panels/panels.h"
#include "imgui_app/platform.h"
#include "imgui_app/widgets/controls.h"

namespace vram::ui {
namespace {

constexpr float kMargin = 20;
constexpr float kPhoneMargin = 16;
constexpr float kButtonHeight = 34;
constexpr float kBetween = 8;

constexpr float kIconWidth = 34;
constexpr float kLanguageWidth = 50;
constexpr float kUnitsWidth = 96;

/// Narrower bars leave the tabs their room and say it shorter.
constexpr float kRoomyBar = 1400;
bool is_short_of_room(float width) { return width < kRoomyBar; }

/// As wide as the longer of its two texts, so that it does not change when it says "copied".
float share_width(const AppState& app, const Canvas& canvas, bool is_short) {
  const UiText share = is_short ? UiText::share_short : UiText::share;
  const UiText done = is_short ? UiText::share_copied_short : UiText::share_copied;
  return std::max(canvas.text_width(kStrong, tr(share, app.language())),
                  canvas.text_width(kStrong, tr(done, app.language()))) +
         2 * (is_short ? 9.0f : 14.0f);
}

void share_button(AppState& app, const Canvas& canvas, Rect rect, UiText text, UiText done) {
  const Language language = app.language();
  const bool is_copied = ImGui::GetTime() < app.copied_until && app.copied.empty();
  const std::string label = std::string(tr(is_copied ? done : text, language)) + "##share";
  if (button(canvas, rect, label, true, tr(UiText::share_help, language))) {
    app.shares = true;
    platform::copy_text(platform::share_address(link_of(app)));
  }
}

/// Three corners and a dot: the link as a code for a phone's camera.
void qr_button(AppState& app, const Canvas& canvas, Rect rect) {
  const auto corners = [&](Point centre, ImU32 colour) {
    constexpr float kCorner = 6.5f;
    constexpr float kHalf = 7.5f;
    const float far = kHalf - kCorner;
    for (const Point at : {Point{-kHalf, -kHalf}, Point{far, -kHalf}, Point{-kHalf, far}}) {
      canvas.fill({centre.x + at.x, centre.y + at.y, kCorner, kCorner}, colour);
    }
    canvas.fill({centre.x + far + 1.5f, centre.y + far + 1.5f, 3.5f, 3.5f}, colour);
  };
  const std::string_view label = tr(UiText::qr, app.language());
  if (icon_button(canvas, rect, label, tr(UiText::qr_help, app.language()), corners)) {
    platform::show_qr_code(platform::share_address(link_of(app)));
  }
}

/// A clock opens the list of recent configurations.
void history_button(AppState& app, const Canvas& canvas, Rect rect) {
  const std::string_view label = tr(UiText::history, app.language());
  const auto clock = [&](Point centre, ImU32 colour) {
    constexpr float kRadius = 7.5f;
    canvas.ring(centre, kRadius, colour, 1.5f);
    const Point hands[] = {{centre.x, centre.y - kRadius * 0.6f},
                           centre,
                           {centre.x + kRadius * 0.5f, centre.y + kRadius * 0.25f}};
    canvas.polyline(hands, colour, 1.5f);
  };
  if (icon_button(canvas, rect, label, label, clock)) app.opens_history = true;
  history_list(app, canvas, rect);
}

void help_button(AppState& app, const Canvas& canvas, Rect rect) {
  const std::string_view label = tr(UiText::help, app.language());
  const auto question_mark = [&](Point centre, ImU32 colour) {
    canvas.ring(centre, 7.5f, colour, 1.5f);
    canvas.text_centred({centre.x - 10, centre.y - 10, 20, 20}, kTickStrong, colour, "?");
  };
  if (icon_button(canvas, rect, label, label, question_mark)) app.shows_shortcuts = true;
}

}  // namespace

void units_control(AppState& app, const Canvas& canvas, Rect rect) {
  const Language language = app.language();
  const Segment units[] = {{choice_label(ChoiceList::UnitSystem, 0, language), {}},
                           {choice_label(ChoiceList::UnitSystem, 1, language), {}}};
  const auto pressed = segmented(canvas, rect, tr(label_of(InputField::units), language), units,
                                 static_cast<int>(app.units()));
  if (pressed) choose_view(app, InputField::units, static_cast<double>(*pressed));
}

bool has_tabs_in_bar(const AppState& app, const Canvas& canvas, float width) {
  const float brand = canvas.text_width(kBrand, tr(UiText::title, app.language()));
  const float controls = 4 * kIconWidth + kLanguageWidth + kUnitsWidth +
                         share_width(app, canvas, is_short_of_room(width)) + 6 * kBetween;
  return kMargin + brand + kMargin + tabs_width(app, canvas, true) + controls + kMargin <= width;
}

void top_bar(AppState& app, const Canvas& canvas, Rect bar) {
  const Language language = app.language();
  const bool is_phone = bar.width < kTwoColumns;
  const float margin = is_phone ? kPhoneMargin : kMargin;
  const float y = bar.y + (bar.height - kButtonHeight) / 2;

  const std::string_view brand = tr(UiText::title, language);
  const Rect name{bar.x + margin, bar.y, canvas.text_width(kBrand, brand) + 1, bar.height};
  canvas.text_left(name, kBrand, canvas.colours().ink, brand);
  announce_item(canvas, name, {.role = accessibility::Role::heading, .label = brand, .level = 1});
  if (has_tabs_in_bar(app, canvas, bar.width)) {
    const float controls = 4 * kIconWidth + kLanguageWidth + kUnitsWidth +
                           share_width(app, canvas, is_short_of_room(bar.width)) + 6 * kBetween +
                           2 * margin;
    const float room = bar.right() - controls - name.right() - margin;
    const float width = std::min(tabs_width(app, canvas, false), room);
    tabs(app, canvas, {name.right() + margin, bar.y, width + 1, bar.height});
  }

  // Placed from the right, drawn from the left: the order in which they are read out.
  float right = bar.right() - margin;
  const auto place = [&](float width) {
    right -= width;
    const Rect rect{right, y, width, kButtonHeight};
    right -= kBetween;
    return rect;
  };
  const bool is_short = is_short_of_room(bar.width);
  const UiText share = is_short ? UiText::share_short : UiText::share;
  const UiText done = is_short ? UiText::share_copied_short : UiText::share_copied;
  const Rect theme_rect = place(kIconWidth);
  const Rect language_rect = place(kLanguageWidth);
  const Rect help_rect = is_phone ? Rect{} : place(kIconWidth);
  const Rect history_rect = is_phone ? Rect{} : place(kIconWidth);
  const Rect units_rect = is_phone ? Rect{} : place(kUnitsWidth);
  const Rect qr_rect = is_phone ? Rect{} : place(kIconWidth);
  const Rect share_rect = place(share_width(app, canvas, is_short));

  share_button(app, canvas, share_rect, share, done);
  if (!is_phone) {
    qr_button(app, canvas, qr_rect);
    units_control(app, canvas, units_rect);
    history_button(app, canvas, history_rect);
    help_button(app, canvas, help_rect);
  }
  if (button(canvas, language_rect, tr(UiText::lang_other, language), false,
             tr(UiText::lang_help, language))) {
    choose_view(app, InputField::lang, language == Language::en ? 1 : 0);
  }
  const bool is_dark = app.theme() == Theme::dark;
  const std::string theme_label(choice_label(ChoiceList::Theme, is_dark ? 0 : 1, language));
  if (icon_button(canvas, theme_rect, theme_label, tr(UiText::theme_help, language),
                  [&](Point centre, ImU32 colour) { canvas.half_disc(centre, 7.5f, colour); })) {
    app.follows_system_theme = false;
    choose_view(app, InputField::theme, is_dark ? 0 : 1);
  }
}

}  // namespace vram::ui
