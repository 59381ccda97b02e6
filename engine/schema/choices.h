// The enumerations of choices.def and formats.def, and the public key of each value.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace vram {

#define CHOICE_LIST(Type, list_key) enum class Type : std::uint8_t {
#define VALUE(list_key, key) key,
#define END_CHOICE_LIST(Type) \
  }                           \
  ;
#include "engine/schema/choices.def"

/// How one matrix is stored.
enum class TensorType : std::uint8_t {
#define TENSOR_TYPE(key, elements, bytes, per_row, per_column, fallback, source) key,
#include "engine/schema/formats.def"
};

/// How a whole model's weights are stored.
enum class WeightFormat : std::uint8_t {
#define WEIGHT_FORMAT(key, name, family, matrix, embedding, head, vector, router, source) key,
#include "engine/schema/formats.def"
};

/// How cached keys and values are stored.
enum class KvFormat : std::uint8_t {
#define KV_FORMAT(key, name, elements, bytes, per_vector, source) key,
#include "engine/schema/formats.def"
};

/// What updates the trained weights.
enum class Optimizer : std::uint8_t {
#define OPTIMIZER(key, name, states, width, matrices, step, source) key,
#include "engine/schema/optimizers.def"
};

/// Preference and reinforcement-learning algorithms.
enum class RlAlgorithm : std::uint8_t {
#define RL_ALGORITHM(key, name, sequences, generates, reference, critic, reward, source) key,
#include "engine/schema/rl_algorithms.def"
};

/// Versions of the programs that serve, by what they do with memory.
enum class RuntimeVersion : std::uint8_t {
#define SERVING_RUNTIME(version, ...) version,
#include "engine/schema/serving_runtimes.def"
};

/// Programs that train, by what their layers and losses keep.
enum class Trainer : std::uint8_t {
#define TRAINER(key, ...) key,
#include "engine/schema/trainers.def"
};

/// Identifies a list of choices wherever fields of any list are handled alike.
enum class ChoiceList : std::uint8_t {
  none,
#define CHOICE_LIST(Type, list_key) Type,
#define END_CHOICE_LIST(Type)
#include "engine/schema/choices.def"
  WeightFormat,
  KvFormat,
  Optimizer,
  RlAlgorithm,
  RuntimeVersion,
  Trainer,
};

/// How many values a list has.
constexpr std::size_t choice_count(ChoiceList list) {
  constexpr std::size_t kCounts[] = {0,
#define CHOICE_LIST(Type, list_key) 0
#define VALUE(list_key, key) +1
#define END_CHOICE_LIST(Type) ,
#include "engine/schema/choices.def"
                                     0
#define WEIGHT_FORMAT(key, name, family, matrix, embedding, head, vector, router, source) +1
#include "engine/schema/formats.def"
                                     ,
                                     0
#define KV_FORMAT(key, name, elements, bytes, per_vector, source) +1
#include "engine/schema/formats.def"
                                     ,
                                     0
#define OPTIMIZER(key, name, states, width, matrices, step, source) +1
#include "engine/schema/optimizers.def"
                                     ,
                                     0
#define RL_ALGORITHM(key, name, sequences, generates, reference, critic, reward, source) +1
#include "engine/schema/rl_algorithms.def"
                                     ,
                                     0
#define SERVING_RUNTIME(...) +1
#include "engine/schema/serving_runtimes.def"
                                     ,
                                     0
#define TRAINER(...) +1
#include "engine/schema/trainers.def"
  };
  return kCounts[static_cast<std::size_t>(list)];
}

/// The public keys of a list's values, in order.
std::span<const std::string_view> choice_keys(ChoiceList list);

/// The public name of a list itself ("mode", "weights", …), used for texts.
std::string_view list_key(ChoiceList list);

/// Whether two names have the same letters and digits, whatever their case and punctuation.
bool is_same_name(std::string_view a, std::string_view b);

/// The index of a key, or of another name or spelling of it, in its list.
std::optional<std::size_t> choice_index(ChoiceList list, std::string_view key);

}  // namespace vram
