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

/// Identifies a list of choices wherever fields of any list are handled alike.
enum class ChoiceList : std::uint8_t {
  none,
#define CHOICE_LIST(Type, list_key) Type,
#define END_CHOICE_LIST(Type)
#include "engine/schema/choices.def"
  WeightFormat,
  KvFormat,
};

/// The public keys of a list's values, in order.
std::span<const std::string_view> choice_keys(ChoiceList list);

/// The public name of a list itself ("mode", "weights", …), used for texts.
std::string_view list_key(ChoiceList list);

/// The index of a key in its list.
std::optional<std::size_t> choice_index(ChoiceList list, std::string_view key);

}  // namespace vram
