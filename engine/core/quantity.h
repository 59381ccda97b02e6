// A number that remembers how it was made: the tracing half of the two number types.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/core/unit.h"

namespace vram {

class Quantity;

/// What a step of a trace does with its operands.
enum class Operation : std::uint8_t {
  literal,       ///< a number written in the formula
  leaf,          ///< a named input, model fact or constant
  add,           ///< left + right
  subtract,      ///< left - right
  multiply,      ///< left * right
  divide,        ///< left / right
  minimum,       ///< min(left, right)
  maximum,       ///< max(left, right)
  ceil_divide,   ///< ceil(left / right)
  round_up,      ///< smallest multiple of right that is at least left
  round_to_one,  ///< smallest whole number that is at least left
  term,          ///< a named result; left is its expression
};

/// Something a formula must never do; each one is a defect of the engine, not of its input.
enum class TraceDefect : std::uint8_t { unit_mismatch, not_finite, negative_term };

/// Index of a step in its trace.
using StepId = std::uint32_t;

/// One immutable operation. `symbol` and `name` are set for leaves and terms.
struct Step {
  Operation operation = Operation::literal;
  Unit unit;
  std::uint16_t name = 0;  ///< for a term: index of its row in the term table
  StepId left = 0;
  StepId right = 0;
  double value = 0;
  std::string_view symbol;
};

/// The record of one traced estimate. Steps only grow; a Quantity points into its trace, so the
/// trace must outlive its quantities and must not move while they are used.
class Trace {
 public:
  Trace() { steps_.reserve(kUsualSteps); }
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;

  /// A named input, fact or constant. `symbol` must have static storage.
  Quantity leaf(std::string_view symbol, double value, Unit unit = kCount);

  /// Gives an expression a name. `declared` is the unit the term's row promises.
  Quantity term(std::uint16_t name, std::string_view symbol, Unit declared, const Quantity& amount);

  /// A recorded number, for use in a further formula.
  Quantity at(StepId id);

  const Step& operator[](StepId id) const { return steps_[id]; }
  std::size_t size() const { return steps_.size(); }

  /// Defects met while recording, empty for a sound formula.
  const std::vector<TraceDefect>& defects() const { return defects_; }

 private:
  static constexpr std::size_t kUsualSteps = 2048;  ///< few models take more
  friend class Quantity;
  StepId push(const Step& step);
  StepId step_of(const Quantity& quantity);

  std::vector<Step> steps_;
  std::vector<TraceDefect> defects_;
};

/// A value with its unit and, unless it is a bare literal, its place in a trace. Formulas are
/// templates over the number type: with `double` they compute, with `Quantity` they also record.
class Quantity {
 public:
  constexpr Quantity() = default;
  // Implicit, so that a formula reads the same for both number types.
  constexpr Quantity(double literal) : value_(literal) {}  // NOLINT(google-explicit-constructor)

  double value() const { return value_; }
  Unit unit() const { return unit_; }
  bool is_literal() const { return trace_ == nullptr; }
  /// Only for quantities that are not literals.
  StepId step() const { return step_; }

  friend Quantity operator+(const Quantity& a, const Quantity& b);
  friend Quantity operator-(const Quantity& a, const Quantity& b);
  friend Quantity operator*(const Quantity& a, const Quantity& b);
  friend Quantity operator/(const Quantity& a, const Quantity& b);
  friend Quantity min_of(const Quantity& a, const Quantity& b);
  friend Quantity max_of(const Quantity& a, const Quantity& b);
  friend Quantity ceil_divide(const Quantity& a, const Quantity& b);
  friend Quantity round_up(const Quantity& a, const Quantity& granule);
  friend Quantity bytes_of_bits(const Quantity& bits);
  friend Quantity whole(const Quantity& a);
  Quantity& operator+=(const Quantity& other) { return *this = *this + other; }

 private:
  friend class Trace;
  Quantity(Trace* trace, StepId step, double value, Unit unit)
      : value_(value), trace_(trace), step_(step), unit_(unit) {}

  static Quantity combine(Operation operation, const Quantity& a, const Quantity& b, Unit unit,
                          double value);
  /// For operations that only make sense between like units.
  static Quantity combine_alike(Operation operation, const Quantity& a, const Quantity& b,
                                double value);

  double value_ = 0;
  Trace* trace_ = nullptr;
  StepId step_ = 0;
  Unit unit_;
};

inline double value_of(const Quantity& quantity) { return quantity.value(); }

}  // namespace vram
