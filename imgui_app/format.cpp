// Rounding for display.
// SPDX-License-Identifier: MIT
#include "imgui_app/format.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>

#include "engine/core/number_text.h"

namespace vram {
namespace {

struct Scale {
  double bytes;
  const char* unit;
};

constexpr Scale kBinary[] = {{kTebi, "TiB"}, {kGibi, "GiB"}, {kMebi, "MiB"}, {kKibi, "KiB"}};
constexpr Scale kDecimal[] = {{1e12, "TB"}, {1e9, "GB"}, {1e6, "MB"}, {1e3, "kB"}};

/// Terabytes only where gigabytes would need five digits: capacities are compared in gigabytes.
constexpr double kLargestBeforeTera = 10000;

std::string three_digits(double value) {
  if (value >= 99.95) return grouped_text(std::round(value));
  return fixed_text(value, value >= 9.995 ? 1 : 2);
}

}  // namespace

Amount amount_of_bytes(double bytes, UnitSystem units) {
  const auto& scales = units == UnitSystem::gb ? kDecimal : kBinary;
  for (std::size_t i = 0; i < 4; ++i) {
    const double smallest = i == 0 ? kLargestBeforeTera * scales[1].bytes : scales[i].bytes;
    if (bytes >= smallest) return {three_digits(bytes / scales[i].bytes), scales[i].unit};
  }
  return {plain_text(std::round(bytes)), "B"};
}

std::string parameters_text(double parameters) {
  if (parameters >= 999.5e9) return fixed_text(parameters / 1e12, 2) + " T";
  if (parameters >= 999.5e6) return three_digits(parameters / 1e9) + " B";
  if (parameters >= 999.5e3) return three_digits(parameters / 1e6) + " M";
  return grouped_text(parameters);
}

std::string count_text(double count) { return grouped_text(count); }

std::string short_gpu_name(std::string_view name) {
  for (const std::string_view maker : {"NVIDIA GeForce ", "NVIDIA ", "AMD Radeon ", "AMD "}) {
    if (name.substr(0, maker.size()) == maker) return std::string(name.substr(maker.size()));
  }
  return std::string(name);
}

std::string share_text(double share) {
  const double percent = share * 100;
  if (percent > 0 && percent < 0.1) return "<0.1 %";
  return fixed_text(percent, percent < 9.95 ? 1 : 0) + " %";
}

std::string deviation_text(double share) {
  const double percent = std::round(share * 100);
  if (percent == 0) return "0 %";
  return (percent > 0 ? "+" : "−") + grouped_text(std::fabs(percent)) + " %";
}

std::string brief_number(double value) {
  constexpr double kPlainFrom = 1e-4;
  constexpr double kPlainUpTo = 1e6;
  constexpr int kDigits = 4;
  const double magnitude = std::fabs(value);
  if (!std::isfinite(value) || value == 0) return plain_text(value);
  if (magnitude >= kPlainFrom && magnitude < kPlainUpTo) {
    const int decimals =
        std::max(0, kDigits - 1 - static_cast<int>(std::floor(std::log10(magnitude))));
    const double scale = std::pow(10, decimals);
    return plain_text(std::round(value * scale) / scale);
  }
  int exponent = static_cast<int>(std::floor(std::log10(magnitude)));
  double digits = std::round(value / std::pow(10, exponent) * 1000) / 1000;
  if (std::fabs(digits) >= 10) {
    digits /= 10;
    ++exponent;
  }
  return plain_text(digits) + (exponent < 0 ? "e−" : "e+") + plain_text(std::abs(exponent));
}

std::string rough_number(double value) {
  constexpr int kDigits = 3;
  constexpr double kPlainFrom = 1e-4;
  const double magnitude = std::fabs(value);
  if (!std::isfinite(value) || magnitude < kPlainFrom) return brief_number(value);
  const int decimals = kDigits - 1 - static_cast<int>(std::floor(std::log10(magnitude)));
  const double scale = std::pow(10, decimals);
  return grouped_text(std::round(value * scale) / scale);
}

std::string short_count(double count) {
  if (count >= kMebi) return plain_text(count / kMebi) + "M";
  if (count >= kKibi) return plain_text(count / kKibi) + "k";
  return plain_text(count);
}

std::string lowered(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string typed_number(const std::string& text) {
  std::string digits;
  for (const char c : text) {
    if (c != ',' && c != ' ' && c != '_') digits += c;
  }
  double factor = 1;
  if (!digits.empty()) {
    const char last = digits.back();
    if (last == 'k' || last == 'K') factor = kKibi;
    if (last == 'm' || last == 'M') factor = kMebi;
    if (factor > 1) digits.pop_back();
  }
  const auto number = parse_number(digits);
  return number ? plain_text(*number * factor) : text;
}

}  // namespace vram
