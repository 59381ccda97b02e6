// number text: behaviour a user relies on.
// SPDX-License-Identifier: MIT
#include "engine/core/number_text.h"

#include <catch_amalgamated.hpp>
#include <limits>

using namespace vram;

TEST_CASE("Numbers are written the same way everywhere", "[number_text]") {
  CHECK(plain_text(0) == "0");
  CHECK(plain_text(-0.0) == "0");
  CHECK(plain_text(32768) == "32768");
  CHECK(plain_text(15231233024.0) == "15231233024");
  CHECK(plain_text(0.5625) == "0.5625");
  CHECK(plain_text(6.5625) == "6.5625");
  CHECK(plain_text(0.1) == "0.1");
  CHECK(plain_text(1.0 / 3) == "0.33333333333333331");
  CHECK(plain_text(std::numeric_limits<double>::quiet_NaN()) == "NaN");
  CHECK(plain_text(-std::numeric_limits<double>::infinity()) == "-Infinity");
}

TEST_CASE("Thousands are grouped, fractions are not", "[number_text]") {
  CHECK(grouped_text(7) == "7");
  CHECK(grouped_text(999) == "999");
  CHECK(grouped_text(1000) == "1,000");
  CHECK(grouped_text(-1234567) == "-1,234,567");
  CHECK(grouped_text(12345.5) == "12,345.5");
}

TEST_CASE("Only whole decimal numbers are numbers", "[number_text]") {
  CHECK(parse_number("8192") == 8192);
  CHECK(parse_number("-1") == -1);
  CHECK(parse_number("1.5e3") == 1500);
  CHECK(parse_number("1e300") == 1e300);
  for (const char* text :
       {"", "abc", "12x", "nan", "inf", "0x10", " 5", "5 ", "1,000", "--1", "e", "."}) {
    CAPTURE(text);
    CHECK_FALSE(parse_number(text).has_value());
  }
}
