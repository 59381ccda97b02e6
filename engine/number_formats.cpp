// The table of number formats expanded, and everything computed from a row and a code.
// SPDX-License-Identifier: MIT
#include "engine/number_formats.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace vram {
namespace {

#define CODEBOOK(key, ...) constexpr float k_##key##_codes[] = {__VA_ARGS__};
#include "engine/schema/number_formats.def"

constexpr std::span<const float> codes_of(NumberFormat format) {
  switch (format) {
#define CODEBOOK(key, ...) \
  case NumberFormat::key:  \
    return k_##key##_codes;
#include "engine/schema/number_formats.def"
    default:
      return {};
  }
}

constexpr NumberFormatSpec kElements[] = {
#define NUMBER_FORMAT(key, name, kind, unused, sign, exponent, mantissa, padding, bias, special, \
                      source)                                                                    \
  {#key,                                                                                         \
   name,                                                                                         \
   NumberKind::kind,                                                                             \
   unused,                                                                                       \
   sign,                                                                                         \
   exponent,                                                                                     \
   mantissa,                                                                                     \
   padding,                                                                                      \
   bias,                                                                                         \
   SpecialCodes::special,                                                                        \
   codes_of(NumberFormat::key),                                                                  \
   SourceId::source},
#include "engine/schema/number_formats.def"
};

constexpr NumberFormatSpec block_format(std::string_view key, std::string_view name,
                                        NumberFormat element, NumberFormat scale,
                                        std::uint8_t elements, bool has_tensor_scale,
                                        SourceId source) {
  NumberFormatSpec block = kElements[static_cast<std::size_t>(element)];
  block.key = key;
  block.name = name;
  block.kind = NumberKind::block;
  block.source = source;
  block.element = element;
  block.scale = scale;
  block.block_elements = elements;
  block.has_tensor_scale = has_tensor_scale;
  return block;
}

constexpr NumberFormatSpec kFormats[] = {
#define NUMBER_FORMAT(key, ...) kElements[static_cast<std::size_t>(NumberFormat::key)],
#define BLOCK_FORMAT(key, name, element, scale, elements, tensor, source)                \
  block_format(#key, name, NumberFormat::element, NumberFormat::scale, elements, tensor, \
               SourceId::source),
#include "engine/schema/number_formats.def"
};

constexpr NumberAlias kAliases[] = {
#define NUMBER_ALIAS(text, key) {#text, NumberFormat::key},
#include "engine/schema/number_formats.def"
};

constexpr double kDecimalDigitsPerBit = 0.30102999566398120;  // log10(2)

constexpr std::uint64_t power_of_two(int exponent) { return std::uint64_t{1} << exponent; }

/// The next letter or digit in small letters, moving `text` past it; 0 at the end.
char next_letter(std::string_view& text) {
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) return c;
    if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  }
  return 0;
}

bool is_same_name(std::string_view a, std::string_view b) {
  char letter = 0;
  do {
    letter = next_letter(a);
    if (letter != next_letter(b)) return false;
  } while (letter != 0);
  return true;
}

double decode_integer(const NumberFormatSpec& format, std::uint64_t bits) {
  const double digits = static_cast<double>(bits & (power_of_two(format.mantissa_bits) - 1));
  const bool is_negative = format.sign_bits > 0 && (bits >> format.mantissa_bits & 1) != 0;
  return is_negative ? digits - static_cast<double>(power_of_two(format.mantissa_bits)) : digits;
}

/// The value of a code without its sign; NaN and infinity for special codes.
double decode_magnitude(const NumberFormatSpec& format, std::uint64_t code) {
  if (code > largest_code(format)) {
    const bool is_infinity = format.special == SpecialCodes::ieee && code == overflow_code(format);
    return is_infinity ? std::numeric_limits<double>::infinity()
                       : std::numeric_limits<double>::quiet_NaN();
  }
  const std::uint64_t hidden_bit = power_of_two(format.mantissa_bits);
  const std::uint64_t mantissa = code & (hidden_bit - 1);
  const int exponent = static_cast<int>(code >> format.mantissa_bits);
  const bool is_subnormal = exponent == 0 && format.has_zero();
  return std::ldexp(static_cast<double>(is_subnormal ? mantissa : mantissa + hidden_bit),
                    (is_subnormal ? 1 : exponent) - format.bias - format.mantissa_bits);
}

