// CSS pixels to canvas pixels; edges fall on whole canvas pixels, so everything is crisp.
// SPDX-License-Identifier: MIT
#include "imgui_app/canvas.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace vram::ui {
namespace {

ImDrawList* draw_list() { return ImGui::GetWindowDrawList(); }

constexpr float kPi = std::numbers::pi_v<float>;

ImVec2 whole(ImVec2 pixels) { return {std::round(pixels.x), std::round(pixels.y)}; }

}  // namespace

void Canvas::fill_corners(Rect rect, ImU32 colour, float radius, ImDrawFlags corners) const {
  if (rect.width <= 0 || rect.height <= 0) return;
  draw_list()->AddRectFilled(whole(to_pixels({rect.x, rect.y})),
                             whole(to_pixels({rect.right(), rect.bottom()})), colour,
                             radius * ratio_, corners);
}

void Canvas::fill(Rect rect, ImU32 colour, float radius) const {
  fill_corners(rect, colour, radius, ImDrawFlags_RoundCornersAll);
}

void Canvas::fill_left_rounded(Rect rect, ImU32 colour, float radius) const {
  fill_corners(rect, colour, radius, ImDrawFlags_RoundCornersLeft);
}

void Canvas::fill_right_rounded(Rect rect, ImU32 colour, float radius) const {
  fill_corners(rect, colour, radius, ImDrawFlags_RoundCornersRight);
}

void Canvas::stroke(Rect rect, ImU32 colour, float radius, float thickness) const {
  // Strokes are drawn around their path; half a pixel inwards they fill whole pixels.
  const float pixels = std::max(1.0f, std::round(thickness * ratio_));
  const float inset = pixels / 2;
  const ImVec2 a = whole(to_pixels({rect.x, rect.y}));
  const ImVec2 b = whole(to_pixels({rect.right(), rect.bottom()}));
  draw_list()->AddRect({a.x + inset, a.y + inset}, {b.x - inset, b.y - inset}, colour,
                       radius * ratio_ - inset, 0, pixels);
}

void Canvas::line(Point a, Point b, ImU32 colour, float thickness) const {
  const float pixels = std::max(1.0f, std::round(thickness * ratio_));
  const ImVec2 from = whole(to_pixels(a));
  const ImVec2 to = whole(to_pixels(b));
  if (from.y == to.y) {
    draw_list()->AddRectFilled(from, {to.x, from.y + pixels}, colour);
  } else if (from.x == to.x) {
    draw_list()->AddRectFilled(from, {from.x + pixels, to.y}, colour);
  } else {
    draw_list()->AddLine(from, to, colour, pixels);
  }
}

void Canvas::band(std::span<const Point> upper, std::span<const Point> lower, ImU32 colour) const {
  const std::size_t count = std::min(upper.size(), lower.size());
  if (count < 2) return;
  ImDrawList* list = draw_list();
  const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
  list->PrimReserve(static_cast<int>(count - 1) * 6, static_cast<int>(count) * 2);
  const unsigned first = list->_VtxCurrentIdx;
  for (std::size_t i = 0; i < count; ++i) {
    list->PrimWriteVtx(to_pixels(upper[i]), white, colour);
    list->PrimWriteVtx(to_pixels(lower[i]), white, colour);
  }
  for (unsigned i = 0; i + 1 < count; ++i) {
    const unsigned corner = first + 2 * i;
    for (const unsigned index : {0U, 2U, 3U, 0U, 3U, 1U}) list->PrimWriteIdx(corner + index);
  }
}

void Canvas::polyline(std::span<const Point> points, ImU32 colour, float thickness) const {
  ImDrawList* list = draw_list();
  for (const Point& point : points) list->PathLineTo(to_pixels(point));
  list->PathStroke(colour, 0, thickness * ratio_);
}

void Canvas::dashes(Point a, Point b, ImU32 colour, float thickness) const {
  constexpr float kDash = 5;
  constexpr float kSpace = 4;
  const bool is_level = a.y == b.y;
  const float length = is_level ? b.x - a.x : b.y - a.y;
  for (float at = 0; at < length; at += kDash + kSpace) {
    const float end = std::min(at + kDash, length);
    if (is_level) {
      line({a.x + at, a.y}, {a.x + end, a.y}, colour, thickness);
    } else {
      line({a.x, a.y + at}, {a.x, a.y + end}, colour, thickness);
    }
  }
}

void Canvas::disc(Point centre, float radius, ImU32 colour) const {
  draw_list()->AddCircleFilled(to_pixels(centre), radius * ratio_, colour);
}

