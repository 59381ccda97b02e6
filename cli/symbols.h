// What the symbols of formulas stand for, from the tables they come from.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/schema/fields.h"

namespace vram {

struct SymbolMeaning {
  std::string text;
  std::string unit;
};

/// The meaning of a named input, fact or constant; none if no table knows it.
std::optional<SymbolMeaning> meaning_of(std::string_view symbol);

/// "tokens", "GPUs", …; empty for a bare number.
std::string unit_name(FieldUnit unit);

}  // namespace vram
