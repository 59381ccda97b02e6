// The fast path: what does not change with the sliders is prepared, the rest costs a microsecond.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/evaluation.h"

namespace vram {

/// Peak bytes of one settled scenario for other numbers of those inputs that need no settling
/// (`needs_settling`). Allocates nothing. The scenario must outlive it and must not move.
class Estimator {
 public:
  explicit Estimator(const Scenario& scenario);

  /// Peak on the fullest device.
  double peak_bytes(const Inputs& inputs) const;

  /// Peak of one pipeline stage, or of the model where there is no pipeline.
  double first_stage_bytes(const Inputs& inputs) const { return bytes_of(first_, inputs); }
  double last_stage_bytes(const Inputs& inputs) const {
    return has_stages_ ? bytes_of(last_, inputs) : bytes_of(first_, inputs);
  }

 private:
  struct Prepared {
    Instance<double> instance{Recorder<double>{}};
    Amounts<double> fixed;
  };

  Prepared prepared(const Stage& stage) const;
  double bytes_of(const Prepared& stage, const Inputs& inputs) const;

  const Scenario* scenario_;
  Plan<double> plan_;
  bool has_stages_;
  Prepared first_;
  Prepared last_;
};

/// Peak bytes of one scenario. For many, keep an Estimator.
double peak_bytes(const Scenario& scenario);

}  // namespace vram
