// The user's configuration: one number per row of inputs.def, plus overrides of the model's facts.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "engine/schema/choices.h"
#include "engine/schema/model_values.h"

namespace vram {

/// One enumerator per input, in the order of the table.
enum class InputField : std::uint8_t {
#define FIELD(key) key,
#include "engine/schema/inputs.def"
};

inline constexpr std::size_t kInputFieldCount = 0
#define FIELD(key) +1
#include "engine/schema/inputs.def"
    ;

/// Ids of the presets a configuration starts from.
#define MODEL(key, fallback, group, since) inline constexpr const char* kDefaultModelId = fallback;
#define GPU(key, fallback, group, since) inline constexpr const char* kDefaultGpuId = fallback;
#include "engine/schema/inputs.def"

/// The value of an AUTO_NUMBER or AUTO_DECIMAL that the user did not set.
inline constexpr double kAutomatic = 0;

/// The value of an AUTO_CHOICE or AUTO_FLAG that the user did not set.
inline constexpr double kAutomaticChoice = -1;

/// The model value that stands for `custom`; other values are indices into the catalog.
inline constexpr double kCustomModelIndex = -1;

/// A model fact that the user did not override.
inline constexpr double kNotOverridden = std::numeric_limits<double>::quiet_NaN();

/// A whole configuration. Numbers are in the units of the table, choices are indices into their
/// list, presets indices into the catalog. Always within the table's ranges.
struct Inputs {
  std::array<double, kInputFieldCount> values{};
  ModelValues overrides{};  ///< kNotOverridden where the model's own fact stands

  [[gnu::always_inline]] double operator[](InputField field) const {
    return values[static_cast<std::size_t>(field)];
  }
  [[gnu::always_inline]] double& operator[](InputField field) {
    return values[static_cast<std::size_t>(field)];
  }

  // Choices and flags read as what they are; automatic ones only after they are settled.
#define CHOICE(key, list, fallback, group, relevant, since)                        \
  list key() const {                                                               \
    return static_cast<list>(static_cast<std::uint8_t>((*this)[InputField::key])); \
  }
#define AUTO_CHOICE(key, list, group, relevant, since)                             \
  list key() const {                                                               \
    return static_cast<list>(static_cast<std::uint8_t>((*this)[InputField::key])); \
  }
#define FLAG(key, fallback, group, relevant, since) \
  bool key() const { return (*this)[InputField::key] != 0; }
#define AUTO_FLAG(key, group, relevant, since) \
  bool key() const { return (*this)[InputField::key] != 0; }
#define SET(key, list, group, relevant, since) \
  unsigned key() const { return static_cast<unsigned>((*this)[InputField::key]); }
#include "engine/schema/inputs.def"
};

/// Sets one input. A file's exact size is of one model in one format, and goes with them.
inline void change(Inputs& inputs, InputField field, double value) {
  inputs[field] = value;
  if (field == InputField::model || field == InputField::weights) {
    inputs[InputField::weights_bytes] = kAutomatic;
  }
}

/// The numeric inputs as numbers of type N, named for traces.
template <class N>
struct InputNumbers {
#define NUMBER(key, unit, fallback, min, max, low, high, snap, group, relevant, since) N key{};
#define DECIMAL(key, unit, fallback, min, max, low, high, snap, group, relevant, since) N key{};
#define AUTO_NUMBER(key, unit, min, max, low, high, snap, group, relevant, since) N key{};
#define AUTO_DECIMAL(key, unit, min, max, low, high, snap, group, relevant, since) N key{};
#include "engine/schema/inputs.def"
};

template <class N, class Recorder>
[[gnu::noinline]] InputNumbers<N> named_inputs(const Inputs& inputs, const Recorder& recorder) {
  InputNumbers<N> numbers;
#define NUMBER(key, unit, fallback, min, max, low, high, snap, group, relevant, since) \
  numbers.key = recorder.leaf(#key, inputs[InputField::key]);
#define DECIMAL(key, unit, fallback, min, max, low, high, snap, group, relevant, since) \
  numbers.key = recorder.leaf(#key, inputs[InputField::key]);
#define AUTO_NUMBER(key, unit, min, max, low, high, snap, group, relevant, since) \
  numbers.key = recorder.leaf(#key, inputs[InputField::key]);
#define AUTO_DECIMAL(key, unit, min, max, low, high, snap, group, relevant, since) \
  numbers.key = recorder.leaf(#key, inputs[InputField::key]);
#include "engine/schema/inputs.def"
  return numbers;
}

}  // namespace vram
