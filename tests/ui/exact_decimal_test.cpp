// Decimal numbers that FP64 holds exactly, and their neighbours.
// SPDX-License-Identifier: MIT
#include "imgui_app/exact_decimal.h"

#include <catch_amalgamated.hpp>

namespace vram {

TEST_CASE("A decimal is exact in FP64 where its odd part has no fives below and 53 bits", "[ui]") {
  // The long one is the value of the double nearest to 0.1, digit by digit.
  for (const char* const exact :
       {"0", "1", "-2.5", "0.5", "448", "65504", "32768", "0.0625", "1e3", "12.5e-1", "1.0000",
        "9007199254740992", "9007199254740994", "18014398509481984",
        "0.1000000000000000055511151231257827021181583404541015625", "1e22"}) {
    INFO(exact);
    CHECK(is_exact_in_fp64(exact));
  }
  // 10^23 = 2^23 × 5^23, and 5^23 has 54 bits; 2^53 + 1 has 54 as well.
  for (const char* const rounded : {"0.1", "0.3", "3.14159265", "1e-8", "1e23", "9007199254740993",
                                    "0.10000000000000001", "1e-400", "abc", ""}) {
    INFO(rounded);
    CHECK_FALSE(is_exact_in_fp64(rounded));
  }
}

}  // namespace vram
