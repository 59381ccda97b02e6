// Ways to put a model on so many devices: which fit, how fast they are, and why the others do not.
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "engine/scenario.h"

namespace vram {

/// One way to share out the work.
struct ParallelPlan {
  Inputs inputs;  ///< the configuration with the plan put in
  double tp = 1;
  double pp = 1;
  double dp = 1;
  double ep = 1;
  double cp = 1;
  double zero_stage = 0;
  double grad_accumulation = 1;
  Recompute recompute = Recompute::none;
  PlanVerdict verdict = PlanVerdict::fits;
  double per_gpu_bytes = 0;   ///< on the fullest device; of the leanest variant where none fits
  double needed_bytes = 0;    ///< of these; a pool takes the rest whether it is needed or not
  double headroom_bytes = 0;  ///< negative where it does not fit
  double tokens_per_s = 0;    ///< decoded or trained, of all devices; 0 where not known
};

struct PlanList {
  double devices = 1;
  std::vector<ParallelPlan> plans;     ///< those that fit, best first
  std::vector<ParallelPlan> rejected;  ///< nearest first
};

/// All plans for so many devices. The sequences of a step stay what the configuration has: more
/// copies mean fewer accumulated micro-batches.
PlanList parallel_plans(const Inputs& inputs, const Catalog& catalog, double devices);

}  // namespace vram
