// number_encoding: numbers that share a scale.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "engine/number_encoding.h"
#include "tests/support/random_inputs.h"

using namespace vram;
using namespace vram::testing;

namespace {

using enum NumberFormat;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> random_block(Random& random, std::size_t count, int exponent) {
  std::vector<double> block;
  for (std::size_t i = 0; i < count; ++i) {
    block.push_back(
        std::ldexp(2 * random.unit() - 1, exponent - static_cast<int>(random.below(5))));
  }
  return block;
}

/// The element of e2m1 for x under a scale, by trying all: x is compared with the middle of each
/// two magnitudes times the scale, which a double holds exactly.
double nearest_fp4(double x, double scale) {
  const double magnitudes[] = {0, 0.5, 1, 1.5, 2, 3, 4, 6};
  int code = 0;
  while (code < 7) {
    const double middle = (magnitudes[code] + magnitudes[code + 1]) / 2 * scale;
    const bool is_above = std::fabs(x) > middle || (std::fabs(x) == middle && code % 2 == 1);
    if (!is_above) break;
    ++code;
  }
  return std::copysign(magnitudes[code], x) * scale;
}

/// The e4m3 number nearest to largest / divisor, likewise.
double nearest_e4m3(double largest, double divisor) {
  unsigned code = 0;
  while (code < 126) {
    const double middle = (decode(ue4m3, code) + decode(ue4m3, code + 1)) / 2 * divisor;
    if (!(largest > middle || (largest == middle && code % 2 == 1))) break;
    ++code;
  }
  return decode(ue4m3, code);
}

}  // namespace

TEST_CASE("An MXFP4 block worked by hand", "[number_blocks]") {
  // OCP MX 1.0, section 6.3: the largest, 7.9, lies in [4, 8), so the shared exponent is
  // 2 - emax(E2M1) = 2 - 2 = 0 and the scale 2^0. 7.9 is clamped to 6; 2.5 is a tie of 2 and 3 and
  // goes to the even code, 2; -3.2 to -3; 0.26 to 0.5; 0.25 is a tie of 0 and 0.5.
  const double block[] = {7.9, 2.5, -3.2, 0.26, 0.25, -0.0};
  Encoded encoded[6];
  const Scale scale = encode_block(mxfp4, block, encoded);
  CHECK(scale.bits == 127);
  CHECK(scale.value == 1);
  const double stored[] = {6, 2, -3, 0.5, 0, 0};
  const unsigned codes[] = {0b0111, 0b0100, 0b1101, 0b0001, 0b0000, 0b1000};
  for (int i = 0; i < 6; ++i) {
    CAPTURE(i);
    CHECK(encoded[i].value == stored[i]);
    CHECK(encoded[i].bits == codes[i]);
    CHECK(encoded[i].scale.bits == 127);
  }
  CHECK(encoded[0].overflowed);
  CHECK(encoded[3].number_class == NumberClass::subnormal);
  CHECK(encoded[4].underflowed);
}

TEST_CASE("A number alone is its own block", "[number_blocks]") {
  // 123456.789 lies in [2^16, 2^17).
  CHECK(encode(mxfp4, 123456.789).scale.value == 0x1p14);       // 16 - 2
  CHECK(encode(mxfp4, 123456.789).value == 6 * 0x1p14);         // 7.54 is clamped to 6
  CHECK(encode(mxfp8_e4m3, 123456.789).scale.value == 0x1p8);   // 16 - 8
  CHECK(encode(mxfp8_e4m3, 123456.789).value == 448 * 0x1p8);   // 482 is clamped
  CHECK(encode(mxfp8_e5m2, 123456.789).scale.value == 2);       // 16 - 15
  CHECK(encode(mxfp8_e5m2, 123456.789).value == 2 * 57344);     // 61728 is clamped
  CHECK(encode(mxfp6_e3m2, 123456.789).scale.value == 0x1p12);  // 16 - 4
  CHECK(encode(mxfp6_e3m2, 123456.789).value == 28 * 0x1p12);   // 30.1 is clamped
  CHECK(encode(mxfp6_e2m3, 123456.789).scale.value == 0x1p14);  // 16 - 2
  CHECK(encode(mxfp6_e2m3, 123456.789).value == 7.5 * 0x1p14);  // 7.54 rounds to 7.5
  CHECK_FALSE(encode(mxfp6_e2m3, 123456.789).overflowed);
  // NVFP4: 1/6 lies between the e4m3 numbers 0.15625 and 0.171875; 1 / 0.171875 = 5.8 rounds to 6.
  CHECK(encode(nvfp4, 1).scale.bits == 0x23);
  CHECK(encode(nvfp4, 1).scale.value == 0.171875);
  CHECK(encode(nvfp4, 1).value == 6 * 0.171875);
  CHECK(encode(nvfp4, -6).value == -6);
  CHECK(encode(nvfp4, -6).exact);
}

