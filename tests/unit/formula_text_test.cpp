// formula text: behaviour a user relies on.
// SPDX-License-Identifier: MIT
#include "engine/core/formula_text.h"

#include <catch_amalgamated.hpp>

#include "engine/core/recorder.h"

using namespace vram;

namespace {

struct Fixture {
  Trace trace;
  Recorder<Quantity> recorder{trace};
  Quantity a = recorder.leaf("a", 6);
  Quantity b = recorder.leaf("b", 4);
  Quantity c = recorder.leaf("c", 1024);

  std::string symbols(const Quantity& q) { return symbols_text(trace, q.step()); }
  std::string values(const Quantity& q) {
    return values_text(trace, q.step(), Grouping::thousands);
  }
};

}  // namespace

TEST_CASE("Formulas are written with as few parentheses as they need", "[formula_text]") {
  Fixture f;
  CHECK(f.symbols(f.a + f.b * f.c) == "a + b × c");
  CHECK(f.symbols((f.a + f.b) * f.c) == "(a + b) × c");
  CHECK(f.symbols(f.a * f.b / f.c) == "a × b ÷ c");
  CHECK(f.symbols(f.a / (f.b * f.c)) == "a ÷ (b × c)");
  CHECK(f.symbols(f.a * (f.b / f.c)) == "a × (b ÷ c)");
  CHECK(f.symbols(f.a - (f.b + f.c)) == "a − (b + c)");
  CHECK(f.symbols(f.a + (f.b - f.c)) == "a + b − c");
  CHECK(f.symbols(max_of(max_of(f.a, f.b), f.c)) == "max(a, b, c)");
  CHECK(f.symbols(ceil_divide(f.a, f.b)) == "ceil(a ÷ b)");
  CHECK(f.symbols(round_up(f.a, 32)) == "round_up(a, 32)");
}

TEST_CASE("The text with values walks the same tree", "[formula_text]") {
  Fixture f;
  CHECK(f.values(2 * f.a * f.c) == "2 × 6 × 1,024");
  CHECK(values_text(f.trace, (f.a * f.c).step(), Grouping::none) == "6 × 1024");
}

TEST_CASE("Neutral literals leave no trace", "[formula_text]") {
  Fixture f;
  CHECK(f.symbols(0 + f.a) == "a");
  CHECK(f.symbols(f.a * 1) == "a");
  CHECK(f.symbols(f.a / 1) == "a");
}

TEST_CASE("A named result stands by its symbol where it is used", "[formula_text]") {
  Fixture f;
  const Quantity area = f.recorder.term(0, "area", kCount, f.a * f.b);
  const Quantity volume = f.recorder.term(1, "volume", kCount, area * f.c + area);
  CHECK(f.symbols(volume) == "area × c + area");
  CHECK(f.values(volume) == "24 × 1,024 + 24");
  CHECK(terms_used(f.trace, volume.step()) == std::vector<StepId>{area.step()});
  CHECK(f.symbols(area) == "a × b");
}
