// The compiled-in models and accelerators.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/catalog.h"

namespace vram {

/// All presets, in display order: models by family and size, accelerators by kind, year and memory.
const Catalog& preset_catalog();

}  // namespace vram
