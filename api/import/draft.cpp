// Setting of facts with their origin.
// SPDX-License-Identifier: MIT
#include "api/import/draft.h"

#include <utility>

#include "api/import/limits.h"
#include "engine/core/number_text.h"
#include "engine/scenario.h"
#include "engine/schema/fields.h"

namespace vram {
namespace {

std::string fact_key(ModelField fact) {
  return std::string(kArchPrefix) + std::string(spec(fact).key);
}

}  // namespace

Draft::Draft(const Catalog& catalog) : catalog_(&catalog), inputs_(default_inputs(catalog)) {
  inputs_[InputField::model] = kCustomModelIndex;
  inputs_.overrides = kCustomModel;
}

void Draft::set(ModelField fact, const RawValue& value) {
  set_field(inputs_, fact_key(fact), value, *catalog_, problems);
  known_.set(static_cast<std::size_t>(fact));
}

void Draft::read(std::string_view key, ModelField fact, const RawValue& value) {
  set(fact, value);
  facts.understood.push_back({shown_name(key), std::string(spec(fact).key),
                              field_text(inputs_.overrides, fact), std::nullopt});
}

void Draft::assume(ModelField fact, const RawValue& value, Assumption why) {
  const double before = inputs_.overrides[fact];
  const bool was_known = knows(fact);
  set(fact, value);
  // What a family always has is no news where the file says the same.
  if (was_known && inputs_.overrides[fact] == before) return;
  facts.assumed.push_back(
      {"", std::string(spec(fact).key), field_text(inputs_.overrides, fact), why});
}

void Draft::note(std::string_view key, std::string value, std::string serves) {
  facts.understood.push_back({shown_name(key), std::move(serves), std::move(value), std::nullopt});
}

}  // namespace vram
