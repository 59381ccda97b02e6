// A workload as a sequence of phases; a phase as the moments at which its memory may peak.
// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "engine/components/component.h"

namespace vram {

/// What a kind of memory depends on beside the model and how it is held: nothing, the request (the
/// same in every phase of it), or what the phase does.
enum class Varies { never, with_request, with_phase };

/// One kind of memory that is alive at a moment.
template <class N>
struct Resident {
  Component component;
  ComponentFormula<N> bytes;
  Varies varies;
};

/// What is alive together.
template <class N>
using Bundle = std::span<const Resident<N>>;

/// What a phase is about: how many sequences, how long.
template <class N>
struct Request {
  InputNumbers<N> inputs;
  N sequences{};
  N length{};
  Media<N> media{};
  Media<N> profile{};             ///< patches, frames and their embeddings in the program's trial
  double profiled_sequences = 0;  ///< sequences that these are of; 0 where there are none
};

/// A phase takes as much as the larger of its moments.
template <class N>
struct PhasePlan {
  Phase phase;
  Workload<N> (*workload)(const Instance<N>&, const Request<N>&);
  std::span<const Bundle<N>> moments;
  bool (*happens)(const Company&) = nullptr;  ///< null: always
};

/// A mode is a list of phases.
template <class N>
using Plan = std::span<const PhasePlan<N>>;

/// Load, prefill, decode.
template <class N>
Plan<N> inference_plan();

/// Load, forward, backward, optimizer step; with rollout and reference before them where there are.
template <class N>
Plan<N> training_plan();

/// Load, encode, prefill, decode.
template <class N>
Plan<N> multimodal_plan();

}  // namespace vram
