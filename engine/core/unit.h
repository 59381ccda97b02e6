// The dimension of a number: how many powers of bytes, seconds and FLOPs it carries.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace vram {

/// Exponents of the dimensions the calculator knows. Tokens, heads, layers and
/// sequences are counts and have no dimension; this catches the common error of taking
/// elements for bytes with a few small integers.
struct Unit {
  std::int8_t bytes = 0;
  std::int8_t seconds = 0;
  std::int8_t flops = 0;
  std::int8_t usd = 0;
  std::int8_t joules = 0;

  friend constexpr bool operator==(const Unit&, const Unit&) = default;

  /// Unit of a product.
  friend constexpr Unit operator*(Unit a, Unit b) {
    return {sum(a.bytes, b.bytes), sum(a.seconds, b.seconds), sum(a.flops, b.flops),
            sum(a.usd, b.usd), sum(a.joules, b.joules)};
  }

  /// Unit of a quotient.
  friend constexpr Unit operator/(Unit a, Unit b) {
    return {sum(a.bytes, -b.bytes), sum(a.seconds, -b.seconds), sum(a.flops, -b.flops),
            sum(a.usd, -b.usd), sum(a.joules, -b.joules)};
  }

 private:
  static constexpr std::int8_t sum(int a, int b) { return static_cast<std::int8_t>(a + b); }
};

inline constexpr Unit kCount{};
inline constexpr Unit kBytes{1, 0, 0};
inline constexpr Unit kSeconds{0, 1, 0};
inline constexpr Unit kFlops{0, 0, 1};
inline constexpr Unit kUsd{0, 0, 0, 1};
inline constexpr Unit kJoules{0, 0, 0, 0, 1};

}  // namespace vram
