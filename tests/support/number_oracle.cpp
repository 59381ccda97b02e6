// Tables of values and a search through them; slow and plain on purpose.
// SPDX-License-Identifier: MIT
#include "tests/support/number_oracle.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace vram::testing {
namespace {

using Kind = OracleFormat::Kind;
using Ending = OracleFormat::Ending;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double two_to(int exponent) {
  double power = 1;
  for (; exponent > 0; --exponent) power *= 2;
  for (; exponent < 0; ++exponent) power /= 2;
  return power;
}

std::vector<double> written_out(const OracleFormat& format) {
  std::vector<double> values;
  const int magnitude_bits = format.bits - (format.has_sign ? 1 : 0);
  if (format.kind == Kind::power_of_two) {
    for (int code = 0; code < 255; ++code) values.push_back(two_to(code - format.bias));
    return values;
  }
  const int mantissas = 1 << (magnitude_bits - format.exponent_bits);
  for (int exponent = 0; exponent < 1 << format.exponent_bits; ++exponent) {
    for (int mantissa = 0; mantissa < mantissas; ++mantissa) {
      const double fraction = static_cast<double>(mantissa) / mantissas;
      values.push_back(exponent == 0 ? fraction * two_to(1 - format.bias)
                                     : (1 + fraction) * two_to(exponent - format.bias));
    }
  }
  if (format.ending == Ending::infinity_and_nans) {
    values.resize(values.size() - static_cast<std::size_t>(mantissas));
  }
  if (format.ending == Ending::one_nan) values.pop_back();
  return values;
}

/// Where in a rising list x falls, by the nearest neighbour; ties to the even index or, where
/// `prefers_larger`, to the larger. The step past the end is like the last one.
std::size_t nearest(const std::vector<double>& values, double x, double past_end,
                    bool prefers_larger) {
  std::size_t above = 0;
  while (above < values.size() && values[above] <= x) ++above;
  if (above == 0) return 0;
  const std::size_t below = above - 1;
  const double upper = above < values.size() ? values[above] : past_end;
  const double midpoint = values[below] + (upper - values[below]) / 2;
  if (x < midpoint) return below;
  if (x > midpoint) return above;
  return prefers_larger || below % 2 == 1 ? above : below;
}

OracleResult integer_code(const OracleFormat& format, double x) {
  const int lowest = format.has_sign ? -(1 << (format.bits - 1)) : 0;
  const int highest = (1 << (format.bits - (format.has_sign ? 1 : 0))) - 1;
  if (std::isnan(x)) return {0, false};
  const unsigned mask = (1U << format.bits) - 1;
  // One more number on either side shows what is out of range.
  for (int candidate = lowest - 1; candidate <= highest + 1; ++candidate) {
    const double distance = std::fabs(x - candidate);
    const bool is_nearest = distance < 0.5 || (distance == 0.5 && candidate % 2 == 0);
    if (!is_nearest) continue;
    const int stored = std::clamp(candidate, lowest, highest);
    return {static_cast<unsigned>(stored) & mask, stored != candidate};
  }
  return {static_cast<unsigned>(x < 0 ? lowest : highest) & mask, true};
}

/// What stands for a number that is too large.
unsigned past_range(const OracleFormat& format, unsigned last, bool saturates) {
  if (saturates) return last;
  if (format.minus_zero_is_nan) return 1U << (format.bits - 1);
  return format.ending == Ending::numbers ? last : last + 1;
}

std::vector<OracleFormat> with_values(std::vector<OracleFormat> formats) {
  for (OracleFormat& format : formats) {
    if (format.kind != Kind::integer) format.values = written_out(format);
  }
  return formats;
}

}  // namespace

