// A second opinion on number formats of up to 8 bits: every code's value written out from the
// published definition, and rounding by looking at the two neighbours. Shares nothing with the
// engine.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vram::testing {

/// A format as its specification puts it.
struct OracleFormat {
  enum class Kind { floating, power_of_two, integer };
  /// What is written in the last codes: infinities and NaNs, one NaN, or numbers.
  enum class Ending { infinity_and_nans, one_nan, numbers };

  std::string key;
  Kind kind;
  int bits;           ///< of a code that may be one
  bool has_sign;      ///< as a bit of its own, or two's complement
  int exponent_bits;  ///< none for integers
  int bias;
  Ending ending;
  bool minus_zero_is_nan = false;
  /// The non-negative numbers in rising order: the index is the code below the sign. Not of
  /// integers.
  std::vector<double> values = {};
};

/// The formats of up to 8 bits that are no codebooks.
const std::vector<OracleFormat>& oracle_formats();

/// The value of a code; NaN and infinity for those codes.
double oracle_value(const OracleFormat& format, unsigned code);

struct OracleResult {
  unsigned code;
  bool overflowed;
};

/// The code for x: the nearer neighbour, the even one of two equally near (where no code is even,
/// the larger one, IEEE 754-2019 section 4.3.1), and past the last number what the specification
/// says, or the last number where `saturates`.
OracleResult oracle_code(const OracleFormat& format, double x, bool saturates);

/// Numbers at which rounding decides: every value, every midpoint, the ends of the range, the
/// numbers beside each of them, and their negatives.
std::vector<double> oracle_inputs(const OracleFormat& format);

}  // namespace vram::testing
