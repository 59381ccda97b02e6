// The operations of formulas for plain numbers; quantity.h has the same ones for traced numbers.
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

namespace vram {

constexpr double value_of(double x) { return x; }
constexpr double min_of(double a, double b) { return b < a ? b : a; }
constexpr double max_of(double a, double b) { return a < b ? b : a; }

/// ceil(a / b), for counts that are shared out in whole pieces.
inline double ceil_divide(double a, double b) { return std::ceil(a / b); }

/// The smallest multiple of `granule` that is at least `a`.
inline double round_up(double a, double granule) { return std::ceil(a / granule) * granule; }

/// The only door from bits to bytes.
constexpr double bytes_of_bits(double bits) { return bits / 8; }

/// The smallest whole number that is at least `a`: memory comes in whole bytes.
inline double whole(double a) { return std::ceil(a); }

/// Whether a whole number divides another. Both are small enough for an int, which divides faster
/// than a double.
inline bool divides(double divisor, double whole_number) {
  return static_cast<int>(whole_number) % static_cast<int>(divisor) == 0;
}

}  // namespace vram
