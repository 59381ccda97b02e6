// A report as the contract's result object.
// SPDX-License-Identifier: MIT
#pragma once

#include "api/json.h"
#include "engine/report.h"

namespace vram {

Json report_json(const Report& report, const Catalog& catalog, Language language);

}  // namespace vram
