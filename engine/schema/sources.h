// Citations: where a formula, a constant or a format comes from.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

namespace vram {

enum class SourceKind : std::uint8_t {
  paper,
  source_code,
  publication,
  derivation,
  assumption,
  user_choice,
};

enum class SourceId : std::uint8_t {
#define SOURCE(id, kind, title, link, locator) id,
#include "engine/schema/sources.def"
};

struct SourceSpec {
  std::string_view id;
  SourceKind kind;
  std::string_view title;
  std::string_view link;     ///< empty where there is nothing to open
  std::string_view locator;  ///< section, function or constant
};

inline constexpr SourceSpec kSources[] = {
#define SOURCE(id, kind, title, link, locator) {#id, SourceKind::kind, title, link, locator},
#include "engine/schema/sources.def"
};

inline const SourceSpec& spec(SourceId id) { return kSources[static_cast<std::uint8_t>(id)]; }

}  // namespace vram
