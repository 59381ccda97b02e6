// What is known about each field of the tables: the one description that links, JSON, forms,
// validation, documentation and tests share.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/schema/inputs.h"
#include "engine/schema/model_values.h"

namespace vram {

enum class FieldKind : std::uint8_t { number, choice, flag, set, pattern, model, gpu };

/// What a field's number counts.
enum class FieldUnit : std::uint8_t {
  none,
  tokens,
  sequences,
  devices,
  bytes,
  mebibytes,
  elements,
  layers,
  heads,
  experts,
  vectors,
  rows,
  steps,
  stages,
  pixels,
  images,
  seconds,
  frames_per_second,
  gigabytes_per_second,
  usd_per_hour,
  microseconds,
};

/// Where a field is shown.
enum class FieldGroup : std::uint8_t {
  model,
  workload,
  media,
  rl,
  training,
  training_advanced,
  devices,
  parallel,
  advanced,
  speed,  ///< what speed and cost are worked out with; never bytes
  view,
  architecture,
};

/// Where a slider stops: at every power of two, at these and halfway between, or every 32, 2, 1 or
/// hundredth.
enum class Snap : std::uint8_t {
  powers_of_two,
  near_powers,
  steps_of_32,
  steps_of_2,
  steps_of_1,
  steps_of_hundredth,
};

/// One row of inputs.def or model_fields.def.
struct FieldSpec {
  std::string_view key;
  FieldKind kind = FieldKind::number;
  FieldUnit unit = FieldUnit::none;
  FieldGroup group = FieldGroup::workload;
  ChoiceList list = ChoiceList::none;             ///< for choices and sets
  LayerAlphabet alphabet = LayerAlphabet::mixer;  ///< for patterns
  bool automatic = false;                         ///< may be left to follow from the rest
  bool is_whole = true;                           ///< numbers only: has no fraction
  double fallback = 0;
  double min = 0;
  double max = 0;
  double slider_min = 0;  ///< the part of the range a slider covers
  double slider_max = 0;
  Snap snap = Snap::powers_of_two;
  int since = 1;                                   ///< schema version that introduced it
  bool (*relevant)(const ModelValues&) = nullptr;  ///< model facts only
  bool (*matters)(const Inputs&) = nullptr;        ///< inputs only; null: always
};

/// Whether the user left this field to follow from the rest.
inline bool is_automatic(const FieldSpec& field, double value) {
  return field.automatic && value == field.fallback;
}

/// Whether an input has any effect in this configuration.
inline bool matters(const FieldSpec& field, const Inputs& inputs) {
  return field.matters == nullptr || field.matters(inputs);
}

std::span<const FieldSpec> input_fields();
std::span<const FieldSpec> model_fields();

inline const FieldSpec& spec(InputField field) {
  return input_fields()[static_cast<std::size_t>(field)];
}
inline const FieldSpec& spec(ModelField field) {
  return model_fields()[static_cast<std::size_t>(field)];
}

std::optional<InputField> find_input(std::string_view key);
/// By its own key or another name of model_aliases.def.
std::optional<ModelField> find_model_field(std::string_view key);

/// In links and configurations, facts of the model carry this prefix.
inline constexpr std::string_view kArchPrefix = "arch.";

/// The version named by "v=" in links; rises only for a break that no field's own rule absorbs.
inline constexpr int kSchemaVersion = 1;

}  // namespace vram
