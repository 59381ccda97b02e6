// Configurations as JSON objects.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "api/json.h"
#include "engine/catalog.h"
#include "engine/configure.h"
#include "engine/schema/fields.h"
#include "engine/schema/inputs.h"
#include "engine/schema/issues.h"

namespace vram {

struct ReadConfig {
  Inputs inputs;
  Issues issues;
};

/// Reads a configuration object; anything but an object is an empty configuration with an issue.
/// Facts of the model are read from the member "arch" and from "arch.…" keys.
ReadConfig read_config(std::string_view text, const Catalog& catalog);

/// A value as set_field takes it; objects and null are values of no type.
RawValue raw_value(const Json& value);

/// What differs from the defaults, with the contract's keys.
Json config_json(const Inputs& inputs, const Catalog& catalog);

/// The value of a number, choice, flag or set, as configurations carry it.
Json value_json(const FieldSpec& field, double value);

/// One fact of a model.
Json fact_json(ModelField fact, const ModelValues& values);

/// Problems as the contract has them: {key, value, reason, used}.
Json problems_json(const Issues& issues, Language language);

/// One axis of a sweep: an input and its values, as the table allows them.
struct ReadAxis {
  InputField field = InputField::context;
  std::optional<ModelField> fact;  ///< instead of the field: "arch.<fact>"
  std::vector<double> values;
};

/// Reads {"key", "values"}. For a key that is no input every value is that of the configuration.
ReadAxis read_axis(const Json& axis, const Inputs& inputs, const Catalog& catalog);

}  // namespace vram
