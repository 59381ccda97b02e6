// The classic method: the uniform framework of many guides, parameters times widths, so that their
// usual figures can be reproduced. One phase per mode; docs/guides.md says what it leaves out.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/modes/plan.h"
#include "engine/scenario.h"

namespace vram {

inline bool is_classic(const Scenario& scenario) {
  return scenario.inputs.method() == Method::classic;
}

/// One phase: decode, or backward where weights are trained.
template <class N>
Plan<N> classic_plan(bool trains);

/// The whole model and the widths that the framework multiplies.
template <class N>
Instance<N> classic_instance(const Scenario& scenario, const InputNumbers<N>& inputs,
                             const Recorder<N>& recorder);

/// Bytes of a stored weight by the width its format is called by: 0.5 for q4_k_m.
double nominal_weight_bytes(const Scenario& scenario);

/// Text, images, audio and video of one sequence as tokens.
template <class N>
N classic_tokens(const InputNumbers<N>& inputs, const Recorder<N>& recorder);

}  // namespace vram
