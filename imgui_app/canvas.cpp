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

/// Bytes of the UTF-8 character that starts here.
std::size_t character_length(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return std::min(length, text.size() - at);
}

/// Chinese text may be broken after any character.
bool is_wide(std::string_view character) {
  return character.size() >= 3 && static_cast<unsigned char>(character[0]) >= 0xE2 &&
         character.substr(0, 2) != "\xE2\x80" && character.substr(0, 2) != "\xE2\x88";
}

/// No line may begin with these.
bool closes(std::string_view character) {
  for (const std::string_view sign : {"，", "。", "、", "；", "：", "）", "？", "！", "”", "’"}) {
    if (character == sign) return true;
  }
  return false;
}

/// No line may end with these.
bool opens(std::string_view character) {
  for (const std::string_view sign : {"（", "“", "‘", "《", "「", "("}) {
    if (character == sign) return true;
  }
  return false;
}

/// Adds the closing signs that follow to a piece.
std::size_t with_closing_signs(std::string_view text, std::size_t end) {
  while (end < text.size()) {
    const std::size_t length = character_length(text, end);
    if (!closes(text.substr(end, length))) break;
    end += length;
  }
  return end;
}

/// A word with the spaces after it, or one wide character.
std::string_view next_word(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size()) {
    const std::size_t length = character_length(text, end);
    const std::string_view character = text.substr(end, length);
    if (is_wide(character) || (end > 0 && opens(character) && character.size() > 1)) {
      return text.substr(0, with_closing_signs(text, end == 0 ? length : end));
    }
    end += length;
    if (character == " ") {
      while (end < text.size() && text[end] == ' ') ++end;
      return text.substr(0, end);
    }
  }
  return text;
}

/// The next piece that must stay together: a word, with the signs that open before it.
std::string_view next_piece(std::string_view text) {
  std::size_t signs = 0;
  while (signs < text.size()) {
    const std::size_t length = character_length(text, signs);
    if (length == 1 || !opens(text.substr(signs, length))) break;
    signs += length;
  }
  return text.substr(0, signs + next_word(text.substr(signs)).size());
}

std::string_view without_trailing_space(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

ImFont* Canvas::font(Face face) const {
  if (face == Face::semibold && fonts_.semibold != nullptr) return fonts_.semibold;
  if (face == Face::mono && fonts_.mono != nullptr) return fonts_.mono;
  return fonts_.regular;
}

float Canvas::text_width(TextStyle style, std::string_view text) const {
  const ImVec2 size =
      font(style.face)
          ->CalcTextSizeA(font_pixels(style), FLT_MAX, 0, text.data(), text.data() + text.size());
  return size.x / ratio_;
}

void Canvas::text(Point at, TextStyle style, ImU32 colour, std::string_view text) const {
  if (text.empty()) return;
  const ImVec2 start = whole(to_pixels(at));
  draw_list()->AddText(font(style.face), font_pixels(style), start, colour, text.data(),
                       text.data() + text.size());
  if (style.face == Face::semibold && fonts_.has_chinese) embolden(start, style, colour, text);
}

void Canvas::embolden(ImVec2 start, TextStyle style, ImU32 colour, std::string_view text) const {
  constexpr float kStroke = 0.035f;  // of the em: what the semibold Latin stems are thicker by
  const float shift = std::max(0.5f, style.size * ratio_ * kStroke);
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = character_length(text, at);
    const std::string_view character = text.substr(at, length);
    if (is_wide(character)) {
      const float x = text_width(style, text.substr(0, at)) * ratio_;
      draw_list()->AddText(font(style.face), font_pixels(style), {start.x + x + shift, start.y},
                           colour, character.data(), character.data() + length);
    }
    at += length;
  }
}

void Canvas::text_right(float right, float y, TextStyle style, ImU32 colour,
                        std::string_view text_) const {
  text({right - text_width(style, text_), y}, style, colour, text_);
}

void Canvas::text_centred(Rect in, TextStyle style, ImU32 colour, std::string_view text_) const {
  const std::string shown = fitted(style, text_, in.width);
  const float x = in.x + (in.width - text_width(style, shown)) / 2;
  text({x, in.y + (in.height - line_height(style)) / 2}, style, colour, shown);
}

void Canvas::text_left(Rect in, TextStyle style, ImU32 colour, std::string_view text_) const {
  text({in.x, in.y + (in.height - line_height(style)) / 2}, style, colour,
       fitted(style, text_, in.width));
}

std::vector<std::string> Canvas::wrapped(TextStyle style, std::string_view text,
                                         float width) const {
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const std::string_view piece = next_piece(text);
    const std::string longer = line + std::string(without_trailing_space(piece));
    if (!line.empty() && text_width(style, longer) > width) {
      lines.emplace_back(without_trailing_space(line));
      line.clear();
    }
    line += piece;
    text.remove_prefix(piece.size());
    // A word longer than a whole line (an address, a path) is broken where the line ends. Very
    // narrow windows leave less than no width: then a character stands on each line.
    while (!line.empty() && text_width(style, without_trailing_space(line)) > width) {
      const std::size_t end = longest_part(style, line, width);
      lines.push_back(line.substr(0, end));
      line.erase(0, end);
    }
  }
  if (!line.empty()) lines.emplace_back(without_trailing_space(line));
  return lines;
}

std::size_t Canvas::longest_part(TextStyle style, std::string_view text, float width) const {
  std::size_t end = character_length(text, 0);
  while (end < text.size()) {
    const std::size_t longer = end + character_length(text, end);
    if (text_width(style, text.substr(0, longer)) > width) break;
    end = longer;
  }
  return end;
}

std::string Canvas::fitted(TextStyle style, std::string_view text, float width) const {
  // A hair of tolerance: a text measured for a box must not be cut by that very box.
  if (text_width(style, text) <= width + 0.5f) return std::string(text);
  const float room = width - text_width(style, "…");
  if (room <= 0) return {};
  const std::size_t end = longest_part(style, text, room);
  return std::string(without_trailing_space(text.substr(0, end))) + "…";
}

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
