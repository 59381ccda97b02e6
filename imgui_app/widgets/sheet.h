// What opens over the page: a dialog anywhere, and a sheet in the middle with a title and a cross.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "imgui_app/layout.h"

namespace vram::ui {

/// A popup with a column that scrolls. Draws while it lives; nothing is to be drawn where it is
/// not open. Esc closes it.
class Dialog {
 public:
  /// Open after ImGui::OpenPopup(popup) in the same window. `padding` is between edge and column.
  /// Without a height it is as tall as its column, in the middle of the window and over a scrim.
  Dialog(const Canvas& canvas, const char* popup, std::string_view label, Rect rect, Point padding);
  ~Dialog();
  Dialog(const Dialog&) = delete;
  Dialog& operator=(const Dialog&) = delete;

  bool is_open() const { return is_open_; }
  Column& column() { return column_; }
  void close() { is_done_ = true; }

 private:
  const Canvas& canvas_;
  Column column_{};
  float bottom_padding_;
  bool is_open_ = false;
  bool is_done_ = false;
};

/// A dialog in the middle of the window, with a title and a cross to close it. It is as tall as
/// what is put into its column, and scrolls where the window is lower.
class Sheet {
 public:
  Sheet(const Canvas& canvas, const char* popup, std::string_view title, std::string_view close,
        float width);

  bool is_open() const { return dialog_.is_open(); }
  Column& column() { return dialog_.column(); }
  void close() { dialog_.close(); }

 private:
  Dialog dialog_;
};

}  // namespace vram::ui
