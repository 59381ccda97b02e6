// A configuration as the fragment of a link: readable, tolerant, versioned.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "engine/catalog.h"
#include "engine/schema/inputs.h"
#include "engine/schema/issues.h"

namespace vram {

struct DecodedLink {
  Inputs inputs;
  Issues issues;
  std::array<bool, kInputFieldCount> given{};  ///< the inputs the link names, even with defaults
};

/// Reads "v=1&model=…&arch.hidden_size=4096". A leading '#' or '?' and anything before a '#' are
/// skipped. Any bytes are accepted; what is not understood becomes an issue and its default stands.
DecodedLink decode_link(std::string_view text, const Catalog& catalog);

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
