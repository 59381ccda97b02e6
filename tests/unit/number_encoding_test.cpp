// number_encoding: every rounding against a second opinion, and what is published.
// SPDX-License-Identifier: MIT
#include "engine/number_encoding.h"

#include <catch_amalgamated.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "tests/support/number_oracle.h"
#include "tests/support/random_inputs.h"

using namespace vram;
using namespace vram::testing;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// std::bit_cast, which Emscripten 3.1.6 lacks.
template <class To, class From>
To bits_as(From from) {
  To to;
  static_assert(sizeof to == sizeof from);
  std::memcpy(&to, &from, sizeof to);
  return to;
}

/// Any double: all bit patterns are equally likely, so exponents spread over the whole range.
double any_double(Random& random) { return bits_as<double>(random.next()); }

/// A double whose exponent is within a few of 1's, where narrow formats live.
double near_one(Random& random, int spread) {
  const auto exponent = static_cast<int>(random.below(static_cast<std::size_t>(2 * spread + 1)));
  const double sign = random.below(2) == 0 ? 1 : -1;
  return sign * std::ldexp(1 + random.unit(), exponent - spread);
}

/// Rounding by arithmetic instead of bits: x is scaled so that the format's last place is 1, and
/// the processor rounds it to a whole number. Exact, since scaling by powers of two is.
double rounded_by_arithmetic(double x, int mantissa_bits, int smallest_exponent, double largest) {
  if (x == 0 || !std::isfinite(x)) return x;
  const int exponent = std::max(std::ilogb(x), smallest_exponent);
  const int unit = exponent - mantissa_bits;
  const double value = std::ldexp(std::nearbyint(std::ldexp(x, -unit)), unit);
  return std::fabs(value) > largest ? std::copysign(kInfinity, x) : value;
}

bool is_same(double a, double b) {
  if (std::isnan(a)) return std::isnan(b);
  return a == b && std::signbit(a) == std::signbit(b);
}

/// One assertion for several million comparisons: Catch's own are too slow for that.
void check_against_oracle(const OracleFormat& oracle, NumberFormat format, double x) {
  for (const Overflow overflow : {Overflow::infinity_or_nan, Overflow::saturate}) {
    const bool saturates = overflow == Overflow::saturate;
    const OracleResult expected = oracle_code(oracle, x, saturates);
    const double value = oracle_value(oracle, expected.code);
    const Encoded encoded = encode(format, x, overflow);
    const bool is_exact = value == x || (std::isnan(x) && std::isnan(value));
    const bool is_finite = std::isfinite(x) && std::isfinite(value);
    const bool agrees = encoded.bits == expected.code && is_same(encoded.value, value) &&
                        encoded.exact == is_exact &&
                        encoded.overflowed == (expected.overflowed && !is_exact) &&
                        (!is_finite || encoded.absolute_error == std::fabs(value - x));
    if (agrees) continue;
    FAIL(oracle.key << " of " << x << (saturates ? ", saturating: " : ": ") << encoded.bits
                    << " instead of " << expected.code);
  }
}

/// Likewise.
void check_value(NumberFormat format, double x, double expected) {
  const double value = encode(format, x).value;
  if (is_same(value, expected)) return;
  FAIL(std::string(spec(format).key) << " of " << x << ": " << value << " instead of " << expected);
}

}  // namespace

TEST_CASE("Formats of up to 8 bits round as the second opinion does", "[number_encoding]") {
  Random random(8);
  for (const OracleFormat& oracle : oracle_formats()) {
    const NumberFormat format = find_number_format(oracle.key).value();
    for (const double x : oracle_inputs(oracle)) check_against_oracle(oracle, format, x);
    for (int i = 0; i < 2000; ++i) {
      check_against_oracle(oracle, format, any_double(random));
      check_against_oracle(oracle, format, near_one(random, 20));
    }
  }
  SUCCEED();
}

TEST_CASE("Every code's value is stored as that code", "[number_encoding]") {
  for (std::size_t i = 0; i < number_formats().size(); ++i) {
    const auto id = static_cast<NumberFormat>(i);
    const NumberFormatSpec& format = spec(id);
    if (format.bits() > 19 || format.kind == NumberKind::block) continue;
    const int code_bits = format.bits() - format.unused_bits;
    for (std::uint64_t code = 0; code < std::uint64_t{1} << code_bits; ++code) {
      const double value = decode(id, code);
      if (std::isnan(value)) continue;
      const Encoded encoded = encode(id, value);
      // Zero has two codes in some formats; the tests of signs are below.
      const bool returns = encoded.value == value && (encoded.bits == code || value == 0);
      if (returns && encoded.exact && !encoded.overflowed && !encoded.underflowed) continue;
      FAIL(std::string(format.key) << ": " << code << " came back as " << encoded.bits);
    }
  }
  SUCCEED();
}