TEST_CASE("MX blocks choose the power of two below the largest", "[number_blocks]") {
  struct Format {
    NumberFormat id;
    NumberFormat element;
    int largest_exponent;  // OCP MX 1.0, tables 2 to 5: emax of the element
  };
  const Format formats[] = {{mxfp8_e4m3, e4m3fn, 8},
                            {mxfp8_e5m2, e5m2, 15},
                            {mxfp6_e3m2, e3m2, 4},
                            {mxfp6_e2m3, e2m3, 2},
                            {mxfp4, e2m1, 2}};
  Random random(32);
  for (const Format& format : formats) {
    for (int exponent = -140; exponent <= 127; exponent += 3) {
      const std::vector<double> block = random_block(random, 32, exponent);
      double largest = 0;
      for (const double x : block) largest = std::max(largest, std::fabs(x));
      const int shared = std::max(std::ilogb(largest) - format.largest_exponent, -127);
      std::vector<Encoded> encoded(block.size());
      const Scale scale = encode_block(format.id, block, encoded);
      CAPTURE(std::string(spec(format.id).key), exponent, largest);
      REQUIRE(scale.value == std::ldexp(1.0, shared));
      REQUIRE(scale.bits == static_cast<std::uint64_t>(shared + 127));
      for (std::size_t i = 0; i < block.size(); ++i) {
        const Encoded alone =
            encode(format.element, std::ldexp(block[i], -shared), Overflow::saturate);
        REQUIRE(encoded[i].bits == alone.bits);
        REQUIRE(encoded[i].value == std::ldexp(alone.value, shared));
      }
    }
  }
}

TEST_CASE("NVFP4 blocks round to the nearest, whatever the scales", "[number_blocks]") {
  Random random(16);
  for (int i = 0; i < 1000; ++i) {
    const std::vector<double> block = random_block(random, 16, static_cast<int>(random.below(12)));
    double largest = 0;
    for (const double x : block) largest = std::max(largest, std::fabs(x));
    const double of_tensor = i % 2 == 0 ? 1 : double{static_cast<float>(0.001 + random.unit() * 3)};
    std::vector<Encoded> encoded(block.size());
    const Scale scale = encode_block(nvfp4, block, encoded, of_tensor);
    CAPTURE(i, largest, of_tensor);
    REQUIRE(scale.of_tensor == of_tensor);
    REQUIRE(scale.value == nearest_e4m3(largest, 6 * of_tensor));
    for (std::size_t j = 0; j < block.size(); ++j) {
      REQUIRE(encoded[j].value == nearest_fp4(block[j], scale.value * of_tensor));
    }
  }
}

TEST_CASE("The tensor's scale puts its largest number at the top", "[number_blocks]") {
  // 2688 = 6 * 448.
  CHECK(tensor_scale(nvfp4, 2688) == 1);
  CHECK(tensor_scale(nvfp4, 1) == double{static_cast<float>(1.0 / 2688)});
  CHECK(tensor_scale(nvfp4, 0) == 1);
  CHECK(tensor_scale(nvfp4, kNan) == 1);
  CHECK(tensor_scale(mxfp4, 100) == 1);
  CHECK(tensor_scale(nvfp4, 1e-50) == 0x1p-149);  // never zero, which nothing could be divided by
  const double of_tensor = tensor_scale(nvfp4, 123456.789);
  const double x = 123456.789;
  const Encoded encoded =
      encode(nvfp4, x, block_scale(nvfp4, {&x, 1}, of_tensor), Overflow::infinity_or_nan);
  CHECK(encoded.scale.value == 448);
  CHECK(encoded.relative_error < 1e-7);
}

