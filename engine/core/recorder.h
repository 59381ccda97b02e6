// Hands out named numbers to formulas: plain ones on the fast path, traced ones for explanations.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/core/number.h"
#include "engine/core/quantity.h"

namespace vram {

/// A leaf's name. That of a literal is measured at compile time, not on every estimate.
class Symbol {
 public:
  template <std::size_t Size>
  consteval Symbol(const char (&text)[Size]) : text_(text, Size - 1) {}  // NOLINT(*-explicit-*)
  constexpr Symbol(std::string_view text) : text_(text) {}               // NOLINT(*-explicit-*)
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

/// A formula asks its recorder for leaves (inputs, facts, constants) and gives it named results.
/// Recorder<double> does nothing; Recorder<Quantity> writes a Trace.
template <class N>
class Recorder;

template <>
class Recorder<double> {
 public:
  [[gnu::always_inline]] double leaf(Symbol, double value, Unit = kCount) const { return value; }
  double term(std::uint16_t, std::string_view, Unit, double amount) const { return amount; }
};

template <>
class Recorder<Quantity> {
 public:
  explicit Recorder(Trace& trace) : trace_(&trace) {}
  Quantity leaf(Symbol symbol, double value, Unit unit = kCount) const {
    return trace_->leaf(symbol.text(), value, unit);
  }
  Quantity term(std::uint16_t name, std::string_view symbol, Unit declared,
                const Quantity& amount) const {
    return trace_->term(name, symbol, declared, amount);
  }

 private:
  Trace* trace_;
};

}  // namespace vram