TEST_CASE("FP32 is the processor's own conversion, FP64 the number itself", "[number_encoding]") {
  Random random(32);
  const auto check = [](double x) {
    const auto fp32 = static_cast<float>(x);
    check_value(NumberFormat::fp32, x, double{fp32});
    check_value(NumberFormat::fp64, x, x);
    if (std::isnan(x)) return;
    if (encode(NumberFormat::fp32, x).bits != bits_as<std::uint32_t>(fp32)) FAIL(x);
    if (encode(NumberFormat::fp64, x).bits != bits_as<std::uint64_t>(x)) FAIL(x);
  };
  for (const double x : {0.0, -0.0, kInfinity, -kInfinity, kNan, 0x1p-149, 0x1p-150, 0x1.8p-150,
                         0x1.8p-149, 0x1.fffffffp-127, 0x1.fffffep127, 0x1.ffffffp127,
                         0x1.fffffefffffffp127, 0x1p128, 5e-324, 1.7976931348623157e308}) {
    for (const double near : {x, std::nextafter(x, 0.0), std::nextafter(x, kInfinity)}) {
      check(near);
      check(-near);
    }
  }
  for (int i = 0; i < 100'000; ++i) {
    check(any_double(random));
    check(near_one(random, 160));
    // Halfway between two fp32 numbers, or one bit beside.
    const auto fp32 = static_cast<float>(near_one(random, 120));
    const double tie = double{fp32} + (double{std::nextafter(fp32, 3e38F)} - double{fp32}) / 2;
    check(tie);
    check(std::nextafter(tie, kInfinity));
  }
  SUCCEED();
}

TEST_CASE("FP16, BF16 and TF32 round as arithmetic does", "[number_encoding]") {
  struct Format {
    NumberFormat id;
    int mantissa_bits;
    int smallest_exponent;
    double largest;
  };
  const Format formats[] = {{NumberFormat::fp16, 10, -14, 65504},
                            {NumberFormat::bf16, 7, -126, 0x1.fep127},
                            {NumberFormat::tf32, 10, -126, 0x1.ffcp127}};
  Random random(16);
  for (const Format& format : formats) {
    for (int i = 0; i < 100'000; ++i) {
      const double any = i % 2 == 0 ? any_double(random) : near_one(random, 30);
      // Every third number is one that fits, or halfway between two that do.
      const double few_bits = std::ldexp(std::nearbyint(near_one(random, 11) * 2), i % 300 - 160);
      const double x = i % 3 == 0 ? few_bits : any;
      check_value(
          format.id, x,
          rounded_by_arithmetic(x, format.mantissa_bits, format.smallest_exponent, format.largest));
    }
  }
  SUCCEED();
}

TEST_CASE("BF16 of an FP32 number is its upper half, rounded", "[number_encoding]") {
  Random random(7);
  for (int i = 0; i < 100'000; ++i) {
    const auto bits = static_cast<std::uint32_t>(random.next());
    const double x = double{bits_as<float>(bits)};
    if (!std::isfinite(x)) continue;
    // The usual way in hardware: half of the lower 16 bits, and one more where the upper are odd.
    const std::uint32_t upper = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
    if (encode(NumberFormat::bf16, x).bits != upper) FAIL(x);
  }
  SUCCEED();
}

TEST_CASE("There is no second rounding through a narrower float", "[number_encoding]") {
  // A tie of the format plus a bit below FP32's last: through FP32 it would be a tie and go down.
  for (const NumberFormat id : {NumberFormat::fp16, NumberFormat::bf16, NumberFormat::tf32,
                                NumberFormat::e4m3fn, NumberFormat::e5m2, NumberFormat::e3m2}) {
    const double epsilon = facts(id).epsilon;
    CAPTURE(std::string(spec(id).key));
    CHECK(encode(id, 1 + epsilon / 2).value == 1);
    CHECK(encode(id, 1 + epsilon / 2 + 0x1p-40).value == 1 + epsilon);
    CHECK(encode(id, 1 + 1.5 * epsilon - 0x1p-40).value == 1 + epsilon);
  }
}

TEST_CASE("Published examples", "[number_encoding]") {
  using enum NumberFormat;
  CHECK(encode(bf16, 123456.789).value == 123392);
  CHECK(encode(fp16, 123456.789).value == kInfinity);
  CHECK(encode(e5m2, 123456.789).value == kInfinity);
  CHECK(encode(fp16, 123456.789).overflowed);
  CHECK(encode(e5m2, 123456.789).overflowed);
  CHECK(encode(fp32, 123456.789).value == 123456.7890625);
  CHECK(encode(tf32, 123456.789).value == 123456);  // 64 is its last place there
  CHECK(std::isnan(encode(e4m3fn, 123456.789).value));
  CHECK(encode(e4m3fn, 123456.789, Overflow::saturate).value == 448);
  CHECK(encode(fp16, 65519.99).value == 65504);  // IEEE 754: 65520 is halfway to 65536
  CHECK(encode(fp16, 65520).value == kInfinity);
  CHECK(encode(fp16, 1e6, Overflow::saturate).value == 65504);
  CHECK(encode(fp16, 0x1p-24).bits == 1);
  CHECK(encode(fp16, 0x1p-25).value == 0);
  CHECK(encode(fp16, 0x1p-25).underflowed);
  CHECK(encode(fp16, 0x1p-24).number_class == NumberClass::subnormal);
  // compressed-tensors quant_args.py, cast_to_fp4: its intervals' ends are ties to even.
  const std::pair<double, double> fp4_ties[] = {{0.25, 0}, {0.75, 1}, {1.25, 1}, {1.75, 2},
                                                {2.5, 2},  {3.5, 4},  {5, 4}};
  for (const auto& [tie, value] : fp4_ties) CHECK(encode(e2m1, tie).value == value);
  CHECK(encode(e2m1, 1e9).value == 6);
  CHECK(encode(e2m1, kNan).value == 6);  // CUDA Math API, __nv_cvt_double_to_fp4
  CHECK(encode(int8, kNan).value == 0);
  CHECK_FALSE(encode(int8, kNan).underflowed);
}

