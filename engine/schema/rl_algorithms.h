// The rows of rl_algorithms.def.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/schema/choices.h"
#include "engine/schema/sources.h"

namespace vram {

/// Sequences trained on together for one prompt.
enum class SequencesPerPrompt : std::uint8_t { one, pair, group };

/// One row of rl_algorithms.def.
struct RlAlgorithmSpec {
  std::string_view key;
  std::string_view name;
  SequencesPerPrompt sequences;
  bool generates;       ///< completions come from a rollout
  bool uses_reference;  ///< compares with a frozen copy unless told otherwise
  bool has_critic;      ///< a second trained model of the policy's size
  bool has_reward;      ///< a frozen reward model of the policy's size
  SourceId source;
};

inline constexpr RlAlgorithmSpec kRlAlgorithms[] = {
#define RL_ALGORITHM(key, name, sequences, generates, reference, critic, reward, source) \
  {#key,                                                                                 \
   name,                                                                                 \
   SequencesPerPrompt::sequences,                                                        \
   generates,                                                                            \
   reference,                                                                            \
   critic,                                                                               \
   reward,                                                                               \
   SourceId::source},
#include "engine/schema/rl_algorithms.def"
};

inline const RlAlgorithmSpec& spec(RlAlgorithm algorithm) {
  return kRlAlgorithms[static_cast<std::uint8_t>(algorithm)];
}

}  // namespace vram
