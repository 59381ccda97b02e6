// Rounding in whole numbers: a double is taken apart, shifted to the format's last place, and its
// remainder compared with half. No step goes through a narrower float.
// SPDX-License-Identifier: MIT
#include "engine/number_encoding.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstring>

namespace vram {
namespace {

constexpr int kDoubleMantissaBits = 52;
constexpr int kDoubleExponentMask = 2047;
constexpr int kDoubleBias = 1023;
/// More than any integer format has.
constexpr int kIntegerBits = 40;

/// significand × 2^exponent, and where `has_rest` less than one significand's unit more.
struct Magnitude {
  std::uint64_t significand;
  int exponent;
  bool has_rest = false;

  /// floor(log2); of zero, something lower than of any other number.
  int top() const { return static_cast<int>(std::bit_width(significand)) - 1 + exponent; }
};

Magnitude magnitude_of(double x) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &x, sizeof bits);  // Emscripten 3.1.6 has no std::bit_cast
  const std::uint64_t hidden_bit = std::uint64_t{1} << kDoubleMantissaBits;
  const std::uint64_t mantissa = bits & (hidden_bit - 1);
  const int field = static_cast<int>(bits >> kDoubleMantissaBits) & kDoubleExponentMask;
  const int last_place = std::max(field, 1) - kDoubleBias - kDoubleMantissaBits;
  return {field == 0 ? mantissa : mantissa + hidden_bit, last_place};
}

/// x / y, cut to the bits that fit: at least 63 less those of y's significand, 35 for a scale and
/// all for a power of two.
Magnitude divided(const Magnitude& x, Magnitude y) {
  if (x.significand == 0) return x;
  const int zeros = std::countr_zero(y.significand);
  y.significand >>= zeros;
  const int shift = std::countl_zero(x.significand) - 1;  // a free bit keeps rounding simple
  const std::uint64_t dividend = x.significand << shift;
  return {dividend / y.significand, x.exponent - shift - y.exponent - zeros,
          dividend % y.significand != 0};
}

/// The magnitude in units of 2^unit, to the nearest, ties to even.
std::uint64_t rounded(const Magnitude& x, int unit) {
  const int shift = unit - x.exponent;
  if (shift <= 0) return x.significand << -shift;
  if (shift >= 64) return 0;  // significands have at most 63 bits: less than half
  const std::uint64_t units = x.significand >> shift;
  const std::uint64_t half = std::uint64_t{1} << (shift - 1);
  const std::uint64_t rest = x.significand & (2 * half - 1);
  const bool is_tie = rest == half && !x.has_rest;
  const bool goes_up = is_tie ? (units & 1) != 0 : rest >= half;
  return units + (goes_up ? 1 : 0);
}

/// A code, and whether the number was out of the format's range.
struct Code {
  std::uint64_t bits;
  bool overflowed = false;
};

/// Out of range: what a format stores past its largest number.
Code out_of_range(const NumberFormatSpec& format, bool is_negative, Overflow overflow) {
  const std::uint64_t sign = std::uint64_t{is_negative} << format.magnitude_bits();
  const bool saturates = overflow == Overflow::saturate;
  if (format.sign_bits == 0 && is_negative) return {saturates ? 0 : nan_code(format), true};
  return {saturates ? largest_code(format) | sign : overflow_code(format) | sign, true};
}

/// `units` of the last place of numbers with this exponent, as a code.
Code code_of_floating(const NumberFormatSpec& format, std::uint64_t units, int exponent,
                      bool is_zero, bool is_negative, Overflow overflow) {
  // The hidden bit is one of the units and adds one to the exponent's field; a carry adds another.
  const auto field = static_cast<std::int64_t>(exponent) + format.bias - 1;
  const std::int64_t code =
      field * (std::int64_t{1} << format.mantissa_bits) + static_cast<std::int64_t>(units);
  const auto magnitude = static_cast<std::uint64_t>(std::max<std::int64_t>(code, 0));
  const bool lacks_sign = format.sign_bits == 0 && is_negative;
  const bool is_past_zero = magnitude != 0 || (!format.has_zero() && !is_zero);
  if (magnitude > largest_code(format) || (lacks_sign && is_past_zero)) {
    return out_of_range(format, is_negative, overflow);
  }
  const bool keeps_sign = !lacks_sign && (magnitude != 0 || format.special != SpecialCodes::fnuz);
  return {magnitude | std::uint64_t{is_negative && keeps_sign} << format.magnitude_bits()};
}

