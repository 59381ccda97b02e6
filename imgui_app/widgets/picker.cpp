// The list floats over the page; typing filters it, arrows and Enter choose.
// SPDX-License-Identifier: MIT
#include "imgui_app/widgets/picker.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "imgui_app/format.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/picker_rows.h"

namespace vram::ui {
namespace {

using accessibility::Role;

constexpr float kSearchHeight = 40;
constexpr float kPadding = 8;
constexpr float kMargin = 12;      // between the list and the window's edges
constexpr int kBestRow = -2;       // where the cursor goes when something else is typed
constexpr float kLeastRows = 110;  // room for what is said where nothing is found
constexpr float kTallest = 480;
constexpr float kWidest = 460;

void search_field(const Canvas& canvas, Rect rect, const PickerTexts& texts, PickerState& state) {
  constexpr float kIconRoom = 34;
  const Palette& c = canvas.colours();
  canvas.fill(rect, c.inset, kControlRadius);
  canvas.stroke(rect, c.edge, kControlRadius);
  canvas.magnifier({rect.x + kIconRoom / 2 - 1, rect.centre().y - 1}, 5, c.quiet);
  push_field_style(canvas, rect, kIconRoom, c.ink);
  // On a phone the keyboard would cover the list; there a tap on the field asks for it.
  const bool is_phone = canvas.to_css(ImGui::GetIO().DisplaySize).x < kTwoColumns;
  if (ImGui::IsWindowAppearing() && !is_phone) ImGui::SetKeyboardFocusHere();
  const std::string placeholder(texts.hint.empty() ? texts.placeholder : texts.hint);
  const bool is_edited = ImGui::InputTextWithHint("##search", placeholder.c_str(),
                                                  state.query.data(), state.query.size());
  pop_field_style();
  const ImGuiID id = ImGui::GetItemID();
  if (is_edited) state.cursor = kBestRow;
  announce_item(canvas, rect,
                {.id = id,
                 .role = Role::textbox,
                 .label = texts.placeholder,
                 .value_text = state.query.data()});
  if (const auto spoken = accessibility::take_text(id)) {
    const std::size_t size = std::min(spoken->size(), state.query.size() - 1);
    std::copy_n(spoken->begin(), size, state.query.begin());
    state.query[size] = '\0';
    state.cursor = kBestRow;
  }
}

void move_cursor(PickerState& state, int rows) {
  const int before = state.cursor;
  if (ImGui::IsKeyPressed(ImGuiKey_DownArrow)) ++state.cursor;
  if (ImGui::IsKeyPressed(ImGuiKey_UpArrow)) --state.cursor;
  if (ImGui::IsKeyPressed(ImGuiKey_PageDown)) state.cursor += 8;
  if (ImGui::IsKeyPressed(ImGuiKey_PageUp)) state.cursor -= 8;
  if (state.cursor != before) {
    state.cursor = std::clamp(state.cursor, 0, std::max(rows - 1, 0));
    state.follows_cursor = true;
  }
}

/// In a list without a search field letters go to the row that begins with them.
void type_ahead(PickerState& state, const std::vector<const PickerRow*>& rows) {
  constexpr double kForgottenSeconds = 1;
  for (const ImWchar letter : ImGui::GetIO().InputQueueCharacters) {
    if (ImGui::GetTime() - state.typed_at > kForgottenSeconds) state.query[0] = '\0';
    state.typed_at = ImGui::GetTime();
    std::string typed = state.query.data();
    if (letter < 0x80 && typed.size() + 1 < state.query.size()) typed += static_cast<char>(letter);
    std::copy_n(typed.c_str(), typed.size() + 1, state.query.begin());
    const std::string beginning = lowered(typed);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (lowered(rows[i]->name).rfind(beginning, 0) != 0) continue;
      state.cursor = static_cast<int>(i);
      state.follows_cursor = true;
      break;
    }
  }
}

/// The scrolled rows. Returns the row chosen by pointer, finger or assistive technology.
const PickerRow* rows_area(const Canvas& canvas, Rect area, const PickerTexts& texts,
                           const std::vector<const PickerRow*>& rows, double chosen,
                           PickerState& state) {
  const PickerRow* picked = nullptr;
  ImGui::SetCursorScreenPos(canvas.to_pixels({area.x, area.y}));
  ImGui::BeginChild("rows", canvas.to_pixels({area.width, area.height}), ImGuiChildFlags_None);
  accessibility::begin_group({.id = ImGui::GetID("rows"),
                              .role = Role::listbox,
                              .label = texts.label,
                              .top_left = canvas.to_pixels({area.x, area.y}),
                              .bottom_right = canvas.to_pixels({area.right(), area.bottom()})});
  const float scrollbar = content_height(canvas, rows, area.width) > area.height ? 10 : 0;
  float y = area.y - ImGui::GetScrollY() / canvas.ratio();
  std::string_view group;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const PickerRow& row = *rows[i];
    if (row.group != group) {
      group = row.group;
      canvas.text({area.x + 14, y + kHeaderHeight - Canvas::line_height(kSmallStrong) - 3},
                  kSmallStrong, canvas.colours().quiet, group);
      y += kHeaderHeight;
    }
    const float width = area.width - scrollbar;
    const Rect rect{area.x, y, width, row_height(canvas, row, width)};
    const Touch touch = canvas.touch("row" + std::to_string(i), rect);
    const bool is_marked = touch.hovered || static_cast<int>(i) == state.cursor;
    draw_row(canvas, rect, row, row.value == chosen, is_marked);
    announce_item(canvas, rect,
                  {.id = touch.id,
                   .role = Role::option,
                   .label = row.name,
                   .value_text = row.detail,
                   .selected = row.value == chosen});
    if (static_cast<int>(i) == state.cursor && state.follows_cursor) {
      ImGui::SetScrollHereY();
      state.follows_cursor = false;
    }
    if (touch.clicked) picked = &row;
    y += rect.height;
  }
  accessibility::end_group();
  if (rows.empty()) {
    float text_y = area.y + 10;
    for (const std::string& line : canvas.wrapped(kBody, texts.no_match, area.width - 28)) {
      canvas.text({area.x + 14, text_y}, kBody, canvas.colours().quiet, line);
      text_y += Canvas::line_height(kBody) + 3;
    }
  }
  ImGui::EndChild();
  return picked;
}

