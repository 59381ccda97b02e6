// The estimate: phases, their components, and the peak.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "engine/report.h"
#include "engine/scenario.h"

namespace vram {

/// The full, explained answer. `issues` are problems met while the configuration was read; they
/// are listed before those met while it was settled.
Report estimate(const Inputs& inputs, const Catalog& catalog, Issues issues = {});

/// The fewest devices that hold one copy serving all sequences, split by tensor parallelism; none
/// if no split is enough.
std::optional<double> devices_needed(const Scenario& scenario);

}  // namespace vram
