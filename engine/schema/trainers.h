// The rows of trainers.def.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/schema/choices.h"
#include "engine/schema/sources.h"

namespace vram {

/// What an RMS norm keeps for its backward pass.
enum class NormTensors : std::uint8_t { fused, eager };

/// Width of adapters beside a 16-bit base.
enum class AdapterWidth : std::uint8_t { follow, fp32 };

/// What the unquantised part of a quantised base becomes for training: PEFT's
/// prepare_model_for_kbit_training makes it float32.
enum class QuantisedBase : std::uint8_t { as_stored, prepared };

/// Whether adapters on the same vector share what they keep of it.
enum class AdapterInputs : std::uint8_t { shared, own };

/// What a product with a quantised matrix does with its input.
enum class ExpandedInputs : std::uint8_t { dropped, kept };

/// Keys and values as SDPA gets them.
enum class KvHeads : std::uint8_t { grouped, repeated };

/// Where the input of a layer that is computed again waits for its backward pass.
enum class Checkpoints : std::uint8_t { device, host };

/// What is left to compute again with selective recompute.
enum class Selective : std::uint8_t { scores, operators };

/// One row of trainers.def.
struct TrainerSpec {
  Trainer trainer;
  std::string_view name;
  NormTensors norms;
  AdapterWidth adapters;
  QuantisedBase base;
  AdapterInputs inputs;
  ExpandedInputs expanded;
  KvHeads kv;
  Checkpoints checkpoints;
  Selective selective;
  bool counts_backward;
  int fsdp_version;
  double logit_copies;
  double float_bytes_per_logit;
  SourceId source;
};

inline constexpr TrainerSpec kTrainers[] = {
#define TRAINER(key, name, norms, adapters, base, inputs, expanded, kv, checkpoints, selective, \
                backward, fsdp, logits, floats, source)                                         \
  {Trainer::key,                                                                                \
   name,                                                                                        \
   NormTensors::norms,                                                                          \
   AdapterWidth::adapters,                                                                      \
   QuantisedBase::base,                                                                         \
   AdapterInputs::inputs,                                                                       \
   ExpandedInputs::expanded,                                                                    \
   KvHeads::kv,                                                                                 \
   Checkpoints::checkpoints,                                                                    \
   Selective::selective,                                                                        \
   backward,                                                                                    \
   fsdp,                                                                                        \
   logits,                                                                                      \
   floats,                                                                                      \
   SourceId::source},
#include "engine/schema/trainers.def"
};

inline constexpr const TrainerSpec& spec(Trainer trainer) {
  return kTrainers[static_cast<std::uint8_t>(trainer)];
}

/// Whose layers a runtime usually runs: Megatron has its own, the others those of Transformers.
constexpr Trainer default_trainer(Runtime runtime) {
  if (runtime == Runtime::generic) return Trainer::generic;
  return runtime == Runtime::megatron ? Trainer::megatron_core : Trainer::transformers_4_49;
}

}  // namespace vram
