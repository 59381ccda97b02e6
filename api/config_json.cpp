// JSON values to fields and back.
// SPDX-License-Identifier: MIT
#include "api/config_json.h"

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "engine/configure.h"
#include "engine/scenario.h"
#include "engine/schema/fields.h"
#include "i18n/describe.h"

namespace vram {
namespace {

void read_member(const std::string& key, const Json& value, const Catalog& catalog,
                 ReadConfig& config) {
  if (value.is_null()) return;  // how JSON writes "not given"
  set_field(config.inputs, key, raw_value(value), catalog, config.issues);
}

void read_architecture(const Json& arch, const Catalog& catalog, ReadConfig& config) {
  if (arch.is_null()) return;
  if (!arch.is_object()) {
    add_issue(config.issues,
              {IssueId::wrong_type, "arch", dumped(arch).substr(0, kLongestQuotedValue), "{}", ""});
    return;
  }
  for (const auto& [key, value] : arch.items()) {
    read_member(std::string(kArchPrefix) + key, value, catalog, config);
  }
}

}  // namespace

RawValue raw_value(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number()) return value.get<double>();
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return std::monostate{};
  std::vector<std::string> members;
  for (const Json& member : value) {
    members.push_back(member.is_string() ? member.get<std::string>() : dumped(member));
  }
  return members;
}

ReadConfig read_config(std::string_view text, const Catalog& catalog) {
  ReadConfig config{default_inputs(catalog), {}};
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) {
    add_issue(config.issues, {IssueId::wrong_type, "",
                              std::string(text.substr(0, kLongestQuotedValue)), "{}", ""});
    return config;
  }
  // The model comes first: what a bad fact of its architecture falls back to depends on it.
  const std::string model_key(spec(InputField::model).key);
  if (json.contains(model_key)) read_member(model_key, json[model_key], catalog, config);
  for (const auto& [key, value] : json.items()) {
    if (key == model_key) continue;
    if (key == "arch") {
      read_architecture(value, catalog, config);
    } else {
      read_member(key, value, catalog, config);
    }
  }
  return config;
}

ReadAxis read_axis(const Json& axis, const Inputs& inputs, const Catalog& catalog) {
  ReadAxis read;
  if (!axis.is_object() || !axis.contains("values") || !axis["values"].is_array()) return read;
  const Json key = axis.contains("key") ? axis["key"] : Json();
  const std::string name = key.is_string() ? key.get<std::string>() : std::string();
  const auto field = find_input(name);
  if (field) read.field = *field;
  if (name.starts_with(kArchPrefix)) {
    const auto fact = find_model_field(std::string_view(name).substr(kArchPrefix.size()));
    // A pattern is no number.
    if (fact && spec(*fact).kind != FieldKind::pattern) read.fact = fact;
  }
  for (const Json& value : axis["values"]) {
    ReadConfig changed{inputs, {}};
    if (field || read.fact) read_member(name, value, catalog, changed);
    read.values.push_back(read.fact ? changed.inputs.overrides[*read.fact]
                                    : changed.inputs[read.field]);
  }
  return read;
}

Json value_json(const FieldSpec& field, double value) {
  switch (field.kind) {
    case FieldKind::flag:
      return value != 0;
    case FieldKind::choice:
      return json_text(choice_keys(field.list)[static_cast<std::size_t>(value)]);
    case FieldKind::set: {
      Json members = Json::array();
      const auto keys = choice_keys(field.list);
      for (std::size_t i = 0; i < keys.size(); ++i) {
        if (contains(static_cast<unsigned>(value), i)) members.push_back(json_text(keys[i]));
      }
      return members;
    }
    default:
      return json_number(value);
  }
}

Json fact_json(ModelField fact, const ModelValues& values) {
  if (spec(fact).kind == FieldKind::pattern) return field_text(values, fact);
  return value_json(spec(fact), values[fact]);
}

Json config_json(const Inputs& inputs, const Catalog& catalog) {
  const Inputs defaults = default_inputs(catalog);
  Json config = Json::object();
  for (std::size_t i = 0; i < kInputFieldCount; ++i) {
    const auto field = static_cast<InputField>(i);
    if (inputs[field] == defaults[field]) continue;
    const bool is_preset =
        spec(field).kind == FieldKind::model || spec(field).kind == FieldKind::gpu;
    config[std::string(spec(field).key)] = is_preset ? Json(field_text(inputs, field, catalog))
                                                     : value_json(spec(field), inputs[field]);
  }
  Json arch = Json::object();
  for (std::size_t i = 0; i < kModelFieldCount; ++i) {
    const auto fact = static_cast<ModelField>(i);
    if (std::isnan(inputs.overrides[fact])) continue;
    arch[std::string(spec(fact).key)] = fact_json(fact, inputs.overrides);
  }
  if (!arch.empty()) config["arch"] = std::move(arch);
  return config;
}

Json problems_json(const Issues& issues, Language language) {
  Json problems = Json::array();
  for (const Issue& issue : issues) {
    problems.push_back({{"id", json_text(key_of(issue.id))},
                        {"key", issue.key},
                        {"value", issue.value},
                        {"reason", issue_text(issue, language)},
                        {"used", issue.used}});
  }
  return problems;
}

}  // namespace vram
