// Names of config.json files that say a fact in other words.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/configure.h"

namespace vram {

/// What to set instead: facts' own names, without prefix, and their values.
using FactSettings = std::vector<std::pair<std::string_view, RawValue>>;

/// Whether model_aliases.def has a rule for the name.
bool has_alias_rule(std::string_view name);

/// The facts that the name's rule turns a value into; none where the value makes no sense.
std::optional<FactSettings> alias_settings(std::string_view name, const RawValue& value);

}  // namespace vram
