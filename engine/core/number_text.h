// Deterministic text of numbers: the same characters on every platform, no locale.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vram {

inline constexpr double kKibi = 1024;
inline constexpr double kMebi = 1024 * kKibi;
inline constexpr double kGibi = 1024 * kMebi;
inline constexpr double kTebi = 1024 * kGibi;
inline constexpr double kGiga = 1e9;

/// Digits without grouping: 32768, 0.5625, 1e+300.
std::string plain_text(double value);

/// Digits with a comma every three: 32,768; fractions as in plain_text.
std::string grouped_text(double value);

/// A fixed number of decimals: fixed_text(16.94, 1) is "16.9".
std::string fixed_text(double value, int decimals);

/// The number a text spells out in full: decimal digits with optional sign, fraction and
/// exponent. Empty for anything else, "nan", "inf" and hexadecimal included.
std::optional<double> parse_number(std::string_view text);

}  // namespace vram
