// Formats of weights in the order of the harm they do.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "engine/schema/inputs.h"
#include "engine/schema/relevance.h"

namespace vram {

/// Which programs read a format.
enum class ReadBy : std::uint8_t { everywhere, gguf, checkpoint, bitsandbytes };

struct LadderRung {
  WeightFormat format;
  double harm_percent;  ///< rise of perplexity
  ReadBy in;
};

/// dranger003's measurements of Llama-3-70B (source llama3_perplexity), least harm first.
inline constexpr LadderRung kWeightLadder[] = {
#define RUNG(format, harm, in) {WeightFormat::format, harm, ReadBy::in},
#include "engine/schema/weight_ladder.def"
};

/// Whether the program of a configuration reads a format.
inline bool is_read(const LadderRung& rung, const Inputs& inputs) {
  const Runtime runtime = inputs.runtime();
  const bool trains = when_training(inputs);
  switch (rung.in) {
    case ReadBy::everywhere:
      return true;
    case ReadBy::gguf:
      return !trains && (runtime == Runtime::generic || runtime == Runtime::llama_cpp);
    case ReadBy::checkpoint:
      return !trains && runtime != Runtime::llama_cpp;
    case ReadBy::bitsandbytes:
      return trains || runtime == Runtime::generic || runtime == Runtime::transformers;
  }
  return false;
}

}  // namespace vram
