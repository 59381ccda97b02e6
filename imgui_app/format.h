// Amounts as people read them; exact digits are in the formulas.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "engine/schema/choices.h"

namespace vram {

/// A number and its unit apart, for setting them in different type: {"16.2", "GiB"}.
struct Amount {
  std::string number;
  std::string unit;

  std::string text() const { return number + " " + unit; }
};

/// Bytes in the largest unit that leaves a digit before the point, with about three digits.
Amount amount_of_bytes(double bytes, UnitSystem units);

inline std::string bytes_text(double bytes, UnitSystem units) {
  return amount_of_bytes(bytes, units).text();
}

/// "7.62 B", "671 B", "494 M": a count of parameters.
std::string parameters_text(double parameters);

/// "32,768": exact values.
std::string count_text(double count);

/// "RTX 4090" for "NVIDIA GeForce RTX 4090".
std::string short_gpu_name(std::string_view name);

/// "67 %", "0.4 %", "<0.1 %".
std::string share_text(double share);

/// "+12 %", "−44 %", "0 %": a deviation.
std::string deviation_text(double share);

/// "0.0015", "3.39e+38": about four digits.
std::string brief_number(double value);

/// "1,230", "34.2", "0.0123": three digits.
std::string rough_number(double value);

/// "512", "32k", "1M": powers of two where there is little room.
std::string short_count(double count);

/// A text in small letters, as far as it is ASCII.
std::string lowered(std::string_view text);

/// Reads "32768", "32,768", "32k", "1M" (binary thousands); the text itself where it is none.
std::string typed_number(const std::string& text);

}  // namespace vram