int index_of(const std::vector<const PickerRow*>& rows, double chosen) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i]->value == chosen) return static_cast<int>(i);
  }
  return 0;
}

}  // namespace

void open_picker(std::string_view popup, PickerState& state) {
  state.query[0] = '\0';
  state.cursor = -1;
  ImGui::OpenPopup(std::string(popup).c_str());
}

void picker_box(const Canvas& canvas, Rect rect, std::string_view popup, std::string_view label,
                std::string_view name, std::string_view detail, PickerState& state) {
  constexpr float kPaddingX = 12;
  constexpr float kChevronRoom = 18;
  const Palette& c = canvas.colours();
  const Touch touch = canvas.touch(popup, rect);
  if (touch.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  canvas.fill(rect, touch.hovered ? c.hover : c.card, kControlRadius);
  canvas.stroke(rect, c.edge, kControlRadius);
  const Rect text{rect.x + kPaddingX, rect.y, rect.width - 2 * kPaddingX - kChevronRoom,
                  rect.height};
  canvas.chevron({rect.right() - kPaddingX - 3, rect.centre().y}, c.quiet);
  const float name_width = canvas.text_width(kStrong, name);
  canvas.text_left(text, kStrong, c.ink, name);
  const float room = text.width - name_width - 12;
  if (canvas.text_width(kSmall, detail) <= room) {
    canvas.text_right(text.right(), text.y + (text.height - Canvas::line_height(kSmall)) / 2,
                      kSmall, c.quiet, detail);
  }
  announce_item(canvas, rect,
                {.id = touch.id,
                 .role = Role::combobox,
                 .label = label,
                 .value_text = name,
                 .expanded = ImGui::IsPopupOpen(std::string(popup).c_str())});
  // The list has its own id, so that it can be opened from the box of the same name.
  if (touch.clicked) open_picker(popup, state);
}

std::optional<double> picker_list(const Canvas& canvas, Rect anchor, std::string_view popup,
                                  const PickerTexts& texts, const std::vector<PickerRow>& rows,
                                  double chosen, PickerState& state) {
  const std::string id(popup);
  if (!ImGui::IsPopupOpen(id.c_str())) return std::nullopt;
  const Point window = canvas.to_css(ImGui::GetIO().DisplaySize);
  const bool has_search = !texts.placeholder.empty();
  const std::vector<const PickerRow*> found = matching(rows, has_search ? state.query.data() : "");
  if (state.cursor == -1) {
    state.cursor = index_of(found, chosen);
    state.follows_cursor = true;
  }

  // What is best is known in the frame after something was typed.
  if (state.cursor == kBestRow) {
    const bool has_offer = !found.empty() && found.front()->is_offer;
    state.cursor = has_offer || !texts.best ? 0 : index_of(found, *texts.best);
    state.follows_cursor = true;
  }

  const float search = has_search ? kSearchHeight + kPadding : 0;
  const float width = std::min(std::max(anchor.width, std::min(kWidest, anchor.width * 1.4f)),
                               window.x - 2 * kMargin);
  const float content = content_height(canvas, found, width);
  const float found_rows = found.empty() ? kLeastRows : content;
  const float wanted = std::min(kTallest, found_rows + search + 2 * kPadding);
  const float height = std::min(wanted, window.y - 2 * kMargin);
  const float x = std::clamp(anchor.x, kMargin, std::max(kMargin, window.x - width - kMargin));
  const float below = anchor.bottom() + 4;
  const float y = std::clamp(below, kMargin, std::max(kMargin, window.y - height - kMargin));

  ImGui::SetNextWindowPos(canvas.to_pixels({x, y}));
  ImGui::SetNextWindowSize(canvas.to_pixels({width, height}));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  const bool is_open = ImGui::BeginPopup(
      id.c_str(), ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoScrollbar |
                      ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoSavedSettings);
  ImGui::PopStyleVar();
  if (!is_open) return std::nullopt;

  std::optional<double> picked;
  accessibility::begin_group({.id = ImGui::GetID("dialog"),
                              .role = Role::dialog,
                              .label = texts.label,
                              .top_left = canvas.to_pixels({x, y}),
                              .bottom_right = canvas.to_pixels({x + width, y + height}),
                              .modal = true});
  if (has_search) {
    search_field(canvas, {x + kPadding, y + kPadding, width - 2 * kPadding, kSearchHeight}, texts,
                 state);
  }
  if (!has_search) type_ahead(state, found);
  move_cursor(state, static_cast<int>(found.size()));
  const Rect area{x, y + kPadding + search, width, height - search - 2 * kPadding};
  if (const PickerRow* row = rows_area(canvas, area, texts, found, chosen, state)) {
    picked = row->value;
  }
  const bool is_entered =
      ImGui::IsKeyPressed(ImGuiKey_Enter) || ImGui::IsKeyPressed(ImGuiKey_KeypadEnter);
  if (is_entered && state.cursor >= 0 && state.cursor < static_cast<int>(found.size())) {
    picked = found[static_cast<std::size_t>(state.cursor)]->value;
  }
  if (picked || ImGui::IsKeyPressed(ImGuiKey_Escape)) ImGui::CloseCurrentPopup();
  accessibility::end_group();
  ImGui::EndPopup();
  return picked;
}

bool filter_field(const Canvas& canvas, Rect rect, std::string_view placeholder, std::string& text,
                  bool takes_focus) {
  constexpr float kIconRoom = 34;
  const Palette& c = canvas.colours();
  std::array<char, 64> buffer{};
  std::copy_n(text.begin(), std::min(text.size(), buffer.size() - 1), buffer.begin());
  canvas.fill(rect, c.inset, kControlRadius);
  canvas.stroke(rect, c.edge, kControlRadius);
  canvas.magnifier({rect.x + kIconRoom / 2 - 1, rect.centre().y - 1}, 5, c.quiet);
  push_field_style(canvas, rect, kIconRoom, c.ink);
  if (takes_focus) ImGui::SetKeyboardFocusHere();
  const std::string hint(placeholder);
  const bool is_edited =
      ImGui::InputTextWithHint("##filter", hint.c_str(), buffer.data(), buffer.size());
  pop_field_style();
  const ImGuiID id = ImGui::GetItemID();
  announce_item(canvas, rect,
                {.id = id, .role = Role::textbox, .label = placeholder, .value_text = text});
  if (const auto spoken = accessibility::take_text(id)) {
    text = spoken->substr(0, buffer.size() - 1);
    return true;
  }
  if (is_edited) text = buffer.data();
  return is_edited;
}

}  // namespace vram::ui
