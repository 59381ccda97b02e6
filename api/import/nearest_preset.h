// From a draft to a configuration: the preset that is most alike, and only what differs from it.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "api/import/draft.h"
#include "engine/catalog.h"
#include "engine/schema/inputs.h"

namespace vram {

/// A configuration with the model of a draft: a preset of the same depth and width with the few
/// facts that differ, or else `custom`. Facts the draft does not know are the preset's. Everything
/// but the model, its storage and the cache's format is as in the defaults.
Inputs configuration_of(const Draft& draft, const Catalog& catalog);

/// A configuration with the preset of the same width, depth and vocabulary that has exactly so many
/// parameters: what shapes alone could not tell, the preset knows. None where there is no such
/// preset.
std::optional<Inputs> configuration_of_size(const Draft& draft, double parameters,
                                            const Catalog& catalog);

/// What an estimate of the configuration will count.
double counted_parameters(const Inputs& inputs, const Catalog& catalog);

}  // namespace vram
