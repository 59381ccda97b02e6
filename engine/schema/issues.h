// What the engine reports besides numbers: problems of the input and warnings about the result.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vram {

enum class IssueId : std::uint8_t {
#define PROBLEM(id) id,
#define WARNING(id) id,
#include "engine/schema/issues.def"
};

inline constexpr std::string_view kIssueKeys[] = {
#define PROBLEM(id) #id,
#define WARNING(id) #id,
#include "engine/schema/issues.def"
};

inline std::string_view key_of(IssueId id) { return kIssueKeys[static_cast<std::uint8_t>(id)]; }

/// One complaint, as data; the words are put together by the face that shows it.
struct Issue {
  IssueId id;
  std::string key;     ///< the field, "" for the link as a whole
  std::string value;   ///< what was given, shortened to a readable length
  std::string used;    ///< what is used instead
  std::string detail;  ///< a limit, a list of allowed values, a count: whatever the text needs
};

using Issues = std::vector<Issue>;

}  // namespace vram
