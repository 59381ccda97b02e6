// Drawing and hit areas in CSS pixels, on whatever ImGui window is current.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "imgui.h"
#include "imgui_app/theme.h"

namespace vram::ui {

struct Point {
  float x = 0;
  float y = 0;
};

struct Rect {
  float x = 0;
  float y = 0;
  float width = 0;
  float height = 0;

  float right() const { return x + width; }
  float bottom() const { return y + height; }
  Point centre() const { return {x + width / 2, y + height / 2}; }
  Rect shrunk(float by) const { return {x + by, y + by, width - 2 * by, height - 2 * by}; }
};

/// The fonts that have arrived; mono and semibold fall back to regular.
struct Fonts {
  ImFont* regular = nullptr;
  ImFont* semibold = nullptr;
  ImFont* mono = nullptr;
  bool has_chinese = false;
};

/// What happened to a hit area in this frame.
struct Touch {
  ImGuiID id = 0;
  bool hovered = false;
  bool held = false;
  bool clicked = false;
  float drag_x = 0;  ///< pointer relative to the area's left edge, 0 to its width
};

class Canvas {
 public:
  Canvas(const Fonts& fonts, Theme theme, float pixel_ratio)
      : fonts_(fonts), theme_(theme), ratio_(pixel_ratio), palette_(palette(theme)) {}

  const Palette& colours() const { return palette_; }
  Theme theme() const { return theme_; }
  float ratio() const { return ratio_; }

  ImVec2 to_pixels(Point point) const { return {point.x * ratio_, point.y * ratio_}; }
  Point to_css(ImVec2 pixels) const { return {pixels.x / ratio_, pixels.y / ratio_}; }

  float text_width(TextStyle style, std::string_view text) const;
  static float line_height(TextStyle style) { return style.size * kLineEm; }

  /// Text with the top left of its line box at a point.
  void text(Point at, TextStyle style, ImU32 colour, std::string_view text) const;
  /// Text that ends at x = right.
  void text_right(float right, float y, TextStyle style, ImU32 colour, std::string_view text) const;
  /// Text centred in a rectangle.
  void text_centred(Rect in, TextStyle style, ImU32 colour, std::string_view text) const;
  /// Text at the left of a rectangle, vertically centred, cut with "…" where it is too long.
  void text_left(Rect in, TextStyle style, ImU32 colour, std::string_view text) const;

  /// Lines of a text no wider than so much: broken at spaces, and between Chinese characters.
  std::vector<std::string> wrapped(TextStyle style, std::string_view text, float width) const;
  /// The text cut to a width, with "…" if it was cut.
  std::string fitted(TextStyle style, std::string_view text, float width) const;

  void fill(Rect rect, ImU32 colour, float radius = 0) const;
  void fill_left_rounded(Rect rect, ImU32 colour, float radius) const;
  void fill_right_rounded(Rect rect, ImU32 colour, float radius) const;
  void stroke(Rect rect, ImU32 colour, float radius = 0, float thickness = 1) const;
  void line(Point a, Point b, ImU32 colour, float thickness = 1) const;
  /// Between two lines with as many points; edges are not smoothed.
  void band(std::span<const Point> upper, std::span<const Point> lower, ImU32 colour) const;
  void polyline(std::span<const Point> points, ImU32 colour, float thickness) const;
  /// A level or upright line of dashes.
  void dashes(Point a, Point b, ImU32 colour, float thickness = 1) const;
  void disc(Point centre, float radius, ImU32 colour) const;
  void ring(Point centre, float radius, ImU32 colour, float thickness) const;
  /// A chevron pointing down, or to the right while something is closed.
  void chevron(Point centre, ImU32 colour, bool points_down = true) const;
  /// A filled arrowhead, up or down.
  void triangle(Point centre, float radius, ImU32 colour, bool points_down) const;
  void cross(Point centre, float arm, ImU32 colour) const;
  /// A circle whose right half is filled: light and dark.
  void half_disc(Point centre, float radius, ImU32 colour) const;
  /// An arrow going back around: reset.
  void arrow_back(Point centre, float radius, ImU32 colour) const;
  void magnifier(Point centre, float radius, ImU32 colour) const;

  /// Makes an area answer to pointer, finger and assistive technology. Ids are unique per window.
  Touch touch(std::string_view id, Rect rect) const;

  /// Clips what follows to a rectangle, until end_clip.
  void begin_clip(Rect rect) const;
  void end_clip() const;

 private:
  ImFont* font(Face face) const;
  float font_pixels(TextStyle style) const { return style.size * kLineEm * ratio_; }
  /// Chinese comes in one weight, to keep the download small; bold is made by drawing it twice.
  void embolden(ImVec2 start, TextStyle style, ImU32 colour, std::string_view text) const;
  /// Bytes of the longest beginning of a text that is no wider than so much; at least a character.
  std::size_t longest_part(TextStyle style, std::string_view text, float width) const;
  void fill_corners(Rect rect, ImU32 colour, float radius, ImDrawFlags corners) const;

  const Fonts& fonts_;
  Theme theme_;
  float ratio_;
  const Palette& palette_;
};

}  // namespace vram::ui
