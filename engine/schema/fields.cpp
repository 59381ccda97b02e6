// Expansion of the field tables, and their checks at compile time.
// SPDX-License-Identifier: MIT
#include "engine/schema/fields.h"

#include <array>
#include <cstddef>

#include "engine/schema/relevance.h"

namespace vram {
namespace {

// Designated, so that a row's meaning can be read here.
constexpr std::array<FieldSpec, kInputFieldCount> kInputFields{{
#define NUMBER(name, unit_, default_, min_, max_, low, high, snap_, group_, since_) \
  {.key = #name,                                                                    \
   .unit = FieldUnit::unit_,                                                        \
   .group = FieldGroup::group_,                                                     \
   .fallback = default_,                                                            \
   .min = min_,                                                                     \
   .max = max_,                                                                     \
   .slider_min = low,                                                               \
   .slider_max = high,                                                              \
   .snap = Snap::snap_,                                                             \
   .since = since_},
#define AUTO_NUMBER(name, unit_, min_, max_, low, high, snap_, group_, since_) \
  {.key = #name,                                                               \
   .unit = FieldUnit::unit_,                                                   \
   .group = FieldGroup::group_,                                                \
   .automatic = true,                                                          \
   .fallback = kAutomatic,                                                     \
   .min = min_,                                                                \
   .max = max_,                                                                \
   .slider_min = low,                                                          \
   .slider_max = high,                                                         \
   .snap = Snap::snap_,                                                        \
   .since = since_},
#define CHOICE(name, list_, default_, group_, since_) \
  {.key = #name,                                      \
   .kind = FieldKind::choice,                         \
   .group = FieldGroup::group_,                       \
   .list = ChoiceList::list_,                         \
   .fallback = static_cast<double>(list_::default_),  \
   .max = 255,                                        \
   .since = since_},
#define MODEL(name, default_, group_, since_) \
  {.key = #name, .kind = FieldKind::model, .group = FieldGroup::group_, .since = since_},
#define GPU(name, default_, group_, since_) \
  {.key = #name, .kind = FieldKind::gpu, .group = FieldGroup::group_, .since = since_},
#include "engine/schema/inputs.def"
}};

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
  return std::nullopt;
}

}  // namespace vram
