// A box that shows a choice and opens a searchable, grouped list of all of them.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "imgui_app/canvas.h"

namespace vram::ui {

/// One row of the list.
struct PickerRow {
  std::string name;
  std::string detail;
  std::string group;  ///< a header is shown where it changes
  double value = 0;
  std::string_view keywords{};  ///< found by the search, not shown
  bool is_offer = false;        ///< stands first whatever is searched for; its detail is below it
  bool is_doubtful = false;     ///< of an offer: its detail says what is wrong with it
};

struct PickerTexts {
  std::string_view label;        ///< what is picked, for assistive technology
  std::string_view placeholder;  ///< of the search field; no search field if empty
  std::string_view no_match;
  std::optional<double> best{};  ///< the row that what is typed names best; else the first
  std::string_view hint{};       ///< in the empty search field, where that is not its placeholder
};

/// What the list remembers while it is open.
struct PickerState {
  std::array<char, 128> query{};
  int cursor = -1;  ///< the row the arrow keys are on, among those that match
  bool follows_cursor = false;
  double typed_at = 0;  ///< when the last letter came, in lists without a search field
};

/// The box. Opens the list when pressed; `is_changed` marks a name that is not the preset's.
void picker_box(const Canvas& canvas, Rect rect, std::string_view popup, std::string_view label,
                std::string_view name, std::string_view detail, PickerState& state);

/// The list, if it is open; below `anchor`. Returns the value of the row chosen.
std::optional<double> picker_list(const Canvas& canvas, Rect anchor, std::string_view popup,
                                  const PickerTexts& texts, const std::vector<PickerRow>& rows,
                                  double chosen, PickerState& state);

/// A field with a magnifier that keeps its text; `takes_focus` puts the caret there. Returns true
/// when the text has changed.
bool filter_field(const Canvas& canvas, Rect rect, std::string_view placeholder, std::string& text,
                  bool takes_focus);

/// Opens the list of a picker whose box is drawn by somebody else.
void open_picker(std::string_view popup, PickerState& state);

}  // namespace vram::ui
