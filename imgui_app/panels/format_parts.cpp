// Which bit is what, and how stored numbers are written.
// SPDX-License-Identifier: MIT
#include "imgui_app/panels/format_parts.h"

#include <cmath>

#include "engine/core/number_text.h"
#include "imgui_app/format.h"

namespace vram::ui {
namespace {

/// Half a unit in the last place of FP64, in which numbers are worked with here.
constexpr double kDoubleError = 0x1p-53;

std::string with_minus(std::string text) {
  for (std::size_t at = text.find('-'); at != std::string::npos; at = text.find('-', at)) {
    text.replace(at, 1, "−");
  }
  return text;
}

}  // namespace

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

ImU32 bit_colour(const AppState& app, const Canvas& canvas, Part part, bool is_set) {
  constexpr ImU32 kFaint = 64;
  const ImU32 colour = part_colour(app, canvas, part);
  return is_set ? colour : (colour & ~IM_COL32_A_MASK) | kFaint << IM_COL32_A_SHIFT;
}

std::string number_text(double value) {
  constexpr double kPlainUpTo = 1e15;
  if (std::fabs(value) < kPlainUpTo || std::isinf(value)) return with_minus(plain_text(value));
  return short_number_text(value);
}

std::string short_number_text(double value) { return with_minus(brief_number(value)); }

bool is_exact(const FormatsState& state, const Encoded& encoded) {
  return encoded.exact && state.is_exact;
}

std::string error_text(const FormatsState& state, const Encoded& encoded, Language language) {
  if (is_exact(state, encoded)) return std::string(tr(UiText::formats_exact, language));
  if (encoded.overflowed) return std::string(tr(UiText::formats_overflow, language));
  if (encoded.underflowed) return std::string(tr(UiText::formats_underflow, language));
  if (encoded.exact) return "≤ " + short_number_text(kDoubleError * 100) + " %";
  return "± " + short_number_text(encoded.relative_error * 100) + " %";
}

}  // namespace vram::ui
