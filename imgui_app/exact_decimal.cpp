// A decimal is digits times a power of ten; ten is two times five, and only twos are free in
// binary. SPDX-License-Identifier: MIT
#include "imgui_app/exact_decimal.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "engine/core/number_text.h"

namespace vram {
namespace {

/// Whole numbers of any length, one decimal digit per element, the highest first.
using Digits = std::string;

constexpr double kLargestOdd = 9007199254740992.0;  // 2^53
constexpr int kMostPowers = 400;                    // FP64 ends before

/// Divides if nothing is left over.
bool divide(Digits& digits, int by) {
  Digits quotient;
  int rest = 0;
  for (const char digit : digits) {
    rest = rest * 10 + (digit - '0');
    quotient += static_cast<char>('0' + rest / by);
    rest %= by;
  }
  if (rest != 0) return false;
  const std::size_t first = std::min(quotient.find_first_not_of('0'), quotient.size());
  digits = quotient.substr(first);
  return true;
}

void multiply(Digits& digits, int by) {
  int carry = 0;
  for (std::size_t i = digits.size(); i-- > 0;) {
    carry += (digits[i] - '0') * by;
    digits[i] = static_cast<char>('0' + carry % 10);
    carry /= 10;
  }
  if (carry > 0) digits.insert(digits.begin(), static_cast<char>('0' + carry));
}

}  // namespace

bool is_exact_in_fp64(std::string_view decimal) {
  if (!parse_number(decimal)) return false;
  const std::size_t mark = std::min(decimal.find_first_of("eE"), decimal.size());
  double power = 0;
  if (mark < decimal.size()) {
    std::string_view exponent = decimal.substr(mark + 1);
    if (exponent.substr(0, 1) == "+") exponent.remove_prefix(1);
    power = parse_number(exponent).value_or(0);
  }
  Digits digits;
  bool is_fraction = false;
  for (const char c : decimal.substr(0, mark)) {
    if (c == '.') is_fraction = true;
    if (c < '0' || c > '9') continue;
    if (!digits.empty() || c != '0') digits += c;
    if (is_fraction) --power;
  }
  if (digits.empty()) return true;  // zero
  while (digits.back() == '0') {
    digits.pop_back();
    ++power;
  }
  for (int i = 0; i < kMostPowers && power < -i; ++i) {
    if (!divide(digits, 5)) return false;
  }
  for (int i = 0; i < kMostPowers && power > i; ++i) multiply(digits, 5);
  while (divide(digits, 2)) {
  }
  return parse_number(digits).value_or(kLargestOdd) < kLargestOdd;
}

}  // namespace vram
