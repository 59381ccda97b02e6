// The JSON library as this project uses it: no exceptions, members in the order they are set.
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace vram {

using Json = nlohmann::ordered_json;

/// Whole numbers are written without a fraction: 15231233024, not 15231233024.0.
inline Json json_number(double value) {
  constexpr double kLargestExactWhole = 9007199254740992.0;  // 2^53
  if (!std::isfinite(value)) return 0;
  if (value == std::floor(value) && std::fabs(value) <= kLargestExactWhole) {
    return static_cast<std::int64_t>(value);
  }
  return value;
}

inline Json json_text(std::string_view text) { return std::string(text); }

/// Compact text; bytes that are not UTF-8 are replaced, never an error.
inline std::string dumped(const Json& json, int indent = -1) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace vram
