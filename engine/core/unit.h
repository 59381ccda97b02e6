// The dimension of a number: how many powers of bytes, seconds and FLOPs it carries.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace vram {

/// Exponents of the three dimensions the calculator knows. Tokens, heads, layers and
/// sequences are counts and have no dimension; this catches the common error of taking
/// elements for bytes with three small integers.
struct Unit {
  std::int8_t bytes = 0;
  std::int8_t seconds = 0;
  std::int8_t flops = 0;

  friend constexpr bool operator==(const Unit&, const Unit&) = default;

  /// Unit of a product.
  friend constexpr Unit operator*(Unit a, Unit b) {
    return {static_cast<std::int8_t>(a.bytes + b.bytes),
            static_cast<std::int8_t>(a.seconds + b.seconds),
            static_cast<std::int8_t>(a.flops + b.flops)};
  }

  /// Unit of a quotient.
  friend constexpr Unit operator/(Unit a, Unit b) {
    return {static_cast<std::int8_t>(a.bytes - b.bytes),
            static_cast<std::int8_t>(a.seconds - b.seconds),
            static_cast<std::int8_t>(a.flops - b.flops)};
  }
};

inline constexpr Unit kCount{};
inline constexpr Unit kBytes{1, 0, 0};

}  // namespace vram