double decode_floating(const NumberFormatSpec& format, std::uint64_t bits) {
  const std::uint64_t sign = power_of_two(format.magnitude_bits());
  if (format.special == SpecialCodes::fnuz && (bits & (2 * sign - 1)) == sign) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const double magnitude = decode_magnitude(format, bits & (sign - 1));
  return format.sign_bits > 0 && (bits & sign) != 0 ? -magnitude : magnitude;
}

double decode_codebook(const NumberFormatSpec& format, std::uint64_t bits) {
  const double value = static_cast<double>(format.codes[bits & (format.codes.size() - 1)]);
  return format.sign_bits > 0 && (bits & format.codes.size()) != 0 ? -value : value;
}

NumberFacts floating_facts(const NumberFormatSpec& format) {
  const double largest = decode_magnitude(format, largest_code(format));
  const std::uint64_t smallest_normal = format.has_zero() ? power_of_two(format.mantissa_bits) : 0;
  const double smallest = format.sign_bits > 0 ? -largest : decode_magnitude(format, 0);
  return {largest,
          smallest,
          decode_magnitude(format, smallest_normal),
          format.has_zero() ? decode_magnitude(format, 1) : 0,
          std::ldexp(1.0, -format.mantissa_bits),
          (format.mantissa_bits + 1) * kDecimalDigitsPerBit,
          static_cast<double>(format.storage_bits())};
}

NumberFacts element_facts(const NumberFormatSpec& format) {
  const auto bits = static_cast<double>(format.storage_bits());
  const double past_range = static_cast<double>(power_of_two(format.mantissa_bits));
  switch (format.kind) {
    case NumberKind::integer:
      return {past_range - 1,
              format.sign_bits > 0 ? -past_range : 0,
              1,
              0,
              0,
              format.mantissa_bits * kDecimalDigitsPerBit,
              bits};
    case NumberKind::codebook:
      return {1, -1, 0, 0, 0, 0, bits};  // scaled so that the largest magnitude is 1
    default:
      return floating_facts(format);
  }
}

}  // namespace

const NumberFormatSpec& spec(NumberFormat format) {
  return kFormats[static_cast<std::size_t>(format)];
}

std::span<const NumberFormatSpec> number_formats() { return kFormats; }
std::span<const NumberAlias> number_aliases() { return kAliases; }

std::optional<NumberFormat> find_number_format(std::string_view text) {
  for (std::size_t i = 0; i < std::size(kFormats); ++i) {
    if (is_same_name(text, kFormats[i].key) || is_same_name(text, kFormats[i].name)) {
      return static_cast<NumberFormat>(i);
    }
  }
  for (const NumberAlias& alias : kAliases) {
    if (is_same_name(text, alias.text)) return alias.format;
  }
  return std::nullopt;
}

NumberFacts facts(NumberFormat format) {
  const NumberFormatSpec& row = spec(format);
  NumberFacts result = element_facts(row);
  if (row.kind != NumberKind::block) return result;
  const NumberFacts scale = element_facts(spec(row.scale));
  const double smallest_scale = scale.min_subnormal > 0 ? scale.min_subnormal : scale.min_normal;
  result.max_finite *= scale.max_finite;
  result.min_finite *= scale.max_finite;
  result.min_normal *= smallest_scale;
  result.min_subnormal *= smallest_scale;
  result.bits_per_element += scale.bits_per_element / row.block_elements;
  return result;
}

double decode(NumberFormat format, std::uint64_t bits) {
  const NumberFormatSpec& row = spec(format);
  if (row.kind == NumberKind::integer) return decode_integer(row, bits);
  if (row.kind == NumberKind::codebook) return decode_codebook(row, bits);
  return decode_floating(row, bits);
}

std::uint64_t largest_code(const NumberFormatSpec& format) {
  const std::uint64_t all_ones = power_of_two(format.magnitude_bits()) - 1;
  switch (format.special) {
    case SpecialCodes::ieee:
      return all_ones - power_of_two(format.mantissa_bits);
    case SpecialCodes::fn:
      return all_ones - 1;
    default:
      return all_ones;
  }
}

std::uint64_t overflow_code(const NumberFormatSpec& format) {
  // Past the largest number comes infinity, or the only NaN, or nothing.
  return largest_code(format) + (format.special == SpecialCodes::none ? 0 : 1);
}

std::uint64_t nan_code(const NumberFormatSpec& format) {
  // The quiet NaN of IEEE 754 has the mantissa's first bit set.
  const bool is_ieee = format.special == SpecialCodes::ieee;
  return overflow_code(format) + (is_ieee ? power_of_two(format.mantissa_bits - 1) : 0);
}

}  // namespace vram
