// Looks up the rows of expected_errors.def.
// SPDX-License-Identifier: MIT
#include "engine/expected_error.h"

#include <cstddef>

#include "engine/schema/choices.h"

namespace vram {
namespace {

constexpr std::string_view kAnyRuntime = "any";

constexpr ExpectedErrorRow row_of(std::string_view mode, std::string_view runtime, double cases,
                                  double median, double low, double high) {
  const bool is_of_runtime = runtime != kAnyRuntime;
  return {mode, is_of_runtime ? runtime : "", {cases, median, low, high, is_of_runtime}};
}

constexpr ExpectedErrorRow kRows[] = {
#define EXPECTED_ERROR(mode, runtime, cases, median, low, high) \
  row_of(#mode, #runtime, cases, median, low, high),
#include "engine/schema/expected_errors.def"
};

std::optional<ExpectedError> found(std::string_view mode, std::string_view runtime) {
  for (const ExpectedErrorRow& row : kRows) {
    if (row.mode == mode && row.runtime == runtime) return row.error;
  }
  return std::nullopt;
}

}  // namespace

std::span<const ExpectedErrorRow> expected_errors() { return kRows; }

std::optional<ExpectedError> expected_error(const Scenario& scenario) {
  const Inputs& inputs = scenario.inputs;
  const auto key = [](ChoiceList list, auto value) {
    return choice_keys(list)[static_cast<std::size_t>(value)];
  };
  const std::string_view mode = key(ChoiceList::Mode, inputs.mode());
  // Only what was estimated in detail was compared.
  if (inputs.method() == Method::classic) return std::nullopt;
  if (const auto own = found(mode, key(ChoiceList::Runtime, inputs.runtime()))) return own;
  return found(mode, "");
}

}  // namespace vram
