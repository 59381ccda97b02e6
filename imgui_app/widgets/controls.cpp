// Drawing and behaviour of the controls.
// SPDX-License-Identifier: MIT
#include "imgui_app/widgets/controls.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "imgui_app/platform.h"
#include "imgui_internal.h"

namespace vram::ui {
namespace {

using accessibility::Role;

constexpr float kFieldPadding = 10;

ImVec2 pixel_size(const Canvas& canvas, Rect rect) {
  return canvas.to_pixels({rect.width, rect.height});
}

void hand_cursor(const Touch& touch) {
  if (touch.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
}

std::size_t nearest_stop(std::span<const double> stops, double value) {
  std::size_t nearest = 0;
  for (std::size_t i = 1; i < stops.size(); ++i) {
    if (std::fabs(stops[i] - value) < std::fabs(stops[nearest] - value)) nearest = i;
  }
  return nearest;
}

/// What is shown of a label: ids may follow after "##".
std::string_view shown_part(std::string_view label) { return label.substr(0, label.find("##")); }

/// The stop that many key steps away; a value between stops first goes to its neighbour.
double stepped(std::span<const double> stops, double value, double steps) {
  auto at = static_cast<double>(nearest_stop(stops, value));
  const double nearest = stops[static_cast<std::size_t>(at)];
  if (nearest != value && (nearest > value) == (steps > 0)) at -= steps > 0 ? 1 : -1;
  at = std::clamp(at + steps, 0.0, static_cast<double>(stops.size() - 1));
  return stops[static_cast<std::size_t>(at)];
}

}  // namespace

void announce_item(const Canvas& canvas, Rect rect, accessibility::Item item) {
  item.top_left = canvas.to_pixels({rect.x, rect.y});
  item.bottom_right = canvas.to_pixels({rect.right(), rect.bottom()});
  accessibility::add(item);
}

void tooltip(const Canvas& canvas, std::string_view text) {
  constexpr float kWidest = 300;
  constexpr float kPadding = 10;
  if (text.empty() || !ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip)) return;
  const std::vector<std::string> lines = canvas.wrapped(kSmall, text, kWidest);
  float width = 0;
  for (const std::string& line : lines) width = std::max(width, canvas.text_width(kSmall, line));
  const float line_height = Canvas::line_height(kSmall) + 2;
  const float height = line_height * static_cast<float>(lines.size());
  ImGui::SetNextWindowSize(canvas.to_pixels({width + 2 * kPadding, height + 2 * kPadding}));
  if (!ImGui::BeginTooltip()) return;
  const Point origin = canvas.to_css(ImGui::GetWindowPos());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const float y = origin.y + kPadding + line_height * static_cast<float>(i);
    canvas.text({origin.x + kPadding, y}, kSmall, canvas.colours().ink, lines[i]);
  }
  ImGui::EndTooltip();
}

bool button(const Canvas& canvas, Rect rect, std::string_view label, bool is_primary,
            std::string_view help, std::string_view spoken) {
  const Palette& c = canvas.colours();
  const Touch touch = canvas.touch(label, rect);
  tooltip(canvas, help);
  hand_cursor(touch);
  if (is_primary) {
    canvas.fill(rect, c.accent, kControlRadius);
    if (touch.hovered) canvas.fill(rect, IM_COL32(255, 255, 255, 26), kControlRadius);
  } else {
    canvas.fill(rect, touch.hovered ? c.hover : c.card, kControlRadius);
    canvas.stroke(rect, c.edge, kControlRadius);
  }
  canvas.text_centred(rect, is_primary ? kStrong : kBody, is_primary ? c.on_accent : c.ink,
                      shown_part(label));
  announce_item(canvas, rect,
                {.id = touch.id, .role = Role::button, .label = spoken.empty() ? label : spoken});
  return touch.clicked;
}

