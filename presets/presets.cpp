// Holds the arrays generated from presets/**/*.json.
// SPDX-License-Identifier: MIT
#include "presets/presets.h"

#include <cstddef>
#include <string_view>

namespace vram {
namespace {

#include "presets_data.inc"

constexpr Catalog kCatalog{kModels, kGpus, kDefaultModel, kDefaultGpu, kRevision};

}  // namespace

const Catalog& preset_catalog() { return kCatalog; }

}  // namespace vram
