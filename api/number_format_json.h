// Number formats and encoded numbers as JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "api/api.h"
#include "api/json.h"

namespace vram {

using api::EncodeOptions;

/// Every number format: bits, what follows from them, source.
Json number_formats_json();

/// What a format stores for a number. JSON has no infinities and no NaN; they are texts here.
Json encoded_number_json(std::string_view format_text, double x, const EncodeOptions& options);

}  // namespace vram
