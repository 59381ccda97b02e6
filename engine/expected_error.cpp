// Looks up the rows of expected_errors.def.
// SPDX-License-Identifier: MIT
#include "engine/expected_error.h"

#include <cstddef>
#include <string_view>

#include "engine/schema/choices.h"

namespace vram {
namespace {

struct Row {
  std::string_view mode;
  std::string_view runtime;
  double cases;
  double median_error;
  double low;
  double high;
};

constexpr Row kRows[] = {
#define EXPECTED_ERROR(mode, runtime, cases, median, low, high) \
  {#mode, #runtime, cases, median, low, high},
#include "engine/schema/expected_errors.def"
};

constexpr std::string_view kAnyRuntime = "any";

std::optional<ExpectedError> found(std::string_view mode, std::string_view runtime) {
  for (const Row& row : kRows) {
    if (row.mode != mode || row.runtime != runtime) continue;
    return ExpectedError{row.cases, row.median_error, row.low, row.high, runtime != kAnyRuntime};
  }
  return std::nullopt;
}

}  // namespace

std::optional<ExpectedError> expected_error(const Scenario& scenario) {
  const Inputs& inputs = scenario.inputs;
  const auto key = [](ChoiceList list, auto value) {
    return choice_keys(list)[static_cast<std::size_t>(value)];
  };
  const std::string_view mode = key(ChoiceList::Mode, inputs.mode());
  // Only what was estimated in detail was compared.
  if (inputs.method() == Method::classic) return std::nullopt;
  if (const auto own = found(mode, key(ChoiceList::Runtime, inputs.runtime()))) return own;
  return found(mode, kAnyRuntime);
}

}  // namespace vram
