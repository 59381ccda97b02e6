// Number formats: their bits, what follows from them, and the value of every code.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/schema/sources.h"

namespace vram {

/// Every format of number_formats.def; block formats come last.
enum class NumberFormat : std::uint8_t {
#define NUMBER_FORMAT(key, name, kind, unused, sign, exponent, mantissa, padding, bias, special, \
                      source)                                                                    \
  key,
#define BLOCK_FORMAT(key, name, element, scale, elements, tensor, source) key,
#include "engine/schema/number_formats.def"
};

enum class NumberKind : std::uint8_t { floating, scale, integer, codebook, block };

/// Which codes of a floating format are no numbers; see number_formats.def.
enum class SpecialCodes : std::uint8_t { ieee, fn, fnuz, none };

/// One row of number_formats.def. Bits stand from the left: unused, sign, exponent, mantissa.
struct NumberFormatSpec {
  std::string_view key;
  std::string_view name;
  NumberKind kind;
  std::uint8_t unused_bits;  ///< leading bits that are always zero
  std::uint8_t sign_bits;
  std::uint8_t exponent_bits;
  std::uint8_t mantissa_bits;  ///< of an integer its digits, of a codebook its index
  std::uint8_t padding_bits;   ///< in memory after the number, carrying nothing
  std::int16_t bias;
  SpecialCodes special;
  std::span<const float> codes;  ///< a codebook's value of each index
  SourceId source;
  // Block formats only; their bits are the element's.
  NumberFormat element = {};
  NumberFormat scale = {};
  std::uint8_t block_elements = 1;  ///< numbers that share a scale
  bool has_tensor_scale = false;    ///< an fp32 scale of the whole tensor on top

  /// Bits below the sign.
  constexpr int magnitude_bits() const { return exponent_bits + mantissa_bits; }
  /// Bits of a code.
  constexpr int bits() const { return unused_bits + sign_bits + magnitude_bits(); }
  /// Bits of a number in memory, without its block's scale.
  constexpr int storage_bits() const { return bits() + padding_bits; }
  /// E8M0: powers of two only, without zero.
  constexpr bool has_zero() const { return mantissa_bits > 0; }
};

/// What follows from a row. Zero where a format has no such number. Of a block format with the
/// largest or smallest block scale, and 1 for the tensor's.
struct NumberFacts {
  double max_finite;
  double min_finite;        ///< the most negative number
  double min_normal;        ///< smallest positive number of full precision
  double min_subnormal;     ///< smallest positive number
  double epsilon;           ///< distance from 1 to the next number
  double decimal_digits;    ///< of precision: digits of the significand, in tens
  double bits_per_element;  ///< in memory, with the block's share of its scale
};

const NumberFormatSpec& spec(NumberFormat format);

/// All formats in the order of the table.
std::span<const NumberFormatSpec> number_formats();

/// The format of a key, a name or an alias, however it is spelt: "bf16", "FP8 E4M3", "float16".
std::optional<NumberFormat> find_number_format(std::string_view text);

/// Another spelling and the format it stands for.
struct NumberAlias {
  std::string_view text;
  NumberFormat format;
};

std::span<const NumberAlias> number_aliases();

NumberFacts facts(NumberFormat format);

/// The value of a code; bits above the format's are ignored. Of a block format the element's value,
/// before its scale.
double decode(NumberFormat format, std::uint64_t bits);

// Codes of a floating format, without a sign.

/// The code of the largest finite magnitude.
std::uint64_t largest_code(const NumberFormatSpec& format);

/// The code past the largest: infinity, or NaN where there is no infinity (FNUZ's is the sign bit);
/// the largest itself where there is neither.
std::uint64_t overflow_code(const NumberFormatSpec& format);

/// The code of NaN. Formats without one store the largest number, as CUDA's conversions to FP6 and
/// FP4 do (CUDA Math API, __nv_cvt_double_to_fp4).
std::uint64_t nan_code(const NumberFormatSpec& format);

}  // namespace vram
