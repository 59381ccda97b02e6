// What a screen reader, a keyboard and the browser tests see: one record per control of the frame.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "imgui.h"

namespace vram::accessibility {

// The order is known to web/accessible_mirror.js.
enum class Role : std::uint8_t {
  // read only
  text,
  heading,  // Item::level
  status,
  image,
  progressbar,
  separator,
  // activated
  link,
  button,
  toggle,  // a button that stays pressed: Item::checked
  checkbox,
  radio,
  tab,
  option,
  menu_item,
  combobox,
  // edited
  slider,
  textbox,
  // groups, for begin_group
  group,
  region,
  navigation,
  tab_list,
  radio_group,
  listbox,
  menu,
  list,
  list_item,
  table,
  row,
  column_header,
  row_header,
  cell,
  dialog,
};

struct Item {
  ImGuiID id = 0;  // the ImGui id of the control; 0 for texts
  Role role = Role::text;
  std::string_view label{};                    // "Label##id" is cut at the "##"
  std::string_view value_text{};               // how the value is written: "32,768 tokens"
  ImVec2 top_left{}, bottom_right{};           // canvas pixels, unclipped
  double value = 0, minimum = 0, maximum = 0;  // a range, if maximum > minimum
  bool selected = false;                       // tab, option
  bool checked = false;                        // checkbox, radio, toggle
  bool expandable = false;                     // has something to unfold; comboboxes always have
  bool expanded = false;
  bool disabled = false;
  bool modal = false;  // of a group: while it is there, everything else is out of reach
  int level = 0;       // of a heading
};

// One control or text, in reading order. Call it right after submitting the control, while its
// window is current, and also for controls that are scrolled out of sight. A control that gets the
// keyboard focus is scrolled into view here.
void add(const Item& item);

// Controls added in between belong to the group. A modal group stands outside all others.
void begin_group(const Item& group);
void end_group();

// Each answers once for one act of the visitor. Widgets made from ImGui::ButtonBehavior or
// InputText are activated by ImGui itself; take_activation is for the others, and a widget that
// uses both must treat them as one press.
bool take_activation(ImGuiID id);
struct Adjustment {
  double steps = 0;             // key steps, negative to the left; a page key is ten
  std::optional<double> value;  // set outright, by Home or End
};
std::optional<Adjustment> take_adjustment(ImGuiID id);
std::optional<std::string> take_text(ImGuiID id);

// The control that has the keyboard focus, or 0. It is to be drawn with a ring.
ImGuiID focused_id();
// Draws that ring over everything; call it once at the end of the app's frame.
void draw_focus_ring(ImU32 colour, float rounding, float thickness, float distance);

// Says something politely; of texts in quick succession only the last is said.
void announce(std::string_view text);

// For the platform: around each frame, before ImGui::NewFrame and before ImGui::Render.
void begin_frame();
void end_frame();
// True while acts wait for another frame.
bool has_pending_acts();
void push_activation(ImGuiID id);
void push_adjustment(ImGuiID id, const Adjustment& adjustment);
void push_text(ImGuiID id, std::string_view text);
void set_focus(ImGuiID id);
// Scrolls a control into view when it is next added.
void reveal(ImGuiID id);
// The mirrored control that was last used by mouse, finger or typing, or 0.
ImGuiID last_used_id();
void forget_everything();

// What the mirror shows, for tests.
struct Record {
  std::uint32_t id, parent;
  std::uint32_t role_and_flags;  // role in the low byte, then the bits below
  std::uint32_t level;
  float x, y, width, height;  // canvas pixels
  double value, minimum, maximum;
};
inline constexpr std::uint32_t kSelected = 1u << 8, kChecked = 1u << 9, kExpandable = 1u << 10,
                               kExpanded = 1u << 11, kDisabled = 1u << 12, kModal = 1u << 13,
                               kHasValue = 1u << 14, kIsGroup = 1u << 15;
struct Shown {
  std::vector<Record> records;
  std::string texts;  // for each record its label and its value text, each ended by a zero
};
const Shown& shown();
// The first shown record of this role and label, or null.
const Record* find(Role role, std::string_view label);

}  // namespace vram::accessibility
