// Key tables of the choice lists.
// SPDX-License-Identifier: MIT
#include "engine/schema/choices.h"

namespace vram {
namespace {

#define CHOICE_LIST(Type, list_key) constexpr std::string_view k##Type##Keys[] = {
#define VALUE(list_key, key) #key,
#define END_CHOICE_LIST(Type) \
  }                           \
  ;
#include "engine/schema/choices.def"

constexpr std::string_view kWeightFormatKeys[] = {
#define WEIGHT_FORMAT(key, name, family, matrix, embedding, head, vector, router, source) #key,
#include "engine/schema/formats.def"
};

constexpr std::string_view kKvFormatKeys[] = {
#define KV_FORMAT(key, name, elements, bytes, per_vector, source) #key,
#include "engine/schema/formats.def"
};

constexpr std::string_view kOptimizerKeys[] = {
#define OPTIMIZER(key, name, states, width, matrices, step, source) #key,
#include "engine/schema/optimizers.def"
};

constexpr std::string_view kRlAlgorithmKeys[] = {
#define RL_ALGORITHM(key, name, sequences, generates, reference, critic, reward, source) #key,
#include "engine/schema/rl_algorithms.def"
};

constexpr std::string_view kRuntimeVersionKeys[] = {
#define SERVING_RUNTIME(version, ...) #version,
#include "engine/schema/serving_runtimes.def"
};

constexpr std::string_view kTrainerKeys[] = {
#define TRAINER(key, ...) #key,
#include "engine/schema/trainers.def"
};

struct WeightAlias {
  std::string_view name;
  WeightFormat format;
};

constexpr WeightAlias kWeightAliases[] = {
#define WEIGHT_ALIAS(name, format) {#name, WeightFormat::format},
#include "engine/schema/formats.def"
};

}  // namespace

std::span<const std::string_view> choice_keys(ChoiceList list) {
  switch (list) {
#define CHOICE_LIST(Type, list_key) \
  case ChoiceList::Type:            \
    return k##Type##Keys;
#define END_CHOICE_LIST(Type)
#include "engine/schema/choices.def"
    case ChoiceList::WeightFormat:
      return kWeightFormatKeys;
    case ChoiceList::KvFormat:
      return kKvFormatKeys;
    case ChoiceList::Optimizer:
      return kOptimizerKeys;
    case ChoiceList::RlAlgorithm:
      return kRlAlgorithmKeys;
    case ChoiceList::RuntimeVersion:
      return kRuntimeVersionKeys;
    case ChoiceList::Trainer:
      return kTrainerKeys;
    case ChoiceList::none:
      break;
  }
  return {};
}

std::string_view list_key(ChoiceList list) {
  switch (list) {
#define CHOICE_LIST(Type, list_key) \
  case ChoiceList::Type:            \
    return #list_key;
#define END_CHOICE_LIST(Type)
#include "engine/schema/choices.def"
    case ChoiceList::WeightFormat:
      return "weights";
    case ChoiceList::KvFormat:
      return "kv_cache";
    case ChoiceList::Optimizer:
      return "optimizer";
    case ChoiceList::RlAlgorithm:
      return "rl_algorithm";
    case ChoiceList::RuntimeVersion:
      return "runtime_version";
    case ChoiceList::Trainer:
      return "trainer";
    case ChoiceList::none:
      break;
  }
  return {};
}

namespace {

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool is_same_name(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  for (;; ++i, ++j) {
    while (i < a.size() && !is_letter_or_digit(a[i])) ++i;
    while (j < b.size() && !is_letter_or_digit(b[j])) ++j;
    if (i == a.size() || j == b.size()) return i == a.size() && j == b.size();
    if (lower(a[i]) != lower(b[j])) return false;
  }
}

std::optional<std::size_t> choice_index(ChoiceList list, std::string_view key) {
  const std::span<const std::string_view> keys = choice_keys(list);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == key) return i;
  }
  if (list == ChoiceList::WeightFormat) {
    for (const WeightAlias& alias : kWeightAliases) {
      if (alias.name == key) return static_cast<std::size_t>(alias.format);
    }
  }
  if (key.empty()) return std::nullopt;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (is_same_name(keys[i], key)) return i;
  }
  return std::nullopt;
}

}  // namespace vram
