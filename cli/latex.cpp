// Walks the same steps as formula_text.cpp; quotients become fractions, repeated factors powers.
// SPDX-License-Identifier: MIT
#include "cli/latex.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "engine/core/number_text.h"

namespace vram {
namespace {

constexpr std::size_t kLongLine = 70;  // characters of a sum that still fits on one line

/// One factor or addend with how often or with what sign it occurs.
struct Part {
  StepId step = 0;
  int count = 1;
};

bool is_product(Operation operation) {
  return operation == Operation::multiply || operation == Operation::divide;
}
bool is_sum(Operation operation) {
  return operation == Operation::add || operation == Operation::subtract;
}

class Renderer {
 public:
  Renderer(const Trace& trace, Operands operands) : trace_(trace), operands_(operands) {}

  std::vector<std::string> lines(StepId id) const {
    const Step& step = trace_[id];
    const StepId expression = step.operation == Operation::term ? step.left : id;
    return broken(expression);
  }

 private:
  /// A long expression with one addend or argument on each line, however deep the long part is.
  std::vector<std::string> broken(StepId id) const {
    std::string one_line = text(id);
    if (one_line.size() <= kLongLine) return {one_line};
    const Step& step = trace_[id];
    switch (step.operation) {
      case Operation::add:
      case Operation::subtract:
        return broken_sum(id);
      case Operation::multiply:
      case Operation::divide:
        return broken_product(id);
      case Operation::minimum:
        return enclosed("\\min\\Bigl( ", broken_arguments(id, step.operation), " \\Bigr)");
      case Operation::maximum:
        return enclosed("\\max\\Bigl( ", broken_arguments(id, step.operation), " \\Bigr)");
      case Operation::round_to_one:
        return enclosed("\\Bigl\\lceil ", broken(step.left), " \\Bigr\\rceil");
      case Operation::ceil_divide:
        return enclosed("\\Bigl\\lceil " + fraction("1", text(step.right)) + " \\times \\Bigl( ",
                        broken(step.left), " \\Bigr) \\Bigr\\rceil");
      default:
        return {one_line};
    }
  }

  std::vector<std::string> broken_sum(StepId id) const {
    std::vector<Part> addends;
    collect_addends(id, 1, addends);
    std::vector<std::string> lines;
    for (const Part& addend : addends) {
      const std::string sign = addend.count < 0 ? "- " : (lines.empty() ? "" : "+ ");
      append(lines, enclosed(sign, broken(addend.step), ""));
    }
    return lines;
  }

  /// The longest factor is taken out of the fraction and broken.
  std::vector<std::string> broken_product(StepId id) const {
    std::vector<StepId> above;
    std::vector<StepId> below;
    collect_factors(id, true, above, below);
    const auto longest = std::max_element(above.begin(), above.end(), [&](StepId a, StepId b) {
      return text(a).size() < text(b).size();
    });
    if (text(*longest).size() <= kLongLine) return {text(id)};
    const StepId part = *longest;
    above.erase(longest);
    std::string start = above.empty() && below.empty() ? "" : " \\times ";
    const std::string over = above.empty() ? "1" : factors(above);
    if (!below.empty()) start = fraction(over, factors(below)) + start;
    if (below.empty() && !above.empty()) start = over + start;
    const bool needs_brackets = is_sum(trace_[part].operation);
    return enclosed(start + (needs_brackets ? "\\Bigl( " : ""), broken(part),
                    needs_brackets ? " \\Bigr)" : "");
  }

  std::vector<std::string> broken_arguments(StepId id, Operation operation) const {
    if (trace_[id].operation != operation) return broken(id);
    std::vector<std::string> lines =
        enclosed("", broken_arguments(trace_[id].left, operation), ",");
    append(lines, broken_arguments(trace_[id].right, operation));
    return lines;
  }

  static void append(std::vector<std::string>& lines, std::vector<std::string> more) {
    for (std::string& line : more) lines.push_back(std::move(line));
  }

  static std::vector<std::string> enclosed(const std::string& start, std::vector<std::string> lines,
                                           const std::string& end) {
    lines.front() = start + lines.front();
    lines.back() += end;
    return lines;
  }