const std::vector<OracleFormat>& oracle_formats() {
  static const std::vector<OracleFormat> formats = with_values({
      // OCP OFP8 1.0, table 1.
      {"e4m3fn", Kind::floating, 8, true, 4, 7, Ending::one_nan},
      {"e5m2", Kind::floating, 8, true, 5, 15, Ending::infinity_and_nans},
      // LLVM's Float8E4M3FNUZ and Float8E5M2FNUZ.
      {"e4m3fnuz", Kind::floating, 8, true, 4, 8, Ending::numbers, true},
      {"e5m2fnuz", Kind::floating, 8, true, 5, 16, Ending::numbers, true},
      // OCP MX 1.0, section 5.3 and 5.4.
      {"e3m2", Kind::floating, 6, true, 3, 3, Ending::numbers},
      {"e2m3", Kind::floating, 6, true, 2, 1, Ending::numbers},
      {"e2m1", Kind::floating, 4, true, 2, 1, Ending::numbers},
      {"e8m0", Kind::power_of_two, 8, false, 8, 127, Ending::one_nan},
      // E4M3 without its sign.
      {"ue4m3", Kind::floating, 7, false, 4, 7, Ending::one_nan},
      {"int8", Kind::integer, 8, true, 0, 0, Ending::numbers},
      {"uint8", Kind::integer, 8, false, 0, 0, Ending::numbers},
      {"int4", Kind::integer, 4, true, 0, 0, Ending::numbers},
      {"uint4", Kind::integer, 4, false, 0, 0, Ending::numbers},
      {"int2", Kind::integer, 2, true, 0, 0, Ending::numbers},
      {"uint2", Kind::integer, 2, false, 0, 0, Ending::numbers},
  });
  return formats;
}

double oracle_value(const OracleFormat& format, unsigned code) {
  const unsigned sign_bit = format.has_sign ? 1U << (format.bits - 1) : 0;
  const bool is_negative = (code & sign_bit) != 0;
  if (format.kind == Kind::integer) {
    return static_cast<double>(code) - (is_negative ? 2.0 * sign_bit : 0);
  }
  if (format.minus_zero_is_nan && code == sign_bit) return kNan;
  const unsigned magnitude = code & ~sign_bit;
  double value = kNan;
  if (magnitude < format.values.size()) value = format.values[magnitude];
  if (magnitude == format.values.size() && format.ending == Ending::infinity_and_nans)
    value = kInfinity;
  return is_negative ? -value : value;
}

OracleResult oracle_code(const OracleFormat& format, double x, bool saturates) {
  if (format.kind == Kind::integer) return integer_code(format, x);
  const std::vector<double>& values = format.values;
  const auto last = static_cast<unsigned>(values.size() - 1);
  const unsigned sign_bit = 1U << (format.bits - 1);
  const bool is_power = format.kind == Kind::power_of_two;
  if (std::isnan(x)) {
    // The first NaN with the mantissa's upper bit set; the only one; the largest number.
    if (format.ending == Ending::infinity_and_nans) return {last + 3, false};
    return {past_range(format, last, false), false};
  }
  const double next = is_power ? 2 * values[last] : 2 * values[last] - values[last - 1];
  const std::size_t index = nearest(values, std::fabs(x), next, is_power);
  const bool is_negative = std::signbit(x);
  if (!format.has_sign && is_negative && (index > 0 || (is_power && x != 0))) {
    return {saturates ? 0 : last + 1, true};
  }
  const bool overflowed = index > last;
  unsigned code = overflowed ? past_range(format, last, saturates) : static_cast<unsigned>(index);
  const bool takes_sign = format.has_sign && !(format.minus_zero_is_nan && code == 0);
  if (is_negative && takes_sign) code |= sign_bit;
  return {code, overflowed};
}

std::vector<double> oracle_inputs(const OracleFormat& format) {
  std::vector<double> points = {0,    1e-320, 5e-324, 1e-45, 1e-30, 0.3,   1,
                                1000, 1e6,    1e30,   1e39,  1e300, 1e308, kInfinity};
  std::vector<double> values;
  for (unsigned code = 0; code < 1U << format.bits; ++code) {
    const double value = oracle_value(format, code);
    if (std::isfinite(value) && value >= 0) values.push_back(value);
  }
  std::sort(values.begin(), values.end());
  values.push_back(2 * values.back());  // beyond the end, whatever the step
  for (std::size_t i = 0; i + 1 < values.size(); ++i) {
    points.push_back(values[i]);
    for (const int quarter : {1, 2, 3}) {
      points.push_back(values[i] + (values[i + 1] - values[i]) * quarter / 4);
    }
  }
  const std::size_t last = values.size() - 2;
  const double step = values[last] - values[last - 1];
  for (const double past : {step / 4, step / 2, step}) points.push_back(values[last] + past);
  std::vector<double> inputs = {kNan};
  for (const double point : points) {
    for (const double near :
         {point, std::nextafter(point, 0.0), std::nextafter(point, kInfinity)}) {
      inputs.push_back(near);
      inputs.push_back(-near);
    }
  }
  return inputs;
}

}  // namespace vram::testing
