// Numbers to text and back through the C library, whose "C" locale is the only one in use.
// SPDX-License-Identifier: MIT
#include "engine/core/number_text.h"

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace vram {
namespace {

/// Beyond this a double no longer holds every whole number, so digits would be invented.
constexpr double kLargestExactWhole = 9007199254740992.0;  // 2^53
constexpr std::size_t kLongestNumber = 64;

std::string printed(const char* format, double value) {
  char buffer[kLongestNumber];
  const int length = std::snprintf(buffer, sizeof buffer, format, value);
  return std::string(buffer, length > 0 ? static_cast<std::size_t>(length) : 0);
}

/// printf would go through 128-bit numbers, which WebAssembly has to emulate.
std::string whole_text(std::int64_t value) {
  char buffer[kLongestNumber];
  return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

bool is_decimal_character(char c) {
  return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.' || c == 'e' || c == 'E';
}

}  // namespace

std::string plain_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  if (value == 0) return "0";
  const bool is_whole = value == std::floor(value) && std::fabs(value) <= kLargestExactWhole;
  if (is_whole) return whole_text(static_cast<std::int64_t>(value));
  // The shortest of the two that reads back as the same number.
  std::string brief = printed("%.10g", value);
  if (std::strtod(brief.c_str(), nullptr) == value) return brief;
  return printed("%.17g", value);
}

std::string grouped_text(double value) {
  const std::string plain = plain_text(value);
  const std::size_t start = plain[0] == '-' ? 1 : 0;
  const std::size_t end = plain.find_first_not_of("0123456789", start);
  const std::size_t digits = (end == std::string::npos ? plain.size() : end) - start;
  std::string grouped = plain.substr(0, start);
  for (std::size_t i = 0; i < digits; ++i) {
    if (i > 0 && (digits - i) % 3 == 0) grouped += ',';
    grouped += plain[start + i];
  }
  return grouped + plain.substr(start + digits);
}

std::string fixed_text(double value, int decimals) {
  char buffer[kLongestNumber];
  const int length = std::snprintf(buffer, sizeof buffer, "%.*f", decimals, value);
  if (length < 0 || static_cast<std::size_t>(length) >= sizeof buffer) return plain_text(value);
  return std::string(buffer, static_cast<std::size_t>(length));
}

std::optional<double> parse_number(std::string_view text) {
  if (text.empty() || text.size() >= kLongestNumber) return std::nullopt;
  bool has_digit = false;
  for (const char c : text) {
    if (!is_decimal_character(c)) return std::nullopt;
    has_digit = has_digit || (c >= '0' && c <= '9');
  }
  if (!has_digit) return std::nullopt;
  const std::string terminated(text);
  char* end = nullptr;
  const double value = std::strtod(terminated.c_str(), &end);
  if (end != terminated.c_str() + terminated.size()) return std::nullopt;
  return value;
}

}  // namespace vram
