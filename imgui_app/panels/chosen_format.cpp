// The number that is looked at, and one format of it in all its bits.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <string>

#include "engine/core/number_text.h"
#include "engine/schema/sources.h"
#include "imgui_app/panels/format_parts.h"
#include "imgui_app/platform.h"
#include "imgui_app/widgets/controls.h"

namespace vram::ui {
namespace {

constexpr float kLargestBit = 26;

std::string code_text(const Encoded& encoded, const NumberFormatSpec& format) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (int at = (format.bits() + 3) / 4 - 1; at >= 0; --at) {
    text += kDigits[encoded.bits >> (4 * at) & 15U];
  }
  return "0x" + text;
}

UiText class_text(const Encoded& encoded) {
  switch (encoded.number_class) {
    case NumberClass::zero:
      return UiText::class_zero;
    case NumberClass::subnormal:
      return UiText::class_subnormal;
    case NumberClass::infinity:
      return UiText::class_infinity;
    case NumberClass::nan:
      return UiText::class_nan;
    case NumberClass::normal:
      break;
  }
  return UiText::class_normal;
}

/// The chosen format's bits, to be turned.
void bit_buttons(AppState& app, const Canvas& canvas, Column& column,
                 const NumberFormatSpec& format, const Encoded& encoded) {
  constexpr float kGap = 2.5f;
  constexpr float kLeast = 18;
  const Palette& c = canvas.colours();
  const Language language = app.language();
  const int count = format.bits();
  const auto in_row = static_cast<int>(
      std::min<float>(static_cast<float>(count),
                      std::max(8.0f, std::floor((column.width + kGap) / (kLeast + kGap) / 8) * 8)));
  const float each =
      std::min(kLargestBit, (column.width + kGap) / static_cast<float>(in_row) - kGap);
  accessibility::begin_group(
      {.id = ImGui::GetID("bits"), .role = accessibility::Role::group, .label = format.name});
  for (int bit = count - 1; bit >= 0; --bit) {
    const int place = count - 1 - bit;
    const float x = column.x + (each + kGap) * static_cast<float>(place % in_row);
    const int line = place / in_row;
    const float y = column.y + (each + 10) * static_cast<float>(line);
    const Rect cell{x, y, each, each + 4};
    const Part part = part_of(format, bit);
    const bool is_set = bit_is_set(encoded.bits, bit);
    const Touch touch = canvas.touch("bit" + std::to_string(bit), cell);
    if (touch.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    canvas.fill(cell, bit_colour(app, canvas, part, is_set), 4);
    if (touch.hovered) canvas.stroke(cell, c.ink, 4);
    canvas.text_centred(cell, kSmallStrong, is_set ? c.card : c.ink, is_set ? "1" : "0");
    const std::string label =
        tr(UiText::formats_bit, language,
           {{"bit", plain_text(bit)}, {"part", tr(label_of(format, part), language)}});
    announce_item(
        canvas, cell,
        {.id = touch.id, .role = accessibility::Role::checkbox, .label = label, .checked = is_set});
    if (touch.clicked && part != Part::unused) turn_bit(app.formats, bit);
  }
  accessibility::end_group();
  const int rows = (count + in_row - 1) / in_row;
  column.space((each + 10) * static_cast<float>(rows) + 4);
}

/// Which colour is which part.
void bit_legend(AppState& app, const Canvas& canvas, Column& column,
                const NumberFormatSpec& format) {
  float x = column.x;
  const Rect line = column.take(22);
  Part before = Part::unused;
  bool is_first = true;
  for (int bit = format.bits() - 1; bit >= 0; --bit) {
    const Part part = part_of(format, bit);
    if (!is_first && part == before) continue;
    is_first = false;
    before = part;
    const std::string_view label = tr(label_of(format, part), app.language());
    canvas.fill({x, line.centre().y - 4, 8, 8}, part_colour(app, canvas, part), 2);
    canvas.text_left({x + 14, line.y, 200, line.height}, kSmall, canvas.colours().quiet, label);
    x += 14 + canvas.text_width(kSmall, label) + 16;
  }
  column.space(6);
}

std::string absolute_error_text(const FormatsState& state, const Encoded& encoded) {
  constexpr double kDoubleError = 0x1p-53;  // half a unit in the last place of FP64
  if (!encoded.exact) return short_number_text(encoded.absolute_error);
  return "≤ " + short_number_text(std::fabs(state.number) * kDoubleError);
}

void format_facts(AppState& app, const Canvas& canvas, Column& column, NumberFormat id,
                  const Encoded& encoded) {
  const Language language = app.language();
  const NumberFormatSpec& format = spec(id);
  const NumberFacts known = facts(id);
  const auto fact = [&](UiText label, const std::string& value) {
    fact_row(canvas, column, tr(label, language), value);
  };
  const auto number_fact = [&](UiText label, double value) {
    if (value != 0) fact(label, short_number_text(value));
  };
  fact(UiText::formats_stored, number_text(encoded.value));
  fact(UiText::formats_error, is_exact(app.formats, encoded)
                                  ? std::string(tr(UiText::formats_exact, language))
                                  : absolute_error_text(app.formats, encoded));
  fact(UiText::formats_relative, error_text(app.formats, encoded, language));
  fact(UiText::formats_code, code_text(encoded, format));
  fact(UiText::formats_class, std::string(tr(class_text(encoded), language)));
  if (format.kind == NumberKind::block) {
    fact(UiText::formats_scale, short_number_text(encoded.scale.product()));
    fact(UiText::formats_block, plain_text(format.block_elements));
  }
  column.space(6);
  canvas.line({column.x, column.y}, {column.x + column.width, column.y}, canvas.colours().hairline);
  column.space(6);
  fact(UiText::formats_range,
       short_number_text(known.min_finite) + " … " + short_number_text(known.max_finite));
  number_fact(UiText::formats_normal, known.min_normal);
  number_fact(UiText::formats_subnormal, known.min_subnormal);
  number_fact(UiText::formats_epsilon, known.epsilon);
  if (known.decimal_digits != 0) {
    fact(UiText::formats_decimal, fixed_text(known.decimal_digits, 1));
  }
  fact(UiText::formats_bits, short_number_text(known.bits_per_element));
  column.space(6);
  const SourceSpec& source = spec(format.source);
  const Rect line = column.take(Canvas::line_height(kSmall) + 2);
  if (text_link(canvas, {line.x, line.y}, kSmall, "source",
                canvas.fitted(kSmall, source.title, line.width))) {
    platform::open_address(source.link);
  }
}

/// Numbers worth a look.
void examples(AppState& app, const Canvas& canvas, Column& column) {
  constexpr float kHeight = 28;
  float x = column.x;
  for (const char* each :
       {"0.1", "1", "3.14159265", "448", "65504", "1e-8", "-2.5", "inf", "nan"}) {
    const float width = canvas.text_width(kSmall, each) + 18;
    if (x + width > column.x + column.width) {
      x = column.x;
      column.space(kHeight + 6);
    }
    const std::string shown = each[0] == '-' ? "−" + std::string(each + 1) : each;
    if (button(canvas, {x, column.y, width, kHeight}, shown, false)) {
      type_number(app.formats, each);
    }
    x += width + 6;
  }
  column.space(kHeight + 16);
}

}  // namespace

void chosen_format(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  Card card(canvas, column);
  Column& inside = card.inside();
  title(canvas, inside, tr(UiText::formats_number, language));
  const Rect box = inside.take(kTouchHeight);
  FormatsState& state = app.formats;
  const auto typed =
      text_box(canvas, box, tr(UiText::formats_number, language), state.typed, state.is_refused);
  if (typed) {
    state.refused = *typed;
    type_number(state, *typed);
  }
  inside.space(8);
  if (state.is_refused) {
    paragraph(
        canvas, inside, kSmall, canvas.colours().bad,
        tr(UiText::formats_refused, language, {{"value", state.refused}, {"used", state.typed}}));
    inside.space(4);
  }
  examples(app, canvas, inside);
  const NumberFormatSpec& format = spec(state.format);
  title(canvas, inside, format.name);
  const Encoded encoded = stored(state);
  bit_buttons(app, canvas, inside, format, encoded);
  bit_legend(app, canvas, inside, format);
  format_facts(app, canvas, inside, state.format, stored(state));
}

}  // namespace vram::ui
