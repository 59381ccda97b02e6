// number_formats: the facts that follow from a row, names, and the value of every code.
// SPDX-License-Identifier: MIT
#include "engine/number_formats.h"

#include <catch_amalgamated.hpp>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <set>
#include <string>

#include "tests/support/csv.h"
#include "tests/support/number_oracle.h"

using namespace vram;
using namespace vram::testing;

namespace {

/// An empty cell stands for "none", which the facts write as 0.
double cell(const std::string& text) {
  return text.empty() ? 0 : std::strtod(text.c_str(), nullptr);
}

bool is_same(double a, double b) {
  if (std::isnan(a)) return std::isnan(b);
  return a == b && std::signbit(a) == std::signbit(b);
}

}  // namespace

TEST_CASE("Facts computed from a row equal the published ones", "[number_formats]") {
  const auto rows = read_csv("reference/number_formats.csv");
  REQUIRE(rows.size() == 21);
  for (const auto& row : rows) {
    CAPTURE(row.at("format"));
    const auto id = find_number_format(row.at("format"));
    REQUIRE(id.has_value());
    const NumberFormatSpec& format = spec(*id);
    const NumberFacts known = facts(*id);
    CHECK(format.bits() == cell(row.at("bits")));
    CHECK(format.storage_bits() == cell(row.at("storage_bits")));
    CHECK(known.bits_per_element == cell(row.at("storage_bits")));
    CHECK(format.sign_bits == cell(row.at("sign")));
    CHECK(format.exponent_bits == cell(row.at("exponent")));
    CHECK(format.mantissa_bits == cell(row.at("mantissa")));
    CHECK(known.max_finite == cell(row.at("max_finite")));
    CHECK(known.min_finite == cell(row.at("min_finite")));
    CHECK(known.min_normal == cell(row.at("min_normal")));
    CHECK(known.min_subnormal == cell(row.at("min_subnormal")));
    CHECK(known.epsilon == cell(row.at("epsilon")));
    CHECK(std::fabs(known.decimal_digits - cell(row.at("decimal_digits"))) <= 0.005);
  }
}

TEST_CASE("FP64 and FP32 are this machine's own", "[number_formats]") {
  using Fp64 = std::numeric_limits<double>;
  using Fp32 = std::numeric_limits<float>;
  const NumberFacts fp64 = facts(NumberFormat::fp64);
  CHECK(fp64.max_finite == Fp64::max());
  CHECK(fp64.min_normal == Fp64::min());
  CHECK(fp64.min_subnormal == Fp64::denorm_min());
  CHECK(fp64.epsilon == Fp64::epsilon());
  const NumberFacts fp32 = facts(NumberFormat::fp32);
  CHECK(fp32.max_finite == double{Fp32::max()});
  CHECK(fp32.min_normal == double{Fp32::min()});
  CHECK(fp32.min_subnormal == double{Fp32::denorm_min()});
  CHECK(fp32.epsilon == double{Fp32::epsilon()});
}

TEST_CASE("Every code of up to 8 bits has the value its definition gives it", "[number_formats]") {
  for (const OracleFormat& oracle : oracle_formats()) {
    const auto id = find_number_format(oracle.key);
    REQUIRE(id.has_value());
    for (unsigned code = 0; code < 1U << oracle.bits; ++code) {
      const double expected = oracle_value(oracle, code);
      const double value = decode(*id, code);
      CAPTURE(oracle.key, code, expected, value);
      REQUIRE(is_same(value, expected));
    }
  }
}

TEST_CASE("Codes printed in the specifications", "[number_formats]") {
  // OCP OFP8 1.0, table 2: zeros, NaN and infinity, the largest and smallest numbers.
  using enum NumberFormat;
  CHECK(decode(e4m3fn, 0b0'1111'110) == 448);
  CHECK(std::isnan(decode(e4m3fn, 0b0'1111'111)));
  CHECK(decode(e4m3fn, 0b0'0001'000) == 0x1p-6);
  CHECK(decode(e4m3fn, 0b0'0000'111) == 0.875 * 0x1p-6);
  CHECK(decode(e4m3fn, 0b1'0000'001) == -0x1p-9);
  CHECK(decode(e5m2, 0b0'11110'11) == 57344);
  CHECK(decode(e5m2, 0b1'11111'00) == -std::numeric_limits<double>::infinity());
  CHECK(std::isnan(decode(e5m2, 0b0'11111'01)));
  CHECK(std::isnan(decode(e5m2, 0b0'11111'10)));
  CHECK(std::isnan(decode(e5m2, 0b0'11111'11)));
  CHECK(decode(e5m2, 0b0'00001'00) == 0x1p-14);
  CHECK(decode(e5m2, 0b0'00000'01) == 0x1p-16);
  // ml_dtypes' README: all magnitudes of float4_e2m1fn.
  const double magnitudes[] = {0, 0.5, 1, 1.5, 2, 3, 4, 6};
  for (unsigned code = 0; code < 8; ++code) {
    CHECK(decode(e2m1, code) == magnitudes[code]);
    CHECK(is_same(decode(e2m1, code | 8), -magnitudes[code]));
  }
  // FNUZ: one NaN, at negative zero.
  CHECK(std::isnan(decode(e4m3fnuz, 0x80)));
  CHECK(std::isnan(decode(e5m2fnuz, 0x80)));
  CHECK(decode(e8m0, 0) == 0x1p-127);
  CHECK(decode(e8m0, 127) == 1);
  CHECK(std::isnan(decode(e8m0, 255)));
}