TEST_CASE("Signs, zeros and what a format lacks", "[number_encoding]") {
  using enum NumberFormat;
  CHECK(encode(fp16, -0.0).bits == 0x8000);
  CHECK(encode(e4m3fnuz, -0.0).bits == 0);
  CHECK(encode(e4m3fnuz, -1e-9).bits == 0);
  CHECK(encode(e4m3fnuz, kInfinity).bits == 0x80);
  CHECK(encode(e4m3fn, -500).bits == 0xff);
  CHECK(encode(e5m2, kNan).bits == 0x7e);
  CHECK(encode(fp32, -kNan).bits == 0x7fc00000);
  CHECK_FALSE(encode(fp32, kInfinity).overflowed);
  CHECK(encode(fp32, kInfinity, Overflow::saturate).overflowed);
  CHECK(encode(uint8, -1).value == 0);
  CHECK(encode(uint8, -1).overflowed);
  CHECK(encode(uint8, -0.4).underflowed);
  CHECK(encode(e8m0, 0).value == 0x1p-127);
  CHECK(encode(e8m0, 0).underflowed);
  CHECK_FALSE(encode(e8m0, 1.6).underflowed);
  CHECK(encode(int32, 2147483647.5).value == 2147483647);
  CHECK(encode(int32, 2147483647.5).overflowed);
  CHECK(encode(int32, -1e300).value == -2147483648.0);
  CHECK(encode(int32, -3).bits == 0xfffffffd);
}

TEST_CASE("Codebooks choose as bitsandbytes' kernels do", "[number_encoding]") {
  using enum NumberFormat;
  // csrc/kernels.cu at 95f9af30: dQuantizeNF4 takes the upper code above these, in fp32.
  const float nf4_thresholds[] = {
      -0.8480964004993439F,  -0.6106329262256622F,  -0.4599952697753906F,   -0.33967943489551544F,
      -0.23460740596055984F, -0.13791173323988914F, -0.045525018125772476F, 0.03979014977812767F,
      0.1202552504837513F,   0.2035212516784668F,   0.2920137718319893F,    0.3893125355243683F,
      0.5016634166240692F,   0.6427869200706482F,   0.8614784181118011F};
  for (unsigned code = 0; code < 15; ++code) {
    CAPTURE(code);
    CHECK(encode(nf4, double{std::nextafter(nf4_thresholds[code], -2.0F)}).bits == code);
    CHECK(encode(nf4, double{std::nextafter(nf4_thresholds[code], 2.0F)}).bits == code + 1);
    // The exact midpoint goes to the lower code.
    CHECK(encode(nf4, (decode(nf4, code) + decode(nf4, code + 1)) / 2).bits == code);
    // AF4 is the same rule over a list that runs downwards.
    CHECK(encode(af4, (decode(af4, code) + decode(af4, code + 1)) / 2).bits == code + 1);
  }
  // dQuantizeFP4 compares magnitudes; the literals have 6 to 8 digits.
  const std::pair<double, unsigned> fp4_codes[] = {
      {0.0026, 0}, {0.00261, 1}, {0.0859, 1}, {0.0860, 6}, {0.2083, 6}, {0.2084, 7}, {0.2916, 7},
      {0.2917, 4}, {0.4166, 4},  {0.4167, 5}, {0.5833, 5}, {0.5834, 2}, {0.8333, 2}, {0.8334, 3}};
  for (const auto& [x, code] : fp4_codes) {
    CAPTURE(x);
    CHECK(encode(bnb_fp4, x).bits == code);
    CHECK(encode(bnb_fp4, -x).bits == (code | 8));
  }
  CHECK(encode(bnb_fp4, -0.0).bits == 0);  // the sign bit is x < 0
  CHECK(encode(nf4, 5).value == 1);
  CHECK(encode(nf4, 5).overflowed);
  CHECK(encode(nf4, -kInfinity).value == -1);
  CHECK(encode(nf4, kNan).bits == 0);  // no comparison with NaN holds
  CHECK(encode(bnb_fp4, kNan).bits == 0);
}
