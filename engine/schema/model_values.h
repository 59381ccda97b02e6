// The raw facts of a model: one number per row of model_fields.def.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/schema/choices.h"
#include "engine/schema/layer_pattern.h"

namespace vram {

/// One enumerator per fact, in the order of the table.
enum class ModelField : std::uint8_t {
#define FACT_NUMBER(key, symbol, unit, fallback, min, max, relevant) key,
#define FACT_FLAG(key, fallback, relevant) key,
#define FACT_CHOICE(key, list, fallback, relevant) key,
#define FACT_SET(key, list, relevant) key,
#define FACT_PATTERN(key, alphabet, relevant) key,
#include "engine/schema/model_fields.def"
};

inline constexpr std::size_t kModelFieldCount = 0
#define FACT_NUMBER(key, symbol, unit, fallback, min, max, relevant) +1
#define FACT_FLAG(key, fallback, relevant) +1
#define FACT_CHOICE(key, list, fallback, relevant) +1
#define FACT_SET(key, list, relevant) +1
#define FACT_PATTERN(key, alphabet, relevant) +1
#include "engine/schema/model_fields.def"
    ;

/// One enumerator per pattern of layers, in the order of the table.
enum class PatternField : std::uint8_t {
#define FACT_PATTERN(key, alphabet, relevant) key,
#include "engine/schema/model_fields.def"
};

inline constexpr std::size_t kPatternFieldCount = 0
#define FACT_PATTERN(key, alphabet, relevant) +1
#include "engine/schema/model_fields.def"
    ;

/// One number per fact: flags are 0 or 1, choices their index, sets a bit mask of indices; a
/// pattern's number is 1 where it is not empty, and its text is in `patterns`. In a set of
/// overrides, NaN means "not overridden".
struct ModelValues {
  std::array<double, kModelFieldCount> values{};
  std::array<LayerPattern, kPatternFieldCount> patterns{};

  [[gnu::always_inline]] constexpr double operator[](ModelField field) const {
    return values[static_cast<std::size_t>(field)];
  }
  [[gnu::always_inline]] constexpr double& operator[](ModelField field) {
    return values[static_cast<std::size_t>(field)];
  }
  constexpr const LayerPattern& operator[](PatternField field) const {
    return patterns[static_cast<std::size_t>(field)];
  }
  constexpr LayerPattern& operator[](PatternField field) {
    return patterns[static_cast<std::size_t>(field)];
  }
};

/// The pattern of a fact that is one.
constexpr PatternField pattern_field(ModelField field) {
  switch (field) {
#define FACT_PATTERN(key, alphabet, relevant) \
  case ModelField::key:                       \
    return PatternField::key;
#include "engine/schema/model_fields.def"
    default:
      return PatternField{};
  }
}

/// Copies one fact, with its text if it has one.
inline void copy_fact(ModelField field, const ModelValues& from, ModelValues& to) {
  to[field] = from[field];
  switch (field) {
#define FACT_PATTERN(key, alphabet, relevant)        \
  case ModelField::key:                              \
    to[PatternField::key] = from[PatternField::key]; \
    break;
#include "engine/schema/model_fields.def"
    default:
      break;
  }
}

/// The facts the model `custom` starts from: the defaults of the table.
inline constexpr ModelValues kCustomModel{{
#define FACT_NUMBER(key, symbol, unit, fallback, min, max, relevant) fallback,
#define FACT_FLAG(key, fallback, relevant) fallback ? 1.0 : 0.0,
#define FACT_CHOICE(key, list, fallback, relevant) static_cast<double>(list::fallback),
#define FACT_SET(key, list, relevant) 0,
#define FACT_PATTERN(key, alphabet, relevant) 0,
#include "engine/schema/model_fields.def"
                                          },
                                          {}};

/// The same facts as numbers of type N, under the names formulas use. Numbers carry their symbol
/// in traces; flags and choices are plain, since they select formulas instead of entering them.
template <class N>
struct ModelFacts {
#define FACT_NUMBER(key, symbol, unit, fallback, min, max, relevant) N symbol{};
#define FACT_FLAG(key, fallback, relevant) bool key = fallback;
#define FACT_CHOICE(key, list, fallback, relevant) list key = list::fallback;
#define FACT_SET(key, list, relevant) unsigned key = 0;
#include "engine/schema/model_fields.def"
};

/// Names the raw facts for formulas. What a model has none of is a plain zero, so that formulas
/// leave it out.
template <class N, class Recorder>
[[gnu::noinline]] ModelFacts<N> named_facts(const ModelValues& values, const Recorder& recorder) {
  ModelFacts<N> facts;
#define FACT_NUMBER(key, symbol, unit, fallback, min, max, relevant) \
  if (values[ModelField::key] != 0) {                                \
    facts.symbol = recorder.leaf(#symbol, values[ModelField::key]);  \
  }
#define FACT_FLAG(key, fallback, relevant) facts.key = values[ModelField::key] != 0;
#define FACT_CHOICE(key, list, fallback, relevant) \
  facts.key = static_cast<list>(static_cast<std::uint8_t>(values[ModelField::key]));
#define FACT_SET(key, list, relevant) facts.key = static_cast<unsigned>(values[ModelField::key]);
#include "engine/schema/model_fields.def"
  return facts;
}

/// Whether a set value holds one member of its list.
template <class Member>
constexpr bool contains(unsigned set, Member member) {
  return (set >> static_cast<unsigned>(member) & 1U) != 0;
}

}  // namespace vram
