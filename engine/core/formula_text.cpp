// Rendering of traces. Both texts walk the same tree, so they cannot drift apart.
// SPDX-License-Identifier: MIT
#include "engine/core/formula_text.h"

#include <algorithm>
#include <string_view>

#include "engine/core/number_text.h"

namespace vram {
namespace {

/// Binding strength, weakest first; a weaker operand of a stronger operator needs parentheses.
enum class Strength { sum, product, atom };

Strength strength_of(Operation operation) {
  switch (operation) {
    case Operation::add:
    case Operation::subtract:
      return Strength::sum;
    case Operation::multiply:
    case Operation::divide:
      return Strength::product;
    default:
      return Strength::atom;
  }
}

std::string_view infix(Operation operation) {
  switch (operation) {
    case Operation::add:
      return " + ";
    case Operation::subtract:
      return " − ";
    case Operation::multiply:
      return " × ";
    default:
      return " ÷ ";
  }
}

class Renderer {
 public:
  Renderer(const Trace& trace, bool with_values, Grouping grouping)
      : trace_(trace), with_values_(with_values), grouping_(grouping) {}

  std::string expression(StepId id) const {
    const Step& step = trace_[id];
    return step.operation == Operation::term ? text(step.left) : text(id);
  }

 private:
  std::string text(StepId id) const {
    const Step& step = trace_[id];
    switch (step.operation) {
      case Operation::literal:
        return number(step.value);
      case Operation::leaf:
      case Operation::term:
        return with_values_ ? number(step.value) : std::string(step.symbol);
      case Operation::minimum:
        return "min(" + arguments(id, step.operation) + ")";
      case Operation::maximum:
        return "max(" + arguments(id, step.operation) + ")";
      case Operation::ceil_divide:
        return "ceil(" + operand(step.left, Strength::product) + " ÷ " +
               operand(step.right, Strength::atom) + ")";
      case Operation::round_up:
        return "round_up(" + text(step.left) + ", " + text(step.right) + ")";
      case Operation::round_to_one:
        return "ceil(" + text(step.left) + ")";
      default:
        break;
    }
    const Strength own = strength_of(step.operation);
    // a − (b + c) and a ÷ (b × c) need the parentheses that a + (b + c) and a × (b × c) do not.
    const bool right_binds =
        step.operation == Operation::subtract || step.operation == Operation::divide;
    const Strength needed_right =
        right_binds ? (own == Strength::sum ? Strength::product : Strength::atom) : own;
    const bool right_is_quotient =
        step.operation == Operation::multiply && trace_[step.right].operation == Operation::divide;
    return operand(step.left, own) + std::string(infix(step.operation)) +
           operand(step.right, right_is_quotient ? Strength::atom : needed_right);
  }

  /// max(max(a, b), c) reads better as max(a, b, c).
  std::string arguments(StepId id, Operation operation) const {
    if (trace_[id].operation != operation) return text(id);
    return arguments(trace_[id].left, operation) + ", " + arguments(trace_[id].right, operation);
  }

  std::string operand(StepId id, Strength needed) const {
    const std::string inner = text(id);
    return strength_of(trace_[id].operation) < needed ? "(" + inner + ")" : inner;
  }

  std::string number(double value) const {
    return grouping_ == Grouping::thousands ? grouped_text(value) : plain_text(value);
  }

  const Trace& trace_;
  bool with_values_;
  Grouping grouping_;
};

void collect_terms(const Trace& trace, StepId id, std::vector<StepId>& found) {
  const Step& step = trace[id];
  switch (step.operation) {
    case Operation::literal:
    case Operation::leaf:
      return;
    case Operation::term:
      if (std::find(found.begin(), found.end(), id) == found.end()) found.push_back(id);
      return;
    default:
      collect_terms(trace, step.left, found);
      collect_terms(trace, step.right, found);
  }
}

}  // namespace

std::string symbols_text(const Trace& trace, StepId step) {
  return Renderer(trace, false, Grouping::none).expression(step);
}

std::string values_text(const Trace& trace, StepId step, Grouping grouping) {
  return Renderer(trace, true, grouping).expression(step);
}

std::vector<StepId> terms_used(const Trace& trace, StepId step) {
  std::vector<StepId> found;
  collect_terms(trace, trace[step].operation == Operation::term ? trace[step].left : step, found);
  return found;
}

}  // namespace vram