bool icon_button(const Canvas& canvas, Rect rect, std::string_view label, std::string_view help,
                 const std::function<void(Point centre, ImU32 colour)>& draw) {
  const Palette& c = canvas.colours();
  const Touch touch = canvas.touch(label, rect);
  tooltip(canvas, help);
  hand_cursor(touch);
  if (touch.hovered) canvas.fill(rect, c.hover, kControlRadius);
  draw(rect.centre(), touch.hovered ? c.ink : c.quiet);
  announce_item(canvas, rect, {.id = touch.id, .role = Role::button, .label = label});
  return touch.clicked;
}

bool text_link(const Canvas& canvas, Point at, TextStyle style, std::string_view id,
               std::string_view text) {
  const Rect rect{at.x, at.y, canvas.text_width(style, text), Canvas::line_height(style)};
  const Touch touch = canvas.touch(id, rect);
  hand_cursor(touch);
  canvas.text(at, style, canvas.colours().accent_text, text);
  if (touch.hovered) {
    canvas.line({rect.x, rect.bottom() - 2}, {rect.right(), rect.bottom() - 2},
                canvas.colours().accent_text);
  }
  announce_item(canvas, rect, {.id = touch.id, .role = Role::link, .label = text});
  return touch.clicked;
}

namespace {

constexpr float kSegmentChevronRoom = 14;

/// Segments share the width by what their texts need.
std::vector<float> segment_widths(const Canvas& canvas, std::span<const Segment> segments,
                                  float width) {
  std::vector<float> widths;
  float needed = 0;
  for (const Segment& segment : segments) {
    const float chevron = segment.opens_more ? kSegmentChevronRoom : 0;
    widths.push_back(canvas.text_width(kSmallStrong, segment.label) + chevron);
    needed += widths.back();
  }
  const float spare = (width - needed) / static_cast<float>(segments.size());
  for (float& each : widths) each += spare;
  return widths;
}

void segment_ground(const Canvas& canvas, Rect cell, ImU32 colour, bool is_first, bool is_last) {
  if (is_first) {
    canvas.fill_left_rounded(cell, colour, kControlRadius);
  } else if (is_last) {
    canvas.fill_right_rounded(cell, colour, kControlRadius);
  } else {
    canvas.fill(cell, colour);
  }
}

void segment_text(const Canvas& canvas, Rect cell, const Segment& segment, bool is_chosen) {
  const Palette& c = canvas.colours();
  const TextStyle style = is_chosen ? kSmallStrong : kSmall;
  Rect text = cell;
  if (segment.opens_more) {
    text.width -= kSegmentChevronRoom;
    const float end = text.centre().x + canvas.text_width(style, segment.label) / 2;
    canvas.chevron({end + 9, cell.centre().y}, is_chosen ? c.accent_text : c.quiet);
  }
  canvas.text_centred(text, style, is_chosen ? c.accent_text : c.ink, segment.label);
}

}  // namespace

std::optional<std::size_t> segmented(const Canvas& canvas, Rect rect, std::string_view label,
                                     std::span<const Segment> segments, int chosen) {
  const Palette& c = canvas.colours();
  std::optional<std::size_t> pressed;
  ImGui::PushID(std::string(label).c_str());
  accessibility::begin_group({.id = ImGui::GetID("group"),
                              .role = Role::radio_group,
                              .label = label,
                              .top_left = canvas.to_pixels({rect.x, rect.y}),
                              .bottom_right = canvas.to_pixels({rect.right(), rect.bottom()})});
  canvas.fill(rect, c.card, kControlRadius);
  const std::vector<float> widths = segment_widths(canvas, segments, rect.width);
  Rect cell{rect.x, rect.y, 0, rect.height};
  for (std::size_t i = 0; i < segments.size(); ++i) {
    cell.x += cell.width;
    cell.width = widths[i];
    const Segment& segment = segments[i];
    const bool is_chosen = static_cast<int>(i) == chosen;
    const Touch touch = canvas.touch("segment" + std::to_string(i), cell);
    tooltip(canvas, segment.help);
    hand_cursor(touch);
    if (is_chosen || touch.hovered) {
      segment_ground(canvas, cell, is_chosen ? c.accent_soft : c.hover, i == 0,
                     i + 1 == segments.size());
    }
    if (i > 0) canvas.line({cell.x, cell.y + 1}, {cell.x, cell.bottom() - 1}, c.edge);
    segment_text(canvas, cell, segment, is_chosen);
    announce_item(canvas, cell,
                  {.id = touch.id,
                   .role = segment.opens_more ? Role::button : Role::radio,
                   .label = segment.label,
                   .checked = is_chosen});
    if (touch.clicked) pressed = i;
  }
  canvas.stroke(rect, c.edge, kControlRadius);
  accessibility::end_group();
  ImGui::PopID();
  return pressed;
}