void Canvas::ring(Point centre, float radius, ImU32 colour, float thickness) const {
  draw_list()->AddCircle(to_pixels(centre), radius * ratio_, colour, 0, thickness * ratio_);
}

void Canvas::chevron(Point centre, ImU32 colour, bool points_down) const {
  constexpr float kArm = 3.5f;
  constexpr float kThickness = 1.6f;
  const float along = kArm / 2;
  ImVec2 points[3];
  if (points_down) {
    points[0] = to_pixels({centre.x - kArm, centre.y - along});
    points[1] = to_pixels({centre.x, centre.y + along});
    points[2] = to_pixels({centre.x + kArm, centre.y - along});
  } else {
    points[0] = to_pixels({centre.x - along, centre.y - kArm});
    points[1] = to_pixels({centre.x + along, centre.y});
    points[2] = to_pixels({centre.x - along, centre.y + kArm});
  }
  draw_list()->AddPolyline(points, 3, colour, 0, kThickness * ratio_);
}

void Canvas::triangle(Point centre, float radius, ImU32 colour, bool points_down) const {
  const float way = points_down ? 1.0f : -1.0f;
  draw_list()->AddTriangleFilled(to_pixels({centre.x - radius, centre.y - way * radius * 0.6f}),
                                 to_pixels({centre.x + radius, centre.y - way * radius * 0.6f}),
                                 to_pixels({centre.x, centre.y + way * radius * 0.8f}), colour);
}

void Canvas::cross(Point centre, float arm, ImU32 colour) const {
  constexpr float kThickness = 1.6f;
  draw_list()->AddLine(to_pixels({centre.x - arm, centre.y - arm}),
                       to_pixels({centre.x + arm, centre.y + arm}), colour, kThickness * ratio_);
  draw_list()->AddLine(to_pixels({centre.x - arm, centre.y + arm}),
                       to_pixels({centre.x + arm, centre.y - arm}), colour, kThickness * ratio_);
}

void Canvas::half_disc(Point centre, float radius, ImU32 colour) const {
  constexpr float kThickness = 1.5f;
  ring(centre, radius, colour, kThickness);
  ImDrawList* list = draw_list();
  list->PathArcTo(to_pixels(centre), radius * ratio_, -kPi / 2, kPi / 2);
  list->PathFillConvex(colour);
}

void Canvas::arrow_back(Point centre, float radius, ImU32 colour) const {
  constexpr float kThickness = 1.5f;
  constexpr float kFrom = -kPi * 0.75f;
  ImDrawList* list = draw_list();
  list->PathArcTo(to_pixels(centre), radius * ratio_, kFrom, kPi * 0.9f);
  list->PathStroke(colour, 0, kThickness * ratio_);
  const Point tip{centre.x + radius * std::cos(kFrom), centre.y + radius * std::sin(kFrom)};
  const float head = radius * 0.75f;
  list->AddTriangleFilled(to_pixels({tip.x - head * 0.9f, tip.y - head * 0.35f}),
                          to_pixels({tip.x + head * 0.45f, tip.y - head * 0.9f}),
                          to_pixels({tip.x + head * 0.3f, tip.y + head * 0.7f}), colour);
}

void Canvas::magnifier(Point centre, float radius, ImU32 colour) const {
  constexpr float kThickness = 1.6f;
  ring(centre, radius, colour, kThickness);
  const float from = radius * 0.72f;
  const float to = radius * 1.6f;
  draw_list()->AddLine(to_pixels({centre.x + from, centre.y + from}),
                       to_pixels({centre.x + to, centre.y + to}), colour, kThickness * ratio_);
}

Touch Canvas::touch(std::string_view id, Rect rect) const {
  Touch touch;
  ImGui::SetCursorScreenPos(whole(to_pixels({rect.x, rect.y})));
  const ImVec2 size = whole(to_pixels({rect.width, rect.height}));
  touch.clicked = ImGui::InvisibleButton(std::string(id).c_str(),
                                         {std::max(size.x, 1.0f), std::max(size.y, 1.0f)});
  touch.id = ImGui::GetItemID();
  touch.hovered = ImGui::IsItemHovered();
  touch.held = ImGui::IsItemActive();
  const float x = to_css(ImGui::GetMousePos()).x - rect.x;
  touch.drag_x = std::clamp(x, 0.0f, rect.width);
  return touch;
}

void Canvas::begin_clip(Rect rect) const {
  ImGui::PushClipRect(whole(to_pixels({rect.x, rect.y})),
                      whole(to_pixels({rect.right(), rect.bottom()})), true);
}

void Canvas::end_clip() const { ImGui::PopClipRect(); }

}  // namespace vram::ui
