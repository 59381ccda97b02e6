// Everything a face may show about one configuration.
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/core/quantity.h"
#include "engine/scenario.h"
#include "engine/schema/choices.h"
#include "engine/schema/issues.h"
#include "engine/schema/terms.h"
#include "engine/speed/speed.h"

namespace vram {

/// One kind of memory in one phase. `formula` is a step of the report's trace.
struct Line {
  Component component;
  double bytes = 0;
  StepId formula = 0;
};

/// What is alive in one phase on the fullest device.
struct PhaseTotal {
  Phase phase;
  double bytes = 0;
  std::vector<Line> lines;
};

/// The answer against the chosen accelerator.
struct Fit {
  double capacity_bytes = 0;  ///< as marketed
  double usable_bytes = 0;    ///< as the driver reports
  bool fits = false;
  double headroom_bytes = 0;          ///< left for more tokens; negative where it does not fit
  double needed_bytes = 0;            ///< without the part of a pool that nobody asks for
  std::optional<double> gpus_needed;  ///< fewest devices one copy fits on; none if no split does
};

struct TokenFigures {
  double sequence = 0;            ///< tokens each sequence holds
  double cached = 0;              ///< tokens all sequences of one copy hold
  double trained = 0;             ///< tokens of one micro-batch on one copy
  double kv_capacity = 0;         ///< tokens that fit beside everything else, or in the pool
  double concurrency = 0;         ///< sequences of this length that the cache has room for
  double kv_bytes_per_token = 0;  ///< growth of the cache by one more token of one sequence
};

/// A second opinion on one part of the estimate, of one device. `formula` is a step of the trace.
struct RuleOfThumb {
  TermId term;
  double bytes = 0;
  StepId formula = 0;
  Comparison compared_with = Comparison::total;
  double compared_bytes = 0;        ///< of that part in the estimate
  std::optional<double> deviation;  ///< (rule - estimate) / estimate; none where that is nothing
};

struct ParameterCounts {
  double total = 0;
  double active = 0;
  double trainable = 0;
  double mtp = 0;  ///< of modules that predict further tokens, which are not part of the total
  StepId total_formula = 0;
  StepId active_formula = 0;
};

struct Report {
  Scenario scenario;
  double per_gpu_bytes = 0;      ///< peak on the fullest device
  double total_bytes = 0;        ///< over all devices at that phase
  double first_stage_bytes = 0;  ///< peaks of the ends of a pipeline; 0 without one
  double last_stage_bytes = 0;
  Phase peak_phase = Phase::load;
  std::vector<PhaseTotal> phases;
  ParameterCounts parameters;
  TokenFigures tokens;
  double pool_bytes = 0;  ///< of a cache that is allocated in advance, 0 for others
  Fit fit;
  std::vector<RuleOfThumb> rules_of_thumb;  ///< those that apply
  std::vector<SpeedLine> speed;             ///< those that are known
  Issues warnings;
  Issues problems;
  std::unique_ptr<Trace> trace;

  /// The phase that decides.
  const PhaseTotal& peak() const {
    for (const PhaseTotal& phase : phases) {
      if (phase.phase == peak_phase) return phase;
    }
    return phases.front();
  }
};

}  // namespace vram
