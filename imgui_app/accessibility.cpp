// Collects the frame's accessible records, and hands the visitor's acts on them to the widgets.
// SPDX-License-Identifier: MIT
#include "imgui_app/accessibility.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "imgui_app/platform.h"
#include "imgui_internal.h"

namespace vram::accessibility {
namespace {

static_assert(sizeof(Record) == 56, "web/accessible_mirror.js reads records of 56 bytes");

// An act that no widget takes within this many frames was meant for something no longer there.
constexpr int kFramesToTakeAnAct = 3;

template <class What>
struct Act {
  ImGuiID id;
  What what;
  int age;
};

struct State {
  Shown shown;     // what the mirror has
  Shown building;  // what this frame adds
  std::vector<ImGuiID> groups;
  std::vector<ImGuiID> activations;
  ImGuiID activated = 0;  // this frame
  std::vector<Act<Adjustment>> adjustments;
  std::vector<Act<std::string>> texts;
  ImGuiID focused = 0;
  ImGuiID to_reveal = 0;
  ImRect focus_rect;
  bool focus_is_visible = false;
  ImGuiID last_used = 0;
};

State& state() {
  static State the_state;
  return the_state;
}

std::string_view without_id(std::string_view label) { return label.substr(0, label.find("##")); }

void append(std::string& texts, std::string_view text) {
  // A zero would end the text early.
  for (const char c : text) texts += c == '\0' ? ' ' : c;
  texts += '\0';
}

std::uint32_t flags_of(const Item& item) {
  return (item.selected ? kSelected : 0) | (item.checked ? kChecked : 0) |
         (item.expandable || item.role == Role::combobox ? kExpandable : 0) |
         (item.expanded ? kExpanded : 0) | (item.disabled ? kDisabled : 0) |
         (item.modal ? kModal : 0) | (item.maximum > item.minimum ? kHasValue : 0);
}

// The part inside `clip`; what is outside shrinks to the nearest edge, so that it never lies over
// something else and yet can be focused.
ImRect clamped(const ImRect& rect, const ImRect& clip) {
  return {ImClamp(rect.Min, clip.Min, clip.Max), ImClamp(rect.Max, clip.Min, clip.Max)};
}

void scroll_into_view(ImGuiWindow* window, const ImRect& rect, const ImRect& visible) {
  if (rect.Min.x == visible.Min.x && rect.Max.x == visible.Max.x && rect.Min.y == visible.Min.y &&
      rect.Max.y == visible.Max.y) {
    return;
  }
  ImGui::ScrollToRectEx(window, rect,
                        ImGuiScrollFlags_KeepVisibleEdgeX | ImGuiScrollFlags_KeepVisibleEdgeY);
  platform::request_frame();
}

ImGuiID add_record(const Item& item, ImGuiID parent, std::uint32_t extra_flags) {
  State& s = state();
  const std::string_view label = without_id(item.label);
  ImGuiID id = item.id;
  if (id == 0) {
    const auto seed = parent * 64u + static_cast<ImGuiID>(item.role);
    id = ImHashData(label.data(), label.size(), seed);
  }
  const ImRect rect(item.top_left, item.bottom_right);
  ImGuiWindow* window = ImGui::GetCurrentWindowRead();
  const ImRect visible = window != nullptr ? clamped(rect, window->ClipRect) : rect;
  if (id == s.focused) {
    s.focus_rect = visible;
    s.focus_is_visible = visible.GetWidth() > 0 && visible.GetHeight() > 0;
  }
  if (window != nullptr && id == s.to_reveal) {
    s.to_reveal = 0;
    scroll_into_view(window, rect, visible);
  }
  if (item.id != 0 && item.id == ImGui::GetActiveID()) s.last_used = id;

  s.building.records.push_back(
      {.id = id,
       .parent = parent,
       .role_and_flags = static_cast<std::uint32_t>(item.role) | flags_of(item) | extra_flags,
       .level = static_cast<std::uint32_t>(item.level),
       .x = visible.Min.x,
       .y = visible.Min.y,
       .width = visible.GetWidth(),
       .height = visible.GetHeight(),
       .value = item.value,
       .minimum = item.minimum,
       .maximum = item.maximum});
  append(s.building.texts, label);
  append(s.building.texts, item.value_text);
  return id;
}

// Takes the first act for this id out of the queue.
template <class What>
std::optional<What> take(std::vector<Act<What>>& acts, ImGuiID id) {
  const auto found =
      std::find_if(acts.begin(), acts.end(), [id](const auto& act) { return act.id == id; });
  if (found == acts.end()) return std::nullopt;
  What what = std::move(found->what);
  acts.erase(found);
  return what;
}

template <class What>
void drop_stale(std::vector<Act<What>>& acts) {
  std::erase_if(acts, [](auto& act) { return ++act.age > kFramesToTakeAnAct; });
}

bool equal(const Shown& a, const Shown& b) {
  return a.records.size() == b.records.size() && a.texts == b.texts &&
         (a.records.empty() ||
          std::memcmp(a.records.data(), b.records.data(), a.records.size() * sizeof(Record)) == 0);
}

Role role_of(ImGuiID id) {
  for (const Record& record : state().shown.records)
    if (record.id == id) return static_cast<Role>(record.role_and_flags & 0xff);
  return Role::text;
}

}  // namespace

void add(const Item& item) {
  const State& s = state();
  add_record(item, s.groups.empty() ? 0 : s.groups.back(), 0);
}

void begin_group(const Item& group) {
  State& s = state();
  const ImGuiID parent = s.groups.empty() || group.modal ? 0 : s.groups.back();
  s.groups.push_back(add_record(group, parent, kIsGroup));
}

void end_group() {
  IM_ASSERT(!state().groups.empty() && "end_group without begin_group");
  state().groups.pop_back();
}

bool take_activation(ImGuiID id) {
  State& s = state();
  if (id == 0 || s.activated != id) return false;
  s.activated = 0;
  return true;
}

std::optional<Adjustment> take_adjustment(ImGuiID id) { return take(state().adjustments, id); }

std::optional<std::string> take_text(ImGuiID id) { return take(state().texts, id); }

ImGuiID focused_id() { return state().focused; }

void draw_focus_ring(ImU32 colour, float rounding, float thickness, float distance) {
  const State& s = state();
  if (s.focused == 0 || !s.focus_is_visible) return;
  ImRect ring = s.focus_rect;
  ring.Expand(distance);
  ImGui::GetForegroundDrawList()->AddRect(ring.Min, ring.Max, colour, rounding, 0, thickness);
}

void announce(std::string_view text) { platform::announce(text); }

void begin_frame() {
  State& s = state();
  s.building.records.clear();
  s.building.texts.clear();
  s.focus_is_visible = false;
  drop_stale(s.adjustments);
  drop_stale(s.texts);
  s.activated = 0;
  if (s.activations.empty()) return;
  s.activated = s.activations.front();
  s.activations.erase(s.activations.begin());
  ImGui::ActivateItemByID(s.activated);
  ImGuiContext& g = *ImGui::GetCurrentContext();
  // Without a keyboard source ImGui would hold the item down for ever.
  g.NavInputSource = ImGuiInputSource_Keyboard;
  if (role_of(s.activated) == Role::textbox) {
    g.NavNextActivateFlags = ImGuiActivateFlags_PreferInput;
  }
}

void end_frame() {
  State& s = state();
  IM_ASSERT(s.groups.empty() && "begin_group without end_group");
  s.groups.clear();
  if (equal(s.shown, s.building)) return;
  std::swap(s.shown, s.building);
  platform::show_accessible(s.shown.records.data(), static_cast<int>(s.shown.records.size()),
                            s.shown.texts);
}

bool has_pending_acts() {
  const State& s = state();
  return !s.activations.empty() || !s.adjustments.empty() || !s.texts.empty();
}

void push_activation(ImGuiID id) { state().activations.push_back(id); }

void push_adjustment(ImGuiID id, const Adjustment& adjustment) {
  for (auto& act : state().adjustments) {
    if (act.id != id || act.what.value || adjustment.value) continue;
    act.what.steps += adjustment.steps;
    return;
  }
  state().adjustments.push_back({id, adjustment, 0});
}

void push_text(ImGuiID id, std::string_view text) {
  // A field that is being typed into would not look at it.
  if (id != 0 && ImGui::GetActiveID() == id) ImGui::ClearActiveID();
  std::erase_if(state().texts, [id](const auto& act) { return act.id == id; });
  state().texts.push_back({id, std::string(text), 0});
}

void set_focus(ImGuiID id) {
  State& s = state();
  s.focused = s.to_reveal = id;
  // Whoever moves on from a text field is done with typing.
  if (id != 0 && ImGui::GetActiveID() != 0 && ImGui::GetActiveID() != id) ImGui::ClearActiveID();
}

void reveal(ImGuiID id) { state().to_reveal = id; }

ImGuiID last_used_id() { return state().last_used; }

void forget_everything() { state() = State{}; }

const Shown& shown() { return state().shown; }

const Record* find(Role role, std::string_view label) {
  const Shown& s = state().shown;
  std::size_t at = 0;
  for (const Record& record : s.records) {
    const std::string_view found = s.texts.c_str() + at;
    if (static_cast<Role>(record.role_and_flags & 0xff) == role && found == label) return &record;
    at += found.size() + 1;
    at = s.texts.find('\0', at) + 1;
  }
  return nullptr;
}

}  // namespace vram::accessibility