Code code_of_integer(const NumberFormatSpec& format, std::uint64_t units, bool is_negative) {
  const std::uint64_t past_range = std::uint64_t{1} << format.mantissa_bits;
  const std::uint64_t lowest = format.sign_bits > 0 ? past_range : 0;
  const std::uint64_t limit = is_negative ? lowest : past_range - 1;
  const std::uint64_t stored = std::min(units, limit);
  const std::uint64_t mask = (past_range << format.sign_bits) - 1;
  return {(is_negative ? ~stored + 1 : stored) & mask, units > limit};
}

Code code_of_codebook(const NumberFormatSpec& format, double x, double scale) {
  const bool has_sign = format.sign_bits > 0;
  const double wanted = has_sign ? std::fabs(x) : x;
  std::size_t best = 0;
  for (std::size_t i = 1; i < format.codes.size(); ++i) {
    // Neighbours' midpoints are exact in a double: their sum has at most 29 bits, the scale 24.
    const double sum = double{format.codes[i]} + double{format.codes[best]};
    const bool is_above = wanted > sum / 2 * scale;
    if (is_above == (format.codes[i] > format.codes[best])) best = i;
  }
  const std::size_t sign = has_sign && x < 0 ? format.codes.size() : 0;
  return {best + sign, std::fabs(x) > scale};
}

Code code_of(const NumberFormatSpec& format, double x, const Scale& scale, Overflow overflow) {
  double divisor = scale.product();
  if (format.kind == NumberKind::codebook) return code_of_codebook(format, x, divisor);
  const bool is_integer = format.kind == NumberKind::integer;
  if (std::isnan(x) || std::isnan(divisor)) return {is_integer ? 0 : nan_code(format)};
  const bool is_negative = std::signbit(x);
  if (std::isinf(x) && !is_integer) return out_of_range(format, is_negative, overflow);
  if (divisor == 0) {  // a block whose scale became zero: only the sign is left
    x = std::copysign(0.0, x);
    divisor = 1;
  }
  // A quotient is cut short for fp64 alone, where the division itself rounds once.
  const bool is_double = format.mantissa_bits == kDoubleMantissaBits;
  const Magnitude magnitude =
      divided(magnitude_of(is_double ? x / divisor : x), magnitude_of(is_double ? 1 : divisor));
  // Numbers below the smallest exponent share its last place: those are the subnormals. A format
  // without a mantissa has none and counts its exponents from 0. Integers have one last place;
  // numbers far beyond them, infinity among these, stay too large when their exponent is cut.
  const int smallest_exponent = (format.has_zero() ? 1 : 0) - format.bias;
  const int exponent = std::max(magnitude.top(), smallest_exponent);
  const int last_place =
      is_integer ? std::max(magnitude.top() - kIntegerBits, 0) : exponent - format.mantissa_bits;
  const std::uint64_t units = rounded(magnitude, last_place);
  if (is_integer) return code_of_integer(format, units, is_negative);
  return code_of_floating(format, units, exponent, x == 0, is_negative, overflow);
}

NumberClass class_of(const NumberFormatSpec& format, std::uint64_t bits, double value) {
  if (std::isnan(value)) return NumberClass::nan;
  if (std::isinf(value)) return NumberClass::infinity;
  if (value == 0) return NumberClass::zero;
  const std::uint64_t magnitude = bits & ((std::uint64_t{1} << format.magnitude_bits()) - 1);
  const bool is_subnormal =
      format.exponent_bits > 0 && format.has_zero() && magnitude >> format.mantissa_bits == 0;
  return is_subnormal ? NumberClass::subnormal : NumberClass::normal;
}

/// Nearer to zero than the format can say: zero instead, or the smallest where there is no zero.
bool is_too_small(const NumberFormatSpec& format, double x, const Encoded& encoded) {
  if (encoded.overflowed || std::isnan(x)) return false;
  if (format.has_zero()) return encoded.value == 0 && x != 0;
  return encoded.bits == 0 && std::fabs(x) < encoded.value;
}

/// The largest magnitude of a block; NaN if there is one.
double largest_of(std::span<const double> block) {
  double largest = 0;
  for (const double x : block) {
    // Written so that a NaN is kept: it is not below anything.
    if (!(std::fabs(x) <= largest) && !std::isnan(largest)) largest = std::fabs(x);
  }
  return largest;
}

