// A small recursive-descent reader for the four operations and the functions formulas use.
// SPDX-License-Identifier: MIT
#include "tests/support/evaluator.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

namespace vram::testing {
namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  double whole_text() {
    const double value = sum();
    skip_spaces();
    return text_.empty() ? value : std::numeric_limits<double>::quiet_NaN();
  }

 private:
  void skip_spaces() {
    while (!text_.empty() && text_.front() == ' ') text_.remove_prefix(1);
  }

  bool take(std::string_view token) {
    skip_spaces();
    if (text_.substr(0, token.size()) != token) return false;
    text_.remove_prefix(token.size());
    return true;
  }

  double sum() {
    double value = product();
    while (true) {
      if (take("+")) {
        value += product();
      } else if (take("−")) {
        value -= product();
      } else {
        return value;
      }
    }
  }

  double product() {
    double value = atom();
    while (true) {
      if (take("×")) {
        value *= atom();
      } else if (take("÷")) {
        value /= atom();
      } else {
        return value;
      }
    }
  }

  std::vector<double> arguments() {
    std::vector<double> values{sum()};
    while (take(",")) values.push_back(sum());
    take(")");
    return values;
  }

  double atom() {
    if (take("min(")) {
      const auto values = arguments();
      return *std::min_element(values.begin(), values.end());
    }
    if (take("max(")) {
      const auto values = arguments();
      return *std::max_element(values.begin(), values.end());
    }
    if (take("ceil(")) return std::ceil(arguments()[0]);
    if (take("round_up(")) {
      const auto values = arguments();
      return std::ceil(values[0] / values[1]) * values[1];
    }
    if (take("(")) return arguments()[0];
    skip_spaces();
    const std::string rest(text_.substr(0, 40));
    char* end = nullptr;
    const double value = std::strtod(rest.c_str(), &end);
    if (end == rest.c_str()) return std::numeric_limits<double>::quiet_NaN();
    text_.remove_prefix(static_cast<std::size_t>(end - rest.c_str()));
    return value;
  }

  std::string_view text_;
};

}  // namespace

double evaluate(std::string_view text) { return Reader(text).whole_text(); }

}  // namespace vram::testing
