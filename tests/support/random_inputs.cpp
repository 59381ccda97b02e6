// Draws by the kind of each field, so a new row is covered without a line here.
// SPDX-License-Identifier: MIT
#include "tests/support/random_inputs.h"

#include <cmath>
#include <cstddef>
#include <string>

#include "engine/scenario.h"
#include "engine/schema/fields.h"

namespace vram::testing {
namespace {

double random_value(Random& random, const FieldSpec& field, const Catalog& catalog) {
  if (field.automatic && random.below(2) == 0) return field.fallback;
  switch (field.kind) {
    case FieldKind::number: {
      const double low = std::log(field.min + 1);
      const double high = std::log(field.max + 1);
      const double drawn = std::exp(low + (high - low) * random.unit()) - 1;
      const double stepped = std::floor(drawn * (field.is_whole ? 1 : 4) + 0.5);
      return std::fmin(field.max, std::fmax(field.min, stepped / (field.is_whole ? 1 : 4)));
    }
    case FieldKind::flag:
      return static_cast<double>(random.below(2));
    case FieldKind::choice:
      return static_cast<double>(random.below(choice_keys(field.list).size()));
    case FieldKind::set:
      return static_cast<double>(random.below(std::size_t{1} << choice_keys(field.list).size()));
    case FieldKind::pattern:
      return 0;  // has a text: override_pattern
    case FieldKind::model:
      return random.below(10) == 0 ? kCustomModelIndex
                                   : static_cast<double>(random.below(catalog.models.size()));
    case FieldKind::gpu:
      return static_cast<double>(random.below(catalog.gpus.size()));
  }
  return 0;
}

/// A pattern as a link would write it: up to a dozen runs of the alphabet's letters.
void override_pattern(Random& random, ModelField fact, ModelValues& overrides) {
  const std::string letters = letters_of(spec(fact).alphabet);
  std::string text;
  for (std::size_t runs = random.below(12); runs > 0; --runs) {
    text += std::to_string(1 + random.below(9));
    text += letters[3 * random.below((letters.size() + 2) / 3)];  // "F, W, L"
  }
  const LayerPattern pattern = parse_pattern(spec(fact).alphabet, text).value_or(LayerPattern{});
  overrides[fact] = pattern.is_empty() ? 0 : 1;
  overrides[pattern_field(fact)] = pattern;
}

}  // namespace

std::uint64_t Random::next() {
  state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

double Random::unit() { return static_cast<double>(next() >> 11U) * 0x1p-53; }

std::size_t Random::below(std::size_t count) {
  return static_cast<std::size_t>(unit() * static_cast<double>(count));
}

Inputs random_inputs(Random& random, const Catalog& catalog) {
  Inputs inputs = default_inputs(catalog);
  const auto fields = input_fields();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    inputs.values[i] = random_value(random, fields[i], catalog);
  }
  const auto facts = model_fields();
  if (random.below(3) != 0) return inputs;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    if (random.below(6) == 0) {
      if (facts[i].kind == FieldKind::pattern) {
        override_pattern(random, static_cast<ModelField>(i), inputs.overrides);
      } else {
        inputs.overrides.values[i] = random_value(random, facts[i], catalog);
      }
    }
  }
  return inputs;
}

}  // namespace vram::testing
