// How far an answer may be from what is measured, by the published cases of its mode and program.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "engine/scenario.h"

namespace vram {

/// What the cases of docs/accuracy.md say of answers like this one.
struct ExpectedError {
  double cases = 0;         ///< how many were compared
  double median_error = 0;  ///< median of |predicted - measured| / measured
  double low = 0;   ///< eight in ten measurements are at least so many times the prediction,
  double high = 0;  ///< and at most so many times
  bool is_of_runtime = false;  ///< of this program; else of all programs of the mode
};

/// One row of expected_errors.def. `runtime` is a key of the list of runtimes, or empty for all of
/// them.
struct ExpectedErrorRow {
  std::string_view mode;
  std::string_view runtime;
  ExpectedError error;
};

/// Everything that was compared.
std::span<const ExpectedErrorRow> expected_errors();

/// None where too few cases were published.
std::optional<ExpectedError> expected_error(const Scenario& scenario);

}  // namespace vram
