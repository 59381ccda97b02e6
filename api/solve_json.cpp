// Changes are written with a configuration's own keys, so that they can be merged into one.
// SPDX-License-Identifier: MIT
#include "api/solve_json.h"

#include <cmath>
#include <cstddef>
#include <utility>

#include "api/catalog_json.h"
#include "api/config_json.h"
#include "engine/configure.h"
#include "i18n/describe.h"

namespace vram {
namespace {

Json input_json(const Inputs& inputs, InputField field, const Catalog& catalog) {
  const FieldSpec& row = spec(field);
  if (is_automatic(row, inputs[field])) return nullptr;
  const bool is_preset = row.kind == FieldKind::model || row.kind == FieldKind::gpu;
  return is_preset ? Json(field_text(inputs, field, catalog)) : value_json(row, inputs[field]);
}

std::string quoted(const Json& value) {
  return value.is_string() ? value.get<std::string>().substr(0, kLongestQuotedValue)
                           : dumped(value).substr(0, kLongestQuotedValue);
}

void read_reserve(const Json& value, ReadTarget& read) {
  if (value.is_null()) return;
  const double most = spec(InputField::usable_memory_mib).max;
  const double given = value.is_number() ? value.get<double>() : -1;
  if (std::isfinite(given) && given >= 0 && given <= most) {
    read.target.reserve_mib = given;
    return;
  }
  add_issue(read.issues, {IssueId::not_a_number, "reserve_mib", quoted(value), "0", ""});
}

}  // namespace

ReadTarget read_target(const Json& json, const Inputs& inputs) {
  ReadTarget read;
  const Json what = json.is_object() ? (json.contains("for") ? json["for"] : Json()) : json;
  const auto index =
      what.is_string() ? choice_index(ChoiceList::SolveFor, what.get<std::string>()) : std::nullopt;
  if (index) {
    read.target.what = static_cast<SolveFor>(*index);
  } else {
    const std::string_view used = spec(field_of(SolveFor::context, inputs)).key;
    add_issue(read.issues, {what.is_null() ? IssueId::missing_value : IssueId::unknown_choice,
                            "for", quoted(what), std::string(used), ""});
  }
  if (json.is_object() && json.contains("reserve_mib")) read_reserve(json["reserve_mib"], read);
  return read;
}

Json change_json(const Inputs& from, const Inputs& to, const Catalog& catalog) {
  Json change = Json::object();
  for (std::size_t i = 0; i < kInputFieldCount; ++i) {
    const auto field = static_cast<InputField>(i);
    if (from[field] != to[field]) {
      change[std::string(spec(field).key)] = input_json(to, field, catalog);
    }
  }
  Json arch = Json::object();
  for (std::size_t i = 0; i < kModelFieldCount; ++i) {
    const auto fact = static_cast<ModelField>(i);
    const double value = to.overrides[fact];
    const double before = from.overrides[fact];
    if (value == before || (std::isnan(value) && std::isnan(before))) continue;
    arch[std::string(spec(fact).key)] =
        std::isnan(value) ? Json(nullptr) : fact_json(fact, to.overrides);
  }
  if (!arch.empty()) change["arch"] = std::move(arch);
  return change;
}

Json suggestions_json(const Inputs& inputs, const Catalog& catalog, Language language) {
  Json list = Json::array();
  for (const Suggestion& each : suggestions(inputs, catalog)) {
    list.push_back({{"id", json_text(key_of(each.id))},
                    {"label", suggestion_text(each, language)},
                    {"saves_bytes", json_number(each.saves_bytes)},
                    {"change", change_json(inputs, each.inputs, catalog)},
                    {"per_gpu_bytes", json_number(each.per_gpu_bytes)},
                    {"needed_bytes", json_number(each.needed_bytes)},
                    {"fits", each.fits},
                    {"harm", json_number(each.harm)},
                    {"harm_source", source_json(source_of(each.id))}});
  }
  return list;
}

Json solution_json(const Solution& solution, const Inputs& asked, const Catalog& catalog,
                   Language language) {
  const auto limit = static_cast<std::size_t>(solution.limited_by);
  Json value;
  if (solution.value) value = value_json(spec(solution.field), *solution.value);
  return {{"for", json_text(spec(solution.field).key)},
          {"value", std::move(value)},
          {"limited_by", json_text(choice_keys(ChoiceList::Limit)[limit])},
          {"limited_by_label", json_text(choice_label(ChoiceList::Limit, limit, language))},
          {"step", json_number(solution.step)},
          {"change", change_json(asked, solution.inputs, catalog)}};
}

}  // namespace vram