bool toggle(const Canvas& canvas, Rect rect, std::string_view label, bool is_on) {
  constexpr float kWidth = 34;
  constexpr float kHeight = 20;
  const Palette& c = canvas.colours();
  const Touch touch = canvas.touch(label, rect);
  hand_cursor(touch);
  const Rect knob_track{rect.right() - kWidth, rect.centre().y - kHeight / 2, kWidth, kHeight};
  canvas.fill(knob_track, is_on ? c.accent : c.track, kHeight / 2);
  const float x = is_on ? knob_track.right() - kHeight / 2 : knob_track.x + kHeight / 2;
  canvas.disc({x, knob_track.centre().y}, kHeight / 2 - 3, c.card);
  announce_item(canvas, rect,
                {.id = touch.id, .role = Role::checkbox, .label = label, .checked = is_on});
  return touch.clicked;
}

std::optional<double> slider(const Canvas& canvas, Rect rect, std::string_view label,
                             std::string_view value_text, double value,
                             std::span<const double> stops, double position) {
  constexpr float kTrackHeight = 4;
  constexpr float kGripRadius = 8;
  constexpr float kHaloRadius = 14;
  const Palette& c = canvas.colours();
  const Touch touch = canvas.touch(std::string(label) + "/slider", rect);
  if (touch.hovered || touch.held) platform::claim_finger(platform::FingerDrag::horizontal);
  hand_cursor(touch);

  std::optional<double> chosen;
  // The grip's centre travels from one grip radius inside the track to the other.
  const float travel = rect.width - 2 * kGripRadius;
  if (touch.held && ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
    const float share = std::clamp((touch.drag_x - kGripRadius) / travel, 0.0f, 1.0f);
    const auto stop = static_cast<std::size_t>(
        std::lround(static_cast<double>(share) * static_cast<double>(stops.size() - 1)));
    chosen = stops[stop];
  }
  if (const auto adjustment = accessibility::take_adjustment(touch.id)) {
    if (adjustment->value) {
      chosen = stops[nearest_stop(stops, *adjustment->value)];
    } else {
      chosen = stepped(stops, value, adjustment->steps);
    }
  }

  const float x =
      rect.x + kGripRadius + travel * static_cast<float>(std::clamp(position, 0.0, 1.0));
  const float y = rect.centre().y;
  canvas.fill({rect.x, y - kTrackHeight / 2, rect.width, kTrackHeight}, c.track, kTrackHeight / 2);
  canvas.fill({rect.x, y - kTrackHeight / 2, x - rect.x, kTrackHeight}, c.accent, kTrackHeight / 2);
  if (touch.hovered || touch.held) {
    const ImU32 halo = (c.accent & ~IM_COL32_A_MASK) | IM_COL32(0, 0, 0, 36);
    canvas.disc({x, y}, kHaloRadius, halo);
  }
  canvas.disc({x, y}, kGripRadius, c.accent);
  canvas.disc({x, y}, kGripRadius - 2, c.card);
  announce_item(canvas, rect,
                {.id = touch.id,
                 .role = Role::slider,
                 .label = label,
                 .value_text = value_text,
                 .value = value,
                 .minimum = stops.front(),
                 .maximum = stops.back()});
  if (chosen && *chosen != value) return chosen;
  return std::nullopt;
}

