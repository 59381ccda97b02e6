// Lookup of texts; the table rows' texts are mapped by expanding the same tables.
// SPDX-License-Identifier: MIT
#include "i18n/strings.h"

#include <cstddef>

#include "engine/schema/formats.h"
#include "engine/schema/optimizers.h"
#include "engine/schema/rl_algorithms.h"
#include "engine/schema/serving_runtimes.h"
#include "engine/schema/trainers.h"

namespace vram {
namespace {

struct Row {
  std::string_view en;
  std::string_view zh;
};

constexpr Row kRows[] = {
#define STRING(id, en, zh) {en, zh},
#include "strings_data.inc"
};

}  // namespace

std::string_view tr(StringId id, Language language) {
  const Row& row = kRows[static_cast<std::size_t>(id)];
  return language == Language::zh ? row.zh : row.en;
}

std::string fill(std::string_view text,
                 std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
  std::string filled;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = text.find('{', at);
    const std::size_t close =
        open == std::string_view::npos ? std::string_view::npos : text.find('}', open);
    if (close == std::string_view::npos) break;
    filled += text.substr(at, open - at);
    const std::string_view name = text.substr(open + 1, close - open - 1);
    for (const auto& [key, value] : values) {
      if (key == name) filled += value;
    }
    at = close + 1;
  }
  filled += text.substr(at);
  return filled;
}

StringId label_of(InputField field) {
  switch (field) {
#define FIELD(key)      \
  case InputField::key: \
    return StringId::field_##key##_label;
#include "engine/schema/inputs.def"
  }
  return StringId::value_auto;
}

StringId help_of(InputField field) {
  switch (field) {
#define FIELD(key)      \
  case InputField::key: \
    return StringId::field_##key##_help;
#include "engine/schema/inputs.def"
  }
  return StringId::value_auto;
}

StringId label_of(ModelField field) {
  switch (field) {
#define FACT_NUMBER(key, symbol, unit, fallback, min, max, relevant) \
  case ModelField::key:                                              \
    return StringId::fact_##key;
#define FACT_FLAG(key, fallback, relevant) \
  case ModelField::key:                    \
    return StringId::fact_##key;
#define FACT_CHOICE(key, list, fallback, relevant) \
  case ModelField::key:                            \
    return StringId::fact_##key;
#define FACT_SET(key, list, relevant) \
  case ModelField::key:               \
    return StringId::fact_##key;
#define FACT_PATTERN(key, alphabet, relevant) \
  case ModelField::key:                       \
    return StringId::fact_##key;
#include "engine/schema/model_fields.def"
  }
  return StringId::value_auto;
}

StringId label_of(TermId term) {
  switch (term) {
#define TERM(id, key, symbol, unit, confidence, source) \
  case TermId::id:                                      \
    return StringId::term_##id;
#include "engine/schema/terms.def"
  }
  return StringId::value_auto;
}

StringId text_of(IssueId issue) {
  switch (issue) {
#define PROBLEM(id) \
  case IssueId::id: \
    return StringId::issue_##id;
#define WARNING(id) \
  case IssueId::id: \
    return StringId::issue_##id;
#include "engine/schema/issues.def"
  }
  return StringId::value_auto;
}

StringId label_of(SuggestionId suggestion) {
  switch (suggestion) {
#define SUGGESTION(id, harm, change, source) \
  case SuggestionId::id:                     \
    return StringId::suggestion_##id;
#include "engine/schema/suggestions.def"
  }
  return StringId::value_auto;
}

StringId label_of(FieldUnit unit) {
  switch (unit) {
    case FieldUnit::tokens:
      return StringId::unit_tokens;
    case FieldUnit::sequences:
      return StringId::unit_sequences;
    case FieldUnit::devices:
      return StringId::unit_devices;
    case FieldUnit::bytes:
      return StringId::unit_bytes;
    case FieldUnit::mebibytes:
      return StringId::unit_mebibytes;
    case FieldUnit::layers:
      return StringId::unit_layers;
    case FieldUnit::heads:
      return StringId::unit_heads;
    case FieldUnit::experts:
      return StringId::unit_experts;
    case FieldUnit::rows:
      return StringId::unit_rows;
    case FieldUnit::steps:
      return StringId::unit_steps;
    case FieldUnit::stages:
      return StringId::unit_stages;
    case FieldUnit::pixels:
      return StringId::unit_pixels;
    case FieldUnit::images:
      return StringId::unit_images;
    case FieldUnit::seconds:
      return StringId::unit_seconds;
    case FieldUnit::frames_per_second:
      return StringId::unit_frames_per_second;
    case FieldUnit::gigabytes_per_second:
      return StringId::unit_gigabytes_per_second;
    case FieldUnit::usd_per_hour:
      return StringId::unit_usd_per_hour;
    case FieldUnit::microseconds:
      return StringId::unit_microseconds;
    case FieldUnit::none:
    case FieldUnit::elements:
    case FieldUnit::vectors:
      break;
  }
  return StringId::unit_elements;
}

namespace {

// One table per list, in the order of its values.
#define CHOICE_LIST(Type, list_key) constexpr StringId k##Type##Labels[] = {
#define VALUE(list_key, key) StringId::choice_##list_key##_##key,
#define END_CHOICE_LIST(Type) \
  }                           \
  ;
#include "engine/schema/choices.def"

}  // namespace

std::string_view choice_label(ChoiceList list, std::size_t index, Language language) {
  switch (list) {
#define CHOICE_LIST(Type, list_key) \
  case ChoiceList::Type:            \
    return tr(k##Type##Labels[index], language);
#define END_CHOICE_LIST(Type)
#include "engine/schema/choices.def"
    case ChoiceList::WeightFormat:
      return kWeightFormats[index].name;
    case ChoiceList::KvFormat:
      return kKvFormats[index].name;
    case ChoiceList::Optimizer:
      return kOptimizers[index].name;
    case ChoiceList::RuntimeVersion:
      return kServingRuntimes[index].name;
    case ChoiceList::Trainer:
      return kTrainers[index].name;
    case ChoiceList::RlAlgorithm:
      return kRlAlgorithms[index].name;
    case ChoiceList::none:
      break;
  }
  return {};
}

std::string_view label_of(Phase phase, Language language) {
  return choice_label(ChoiceList::Phase, static_cast<std::size_t>(phase), language);
}
std::string_view label_of(Component component, Language language) {
  return choice_label(ChoiceList::Component, static_cast<std::size_t>(component), language);
}
std::string_view label_of(Confidence confidence, Language language) {
  return choice_label(ChoiceList::Confidence, static_cast<std::size_t>(confidence), language);
}
std::string_view label_of(Comparison comparison, Language language) {
  return choice_label(ChoiceList::Comparison, static_cast<std::size_t>(comparison), language);
}

}  // namespace vram
