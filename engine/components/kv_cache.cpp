// Memory of cached keys and values: grouped heads, latent vectors, sliding windows.
// SPDX-License-Identifier: MIT
#include <cmath>

#include "engine/components/component.h"

namespace vram {
namespace {

/// Bytes of `vectors` vectors of `length` elements in the cache's format.
template <class N>
N vector_bytes(const Instance<N>& instance, const N& vectors, const N& length) {
  const KvFormatSpec& format = spec(instance.kv_format);
  const Recorder<N>& recorder = instance.recorder;
  const bool fits = std::fmod(value_of(length), format.block_elements) == 0;
  const N stored = fits ? length : round_up(length, N(format.block_elements));
  N bytes = bytes_of_bits(vectors * stored * recorder.leaf("kv_bits", format.bits_per_element()));
  if (format.bytes_per_vector > 0) {
    bytes += vectors * N(format.bytes_per_vector) * recorder.leaf("byte", 1, kBytes);
  }
  return bytes;
}

template <class N>
bool is_latent(const Instance<N>& instance) {
  return value_of(instance.architecture.facts.kv_lora_rank) > 0;
}

/// One token of one sequence in `layers` layers.
template <class N>
N bytes_per_token(const Instance<N>& instance, const N& layers) {
  const auto& facts = instance.architecture.facts;
  if (is_latent(instance)) {
    // The latent vector belongs to all heads, so every rank holds all of it.
    return vector_bytes(instance, layers, facts.kv_lora_rank + facts.qk_rope_head_dim);
  }
  return vector_bytes(instance, 2 * layers * instance.architecture.share.kv_heads, facts.head_dim);
}

}  // namespace

template <class N>
N kv_cache(const Instance<N>& instance, const Workload<N>& workload) {
  const Recorder<N>& recorder = instance.recorder;
  const auto& layers = instance.architecture.layers;
  const bool has_full = value_of(layers.cached_full) > 0;
  const bool has_windowed = value_of(layers.cached_windowed) > 0;

  N full(0);
  if (has_full) {
    const TermId id =
        is_latent(instance) ? TermId::kv_cache_latent_per_token : TermId::kv_cache_per_token;
    full = term(recorder, id, bytes_per_token(instance, layers.cached_full)) * workload.length *
           workload.sequences;
  }
  N windowed(0);
  if (has_windowed) {
    const N per_token = term(recorder, TermId::kv_cache_windowed_per_token,
                             bytes_per_token(instance, layers.cached_windowed));
    windowed = per_token * min_of(workload.length, instance.architecture.facts.sliding_window) *
               workload.sequences;
  }
  if (has_full && has_windowed) {
    full = term(recorder, TermId::kv_cache_full, full);
    windowed = term(recorder, TermId::kv_cache_windowed, windowed);
  }
  return term(recorder, TermId::kv_cache, full + windowed);
}

template <class N>
N rollout_kv_cache(const Instance<N>& instance, const Workload<N>& workload) {
  // Completions of all accumulated micro-batches are generated together.
  Workload<N> rollout = workload;
  if (value_of(workload.inputs.grad_accumulation) != 1) {
    rollout.sequences = workload.sequences * workload.inputs.grad_accumulation;
  }
  return instance.company->rollout == Rollout::separate ? N(0) : kv_cache(instance, rollout);
}

template <class N>
N kept_kv_cache(const Instance<N>& instance, const Workload<N>& workload) {
  const bool stays =
      instance.company->rollout == Rollout::colocated && !instance.company->rollout_sleeps;
  return stays ? rollout_kv_cache(instance, workload) : N(0);
}

template double rollout_kv_cache(const Instance<double>&, const Workload<double>&);
template Quantity rollout_kv_cache(const Instance<Quantity>&, const Workload<Quantity>&);
template double kept_kv_cache(const Instance<double>&, const Workload<double>&);
template Quantity kept_kv_cache(const Instance<Quantity>&, const Workload<Quantity>&);
template double kv_cache(const Instance<double>&, const Workload<double>&);
template Quantity kv_cache(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
