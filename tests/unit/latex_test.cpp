// LaTeX of traces: the part of the generated documents that can be wrong unseen.
// SPDX-License-Identifier: MIT
#include "cli/latex.h"

#include <catch_amalgamated.hpp>

#include "engine/core/recorder.h"

using namespace vram;

namespace {

struct Fixture {
  Trace trace;
  Recorder<Quantity> recorder{trace};
  Quantity a = recorder.leaf("a", 6);
  Quantity b = recorder.leaf("b", 4096);
  Quantity c = recorder.leaf("c_d", 0.5);

  std::string one(const Quantity& q, Operands operands = Operands::names) {
    const auto lines = latex_lines(trace, q.step(), operands);
    return lines.size() == 1 ? lines.front() : "several lines";
  }
};

}  // namespace

TEST_CASE("Quotients become fractions", "[latex]") {
  Fixture f;
  CHECK(f.one(f.a * f.b / 8) == "\\frac{\\mathrm{a} \\times \\mathrm{b}}{8}");
  CHECK(f.one(f.a / f.b / f.c) == "\\frac{\\mathrm{a}}{\\mathrm{b} \\times \\mathrm{c\\_d}}");
  CHECK(f.one(f.a / (f.b / f.c)) == "\\frac{\\mathrm{a} \\times \\mathrm{c\\_d}}{\\mathrm{b}}");
  CHECK(f.one(f.a * (f.b + f.c)) ==
        "\\mathrm{a} \\times \\left(\\mathrm{b} + \\mathrm{c\\_d}\\right)");
  CHECK(f.one((f.a + f.b) / f.c) == "\\frac{\\mathrm{a} + \\mathrm{b}}{\\mathrm{c\\_d}}");
}

TEST_CASE("Repeated factors become powers, differences keep their signs", "[latex]") {
  Fixture f;
  CHECK(f.one(12 * f.b * f.b) == "12 \\times \\mathrm{b}^{2}");
  CHECK(f.one(12 * f.b * f.b, Operands::values) == "12 \\times 4{,}096^{2}");
  CHECK(f.one(f.a - (f.b - f.c)) == "\\mathrm{a} - \\mathrm{b} + \\mathrm{c\\_d}");
}

TEST_CASE("Functions", "[latex]") {
  Fixture f;
  CHECK(f.one(max_of(max_of(f.a, f.b), 1)) ==
        "\\max\\left(\\mathrm{a},\\; \\mathrm{b},\\; 1\\right)");
  CHECK(f.one(ceil_divide(f.b, f.a)) ==
        "\\left\\lceil \\frac{\\mathrm{b}}{\\mathrm{a}} \\right\\rceil");
  CHECK(f.one(round_up(f.b, 32)) ==
        "\\left\\lceil \\frac{\\mathrm{b}}{32} \\right\\rceil \\times 32");
  CHECK(f.one(whole(f.a * f.c / 7)) ==
        "\\left\\lceil \\frac{\\mathrm{a} \\times \\mathrm{c\\_d}}{7} \\right\\rceil");
  CHECK(f.one(min_of(f.a, f.b), Operands::values) == "\\min\\left(6,\\; 4{,}096\\right)");
}

TEST_CASE("Long sums take a line for each addend, inside a fraction too", "[latex]") {
  Fixture f;
  const Quantity long_one = f.recorder.leaf("a_rather_long_name_of_something", 1);
  const Quantity long_two = f.recorder.leaf("another_long_name_of_something", 2);
  const auto lines =
      latex_lines(f.trace, ((long_one + long_two) * f.a / 8).step(), Operands::names);
  REQUIRE(lines.size() == 2);
  CHECK(
      lines[0] ==
      "\\frac{\\mathrm{a}}{8} \\times \\Bigl( \\mathrm{a\\_rather\\_long\\_name\\_of\\_something}");
  CHECK(lines[1] == "+ \\mathrm{another\\_long\\_name\\_of\\_something} \\Bigr)");
}
