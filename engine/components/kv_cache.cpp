// Memory of cached keys and values: grouped heads, latent vectors, sliding windows, an encoder's
// output.
// SPDX-License-Identifier: MIT
#include <cmath>

#include "engine/components/component.h"
#include "engine/components/held_tokens.h"

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
bool is_latent(const Architecture<N>& a) {
  return value_of(a.facts.kv_lora_rank) > 0;
}

/// What vLLM padded heads of 192 and 128 to before it cached latent vectors (0.7.1).
constexpr double kPaddedHead = 256;

/// The latent vector belongs to all heads, so every rank holds all of it. vLLM and llama.cpp once
/// cached what it expands to for every head, llama.cpp then its parts as both key and value.
template <class N>
N latent_bytes(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  const auto& f = a.facts;
  const N& layers = a.layers.cached_full;
  const N key = f.kv_lora_rank + f.qk_rope_head_dim;
  const LlamaCppSpec* llama_cpp = instance.serving->llama_cpp;
  const bool caches_heads = instance.serving->version->latent_row_bytes == 0;
  if (caches_heads) {
    return vector_bytes(instance, 2 * layers * a.share.heads,
                        instance.recorder.leaf("padded_head_dim", kPaddedHead));
  }
  if (llama_cpp == nullptr || llama_cpp->latent == LatentCache::once) {
    const double row_bits = 8 * instance.serving->version->latent_row_bytes;
    const double row_elements = row_bits / spec(instance.kv_format).bits_per_element();
    const bool is_whole = row_elements <= 1 || std::fmod(value_of(key), row_elements) == 0;
    return vector_bytes(instance, layers, is_whole ? key : round_up(key, N(row_elements)));
  }
  if (llama_cpp->latent == LatentCache::twice) {
    return vector_bytes(instance, layers, key + f.kv_lora_rank);
  }
  const N of_a_head = f.qk_nope_head_dim + f.qk_rope_head_dim + f.v_head_dim;
  return vector_bytes(instance, layers * a.share.heads, of_a_head);
}

/// One token of one sequence in layers that attend to the whole context.
template <class N>
N full_per_token(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  const N& layers = a.layers.cached_full;
  if (is_latent(a)) {
    return term(instance.recorder, TermId::kv_cache_latent_per_token, latent_bytes(instance));
  }
  return term(instance.recorder, TermId::kv_cache_per_token,
              vector_bytes(instance, 2 * layers * full_kv_heads(a), full_head_dim(a)));
}

template <class N>
N full_attention(const Instance<N>& instance, const Workload<N>& workload) {
  if (value_of(instance.architecture.layers.cached_full) == 0) return N(0);
  return full_per_token(instance) * held_tokens(instance, workload) * workload.sequences;
}

template <class N>
N windowed_attention(const Instance<N>& instance, const Workload<N>& workload) {
  const Architecture<N>& a = instance.architecture;
  if (value_of(a.layers.cached_windowed) == 0) return N(0);
  const N vectors = 2 * a.layers.cached_windowed * a.share.kv_heads;
  const N per_token = term(instance.recorder, TermId::kv_cache_windowed_per_token,
                           vector_bytes(instance, vectors, a.facts.head_dim));
  return per_token * held_in_window(instance, workload) * workload.sequences;
}

/// Keys and values of an encoder's output, whose length has nothing to do with the context.
template <class N>
N cross_attention(const Instance<N>& instance, const Workload<N>& workload) {
  const Architecture<N>& a = instance.architecture;
  const N tokens = a.facts.source_positions + workload.media.cross;
  if (value_of(a.layers.cross) == 0 || value_of(tokens) == 0) return N(0);
  const N vectors = 2 * a.layers.cross * a.share.kv_heads;
  return term(instance.recorder, TermId::kv_cache_cross,
              vector_bytes(instance, vectors, a.facts.head_dim) * tokens * workload.sequences);
}

/// DeepSeek-V3.2's indexer keeps one key per token, in FP8 with a float32 scale for every 128
/// elements whatever the cache's format.
template <class N>
N index_keys(const Instance<N>& instance, const Workload<N>& workload) {
  const Architecture<N>& a = instance.architecture;
  if (!is_latent(a) || value_of(a.facts.index_heads) == 0) return N(0);
  const N& length = a.facts.index_head_dim;
  const N bytes_per_key =
      (length + 4 * ceil_divide(length, N(128))) * instance.recorder.leaf("byte", 1, kBytes);
  return term(
      instance.recorder, TermId::kv_cache_index,
      a.layers.cached_full * bytes_per_key * held_tokens(instance, workload) * workload.sequences);
}

}  // namespace

template <class N>
N kv_cache(const Instance<N>& instance, const Workload<N>& workload) {
  const Recorder<N>& recorder = instance.recorder;
  N full = full_attention(instance, workload);
  N windowed = windowed_attention(instance, workload);
  const N cross = cross_attention(instance, workload);
  const N index = index_keys(instance, workload);
  const auto is_there = [](const N& bytes) { return value_of(bytes) > 0; };
  const int kinds = is_there(full) + is_there(windowed) + is_there(cross) + is_there(index);
  if (kinds > 1) {
    if (is_there(full)) full = term(recorder, TermId::kv_cache_full, full);
    if (is_there(windowed)) windowed = term(recorder, TermId::kv_cache_windowed, windowed);
  }
  return term(recorder, TermId::kv_cache, full + windowed + cross + index);
}

template <class N>
N rollout_kv_cache(const Instance<N>& instance, const Workload<N>& workload) {
  // Completions of all accumulated micro-batches are generated together.
  Workload<N> rollout = workload;
  if (value_of(workload.inputs.grad_accumulation) != 1) {
    rollout.sequences = workload.sequences * workload.inputs.grad_accumulation;
  }
  if (instance.company->rollout == Rollout::separate) return N(0);
  const N needed = kv_cache(instance, rollout);
  const N& share = workload.inputs.rollout_share;
  if (value_of(share) == kAutomatic || instance.company->rollout != Rollout::colocated) {
    return needed;
  }
  // The engine fills its share of the device beside its weights, whether it is needed or not.
  const Recorder<N>& recorder = instance.recorder;
  const N pool = share * recorder.leaf("device_bytes", instance.serving->device_bytes, kBytes) -
                 rollout_weights(instance, workload);
  return value_of(pool) > value_of(needed) ? term(recorder, TermId::kv_cache_pool, whole(pool))
                                           : needed;
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
