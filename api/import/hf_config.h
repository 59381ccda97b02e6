// Reads config.json of Hugging Face Transformers: keys of any family to this calculator's facts.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "api/import/draft.h"
#include "engine/catalog.h"

namespace vram {

/// The model a config.json describes. Nothing is known but problems where it describes none.
Draft read_hf_config(std::string_view text, const Catalog& catalog);

}  // namespace vram
