// What a program that allocates its cache in advance makes of a device: the pool is what its share
// of the memory leaves beside everything else in that share.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/modes/plan.h"
#include "engine/phase_list.h"

namespace vram {
namespace serving_pool_detail {

/// Everything of a phase but the cache and the runtime's own memory.
template <class N>
N beside_cache(const PhaseAmounts<N>& phase) {
  N sum(0);
  for (std::size_t i = 0; i < kComponentCount; ++i) {
    const auto component = static_cast<Component>(i);
    const bool is_left_out = component == Component::kv_cache ||
                             component == Component::recurrent_state ||
                             component == Component::runtime;
    if (!is_left_out && value_of(phase.amounts[i]) > 0) sum += phase.amounts[i];
  }
  return sum;
}

template <class N>
N stored_weights(const PhaseAmounts<N>& phase) {
  N sum = phase[Component::weights];
  for (const Component each :
       {Component::vision_encoder, Component::audio_encoder, Component::fragmentation}) {
    if (value_of(phase[each]) > 0) sum += phase[each];
  }
  return sum;
}

/// What the pool has, as the runtime works it out.
template <class N>
N pool_of(const PhaseAmounts<N>& phase, const Instance<N>& instance, const Request<N>& request) {
  const Recorder<N>& recorder = instance.recorder;
  const Serving& serving = *instance.serving;
  const N memory = recorder.leaf("device_memory", serving.device_bytes, kBytes);
  const N& share = request.inputs.gpu_memory_utilization;
  const auto overhead = [&](std::string_view symbol, double bytes) {
    return recorder.leaf(symbol, bytes, kBytes);
  };
  const N context = overhead("context_bytes", serving.context_bytes);
  switch (serving.version->pool) {
    case Pool::of_available: {
      const N available = value_of(phase[Component::communication]) > 0
                              ? memory - context - phase[Component::communication]
                              : memory - context;
      // A device that cannot even hold the context has no share to give.
      if (value_of(available) < 0) return available - stored_weights(phase);
      return term(recorder, TermId::runtime_share, whole(share * available)) -
             stored_weights(phase);
    }
    case Pool::of_free: {
      const N libraries = overhead("library_bytes", serving.library_bytes);
      return whole(share * (memory - context - libraries - beside_cache(phase)));
    }
    case Pool::none:
    case Pool::of_total:
      break;
  }
  N pool = term(recorder, TermId::runtime_share, whole(share * memory)) - beside_cache(phase) -
           overhead("library_bytes", serving.library_bytes);
  if (serving.version->within == WithinShare::context) pool = pool - context;
  if (serving.version->within == WithinShare::graphs && serving.graph_bytes > 0) {
    pool = pool - overhead("graph_bytes", serving.graph_bytes);
  }
  return pool;
}

/// The phase that holds a cache and most beside it: what it takes cannot be given to the cache.
template <class N>
const PhaseAmounts<N>* fullest_beside_cache(const PhaseList<N>& list) {
  const PhaseAmounts<N>* fullest = nullptr;
  const auto beside = [](const PhaseAmounts<N>& phase) {
    return phase.total - value_of(phase[Component::kv_cache]);
  };
  for (std::size_t i = 0; i < list.count; ++i) {
    const PhaseAmounts<N>& phase = list.phases[i];
    if (value_of(phase[Component::kv_cache]) == 0) continue;
    if (fullest == nullptr || beside(phase) > beside(*fullest)) fullest = &phase;
  }
  return fullest;
}

}  // namespace serving_pool_detail

/// Gives the cache its pool in every phase that has one; what needs more than the pool keeps that.
template <class N>
void give_pool(PhaseList<N>& list, const Instance<N>& instance, const Request<N>& request) {
  const PhaseAmounts<N>* fullest = serving_pool_detail::fullest_beside_cache(list);
  if (fullest == nullptr) return;
  N pool = serving_pool_detail::pool_of(*fullest, instance, request);
  if (value_of((*fullest)[Component::recurrent_state]) > 0) {
    pool = pool - (*fullest)[Component::recurrent_state];
  }
  list.has_pool = true;
  list.pool_bytes = value_of(pool);
  list.needed_cache_bytes = value_of((*fullest)[Component::kv_cache]);
  if (list.pool_bytes <= list.needed_cache_bytes) return;
  pool = term(instance.recorder, TermId::kv_cache_pool, pool);
  for (std::size_t i = 0; i < list.count; ++i) {
    PhaseAmounts<N>& phase = list.phases[i];
    const double needed = value_of(phase[Component::kv_cache]);
    if (needed == 0) continue;
    phase.total += list.pool_bytes - needed;
    phase[Component::kv_cache] = pool;
  }
}

}  // namespace vram
