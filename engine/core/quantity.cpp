// Recording of operations; rendering lives in formula_text.cpp.
// SPDX-License-Identifier: MIT
#include "engine/core/quantity.h"

#include <cmath>

#include "engine/core/number.h"

namespace vram {

StepId Trace::push(const Step& step) {
  if (!std::isfinite(step.value)) defects_.push_back(TraceDefect::not_finite);
  steps_.push_back(step);
  return static_cast<StepId>(steps_.size() - 1);
}

StepId Trace::step_of(const Quantity& quantity) {
  if (!quantity.is_literal()) return quantity.step_;
  return push({Operation::literal, quantity.unit_, 0, 0, 0, quantity.value_, {}});
}

Quantity Trace::leaf(std::string_view symbol, double value, Unit unit) {
  return {this, push({Operation::leaf, unit, 0, 0, 0, value, symbol}), value, unit};
}

Quantity Trace::at(StepId id) { return {this, id, steps_[id].value, steps_[id].unit}; }

Quantity Trace::term(std::uint16_t name, std::string_view symbol, Unit declared,
                     const Quantity& amount) {
  // Nothing plus nothing is dimensionless, yet zero bytes are bytes.
  if (!(amount.unit_ == declared) && amount.value_ != 0) {
    defects_.push_back(TraceDefect::unit_mismatch);
  }
  if (amount.value_ < 0) defects_.push_back(TraceDefect::negative_term);
  const StepId expression = step_of(amount);
  const Step step{Operation::term, declared, name, expression, 0, amount.value_, symbol};
  return {this, push(step), amount.value_, declared};
}

Quantity Quantity::combine(Operation operation, const Quantity& a, const Quantity& b, Unit unit,
                           double value) {
  Trace* trace = a.trace_ != nullptr ? a.trace_ : b.trace_;
  if (trace == nullptr) return {nullptr, 0, value, unit};  // two literals stay a literal
  const StepId left = trace->step_of(a);
  const StepId right = trace->step_of(b);
  return {trace, trace->push({operation, unit, 0, left, right, value, {}}), value, unit};
}

Quantity Quantity::combine_alike(Operation operation, const Quantity& a, const Quantity& b,
                                 double value) {
  const Quantity result = combine(operation, a, b, a.unit_, value);
  if (!(a.unit_ == b.unit_) && result.trace_ != nullptr) {
    result.trace_->defects_.push_back(TraceDefect::unit_mismatch);
  }
  return result;
}

namespace {

bool is_neutral(const Quantity& quantity, double neutral) {
  return quantity.is_literal() && quantity.value() == neutral;
}

}  // namespace

Quantity operator+(const Quantity& a, const Quantity& b) {
  if (is_neutral(a, 0)) return b;
  if (is_neutral(b, 0)) return a;
  return Quantity::combine_alike(Operation::add, a, b, a.value_ + b.value_);
}

Quantity operator-(const Quantity& a, const Quantity& b) {
  if (is_neutral(b, 0)) return a;
  return Quantity::combine_alike(Operation::subtract, a, b, a.value_ - b.value_);
}

Quantity operator*(const Quantity& a, const Quantity& b) {
  if (is_neutral(a, 1)) return b;
  if (is_neutral(b, 1)) return a;
  return Quantity::combine(Operation::multiply, a, b, a.unit_ * b.unit_, a.value_ * b.value_);
}

Quantity operator/(const Quantity& a, const Quantity& b) {
  if (is_neutral(b, 1)) return a;
  return Quantity::combine(Operation::divide, a, b, a.unit_ / b.unit_, a.value_ / b.value_);
}

Quantity min_of(const Quantity& a, const Quantity& b) {
  return Quantity::combine_alike(Operation::minimum, a, b, min_of(a.value_, b.value_));
}

Quantity max_of(const Quantity& a, const Quantity& b) {
  return Quantity::combine_alike(Operation::maximum, a, b, max_of(a.value_, b.value_));
}

Quantity ceil_divide(const Quantity& a, const Quantity& b) {
  if (is_neutral(b, 1)) return a;
  return Quantity::combine(Operation::ceil_divide, a, b, a.unit_ / b.unit_,
                           ceil_divide(a.value_, b.value_));
}

Quantity round_up(const Quantity& a, const Quantity& granule) {
  return Quantity::combine(Operation::round_up, a, granule, a.unit_,
                           round_up(a.value_, granule.value_));
}

Quantity bytes_of_bits(const Quantity& bits) {
  return Quantity::combine(Operation::divide, bits, Quantity(8), bits.unit_ * kBytes,
                           bytes_of_bits(bits.value_));
}

Quantity whole(const Quantity& a) {
  if (a.value_ == std::floor(a.value_)) return a;
  return Quantity::combine(Operation::round_to_one, a, Quantity(1), a.unit_, whole(a.value_));
}

}  // namespace vram
