// Expansion of the field tables, and their checks at compile time.
// SPDX-License-Identifier: MIT
#include "engine/schema/fields.h"

#include <array>
#include <cstddef>

#include "engine/schema/relevance.h"

namespace vram {
namespace {

constexpr std::array<FieldSpec, kInputFieldCount> kInputFields{{
#define NUMBER(key, unit, fallback, min, max, group, since) \
  {#key,                                                    \
   FieldKind::number,                                       \
   FieldUnit::unit,                                         \
   FieldGroup::group,                                       \
   ChoiceList::none,                                        \
   false,                                                   \
   fallback,                                                \
   min,                                                     \
   max,                                                     \
   since,                                                   \
   nullptr},
#define AUTO_NUMBER(key, unit, min, max, group, since) \
  {#key,                                               \
   FieldKind::number,                                  \
   FieldUnit::unit,                                    \
   FieldGroup::group,                                  \
   ChoiceList::none,                                   \
   true,                                               \
   kAutomatic,                                         \
   min,                                                \
   max,                                                \
   since,                                              \
   nullptr},
#define CHOICE(key, list, fallback, group, since) \
  {#key,                                          \
   FieldKind::choice,                             \
   FieldUnit::none,                               \
   FieldGroup::group,                             \
   ChoiceList::list,                              \
   false,                                         \
   static_cast<double>(list::fallback),           \
   0,                                             \
   255,                                           \
   since,                                         \
   nullptr},
#define MODEL(key, fallback, group, since)                                                        \
  {#key,  FieldKind::model, FieldUnit::none, FieldGroup::group, ChoiceList::none, false, 0, 0, 0, \
   since, nullptr},
#define GPU(key, fallback, group, since)                                                    \
  {#key, FieldKind::gpu, FieldUnit::none, FieldGroup::group, ChoiceList::none, false, 0, 0, \
   0,    since,          nullptr},
#include "engine/schema/inputs.def"
}};

constexpr std::array<FieldSpec, kModelFieldCount> kModelFields{{
#define FACT_NUMBER(key, symbol, unit, fallback, min, max, relevant) \
  {#key,                                                             \
   FieldKind::number,                                                \
   FieldUnit::unit,                                                  \
   FieldGroup::architecture,                                         \
   ChoiceList::none,                                                 \
   false,                                                            \
   fallback,                                                         \
   min,                                                              \
   max,                                                              \
   1,                                                                \
   relevant},
#define FACT_FLAG(key, fallback, relevant) \
  {#key,                                   \
   FieldKind::flag,                        \
   FieldUnit::none,                        \
   FieldGroup::architecture,               \
   ChoiceList::none,                       \
   false,                                  \
   fallback ? 1.0 : 0.0,                   \
   0,                                      \
   1,                                      \
   1,                                      \
   relevant},
#define FACT_CHOICE(key, list, fallback, relevant) \
  {#key,                                           \
   FieldKind::choice,                              \
   FieldUnit::none,                                \
   FieldGroup::architecture,                       \
   ChoiceList::list,                               \
   false,                                          \
   static_cast<double>(list::fallback),            \
   0,                                              \
   255,                                            \
   1,                                              \
   relevant},
#define FACT_SET(key, list, relevant) \
  {#key,                              \
   FieldKind::set,                    \
   FieldUnit::none,                   \
   FieldGroup::architecture,          \
   ChoiceList::list,                  \
   false,                             \
   0,                                 \
   0,                                 \
   255,                               \
   1,                                 \
   relevant},
#include "engine/schema/model_fields.def"
}};

template <std::size_t Count>
constexpr bool defaults_are_in_range(const std::array<FieldSpec, Count>& fields) {
  for (const FieldSpec& field : fields) {
    if (field.min > field.max) return false;
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
  return std::nullopt;
}

}  // namespace vram
