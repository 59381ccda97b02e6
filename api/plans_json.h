// Parallel plans and the table of accelerators as JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include "api/json.h"
#include "engine/plans/hardware.h"
#include "engine/plans/plans.h"

namespace vram {

Json plans_json(const PlanList& list, const Inputs& asked, const Catalog& catalog,
                Language language);

Json hardware_json(const Inputs& inputs, const Catalog& catalog);

}  // namespace vram
