// Shorthand for tests: a link's text to a report, a component's bytes.
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <string>
#include <string_view>

#include "engine/estimate.h"
#include "engine/url_state.h"
#include "presets/presets.h"

namespace vram::testing {

inline constexpr double kMib = 1024.0 * 1024;
inline constexpr double kGib = 1024 * kMib;

/// How far a figure is from the one it is compared with, as a part of that one.
inline double relative(double figure, double other) { return std::fabs(figure / other - 1); }

/// The report for the text of a link.
Report report_of(std::string_view link);

/// Bytes of a component in the peak phase, 0 if it is not alive.
double bytes_of(const Report& report, Component component);

/// The issue with this id, or null.
const Issue* find_issue(const Issues& issues, IssueId id);

}  // namespace vram::testing
