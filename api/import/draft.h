// A model as a file describes it, on the way to becoming a configuration: facts with where each
// came from, what was left unread, and what was wrong. SPDX-License-Identifier: MIT
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalog.h"
#include "engine/configure.h"
#include "engine/schema/choices.h"
#include "engine/schema/inputs.h"
#include "engine/schema/issues.h"

namespace vram {

/// Why a fact has the value it has, where the file does not say it.
enum class Assumption : std::uint8_t {
  family_code,      ///< the family's code always builds it so
  family_default,   ///< the family's default where config.json is silent
  usual,            ///< what nearly all models have
  derived,          ///< follows from other facts
  nearest_model,    ///< as the preset that is most alike
  generic_encoder,  ///< of an encoder of unknown make, counted like a plain vision transformer
};

/// One value of the file and the fact it gave, or an assumption.
struct FactNote {
  std::string key;   ///< of the file; "" for assumptions
  std::string fact;  ///< of this calculator; "" where the value serves something else
  std::string value;
  std::optional<Assumption> why;
};

/// Tensors of one storage type.
struct TypeNote {
  std::string_view name;
  double tensors = 0;
  double elements = 0;
  double bytes = 0;
};

/// What importers report beside the configuration.
struct FileFacts {
  std::string_view kind;     ///< "hf_config", "safetensors", "safetensors_index", "gguf"
  std::string name;          ///< of the model, where the file says one
  std::string architecture;  ///< as the file calls it
  double parameters = 0;     ///< without layers that only predict further tokens
  double weights_bytes = 0;  ///< exactly as stored; 0 where the file does not tell
  double tensors = 0;
  double file_bytes = 0;  ///< what a GGUF file must have for all its tensors
  double prediction_bytes = 0;
  std::vector<TypeNote> types;
  std::vector<FactNote> understood;
  std::vector<FactNote> assumed;
  std::vector<std::string> ignored;  ///< known to change no memory
  std::vector<std::string> unknown;
  std::vector<std::string> parts;  ///< the files a sharded model consists of
};

/// Facts being gathered. A fact set twice keeps the later value.
class Draft {
 public:
  explicit Draft(const Catalog& catalog);

  /// Sets a fact from a value as configurations carry it; a bad value becomes a problem.
  void set(ModelField fact, const RawValue& value);
  /// The same, noting the file's key.
  void read(std::string_view key, ModelField fact, const RawValue& value);
  /// The same, noting why.
  void assume(ModelField fact, const RawValue& value, Assumption why);
  /// Notes a value that serves something other than a fact.
  void note(std::string_view key, std::string value, std::string serves);

  bool knows(ModelField fact) const { return known_.test(static_cast<std::size_t>(fact)); }
  void forget(ModelField fact) { known_.reset(static_cast<std::size_t>(fact)); }
  /// What was not read is as in the custom model: nothing is left to a preset.
  void know_all() { known_.set(); }
  double operator[](ModelField fact) const { return inputs_.overrides[fact]; }
  const LayerPattern& operator[](PatternField pattern) const { return inputs_.overrides[pattern]; }
  const ModelValues& values() const { return inputs_.overrides; }

  FileFacts facts;
  Issues problems;
  std::optional<WeightFormat> weights;
  std::optional<KvFormat> kv_cache;
  double weights_bytes = 0;     ///< of what runtimes load; 0 where the file does not tell
  std::string varies_by_layer;  ///< the key that gives layers different sizes, if one does
  bool is_complete = false;     ///< describes a model: a configuration can be made of it

 private:
  const Catalog* catalog_;
  Inputs inputs_;  ///< only its overrides count; facts not known have the custom model's values
  std::bitset<kModelFieldCount> known_;
};

}  // namespace vram
