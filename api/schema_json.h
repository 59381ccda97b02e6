// The field tables as JSON, from which declarations and documentation are generated.
// SPDX-License-Identifier: MIT
#pragma once

#include "api/json.h"

namespace vram {

/// {inputs: […], arch: […], lists: {…}}: every field with kind, unit, range, default and texts.
Json schema_json();

}  // namespace vram
