// The inverse question and suggestions as JSON.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "api/json.h"
#include "engine/solve/solve.h"
#include "engine/solve/suggestions.h"

namespace vram {

struct ReadTarget {
  Target target;
  Issues issues;
};

/// Reads {"for", "reserve_mib"?} or a bare name; what cannot be asked becomes a problem.
ReadTarget read_target(const Json& json, const Inputs& inputs);

/// What to put into a configuration to get from one to the other; null where a value is taken back.
Json change_json(const Inputs& from, const Inputs& to, const Catalog& catalog);

/// One change with what it saves.
Json suggestions_json(const Inputs& inputs, const Catalog& catalog, Language language);

/// {value, limited_by, …} without the result.
Json solution_json(const Solution& solution, const Inputs& asked, const Catalog& catalog,
                   Language language);

}  // namespace vram
