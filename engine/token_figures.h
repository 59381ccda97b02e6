// Tokens the answer speaks of: asked for, trained on, and how many fit.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/estimator.h"
#include "engine/report.h"

namespace vram {

/// With a pool, what the pool holds; otherwise the longest sequences that still fit.
TokenFigures token_figures(const Scenario& scenario, const Estimator& estimator,
                           double sequence_tokens, double sequences);

}  // namespace vram