void push_field_style(const Canvas& canvas, Rect rect, float padding_left, ImU32 text_colour) {
  const Palette& c = canvas.colours();
  const float font_size = kBody.size * kLineEm * canvas.ratio();
  ImGui::PushFont(nullptr, font_size);
  const float padding_y = (rect.height * canvas.ratio() - font_size) / 2;
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {padding_left * canvas.ratio(), padding_y});
  ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, 0.0f);
  ImGui::PushStyleColor(ImGuiCol_FrameBg, 0);
  ImGui::PushStyleColor(ImGuiCol_FrameBgHovered, 0);
  ImGui::PushStyleColor(ImGuiCol_FrameBgActive, 0);
  ImGui::PushStyleColor(ImGuiCol_Text, text_colour);
  ImGui::PushStyleColor(ImGuiCol_TextDisabled, c.quiet);
  ImGui::PushStyleColor(ImGuiCol_TextSelectedBg,
                        (c.accent & ~IM_COL32_A_MASK) | IM_COL32(0, 0, 0, 70));
  ImGui::PushStyleColor(ImGuiCol_InputTextCursor, c.ink);
  ImGui::SetCursorScreenPos(canvas.to_pixels({rect.x, rect.y}));
  ImGui::SetNextItemWidth(pixel_size(canvas, rect).x);
}

void pop_field_style() {
  ImGui::PopStyleColor(7);
  ImGui::PopStyleVar(2);
  ImGui::PopFont();
}

std::optional<std::string> text_box(const Canvas& canvas, Rect rect, std::string_view label,
                                    std::string_view shown, bool is_refused,
                                    std::string_view placeholder) {
  const Palette& c = canvas.colours();
  const std::string id = "##" + std::string(label) + "/box";
  const ImGuiID item = ImGui::GetID(id.c_str());
  std::array<char, 64> text{};
  std::memcpy(text.data(), shown.data(), std::min(shown.size(), text.size() - 1));

  // While it is not typed into, the field shows its text right-aligned; ImGui cannot.
  const bool is_active = ImGui::GetActiveID() == item;
  canvas.fill(rect, c.card, kControlRadius);
  push_field_style(canvas, rect, kFieldPadding, is_active ? c.ink : 0);
  ImGui::InputTextWithHint(id.c_str(), std::string(placeholder).c_str(), text.data(), text.size(),
                           ImGuiInputTextFlags_AutoSelectAll);
  pop_field_style();
  const bool is_done = ImGui::IsItemDeactivatedAfterEdit();
  const bool is_hovered = ImGui::IsItemHovered();
  if (!is_active) {
    const float y = rect.y + (rect.height - Canvas::line_height(kBody)) / 2;
    canvas.text_right(rect.right() - kFieldPadding, y, kBody, c.ink,
                      canvas.fitted(kBody, shown, rect.width - 2 * kFieldPadding));
  }
  const ImU32 edge = is_refused ? c.bad : is_active ? c.accent : is_hovered ? c.quiet : c.edge;
  canvas.stroke(rect, edge, kControlRadius);
  announce_item(canvas, rect,
                {.id = item, .role = Role::textbox, .label = label, .value_text = shown});
  if (auto spoken = accessibility::take_text(item)) return spoken;
  if (is_done && shown != text.data()) return std::string(text.data());
  return std::nullopt;
}

bool disclosure(const Canvas& canvas, Rect rect, TextStyle style, ImU32 colour,
                std::string_view label, bool is_open) {
  constexpr float kChevronInset = 6;
  const Touch touch = canvas.touch(label, rect);
  hand_cursor(touch);
  canvas.text_left(rect, style, touch.hovered ? canvas.colours().ink : colour, label);
  canvas.chevron({rect.right() - kChevronInset, rect.centre().y}, colour, is_open);
  announce_item(canvas, rect,
                {.id = touch.id,
                 .role = Role::button,
                 .label = label,
                 .expandable = true,
                 .expanded = is_open});
  return touch.clicked;
}

}  // namespace vram::ui
