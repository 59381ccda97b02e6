// A number in every format, bit by bit; the bits of one format can be turned.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <string>

#include "imgui_app/panels/format_parts.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/platform.h"
#include "imgui_app/widgets/controls.h"

namespace vram::ui {
namespace {

constexpr float kRowHeight = 40;
constexpr float kNarrow = 760;
constexpr float kNameWidth = 150;
constexpr float kValueWidth = 208;  // of the longest number in FP64, and space before it

/// All bits side by side, small.
void bit_strip(const AppState& app, const Canvas& canvas, Rect rect, const NumberFormatSpec& format,
               std::uint64_t bits) {
  const int count = format.bits();
  const float each = std::min(12.0f, rect.width / static_cast<float>(count));
  float x = rect.x;
  Part before = Part::unused;
  for (int bit = count - 1; bit >= 0; --bit) {
    const Part part = part_of(format, bit);
    if (bit != count - 1 && part != before) x += 2;
    before = part;
    const Rect cell{x, rect.centre().y - 9, each - 1, 18};
    canvas.fill(cell, bit_colour(app, canvas, part, bit_is_set(bits, bit)), 2);
    x += each;
  }
}

/// One format: name, bits, what is stored.
void format_row(AppState& app, const Canvas& canvas, Column& column, NumberFormat id,
                bool is_narrow) {
  const Palette& c = canvas.colours();
  const Language language = app.language();
  const NumberFormatSpec& format = spec(id);
  const Encoded encoded = encode(id, app.formats.number);
  const bool is_chosen = app.formats.format == id;
  const Rect row = column.take(is_narrow ? kRowHeight + 24 : kRowHeight);
  const Touch touch = canvas.touch(format.key, row);
  if (touch.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (touch.hovered || is_chosen) {
    canvas.fill({row.x - 10, row.y + 1, row.width + 20, row.height - 2},
                is_chosen ? c.accent_soft : c.hover, kControlRadius);
  }
  const std::string value = number_text(encoded.value);
  const std::string error = error_text(app.formats, encoded, language);
  const ImU32 error_colour = is_exact(app.formats, encoded) ? c.good
                             : encoded.overflowed           ? c.bad
                                                            : c.quiet;
  const Rect first{row.x, row.y, row.width, is_narrow ? 34 : row.height};
  canvas.text_left({first.x, first.y, kNameWidth, first.height}, kStrong,
                   is_chosen ? c.accent_text : c.ink, format.name);
  const float y = first.y + (first.height - Canvas::line_height(kBody)) / 2;
  const float error_width = is_narrow ? 96.0f : 118.0f;
  canvas.text_right(first.right(), y, kSmall, error_colour, error);
  const float value_right = first.right() - error_width;
  canvas.text_right(value_right, y, kBody, c.ink,
                    canvas.fitted(kBody, value, value_right - first.x - kNameWidth));
  Rect strip{row.x + kNameWidth, row.y, row.width - kNameWidth - error_width - kValueWidth,
             row.height};
  if (is_narrow) strip = {row.x, row.y + 34, row.width, 22};
  bit_strip(app, canvas, strip, format, encoded.bits);
  announce_item(canvas, row,
                {.id = touch.id,
                 .role = accessibility::Role::toggle,
                 .label = format.name,
                 .value_text = value + ", " + error,
                 .checked = is_chosen});
  if (touch.clicked && !is_chosen) {
    app.formats.format = id;
    app.formats.bits.reset();
    platform::request_frame();
  }
}

void all_formats(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  Card card(canvas, column);
  Column& inside = card.inside();
  title(canvas, inside, tr(UiText::formats_title, language));
  paragraph(canvas, inside, kSmall, canvas.colours().quiet, tr(UiText::formats_help, language));
  inside.space(6);
  const bool is_narrow = inside.width < kNarrow - 160;
  for (std::size_t i = 0; i < number_formats().size(); ++i) {
    canvas.line({inside.x, inside.y}, {inside.x + inside.width, inside.y},
                canvas.colours().hairline);
    format_row(app, canvas, inside, static_cast<NumberFormat>(i), is_narrow);
  }
}

}  // namespace

void formats_panel(AppState& app, const Canvas& canvas, Column& column) {
  constexpr float kSide = 400;
  ImGui::PushID("formats");
  if (column.width < kTwoColumns + 60) {
    chosen_format(app, canvas, column);
    all_formats(app, canvas, column);
  } else {
    Column left{column.x, kSide, column.y};
    Column right{column.x + kSide + kGap, column.width - kSide - kGap, column.y};
    chosen_format(app, canvas, left);
    all_formats(app, canvas, right);
    column.y = std::max(left.y, right.y);
  }
  ImGui::PopID();
}

}  // namespace vram::ui
