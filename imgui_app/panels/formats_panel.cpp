// A number in every format, bit by bit; the bits of one format can be turned.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "engine/core/number_text.h"
#include "engine/schema/sources.h"
#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/platform.h"
#include "imgui_app/widgets/controls.h"

namespace vram::ui {
namespace {

constexpr float kRowHeight = 40;
constexpr float kNarrow = 760;
constexpr float kNameWidth = 150;
constexpr float kLargestBit = 26;

enum class Part { unused, sign, exponent, mantissa };

/// Which part of the format a bit belongs to; bit 0 is the last.
Part part_of(const NumberFormatSpec& format, int bit) {
  if (bit < format.mantissa_bits) return Part::mantissa;
  if (bit < format.mantissa_bits + format.exponent_bits) return Part::exponent;
  return bit < format.magnitude_bits() + format.sign_bits ? Part::sign : Part::unused;
}

UiText label_of(const NumberFormatSpec& format, Part part) {
  switch (part) {
    case Part::sign:
      return UiText::formats_sign;
    case Part::exponent:
      return UiText::formats_exponent;
    case Part::unused:
      return UiText::formats_unused;
    case Part::mantissa:
      break;
  }
  if (format.kind == NumberKind::codebook) return UiText::formats_index;
  if (format.kind == NumberKind::integer) return UiText::formats_digits;
  return UiText::formats_mantissa;
}

ImU32 part_colour(const AppState& app, const Canvas& canvas, Part part) {
  switch (part) {
    case Part::sign:
      return component_colour(Component::logits, app.theme());
    case Part::exponent:
      return component_colour(Component::kv_cache, app.theme());
    case Part::unused:
      return canvas.colours().track;
    case Part::mantissa:
      break;
  }
  return component_colour(Component::weights, app.theme());
}

bool bit_is_set(std::uint64_t bits, int bit) { return (bits >> bit & 1U) != 0; }

/// Ones are filled, zeros only tinted.
ImU32 bit_colour(const AppState& app, const Canvas& canvas, Part part, bool is_set) {
  constexpr ImU32 kFaint = 64;
  const ImU32 colour = part_colour(app, canvas, part);
  return is_set ? colour : (colour & ~IM_COL32_A_MASK) | kFaint << IM_COL32_A_SHIFT;
}

std::string number_text(double value) {
  constexpr double kPlainUpTo = 1e15;
  if (std::fabs(value) < kPlainUpTo || std::isinf(value)) return plain_text(value);
  return brief_number(value);
}

std::string error_text(const Encoded& encoded, Language language) {
  if (encoded.exact) return std::string(tr(UiText::formats_exact, language));
  if (encoded.overflowed) return std::string(tr(UiText::formats_overflow, language));
  if (encoded.underflowed) return std::string(tr(UiText::formats_underflow, language));
  return "± " + brief_number(encoded.relative_error * 100) + " %";
}

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
  const std::string error = error_text(encoded, language);
  const ImU32 error_colour = encoded.exact ? c.good : encoded.overflowed ? c.bad : c.quiet;
  const Rect first{row.x, row.y, row.width, is_narrow ? 34 : row.height};
  canvas.text_left({first.x, first.y, kNameWidth, first.height}, kStrong,
                   is_chosen ? c.accent_text : c.ink, format.name);
  const float y = first.y + (first.height - Canvas::line_height(kBody)) / 2;
  const float error_width = is_narrow ? 96.0f : 118.0f;
  canvas.text_right(first.right(), y, kSmall, error_colour, error);
  const float value_right = first.right() - error_width;
  canvas.text_right(value_right, y, kBody, c.ink,
                    canvas.fitted(kBody, value, value_right - first.x - kNameWidth));
  Rect strip{row.x + kNameWidth, row.y, row.width - kNameWidth - error_width - 176, row.height};
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
    const float y = column.y + (each + 10) * static_cast<float>(place / in_row);
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

void format_facts(AppState& app, const Canvas& canvas, Column& column, NumberFormat id,
                  const Encoded& encoded) {
  const Language language = app.language();
  const NumberFormatSpec& format = spec(id);
  const NumberFacts known = facts(id);
  const auto fact = [&](UiText label, const std::string& value) {
    fact_row(canvas, column, tr(label, language), value);
  };
  const auto number_fact = [&](UiText label, double value) {
    if (value != 0) fact(label, brief_number(value));
  };
  fact(UiText::formats_stored, number_text(encoded.value));
  fact(UiText::formats_error, encoded.exact ? std::string(tr(UiText::formats_exact, language))
                                            : brief_number(encoded.absolute_error));
  fact(UiText::formats_relative, error_text(encoded, language));
  fact(UiText::formats_code, code_text(encoded, format));
  fact(UiText::formats_class, std::string(tr(class_text(encoded), language)));
  if (format.kind == NumberKind::block) {
    fact(UiText::formats_scale, brief_number(encoded.scale.product()));
    fact(UiText::formats_block, plain_text(format.block_elements));
  }
  column.space(6);
  canvas.line({column.x, column.y}, {column.x + column.width, column.y}, canvas.colours().hairline);
  column.space(6);
  fact(UiText::formats_range,
       brief_number(known.min_finite) + " … " + brief_number(known.max_finite));
  number_fact(UiText::formats_normal, known.min_normal);
  number_fact(UiText::formats_subnormal, known.min_subnormal);
  number_fact(UiText::formats_epsilon, known.epsilon);
  if (known.decimal_digits != 0) {
    fact(UiText::formats_decimal, fixed_text(known.decimal_digits, 1));
  }
  fact(UiText::formats_bits, brief_number(known.bits_per_element));
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
    if (button(canvas, {x, column.y, width, kHeight}, each, false)) type_number(app.formats, each);
    x += width + 6;
  }
  column.space(kHeight + 16);
}

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
