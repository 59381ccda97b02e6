// Setting one field of a configuration from the outside: every link, JSON object and form goes
// through here, so every bad value is treated alike: named, replaced, and the rest kept.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/catalog.h"
#include "engine/schema/inputs.h"
#include "engine/schema/issues.h"

namespace vram {

/// A value as it arrives. Text comes from links, forms and JSON strings; lists are the members of a
/// set. std::monostate is a value of a type no field takes (an object, null).
using RawValue = std::variant<std::monostate, double, bool, std::string, std::vector<std::string>>;

/// Sets the field `key` ("context", "arch.hidden_size"). Where the value does not fit, the nearest
/// valid value or the default is used and an issue added; an unknown key only adds an issue.
void set_field(Inputs& inputs, std::string_view key, const RawValue& value, const Catalog& catalog,
               Issues& issues);

/// The text of a field as links carry it; "" for automatic values and facts not overridden.
std::string field_text(const Inputs& inputs, InputField field, const Catalog& catalog);
std::string field_text(const ModelValues& values, ModelField field);

/// Adds an issue unless there are too many already; the last place says so instead.
void add_issue(Issues& issues, Issue issue);

/// The most issues one configuration can raise; enough for a person, safe from a hostile link.
inline constexpr std::size_t kMostIssues = 40;

/// The longest value repeated in an issue, in bytes.
inline constexpr std::size_t kLongestQuotedValue = 60;

}  // namespace vram
