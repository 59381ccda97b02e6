// A sheet over the page: a title, a cross to close it, and a column that scrolls.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "imgui_app/layout.h"

namespace vram::ui {

/// Draws while it lives. Nothing is to be drawn where it is not open.
class Sheet {
 public:
  /// Open after ImGui::OpenPopup(popup) in the same window.
  Sheet(const Canvas& canvas, const char* popup, std::string_view title, std::string_view close,
        float width, float height);
  ~Sheet();
  Sheet(const Sheet&) = delete;
  Sheet& operator=(const Sheet&) = delete;

  bool is_open() const { return is_open_; }
  Column& column() { return column_; }
  void close() { is_done_ = true; }

 private:
  const Canvas& canvas_;
  bool is_open_ = false;
  bool is_done_ = false;
  Column column_{};
};

}  // namespace vram::ui