std::uint64_t power_of_two_scale(const NumberFormatSpec& element, const NumberFormatSpec& scale,
                                 double largest, Overflow overflow) {
  if (std::isnan(largest)) return nan_code(scale);
  const Magnitude magnitude = magnitude_of(largest);  // infinity's exponent is above all others
  if (magnitude.significand == 0) return 0;
  const int largest_exponent =
      static_cast<int>(largest_code(element) >> element.mantissa_bits) - element.bias;
  const int code = std::max(magnitude.top() - largest_exponent + scale.bias, 0);
  if (static_cast<std::uint64_t>(code) <= largest_code(scale)) {
    return static_cast<std::uint64_t>(code);
  }
  return overflow == Overflow::saturate ? largest_code(scale) : nan_code(scale);
}

/// x / divisor as an fp32 scale: never zero; 1 where x is no positive finite number.
Scale fp32_scale(double x, double divisor = 1) {
  if (!(x > 0) || std::isinf(x)) x = divisor;
  const NumberFormatSpec& fp32 = spec(NumberFormat::fp32);
  const Code code = code_of(fp32, x, {0, divisor, 1}, Overflow::saturate);
  const std::uint64_t bits = std::max<std::uint64_t>(code.bits, 1);
  return {bits, decode(NumberFormat::fp32, bits), 1};
}

}  // namespace

NumberFormat scale_format(NumberFormat format) {
  const NumberFormatSpec& row = spec(format);
  return row.kind == NumberKind::block ? row.scale : NumberFormat::fp32;
}

Scale scale_of(NumberFormat format, double scale, double tensor_scale) {
  const NumberFormatSpec& row = spec(format);
  Scale stored = fp32_scale(scale);
  if (row.kind == NumberKind::block) {
    stored.bits = code_of(spec(row.scale), stored.value, {}, Overflow::saturate).bits;
    stored.value = decode(row.scale, stored.bits);
  }
  if (row.has_tensor_scale) stored.of_tensor = fp32_scale(tensor_scale).value;
  return stored;
}

Scale block_scale(NumberFormat format, std::span<const double> block, double tensor_scale,
                  Overflow overflow) {
  const NumberFormatSpec& row = spec(format);
  Scale chosen;
  if (row.kind != NumberKind::block) return chosen;
  const NumberFormatSpec& scale = spec(row.scale);
  const double largest = largest_of(block);
  if (row.has_tensor_scale) {
    chosen.of_tensor = fp32_scale(tensor_scale).value;
    const double divisor = decode(row.element, largest_code(row)) * chosen.of_tensor;
    chosen.bits = code_of(scale, largest, {0, divisor, 1}, Overflow::saturate).bits;
  } else {
    chosen.bits = power_of_two_scale(row, scale, largest, overflow);
  }
  chosen.value = decode(row.scale, chosen.bits);
  return chosen;
}

double tensor_scale(NumberFormat format, double largest_magnitude) {
  if (!spec(format).has_tensor_scale) return 1;
  return fp32_scale(std::fabs(largest_magnitude), facts(format).max_finite).value;
}

Encoded encode(NumberFormat format, double x, const Scale& scale, Overflow overflow) {
  const NumberFormatSpec& row = spec(format);
  const bool is_block = row.kind == NumberKind::block;
  const Code code = code_of(row, x, scale, is_block ? Overflow::saturate : overflow);
  const double code_value = decode(format, code.bits);
  Encoded encoded{};
  encoded.bits = code.bits;
  encoded.value = code_value * scale.product();
  encoded.exact = encoded.value == x || (std::isnan(x) && std::isnan(encoded.value));
  encoded.absolute_error = encoded.value == x ? 0 : std::fabs(encoded.value - x);
  encoded.relative_error = encoded.value == x ? 0 : encoded.absolute_error / std::fabs(x);
  const bool became_nan = std::isnan(encoded.value) && !std::isnan(x);
  encoded.overflowed = (code.overflowed || became_nan) && !encoded.exact;
  encoded.underflowed = is_too_small(row, x, encoded);
  encoded.number_class = class_of(row, code.bits, encoded.value);
  encoded.scale = scale;
  return encoded;
}

Encoded encode(NumberFormat format, double x, Overflow overflow) {
  return encode(format, x, block_scale(format, {&x, 1}, 1, overflow), overflow);
}

Scale encode_block(NumberFormat format, std::span<const double> block, std::span<Encoded> encoded,
                   double tensor_scale, Overflow overflow) {
  const Scale scale = block_scale(format, block, tensor_scale, overflow);
  for (std::size_t i = 0; i < block.size(); ++i) {
    encoded[i] = encode(format, block[i], scale, overflow);
  }
  return scale;
}

}  // namespace vram
