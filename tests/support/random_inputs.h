// Random configurations drawn from the field tables, the same on every machine.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "engine/catalog.h"
#include "engine/schema/inputs.h"

namespace vram::testing {

/// A fixed sequence of pseudo-random numbers (splitmix64), so that failures repeat everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  /// In [0, 1).
  double unit();
  /// A whole number in [0, count).
  std::size_t below(std::size_t count);

 private:
  std::uint64_t state_;
};

/// Every field within its table's range; numbers spread over their decades; now and then a custom
/// model and overridden facts.
Inputs random_inputs(Random& random, const Catalog& catalog);

}  // namespace vram::testing
