// The inverse question: the largest context, batch or sequence, the fewest devices, the best
// weights that fit. SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "engine/estimator.h"

namespace vram {

/// What is asked for, and what is kept free of the device's memory.
struct Target {
  SolveFor what = SolveFor::context;
  double reserve_mib = 0;
};

/// The answer: a configuration that fits, and what keeps it from going further.
struct Solution {
  InputField field = InputField::context;  ///< the input that was changed
  std::optional<double> value;             ///< of that input; none where nothing fits
  Limit limited_by = Limit::memory;
  double step = 1;  ///< the next value is so much further; 0 for formats
  Inputs inputs;    ///< the configuration with the value put in
  Issues problems;  ///< of the question; those of the configuration are the estimate's
};

/// The same for a number that needs no settling again, of a scenario whose estimator is at hand.
void solve_number(Solution& solution, const Scenario& scenario, const Estimator& estimator);

/// The input that stands for what is asked in this mode: a training run has a seq_len, no context.
InputField field_of(SolveFor what, const Inputs& inputs);

/// Searches on the untraced path. Never fails: what cannot be asked becomes a problem.
Solution solve(const Inputs& inputs, const Catalog& catalog, const Target& target);

}  // namespace vram
