// A configuration as the fragment of a link: readable, tolerant, versioned.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/catalog.h"
#include "engine/schema/inputs.h"
#include "engine/schema/issues.h"

namespace vram {

/// Keys that say what a face shows of a configuration (which tool, and what it was given); they are
/// no part of it.
inline constexpr std::string_view kFaceKeys[] = {"tab", "number", "format"};

/// In a link that carries several configurations, the pair with this key begins the next one.
inline constexpr std::string_view kNextConfigurationKey = "compare";

struct DecodedLink {
  Inputs inputs;
  Issues issues;
  std::array<bool, kInputFieldCount> given{};  ///< the inputs the link names, even with defaults
  std::vector<std::pair<std::string, std::string>> for_face;  ///< the pairs of kFaceKeys
};

/// Reads "v=1&model=…&arch.hidden_size=4096". A leading '#' or '?' and anything before a '#' are
/// skipped; of several configurations the first is read. Any bytes are accepted; what is not
/// understood becomes an issue and its default stands.
DecodedLink decode_link(std::string_view text, const Catalog& catalog);

/// The configurations a link carries, each as the text of a link of its own; at least one.
std::vector<std::string_view> configurations_of(std::string_view text);

/// Adds a pair to the text of a link.
void append_pair(std::string& link, std::string_view key, std::string_view value);

/// The link's text without '#': only what differs from the defaults, in the order of the tables,
/// so equal configurations give equal text. Packed where it would be longer than kLongestOwnLink.
std::string encode_link(const Inputs& inputs, const Catalog& catalog);

/// No link of ours is longer, in characters: what chats and mail programs carry whole.
inline constexpr std::size_t kLongestOwnLink = 2000;

/// Longer links raise an issue: ours are at most 2,000 bytes, so something is wrong with them.
inline constexpr std::size_t kSuspiciousLink = 16384;

/// Bytes beyond this are not read.
inline constexpr std::size_t kLongestLink = 1048576;

}  // namespace vram
