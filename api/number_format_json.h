// Number formats and encoded numbers as JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "api/json.h"

namespace vram {

/// Every number format: bits, what follows from them, source.
Json number_formats_json();

/// What a format stores for a number. `options` is the text of an object: overflow, scale,
/// tensor_scale, lang. JSON has no infinities and no NaN; they are texts here.
Json encoded_number_json(std::string_view format, double x, std::string_view options);

}  // namespace vram
