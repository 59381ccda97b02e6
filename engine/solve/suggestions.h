// What to change so that a configuration needs less: each change with its measured saving.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include "engine/scenario.h"
#include "engine/schema/sources.h"

namespace vram {

/// One row of suggestions.def.
enum class SuggestionId : std::uint8_t {
#define SUGGESTION(id, harm, change, source) id,
#include "engine/schema/suggestions.def"
};

/// A change and what it saves on the fullest device.
struct Suggestion {
  SuggestionId id;
  Inputs inputs;             ///< the whole configuration with the change made
  double saves_bytes = 0;    ///< of what is needed, a pool's unused part left out
  double per_gpu_bytes = 0;  ///< with the change
  double needed_bytes = 0;   ///< of these; a pool takes the rest whether it is needed or not
  bool fits = false;         ///< with the change
  double harm = 0;           ///< the row's ordinal
};

std::string_view key_of(SuggestionId id);
/// Where the row's harm was read.
SourceId source_of(SuggestionId id);

/// All changes that save something, most bytes per harm first.
std::vector<Suggestion> suggestions(const Inputs& inputs, const Catalog& catalog);

/// Of those that make it fit the one that harms least, the first of several; null where none does.
const Suggestion* least_harmful_fit(const std::vector<Suggestion>& suggestions);

}  // namespace vram
