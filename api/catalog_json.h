// The presets and storage formats as JSON lists.
// SPDX-License-Identifier: MIT
#pragma once

#include "api/json.h"
#include "engine/catalog.h"
#include "engine/schema/sources.h"

namespace vram {

/// Title, link and locator of a citation.
Json source_json(SourceId id);

/// Every model: id, name, parameters, facts under config.json's names, source.
Json models_json(const Catalog& catalog);

/// Every accelerator: memory, bandwidth, compute, source.
Json gpus_json(const Catalog& catalog);

/// Every storage format: width, block, where it may be used, source.
Json formats_json();

}  // namespace vram
