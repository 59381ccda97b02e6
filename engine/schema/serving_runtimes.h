// The rows of serving_runtimes.def and llama_cpp_versions.def.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/schema/choices.h"
#include "engine/schema/sources.h"

namespace vram {

/// How a layer computes.
enum class Forward : std::uint8_t { fused, eager, ggml };

/// How the model's code runs: line by line in Python, compiled, or compiled where CUDA graphs are
/// on.
enum class Code : std::uint8_t { python, compiled, graphed };

/// Which tokens pass through the layers together.
enum class Flight : std::uint8_t { chunk, prompt, reserved, profiled };

/// What a program that profiles itself is run on: whole prompts, or a chunk whose tokens begin or
/// take whole so many pictures or clips.
enum class Trial : std::uint8_t { nothing, prompts, begun, whole };

/// Which tokens get logits.
enum class LogitRows : std::uint8_t { sequences, tokens };

/// What the memory of the KV cache is a share of.
enum class Pool : std::uint8_t { none, of_total, of_available, of_free };

/// How a program counts the tokens its cache holds.
enum class Capacity : std::uint8_t { all_layers, at_length };

/// Where the outputs of experts go.
enum class ExpertOutputs : std::uint8_t { reused, own };

/// How wide the table of turned positions is that a program lays beside the weights.
enum class Tables : std::uint8_t { none, activations, float32 };

/// When a program copies the projections that latent attention absorbs, in 16 bits. With products,
/// where they are quantised, beside their products with the projections before and after.
enum class Absorbed : std::uint8_t { nothing, quantised, products, always };

/// How a program lays out experts in MXFP4.
enum class Mxfp4Experts : std::uint8_t { as_is, padded };

/// Which overheads a program counts within its share of the memory.
enum class WithinShare : std::uint8_t { nothing, context, graphs };

/// One row of serving_runtimes.def.
struct ServingRuntimeSpec {
  RuntimeVersion version;
  Runtime runtime;
  std::string_view name;
  Forward forward;
  Code code;
  Flight flight;
  Trial trial;
  LogitRows rows;
  double logit_bytes;
  bool has_sampler_rows;
  bool keeps_expert_buffers;
  ExpertOutputs expert_outputs;
  Pool pool;
  bool drops_outside_window;
  Capacity capacity;
  double block_tokens;
  double chunk_tokens;
  double sequences;
  double share;
  Tables tables;
  Absorbed absorbed;
  double latent_row_bytes;
  Mxfp4Experts mxfp4_experts;
  double context_mib;
  double libraries_mib;
  double collectives_mib;
  double graphs_mib;
  WithinShare within;
  SourceId source;
};

inline constexpr ServingRuntimeSpec kServingRuntimes[] = {
#define SERVING_RUNTIME(version, runtime, name, forward, code, flight, trial, rows, logit,         \
                        sampler, keeps, outputs, pool, windows, capacity, block, chunk, sequences, \
                        share, tables, absorbed, latent, experts, context, libraries, collectives, \
                        graphs, within, source)                                                    \
  {RuntimeVersion::version,                                                                        \
   Runtime::runtime,                                                                               \
   name,                                                                                           \
   Forward::forward,                                                                               \
   Code::code,                                                                                     \
   Flight::flight,                                                                                 \
   Trial::trial,                                                                                   \
   LogitRows::rows,                                                                                \
   logit,                                                                                          \
   sampler,                                                                                        \
   keeps,                                                                                          \
   ExpertOutputs::outputs,                                                                         \
   Pool::pool,                                                                                     \
   windows,                                                                                        \
   Capacity::capacity,                                                                             \
   block,                                                                                          \
   chunk,                                                                                          \
   sequences,                                                                                      \
   share,                                                                                          \
   Tables::tables,                                                                                 \
   Absorbed::absorbed,                                                                             \
   latent,                                                                                         \
   Mxfp4Experts::experts,                                                                          \
   context,                                                                                        \
   libraries,                                                                                      \
   collectives,                                                                                    \
   graphs,                                                                                         \
   WithinShare::within,                                                                            \
   SourceId::source},
#include "engine/schema/serving_runtimes.def"
};

inline const ServingRuntimeSpec& spec(RuntimeVersion version) {
  return kServingRuntimes[static_cast<std::size_t>(version)];
}

/// The newest row of a runtime; that of `generic` for one that does not serve.
constexpr const ServingRuntimeSpec& newest_version(Runtime runtime) {
  const ServingRuntimeSpec* newest = &kServingRuntimes[0];
  for (const ServingRuntimeSpec& row : kServingRuntimes) {
    if (row.runtime == runtime) newest = &row;
  }
  return *newest;
}

/// What llama.cpp caches of latent attention.
enum class LatentCache : std::uint8_t { heads, twice, once };

/// One row of llama_cpp_versions.def.
struct LlamaCppSpec {
  RuntimeVersion version;
  LatentCache latent;
  double glu_buffers;
  bool keeps_kv;
  bool has_streams;
  bool keeps_head;
  double flash_mask_bytes;
};

inline constexpr LlamaCppSpec kLlamaCppVersions[] = {
#define LLAMA_CPP_VERSION(version, latent, glu, kv, streams, head, mask) \
  {RuntimeVersion::version, LatentCache::latent, glu, kv, streams, head, mask},
#include "engine/schema/llama_cpp_versions.def"
};

/// The row of a version of llama.cpp, null for another runtime's.
constexpr const LlamaCppSpec* llama_cpp_version(RuntimeVersion version) {
  for (const LlamaCppSpec& row : kLlamaCppVersions) {
    if (row.version == version) return &row;
  }
  return nullptr;
}

}  // namespace vram
