// Expansion of the field tables, and their checks at compile time.
// SPDX-License-Identifier: MIT
#include "engine/schema/fields.h"

#include <array>
#include <cstddef>

#include "engine/schema/relevance.h"

namespace vram {
namespace {

/// Every value of a list, as a set.
constexpr double all_members(ChoiceList list) {
  return static_cast<double>((1U << choice_count(list)) - 1);
}

// Designated, so that a row's meaning can be read here.
constexpr std::array<FieldSpec, kInputFieldCount> kInputFields{{
#define NUMERIC(name, unit_, default_, automatic_, whole_, min_, max_, low, high, snap_, group_, \
                relevant_, since_)                                                               \
  {.key = #name,                                                                                 \
   .unit = FieldUnit::unit_,                                                                     \
   .group = FieldGroup::group_,                                                                  \
   .automatic = automatic_,                                                                      \
   .is_whole = whole_,                                                                           \
   .fallback = default_,                                                                         \
   .min = min_,                                                                                  \
   .max = max_,                                                                                  \
   .slider_min = low,                                                                            \
   .slider_max = high,                                                                           \
   .snap = Snap::snap_,                                                                          \
   .since = since_,                                                                              \
   .matters = relevant_},
#define NUMBER(name, unit, fallback, min, max, low, high, snap, group, relevant, since) \
  NUMERIC(name, unit, fallback, false, true, min, max, low, high, snap, group, relevant, since)
#define DECIMAL(name, unit, fallback, min, max, low, high, snap, group, relevant, since) \
  NUMERIC(name, unit, fallback, false, false, min, max, low, high, snap, group, relevant, since)
#define AUTO_NUMBER(name, unit, min, max, low, high, snap, group, relevant, since) \
  NUMERIC(name, unit, kAutomatic, true, true, min, max, low, high, snap, group, relevant, since)
#define AUTO_DECIMAL(name, unit, min, max, low, high, snap, group, relevant, since) \
  NUMERIC(name, unit, kAutomatic, true, false, min, max, low, high, snap, group, relevant, since)
#define SWITCH(name, kind_, list_, default_, automatic_, max_, group_, relevant_, since_) \
  {.key = #name,                                                                          \
   .kind = FieldKind::kind_,                                                              \
   .group = FieldGroup::group_,                                                           \
   .list = ChoiceList::list_,                                                             \
   .automatic = automatic_,                                                               \
   .fallback = default_,                                                                  \
   .max = max_,                                                                           \
   .since = since_,                                                                       \
   .matters = relevant_},
#define CHOICE(name, list_, default_, group, relevant, since)                                    \
  SWITCH(name, choice, list_, static_cast<double>(list_::default_), false, 255, group, relevant, \
         since)
#define AUTO_CHOICE(name, list_, group, relevant, since) \
  SWITCH(name, choice, list_, kAutomaticChoice, true, 255, group, relevant, since)
#define FLAG(name, default_, group, relevant, since) \
  SWITCH(name, flag, none, default_ ? 1.0 : 0.0, false, 1, group, relevant, since)
#define AUTO_FLAG(name, group, relevant, since) \
  SWITCH(name, flag, none, kAutomaticChoice, true, 1, group, relevant, since)
#define SET(name, list_, group, relevant, since) \
  SWITCH(name, set, list_, all_members(ChoiceList::list_), false, 255, group, relevant, since)
#define MODEL(name, default_, group_, since_) \
  {.key = #name, .kind = FieldKind::model, .group = FieldGroup::group_, .since = since_},
#define GPU(name, default_, group_, since_) \
  {.key = #name, .kind = FieldKind::gpu, .group = FieldGroup::group_, .since = since_},
#include "engine/schema/inputs.def"
}};
#undef NUMERIC
#undef SWITCH

constexpr std::array<FieldSpec, kModelFieldCount> kModelFields{{
#define FACT_NUMBER(name, symbol, unit_, default_, min_, max_, relevant_) \
  {.key = #name,                                                          \
   .unit = FieldUnit::unit_,                                              \
   .group = FieldGroup::architecture,                                     \
   .fallback = default_,                                                  \
   .min = min_,                                                           \
   .max = max_,                                                           \
   .relevant = relevant_},
#define FACT_FLAG(name, default_, relevant_) \
  {.key = #name,                             \
   .kind = FieldKind::flag,                  \
   .group = FieldGroup::architecture,        \
   .fallback = default_ ? 1.0 : 0.0,         \
   .max = 1,                                 \
   .relevant = relevant_},
#define FACT_CHOICE(name, list_, default_, relevant_) \
  {.key = #name,                                      \
   .kind = FieldKind::choice,                         \
   .group = FieldGroup::architecture,                 \
   .list = ChoiceList::list_,                         \
   .fallback = static_cast<double>(list_::default_),  \
   .max = 255,                                        \
   .relevant = relevant_},
#define FACT_PATTERN(name, alphabet_, relevant_) \
  {.key = #name,                                 \
   .kind = FieldKind::pattern,                   \
   .group = FieldGroup::architecture,            \
   .alphabet = LayerAlphabet::alphabet_,         \
   .max = 1,                                     \
   .relevant = relevant_},
#define FACT_SET(name, list_, relevant_) \
  {.key = #name,                         \
   .kind = FieldKind::set,               \
   .group = FieldGroup::architecture,    \
   .list = ChoiceList::list_,            \
   .max = 255,                           \
   .relevant = relevant_},
#include "engine/schema/model_fields.def"
}};

struct ModelAlias {
  std::string_view name;
  ModelField field;
};

constexpr ModelAlias kModelAliases[] = {
#define MODEL_ALIAS(name, field) {#name, ModelField::field},
#include "engine/schema/model_aliases.def"
};

template <std::size_t Count>
constexpr bool defaults_are_in_range(const std::array<FieldSpec, Count>& fields) {
  for (const FieldSpec& field : fields) {
    if (field.min > field.max) return false;
    const bool has_slider = field.slider_max > 0;
    if (has_slider && (field.slider_min < field.min || field.slider_max > field.max)) return false;
    const bool in_range = field.fallback >= field.min && field.fallback <= field.max;
    if (!in_range && !field.automatic) return false;
  }
  return true;
}

template <std::size_t Count>
constexpr bool keys_are_unique(const std::array<FieldSpec, Count>& fields) {
  for (std::size_t i = 0; i < Count; ++i) {
    for (std::size_t j = i + 1; j < Count; ++j) {
      if (fields[i].key == fields[j].key) return false;
    }
  }
  return true;
}

static_assert(defaults_are_in_range(kInputFields) && keys_are_unique(kInputFields));
static_assert(defaults_are_in_range(kModelFields) && keys_are_unique(kModelFields));

}  // namespace

std::span<const FieldSpec> input_fields() { return kInputFields; }
std::span<const FieldSpec> model_fields() { return kModelFields; }

std::optional<InputField> find_input(std::string_view key) {
  for (std::size_t i = 0; i < kInputFields.size(); ++i) {
    if (kInputFields[i].key == key) return static_cast<InputField>(i);
  }
  return std::nullopt;
}

std::optional<ModelField> find_model_field(std::string_view key) {
  for (std::size_t i = 0; i < kModelFields.size(); ++i) {
    if (kModelFields[i].key == key) return static_cast<ModelField>(i);
  }
  for (const auto& [name, field] : kModelAliases) {
    if (name == key) return field;
  }
  return std::nullopt;
}

}  // namespace vram
