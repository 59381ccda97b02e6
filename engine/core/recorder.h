// Hands out named numbers to formulas: plain ones on the fast path, traced ones for explanations.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/core/number.h"
#include "engine/core/quantity.h"

namespace vram {

/// A formula asks its recorder for leaves (inputs, facts, constants) and gives it named results.
/// Recorder<double> does nothing; Recorder<Quantity> writes a Trace.
template <class N>
class Recorder;

template <>
class Recorder<double> {
 public:
  double leaf(std::string_view, double value, Unit = kCount) const { return value; }
  double term(std::uint16_t, std::string_view, Unit, double amount) const { return amount; }
};

template <>
class Recorder<Quantity> {
 public:
  explicit Recorder(Trace& trace) : trace_(&trace) {}
  Quantity leaf(std::string_view symbol, double value, Unit unit = kCount) const {
    return trace_->leaf(symbol, value, unit);
  }
  Quantity term(std::uint16_t name, std::string_view symbol, Unit declared,
                const Quantity& amount) const {
    return trace_->term(name, symbol, declared, amount);
  }

 private:
  Trace* trace_;
};

}  // namespace vram
