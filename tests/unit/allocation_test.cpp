// The fast path allocates nothing: counted by replacing the program's operator new.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <vector>

#include "engine/estimator.h"
#include "tests/support/random_inputs.h"
#include "tests/support/scenarios.h"

namespace {
std::size_t g_allocations = 0;
}

void* operator new(std::size_t size) {
  ++g_allocations;
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();
  return memory;
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++g_allocations;
  return std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace vram;
using namespace vram::testing;

TEST_CASE("Untraced estimates allocate nothing", "[allocation]") {
  const Catalog& catalog = preset_catalog();
  const std::size_t before_any = g_allocations;
  CHECK(std::vector<int>(3).size() == 3);
  CHECK(g_allocations > before_any);  // the counter counts

  Random random(61);
  for (int i = 0; i < 200; ++i) {
    const Scenario scenario = settle(random_inputs(random, catalog), catalog).scenario;
    Inputs inputs = scenario.inputs;
    const std::size_t before = g_allocations;
    const Estimator estimator(scenario);
    double sum = 0;
    for (double context = 512; context < 1e6; context *= 2) {
      inputs[InputField::context] = context;
      inputs[InputField::seq_len] = context;
      sum += estimator.peak_bytes(inputs);
    }
    const std::size_t allocations = g_allocations - before;
    CHECK(allocations == 0);
    CHECK(sum > 0);
  }
}