  std::string text(StepId id) const {
    const Step& step = trace_[id];
    switch (step.operation) {
      case Operation::literal:
        return latex_number(step.value);
      case Operation::leaf:
      case Operation::term:
        return operands_ == Operands::names ? latex_symbol(step.symbol) : latex_number(step.value);
      case Operation::add:
      case Operation::subtract:
        return sum(id);
      case Operation::multiply:
      case Operation::divide:
        return product(id);
      case Operation::minimum:
        return "\\min\\left(" + arguments(id, step.operation) + "\\right)";
      case Operation::maximum:
        return "\\max\\left(" + arguments(id, step.operation) + "\\right)";
      case Operation::ceil_divide:
        return raised(fraction(text(step.left), text(step.right)));
      case Operation::round_up:
        return raised(fraction(text(step.left), text(step.right))) + " \\times " +
               factor(step.right);
      case Operation::round_to_one:
        return raised(text(step.left));
    }
    return {};
  }

  static std::string fraction(const std::string& over, const std::string& under) {
    return "\\frac{" + over + "}{" + under + "}";
  }
  static std::string raised(const std::string& inner) {
    return "\\left\\lceil " + inner + " \\right\\rceil";
  }

  std::string arguments(StepId id, Operation operation) const {
    if (trace_[id].operation != operation) return text(id);
    return arguments(trace_[id].left, operation) + ",\\; " + arguments(trace_[id].right, operation);
  }

  void collect_addends(StepId id, int sign, std::vector<Part>& addends) const {
    const Step& step = trace_[id];
    if (!is_sum(step.operation)) {
      addends.push_back({id, sign});
      return;
    }
    collect_addends(step.left, sign, addends);
    collect_addends(step.right, step.operation == Operation::add ? sign : -sign, addends);
  }

  std::string signed_text(const Part& addend, bool is_first) const {
    const std::string inner = text(addend.step);
    if (addend.count < 0) return "- " + inner;
    return is_first ? inner : "+ " + inner;
  }

  std::string sum(StepId id) const {
    std::vector<Part> addends;
    collect_addends(id, 1, addends);
    std::string joined;
    for (const Part& addend : addends) {
      if (!joined.empty()) joined += ' ';
      joined += signed_text(addend, joined.empty());
    }
    return joined;
  }

  /// Factors above and below the fraction bar, in order.
  void collect_factors(StepId id, bool is_above, std::vector<StepId>& above,
                       std::vector<StepId>& below) const {
    const Step& step = trace_[id];
    if (!is_product(step.operation)) {
      (is_above ? above : below).push_back(id);
      return;
    }
    collect_factors(step.left, is_above, above, below);
    collect_factors(step.right, step.operation == Operation::multiply ? is_above : !is_above, above,
                    below);
  }

  bool is_same(StepId a, StepId b) const {
    const Step& left = trace_[a];
    const Step& right = trace_[b];
    return !left.symbol.empty() && left.symbol == right.symbol && left.operation == right.operation;
  }

  std::string factor(StepId id) const {
    const Operation operation = trace_[id].operation;
    const std::string inner = text(id);
    const bool binds_weaker = is_sum(operation) || operation == Operation::round_up;
    return binds_weaker ? "\\left(" + inner + "\\right)" : inner;
  }

  std::string factors(const std::vector<StepId>& steps) const {
    if (steps.size() == 1) return text(steps.front());
    std::vector<Part> powers;
    for (const StepId id : steps) {
      bool is_known = false;
      for (Part& power : powers) {
        if (!is_same(power.step, id)) continue;
        ++power.count;
        is_known = true;
      }
      if (!is_known) powers.push_back({id, 1});
    }
    std::string joined;
    for (const Part& power : powers) {
      if (!joined.empty()) joined += " \\times ";
      joined += factor(power.step);
      if (power.count > 1) joined += "^{" + std::to_string(power.count) + "}";
    }
    return joined;
  }

  std::string product(StepId id) const {
    std::vector<StepId> above;
    std::vector<StepId> below;
    collect_factors(id, true, above, below);
    if (below.empty()) return factors(above);
    return fraction(factors(above), factors(below));
  }

  const Trace& trace_;
  Operands operands_;
};

}  // namespace

std::vector<std::string> latex_lines(const Trace& trace, StepId step, Operands operands) {
  return Renderer(trace, operands).lines(step);
}

std::string latex_symbol(std::string_view symbol) {
  std::string text = "\\mathrm{";
  for (const char c : symbol) {
    if (c == '_') text += '\\';
    text += c;
  }
  return text + "}";
}

std::string latex_number(double value) {
  std::string text;
  for (const char c : grouped_text(value))
    text += c == ',' ? std::string("{,}") : std::string(1, c);
  return text;
}

}  // namespace vram
