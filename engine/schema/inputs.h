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
#define NUMBER(key, unit, fallback, min, max, low, high, snap, group, since) key,
#define AUTO_NUMBER(key, unit, min, max, low, high, snap, group, since) key,
#define CHOICE(key, list, fallback, group, since) key,
#define MODEL(key, fallback, group, since) key,
#define GPU(key, fallback, group, since) key,
#include "engine/schema/inputs.def"
};

inline constexpr std::size_t kInputFieldCount = 0
#define NUMBER(key, unit, fallback, min, max, low, high, snap, group, since) +1
#define AUTO_NUMBER(key, unit, min, max, low, high, snap, group, since) +1
#define CHOICE(key, list, fallback, group, since) +1
#define MODEL(key, fallback, group, since) +1
#define GPU(key, fallback, group, since) +1
#include "engine/schema/inputs.def"
    ;

/// Ids of the presets a configuration starts from.
#define MODEL(key, fallback, group, since) inline constexpr const char* kDefaultModelId = fallback;
#define GPU(key, fallback, group, since) inline constexpr const char* kDefaultGpuId = fallback;
#include "engine/schema/inputs.def"

/// The value of an AUTO_NUMBER that the user did not set.
inline constexpr double kAutomatic = 0;

/// The model value that stands for `custom`; other values are indices into the catalog.
inline constexpr double kCustomModelIndex = -1;

/// A model fact that the user did not override.
inline constexpr double kNotOverridden = std::numeric_limits<double>::quiet_NaN();

/// A whole configuration. Numbers are in the units of the table, choices are indices into their
/// list, presets indices into the catalog. Always within the table's ranges.
struct Inputs {
  std::array<double, kInputFieldCount> values{};
  ModelValues overrides{};  ///< kNotOverridden where the model's own fact stands

  double operator[](InputField field) const { return values[static_cast<std::size_t>(field)]; }
  double& operator[](InputField field) { return values[static_cast<std::size_t>(field)]; }

#define CHOICE(key, list, fallback, group, since)                                  \
  list key() const {                                                               \
    return static_cast<list>(static_cast<std::uint8_t>((*this)[InputField::key])); \
  }
#include "engine/schema/inputs.def"
};

/// The numeric inputs as numbers of type N, named for traces.
template <class N>
struct InputNumbers {
#define NUMBER(key, unit, fallback, min, max, low, high, snap, group, since) N key{};
#define AUTO_NUMBER(key, unit, min, max, low, high, snap, group, since) N key{};
#include "engine/schema/inputs.def"
};

template <class N, class Recorder>
InputNumbers<N> named_inputs(const Inputs& inputs, const Recorder& recorder) {
  InputNumbers<N> numbers;
#define NUMBER(key, unit, fallback, min, max, low, high, snap, group, since) \
  numbers.key = recorder.leaf(#key, inputs[InputField::key]);
#define AUTO_NUMBER(key, unit, min, max, low, high, snap, group, since) \
  numbers.key = recorder.leaf(#key, inputs[InputField::key]);
#include "engine/schema/inputs.def"
  return numbers;
}

}  // namespace vram
