// Content that follows the wheel and the finger, and glides on after it.
// SPDX-License-Identifier: MIT
#include "imgui_app/scrolling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "imgui.h"
#include "imgui_internal.h"

namespace vram::scrolling {
namespace {

constexpr float kWheelEasingSeconds = 0.04f;
constexpr float kGlideSeconds = 0.325f;
constexpr float kSlowestGlide = 20;  // CSS pixels per second
constexpr float kLongestFrameSeconds = 1.0f / 20;

// ImGui's wheel step, in font heights, and the most of a window it covers.
constexpr std::array<float, 2> kStepLines{2, 5};
constexpr float kLargestStepShare = 0.67f;

struct Axis {
  float wheel = 0;     // still to be scrolled
  float pan = 0;       // still to be moved
  float glide = 0;     // per second
  ImGuiID window = 0;  // that is moved
};

struct State {
  std::array<Axis, 2> axes;  // x, y
  std::optional<platform::FingerDrag> claim;
};

State& state() {
  static State the_state;
  return the_state;
}

// The window that scrolls along this axis for something in `window`. A `direction` other than 0
// passes over windows that are already at that end.
ImGuiWindow* scrolling_window(ImGuiWindow* window, std::size_t axis, float direction) {
  while (window != nullptr) {
    const bool takes_part = (window->Flags & ImGuiWindowFlags_NoScrollWithMouse) == 0;
    const float end = direction > 0 ? 0 : window->ScrollMax[axis];
    const bool can_move = direction == 0 || window->Scroll[axis] != end;
    if (takes_part && window->ScrollMax[axis] > 0 && can_move) return window;
    window = (window->Flags & ImGuiWindowFlags_ChildWindow) != 0 ? window->ParentWindow : nullptr;
  }
  return nullptr;
}

// Windows scroll by whole pixels: takes those out of `amount` and leaves the rest for later.
float take_whole_pixels(float& amount, float share) {
  float whole = std::trunc(amount * share);
  if (whole == 0) whole = std::trunc(std::clamp(amount, -1.0f, 1.0f));
  amount -= whole;
  return whole;
}

bool has_wheel(const Axis& axis) { return std::abs(axis.wheel) >= 1; }

}  // namespace

// ImGui counts the wheel in steps of its own. This makes a step what it will be in the hovered
// window, so that content moves as far as in other pages, and eases the jumps of notched wheels.
void feed_wheel(float seconds, float pixel_ratio, bool at_once) {
  auto& axes = state().axes;
  if (!has_wheel(axes[0]) && !has_wheel(axes[1])) return;
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  const float frame = std::min(seconds, kLongestFrameSeconds);
  const float share = at_once ? 1 : 1 - std::exp(-frame / kWheelEasingSeconds);
  ImVec2 steps;
  for (const std::size_t axis : {0u, 1u}) {
    ImGuiWindow* hovered = g.WheelingWindow != nullptr ? g.WheelingWindow : g.HoveredWindow;
    const ImGuiWindow* window = scrolling_window(hovered, axis, 0);
    float step = kStepLines[axis] * g.Style.FontSizeBase * pixel_ratio;
    if (window != nullptr) {
      const float largest = window->InnerRect.GetSize()[axis] * kLargestStepShare;
      step = std::trunc(std::min(kStepLines[axis] * window->FontRefSize, largest));
    }
    steps[axis] = take_whole_pixels(axes[axis].wheel, share) / std::max(step, 1.0f);
  }
  ImGuiIO& io = ImGui::GetIO();
  // Browsers have already turned Shift+wheel sideways, and ImGui is about to do it again.
  if (io.KeyShift && !io.ConfigMacOSXBehaviors && steps.y == 0) std::swap(steps.x, steps.y);
  io.AddMouseWheelEvent(steps.x, steps.y);
}

void move_content(float seconds, float pixel_ratio) {
  const float frame = std::min(seconds, kLongestFrameSeconds);
  const float keep = std::exp(-frame / kGlideSeconds);
  for (const std::size_t axis : {0u, 1u}) {
    Axis& a = state().axes[axis];
    a.pan += a.glide * kGlideSeconds * (1 - keep);
    a.glide *= keep;
    ImGuiWindow* window = ImGui::FindWindowByID(a.window);
    if (window == nullptr || std::abs(a.glide) < kSlowestGlide * pixel_ratio) a.glide = 0;
    const float moved = take_whole_pixels(a.pan, 1);
    if (window == nullptr || moved == 0) continue;
    const float wanted = window->Scroll[axis] - moved;
    const float scroll = std::clamp(wanted, 0.0f, window->ScrollMax[axis]);
    if (scroll != wanted) a.glide = 0;
    if (axis == 0) ImGui::SetScrollX(window, scroll);
    if (axis == 1) ImGui::SetScrollY(window, scroll);
  }
}

bool is_moving() {
  const auto& axes = state().axes;
  return std::any_of(axes.begin(), axes.end(),
                     [](const Axis& axis) { return has_wheel(axis) || axis.glide != 0; });
}

void turn_wheel(float x, float y) {
  state().axes[0].wheel -= x;
  state().axes[1].wheel -= y;
}

void claim_finger(platform::FingerDrag drag) { state().claim = drag; }

void forget_claim() { state().claim.reset(); }

bool finger_drags(bool horizontally) {
  const auto claim = state().claim;
  if (claim == platform::FingerDrag::any) return true;
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  ImGuiWindow* window = g.HoveredWindow;
  for (const ImGuiAxis axis : {ImGuiAxis_X, ImGuiAxis_Y})
    if (window != nullptr && g.HoveredId == ImGui::GetWindowScrollbarID(window, axis)) return true;
  if (!horizontally) return false;
  return claim.has_value() || scrolling_window(window, 0, 0) == nullptr;
}

void begin_pan(float x, float y) {
  auto& axes = state().axes;
  axes = {};
  const bool sideways = std::abs(x) > std::abs(y);
  const std::size_t axis = sideways ? 0 : 1;
  ImGuiWindow* hovered = ImGui::GetCurrentContext()->HoveredWindow;
  const ImGuiWindow* window = scrolling_window(hovered, axis, sideways ? x : y);
  if (window != nullptr) axes[axis].window = window->ID;
}

void pan(float x, float y) {
  state().axes[0].pan += x;
  state().axes[1].pan += y;
}

void glide(float x, float y) {
  state().axes[0].glide = x;
  state().axes[1].glide = y;
}

bool stop() {
  auto& axes = state().axes;
  const bool glided = axes[0].glide != 0 || axes[1].glide != 0;
  axes[0].glide = axes[1].glide = 0;
  return glided;
}

}  // namespace vram::scrolling
