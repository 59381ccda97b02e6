// The controls everything is built from: buttons, segments, sliders, text boxes, tooltips. Each
// draws itself, answers to pointer, finger and keyboard, and announces itself to the mirror.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "imgui_app/accessibility.h"
#include "imgui_app/canvas.h"

namespace vram::ui {

/// Tells assistive technology about a control; rect in CSS pixels.
void announce_item(const Canvas& canvas, Rect rect, accessibility::Item item);

/// Shows a help text after the usual delay while the last hit area is hovered.
void tooltip(const Canvas& canvas, std::string_view text);

/// A button with text; primary ones are filled with the accent.
/// `spoken` is its name for assistive technology, where the text alone says too little.
bool button(const Canvas& canvas, Rect rect, std::string_view label, bool is_primary,
            std::string_view help = {}, std::string_view spoken = {});

/// A button whose picture is drawn by the caller into `rect`.
bool icon_button(const Canvas& canvas, Rect rect, std::string_view label, std::string_view help,
                 const std::function<void(Point centre, ImU32 colour)>& draw);

/// Text that opens something.
bool text_link(const Canvas& canvas, Point at, TextStyle style, std::string_view id,
               std::string_view text);

/// One choice of a segmented control.
struct Segment {
  std::string_view label;
  std::string_view help;
  bool opens_more = false;  ///< draws a chevron; choosing it opens something
};

/// A row of segments of equal width, one chosen (or none: -1). Returns the one pressed.
std::optional<std::size_t> segmented(const Canvas& canvas, Rect rect, std::string_view label,
                                     std::span<const Segment> segments, int chosen);

/// A switch for yes and no. Returns true when pressed.
bool toggle(const Canvas& canvas, Rect rect, std::string_view label, bool is_on);

/// A slider over stops in ascending order, evenly spaced. `position` is the value's place between
/// the first (0) and the last stop (1). Returns the stop chosen while dragging or by key.
std::optional<double> slider(const Canvas& canvas, Rect rect, std::string_view label,
                             std::string_view value_text, double value,
                             std::span<const double> stops, double position);

/// A box with a text that can be typed over. Returns the typed text when it is done.
std::optional<std::string> text_box(const Canvas& canvas, Rect rect, std::string_view label,
                                    std::string_view shown, bool is_refused,
                                    std::string_view placeholder = {});

/// A row that opens and closes what is below it. Returns true when pressed.
bool disclosure(const Canvas& canvas, Rect rect, TextStyle style, ImU32 colour,
                std::string_view label, bool is_open);

/// Draws the arrows of ImGui's text fields in the app's type: call around ImGui::InputText.
void push_field_style(const Canvas& canvas, Rect rect, float padding_left, ImU32 text_colour);
void pop_field_style();

}  // namespace vram::ui
