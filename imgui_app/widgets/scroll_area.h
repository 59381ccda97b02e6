// A part of the page that scrolls by itself.
// SPDX-License-Identifier: MIT
#pragma once

#include "imgui_app/layout.h"

namespace vram::ui {

/// A column of cards between a top and the bottom of what is seen. Draws while it lives; its draw
/// list is split into kLayers.
class ScrollArea {
 public:
  /// `column` is where the cards go; the scrollbar stands right of it, in the gap.
  ScrollArea(const Canvas& canvas, const char* id, const Column& column, float bottom,
             bool scrolls_to_top);
  ~ScrollArea();
  ScrollArea(const ScrollArea&) = delete;
  ScrollArea& operator=(const ScrollArea&) = delete;

  Column& column() { return column_; }

 private:
  const Canvas& canvas_;
  Column column_;
};

}  // namespace vram::ui
