// The short form of a link: the same pairs of key and value in half the characters, for
// configurations whose readable link would be too long to be sent around.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vram {

/// In a link, the key whose value is a packed list of pairs.
inline constexpr std::string_view kPackedKey = "packed";

/// A readable list of pairs ("model=custom&arch.hidden_size=4096", as encode_link writes it) packed
/// into letters, digits and "-_,.".
std::string packed_pairs(std::string_view readable);

/// The readable list again. Pairs of unknown keys are named by their code; what follows damage is
/// left out, and `is_damaged` set.
std::string readable_pairs(std::string_view packed, bool& is_damaged);

/// The three characters that stand for a key. They follow from its name alone, so that they stay
/// the same whatever is added to the tables; a test sees to it that no two keys share theirs.
std::optional<std::string> code_of_key(std::string_view key);

}  // namespace vram
