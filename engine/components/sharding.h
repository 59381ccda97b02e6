// The only place that divides by the ranks that share weights, gradients and states (ZeRO, FSDP).
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/components/component.h"

namespace vram {

/// Rajbhandari et al. 2020: from which stage on something is shared by the data-parallel ranks.
inline constexpr double kZeroStates = 1;
inline constexpr double kZeroGradients = 2;
inline constexpr double kZeroWeights = 3;

/// One rank's part of `dense` and `experts` from that stage on; all of both before it.
template <class N>
N sharded(const Instance<N>& instance, double from_stage, const N& dense, const N& experts) {
  const bool is_shared = instance.recipe->zero_stage >= from_stage;
  const auto part = [&](const N& amount, const N& shards) {
    return is_shared && value_of(shards) > 1 ? ceil_divide(amount, shards) : amount;
  };
  if (value_of(experts) == 0) return part(dense, instance.zero_shards);
  if (value_of(dense) == 0) return part(experts, instance.expert_zero_shards);
  return part(dense, instance.zero_shards) + part(experts, instance.expert_zero_shards);
}

/// Trained parameters on one device once shared from that stage on.
template <class N>
N sharded_parameters(const Instance<N>& instance, double from_stage) {
  return sharded(instance, from_stage, instance.trained.dense, instance.trained.experts);
}

/// A critic of the policy's size has everything the policy has.
template <class N>
N times_models(const Instance<N>& instance, const N& amount) {
  if (instance.company->trained_models == 1) return amount;
  return amount * instance.recorder.leaf("trained_models", instance.company->trained_models);
}

}  // namespace vram
