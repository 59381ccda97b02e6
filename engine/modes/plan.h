// A workload as a sequence of phases; a phase as the moments at which its memory may peak.
// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "engine/components/component.h"

namespace vram {

/// One kind of memory that is alive at a moment.
template <class N>
struct Resident {
  Component component;
  ComponentFormula<N> bytes;
  bool changes_with_phase;  ///< false: the same bytes whenever it is alive, computed once
};

/// What is alive together.
template <class N>
using Bundle = std::span<const Resident<N>>;

/// A phase takes as much as the larger of its moments.
template <class N>
struct PhasePlan {
  Phase phase;
  Workload<N> (*workload)(const Instance<N>&, const InputNumbers<N>&, const N& sequences);
  std::span<const Bundle<N>> moments;
};

/// A mode is a list of phases.
template <class N>
using Plan = std::span<const PhasePlan<N>>;

/// Load, prefill, decode.
template <class N>
Plan<N> inference_plan();

}  // namespace vram
