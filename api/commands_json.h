// Command lines as JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include "api/json.h"
#include "engine/report.h"

namespace vram {

/// One object per program that can run a configuration.
Json commands_json(const Report& report, Language language);

}  // namespace vram