TEST_CASE("Codebooks hold the values of bitsandbytes", "[number_formats]") {
  using enum NumberFormat;
  // csrc/kernels.cu at 95f9af30, nf4_dequantization_lut: decimals of fp32 numbers.
  const double normal_floats[] = {-1.0,
                                  -0.6961928009986877,
                                  -0.5250730514526367,
                                  -0.39491748809814453,
                                  -0.28444138169288635,
                                  -0.18477343022823334,
                                  -0.09105003625154495,
                                  0.0,
                                  0.07958029955625534,
                                  0.16093020141124725,
                                  0.24611230194568634,
                                  0.33791524171829224,
                                  0.44070982933044434,
                                  0.5626170039176941,
                                  0.7229568362236023,
                                  1.0};
  for (unsigned code = 0; code < 16; ++code) {
    CHECK(decode(nf4, code) == double{static_cast<float>(normal_floats[code])});
  }
  // fp4_dequantization_lut, its literals as fp32, and a sign bit before them.
  const float magnitudes[] = {0.0F, 0.005208333333F, 0.66666667F, 1.0F, 0.33333333F,
                              0.5F, 0.16666667F,     0.25F};
  for (unsigned code = 0; code < 8; ++code) {
    CHECK(decode(bnb_fp4, code) == double{magnitudes[code]});
    CHECK(is_same(decode(bnb_fp4, code | 8), -double{magnitudes[code]}));
  }
  // functional.py, get_4bit_type("af4"): the list ends in [::-1], so code 0 is the largest.
  const float abnormal_floats[] = {-1.0F,        -0.69441008F, -0.51243739F, -0.3736951F,
                                   -0.25607552F, -0.14982478F, -0.04934812F, 0.0F,
                                   0.04273164F,  0.12934483F,  0.21961274F,  0.31675666F,
                                   0.42563882F,  0.55496234F,  0.72424863F,  1.0F};
  for (unsigned i = 0; i < 16; ++i) {
    CHECK(decode(af4, 15 - i) == double{abnormal_floats[i]});
  }
}

TEST_CASE("Codebook values differ from each other and reach one", "[number_formats]") {
  for (const NumberFormat id : {NumberFormat::nf4, NumberFormat::af4, NumberFormat::bnb_fp4}) {
    const auto codes = spec(id).codes;
    std::set<float> values(codes.begin(), codes.end());
    CHECK(values.size() == codes.size());
    CHECK(std::fabs(*values.rbegin()) == 1);
  }
}

TEST_CASE("Formats are found by key, name and alias in any spelling", "[number_formats]") {
  using enum NumberFormat;
  const std::pair<const char*, NumberFormat> spellings[] = {
      {"bf16", bf16},
      {"BFloat16", bf16},
      {"float16", fp16},
      {"half", fp16},
      {"fp8_e4m3", e4m3fn},
      {"FP8 E4M3", e4m3fn},
      {"float8_e4m3fn", e4m3fn},
      {"fp8", e4m3fn},
      {"fp8-e5m2", e5m2},
      {"fp8_e4m3fnuz", e4m3fnuz},
      {"fp6_e3m2", e3m2},
      {"fp4", e2m1},
      {"fp4 (bitsandbytes)", bnb_fp4},
      {"ue8m0", e8m0},
      {"normalfloat4", nf4},
      {"MXFP4", mxfp4},
      {"mxfp8", mxfp8_e4m3},
      {"nvfp4", nvfp4},
      {"float8_e8m0fnu", e8m0},
      {"double", fp64},
      {"float", fp32},
  };
  for (const auto& [text, format] : spellings) {
    CAPTURE(text);
    CHECK(find_number_format(text) == format);
  }
  for (const char* text : {"", "fp", "fp16x", "e4", "мx", "fp16 fp16"}) {
    CAPTURE(text);
    CHECK_FALSE(find_number_format(text).has_value());
  }
}

TEST_CASE("No spelling stands for two formats", "[number_formats]") {
  const auto formats = number_formats();
  for (std::size_t i = 0; i < formats.size(); ++i) {
    CAPTURE(std::string(formats[i].key));
    CHECK(find_number_format(formats[i].key) == static_cast<NumberFormat>(i));
    CHECK(find_number_format(formats[i].name) == static_cast<NumberFormat>(i));
  }
  for (const NumberAlias& alias : number_aliases()) {
    CAPTURE(std::string(alias.text));
    CHECK(find_number_format(alias.text) == alias.format);
  }
}

TEST_CASE("Block formats take the space of their element and its share of a scale",
          "[number_formats]") {
  using enum NumberFormat;
  // OCP MX 1.0: 8 bits per 32; NVFP4: 8 bits per 16.
  CHECK(facts(mxfp8_e4m3).bits_per_element == 8.25);
  CHECK(facts(mxfp6_e2m3).bits_per_element == 6.25);
  CHECK(facts(mxfp4).bits_per_element == 4.25);
  CHECK(facts(nvfp4).bits_per_element == 4.5);
  CHECK(facts(mxfp4).max_finite == 6 * 0x1p127);
  CHECK(facts(nvfp4).max_finite == 6 * 448);
  CHECK(facts(nvfp4).min_subnormal == 0.5 * 0x1p-9);
}