TEST_CASE("Blocks of zeros, NaN and numbers out of range", "[number_blocks]") {
  const auto scale = [](NumberFormat format, double x, Overflow overflow) {
    return block_scale(format, {&x, 1}, 1, overflow);
  };
  const Overflow lost = Overflow::infinity_or_nan;
  // microxcaling mx/mx_ops.py at 3b429a84b2fb4539df9694c76e7b97b05bec2dad, _quantize_mx: exponents
  // below the scale's become its lowest, above it NaN.
  CHECK(scale(mxfp4, 0, lost).bits == 0);
  CHECK(encode(mxfp4, 0).exact);
  CHECK(scale(mxfp4, 1e-300, lost).bits == 0);
  CHECK(encode(mxfp4, 1e-300).underflowed);
  CHECK(scale(mxfp4, kInfinity, lost).bits == 255);
  CHECK(std::isnan(encode(mxfp4, kInfinity).value));
  CHECK(encode(mxfp4, kInfinity).overflowed);
  CHECK(std::isnan(encode(mxfp4, 1e300).value));
  CHECK(encode(mxfp4, 1e300, Overflow::saturate).value == 6 * 0x1p127);
  CHECK(scale(mxfp4, kNan, lost).bits == 255);
  CHECK(encode(mxfp4, kNan).exact);
  const double with_nan[] = {1, kNan, 3};
  CHECK(block_scale(mxfp4, with_nan).bits == 255);
  CHECK(block_scale(nvfp4, with_nan).bits == 0x7f);
  // Transformer Engine and compressed-tensors clamp NVFP4's block scale.
  CHECK(encode(nvfp4, 1e9).value == 6 * 448);
  CHECK(encode(nvfp4, 1e9).overflowed);
  CHECK(encode(nvfp4, 0).exact);
  CHECK(encode(nvfp4, 1e-9).scale.bits == 0);
  CHECK(encode(nvfp4, -1e-9).underflowed);
}

TEST_CASE("A scale given by hand is rounded as it is stored", "[number_blocks]") {
  CHECK(scale_of(mxfp4, 0.3).value == 0.25);
  CHECK(scale_of(nvfp4, 0.3).value == 0.3125);  // 0.28125 and 0.3125 are e4m3's neighbours
  CHECK(scale_of(int8, 0.1).value == double{0.1F});
  for (const double bad : {0.0, -1.0, kNan, kInfinity}) CHECK(scale_of(int8, bad).value == 1);
  // INT8 with an fp32 scale: 3.3 / 0.1 = 33; NF4 with its block's largest.
  const Encoded in_int8 = encode(int8, 3.3, scale_of(int8, 0.1), Overflow::infinity_or_nan);
  CHECK(in_int8.bits == 33);
  CHECK(in_int8.value == 33 * double{0.1F});
  const Encoded in_nf4 = encode(nf4, 3.0, scale_of(nf4, 4), Overflow::infinity_or_nan);
  CHECK(in_nf4.bits == 14);
  CHECK(in_nf4.value == 4 * decode(nf4, 14));
  CHECK_FALSE(in_nf4.overflowed);
}

TEST_CASE("Scaled numbers round once", "[number_blocks]") {
  // x / scale computed in doubles can land on a tie that x is not on; the integer division cannot.
  Random random(1);
  for (int i = 0; i < 20'000; ++i) {
    const double scale = scale_of(int8, 0.5 + random.unit()).value;
    const double half = static_cast<double>(random.below(100)) + 0.5;
    const double tie = half * scale;  // exact: 8 and 24 bits
    const auto expected = [&](double x) { return x < tie ? std::floor(half) : std::ceil(half); };
    for (const double x : {std::nextafter(tie, 0.0), std::nextafter(tie, 1e9)}) {
      const Encoded encoded = encode(int8, x, scale_of(int8, scale), Overflow::infinity_or_nan);
      if (static_cast<double>(encoded.bits) != expected(x)) FAIL(x << " / " << scale);
    }
  }
  SUCCEED();
}
