// The canvas's text. Lines are broken at spaces and between Chinese characters, but never so that
// one begins with a closing sign or ends with an opening one. SPDX-License-Identifier: MIT
#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstddef>

#include "imgui_app/canvas.h"

namespace vram::ui {
namespace {

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
  const ImVec2 pixels = to_pixels(at);
  const ImVec2 start{std::round(pixels.x), std::round(pixels.y)};
  ImGui::GetWindowDrawList()->AddText(font(style.face), font_pixels(style), start, colour,
                                      text.data(), text.data() + text.size());
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
      ImGui::GetWindowDrawList()->AddText(font(style.face), font_pixels(style),
                                          {start.x + x + shift, start.y}, colour, character.data(),
                                          character.data() + length);
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

}  // namespace vram::ui
