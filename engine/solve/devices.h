// The fewest devices that fit, and what they keep free.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/solve/solve.h"

namespace vram {

/// Finds the smallest gpu_count for which the rest of the configuration, settled as for a visitor,
/// fits. What the user chose (tp, pp, cp, ep) is kept; dp follows.
void solve_devices(Solution& solution, const Catalog& catalog);

/// Offers so much less of every device.
void reserve(Inputs& inputs, const Catalog& catalog, double reserve_mib);

}  // namespace vram
