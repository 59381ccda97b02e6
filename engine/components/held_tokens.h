// How many tokens of a sequence a runtime's cache holds: in whole blocks, and within a window.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/components/component.h"

namespace vram {

/// In layers that attend to everything.
template <class N>
N held_tokens(const Instance<N>& instance, const Workload<N>& workload) {
  const bool is_program = instance.serving->version->runtime != Runtime::generic;
  if (!is_program || value_of(workload.inputs.kv_block_tokens) == 1) return workload.length;
  return round_up(workload.length, workload.inputs.kv_block_tokens);
}

/// In layers with a sliding window: what falls out of it is kept until the chunk is done, and a
/// block stays while any of its tokens is inside.
template <class N>
N held_in_window(const Instance<N>& instance, const Workload<N>& workload) {
  const ServingRuntimeSpec& version = *instance.serving->version;
  const N& window = instance.architecture.facts.sliding_window;
  const N& block = workload.inputs.kv_block_tokens;
  const N& chunk = workload.inputs.prefill_chunk;
  const N held = held_tokens(instance, workload);
  if (!version.drops_outside_window) return held;
  if (version.forward == Forward::ggml) {
    // It reads no window of models all of whose layers have one, or sets it aside (Phi-3).
    const bool has_full = value_of(instance.architecture.layers.cached_full) > 0;
    return has_full ? round_up(min_of(held, window + chunk), block) : held;
  }
  if (version.pool == Pool::none) return min_of(workload.length, window);
  return min_of(held, round_up(window - 1 + chunk, block) + block);
}

}  // namespace vram
