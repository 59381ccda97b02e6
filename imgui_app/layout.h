// Placing things one below the other, in CSS pixels.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "imgui_app/canvas.h"

namespace vram::ui {

/// A column that is filled from the top.
struct Column {
  float x = 0;
  float width = 0;
  float y = 0;  ///< where the next thing goes

  /// The next so many pixels of the column.
  Rect take(float height) {
    const Rect rect{x, y, width, height};
    y += height;
    return rect;
  }
  void space(float height) { y += height; }
};

/// A card of a column. Its ground is drawn when it ends, below what was put on it, so the window's
/// draw list must be split into kLayers (see app.cpp).
class Card {
 public:
  Card(const Canvas& canvas, Column& column);
  ~Card();
  Card(const Card&) = delete;
  Card& operator=(const Card&) = delete;

  Column& inside() { return inside_; }

 private:
  const Canvas& canvas_;
  Column& column_;
  Column inside_;
};

/// Grounds of cards are drawn on the lower layer, everything else on the upper one.
inline constexpr int kLowerLayer = 0;
inline constexpr int kInsetLayer = 1;  ///< grounds inside cards
inline constexpr int kUpperLayer = 2;
inline constexpr int kLayers = 3;

/// A card's title, also for assistive technology.
void title(const Canvas& canvas, Column& column, std::string_view text);

/// A paragraph in a style; takes as many lines as it needs.
void paragraph(const Canvas& canvas, Column& column, TextStyle style, ImU32 colour,
               std::string_view text);

/// "Label ......... value", read out as one.
void fact_row(const Canvas& canvas, Column& column, std::string_view label, std::string_view value);

}  // namespace vram::ui
