// Cards and the plain rows that fill them.
// SPDX-License-Identifier: MIT
#include "imgui_app/layout.h"

#include "imgui_app/accessibility.h"

namespace vram::ui {
namespace {

constexpr float kTitleSpace = 8;
constexpr float kFactHeight = 30;
constexpr float kShadowDepth = 1;

}  // namespace

Card::Card(const Canvas& canvas, Column& column)
    : canvas_(canvas),
      column_(column),
      inside_{column.x + kCardPadding, column.width - 2 * kCardPadding, column.y + kCardPadding} {}

Card::~Card() {
  const float bottom = inside_.y + kCardPadding;
  const Rect rect{column_.x, column_.y, column_.width, bottom - column_.y};
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->ChannelsSetCurrent(kLowerLayer);
  canvas_.fill({rect.x, rect.y + kShadowDepth, rect.width, rect.height}, canvas_.colours().shadow,
               kCardRadius);
  canvas_.fill(rect, canvas_.colours().card, kCardRadius);
  canvas_.stroke(rect, canvas_.colours().edge, kCardRadius);
  list->ChannelsSetCurrent(kUpperLayer);
  column_.y = bottom + kGap;
}

void title(const Canvas& canvas, Column& column, std::string_view text) {
  const Rect row = column.take(Canvas::line_height(kTitle));
  canvas.text({row.x, row.y}, kTitle, canvas.colours().quiet, text);
  accessibility::add({.role = accessibility::Role::heading,
                      .label = text,
                      .top_left = canvas.to_pixels({row.x, row.y}),
                      .bottom_right = canvas.to_pixels({row.right(), row.bottom()}),
                      .level = 2});
  column.space(kTitleSpace);
}

void paragraph(const Canvas& canvas, Column& column, TextStyle style, ImU32 colour,
               std::string_view text) {
  const float top = column.y;
  for (const std::string& line : canvas.wrapped(style, text, column.width)) {
    const Rect row = column.take(Canvas::line_height(style) + 2);
    canvas.text({row.x, row.y}, style, colour, line);
  }
  accessibility::add({.role = accessibility::Role::text,
                      .label = text,
                      .top_left = canvas.to_pixels({column.x, top}),
                      .bottom_right = canvas.to_pixels({column.x + column.width, column.y})});
}

void fact_row(const Canvas& canvas, Column& column, std::string_view label,
              std::string_view value) {
  constexpr float kBetween = 12;
  const float top = column.y;
  const float value_width = canvas.text_width(kStrong, value);
  const bool fits = canvas.text_width(kBody, label) + kBetween + value_width <= column.width;
  if (!fits) {
    // The label has lines of its own, and the value ends the row.
    const float line = Canvas::line_height(kBody) + 2;
    column.space((kFactHeight - line) / 2);
    for (const std::string& text : canvas.wrapped(kBody, label, column.width)) {
      canvas.text({column.x, column.y}, kBody, canvas.colours().quiet, text);
      column.space(line);
    }
    column.space(-(kFactHeight - line) / 2);
  }
  const Rect row = column.take(kFactHeight);
  if (fits) canvas.text_left(row, kBody, canvas.colours().quiet, label);
  const float y = row.y + (row.height - Canvas::line_height(kStrong)) / 2;
  canvas.text_right(row.right(), y, kStrong, canvas.colours().ink,
                    canvas.fitted(kStrong, value, row.width));
  accessibility::add({.role = accessibility::Role::text,
                      .label = label,
                      .value_text = value,
                      .top_left = canvas.to_pixels({row.x, top}),
                      .bottom_right = canvas.to_pixels({row.right(), row.bottom()})});
}

}  // namespace vram::ui
