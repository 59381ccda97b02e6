// Comparison of a draft with the presets, fact by fact and layer by layer.
// SPDX-License-Identifier: MIT
#include "api/import/nearest_preset.h"

#include <cstddef>
#include <string>

#include "engine/model/layer_kinds.h"
#include "engine/model/parameters.h"
#include "engine/model/tensor_groups.h"
#include "engine/scenario.h"
#include "engine/schema/fields.h"

namespace vram {
namespace {

/// A model that differs in more facts is another one.
constexpr int kMostDifferences = 8;

/// Facts that only together say which layers are of which kind.
bool orders_layers(ModelField fact) {
  switch (fact) {
    case ModelField::layer_types:
    case ModelField::mlp_layer_types:
    case ModelField::sliding_window_pattern:
    case ModelField::full_attention_interval:
    case ModelField::attn_layer_period:
    case ModelField::attn_layer_offset:
    case ModelField::first_k_dense_replace:
    case ModelField::moe_layer_freq:
    case ModelField::expert_layer_offset:
      return true;
    default:
      return false;
  }
}

bool have_same_layers(const ModelValues& a, const ModelValues& b) {
  LayerWalk walk_a(a);
  LayerWalk walk_b(b);
  const int layers = static_cast<int>(a[ModelField::num_hidden_layers]);
  for (int layer = 0; layer < layers; ++layer) {
    if (!(walk_a.next() == walk_b.next())) return false;
  }
  return true;
}

bool is_same_fact(ModelField fact, const ModelValues& a, const ModelValues& b) {
  if (a[fact] != b[fact]) return false;
  return spec(fact).kind != FieldKind::pattern || a[pattern_field(fact)] == b[pattern_field(fact)];
}

/// Whether a pattern of the draft says already what a fact would say.
bool is_in_pattern(const ModelValues& model, ModelField fact) {
  switch (fact) {
    case ModelField::sliding_window_pattern:
    case ModelField::full_attention_interval:
    case ModelField::attn_layer_period:
    case ModelField::attn_layer_offset:
      return !model[PatternField::layer_types].is_empty();
    case ModelField::first_k_dense_replace:
    case ModelField::moe_layer_freq:
    case ModelField::expert_layer_offset:
      return !model[PatternField::mlp_layer_types].is_empty();
    default:
      return false;
  }
}

/// Facts of encoders are the last of a model's.
bool is_of_encoder(ModelField fact) {
  return fact >= ModelField::vision_parameters && fact <= ModelField::audio_ms_per_token;
}

/// Parameters of all encoders of other media.
double encoder_parameters(const ModelValues& model) {
  double parameters = 0;
  visit_tensor_groups(whole_architecture(model), [&](const TensorGroup<double>& group) {
    const TensorFamily family = spec(group.role).family;
    const bool is_encoder = family == TensorFamily::vision || family == TensorFamily::audio;
    if (is_encoder) parameters += elements(group);
  });
  return parameters;
}

/// Calls `visit` with every fact that a configuration based on `base` must override.
template <class Visit>
void for_each_difference(const Draft& draft, const ModelValues& base, const Visit& visit) {
  const ModelValues& model = draft.values();
  const bool has_base_layers = have_same_layers(model, base);
  // Encoders of the same size are the same: files tell less of them than presets know.
  const bool has_base_encoders = encoder_parameters(model) == encoder_parameters(base);
  for (std::size_t i = 0; i < kModelFieldCount; ++i) {
    const auto fact = static_cast<ModelField>(i);
    if (!draft.knows(fact) || is_same_fact(fact, model, base)) continue;
    if (orders_layers(fact) ? has_base_layers : !spec(fact).relevant(model)) continue;
    if (is_in_pattern(model, fact)) continue;
    if (has_base_encoders && is_of_encoder(fact)) continue;
    visit(fact);
  }
}

int differences(const Draft& draft, const ModelValues& base) {
  int count = 0;
  for_each_difference(draft, base, [&](ModelField) { ++count; });
  return count;
}

/// Small letters and digits only: how names agree that differ in punctuation.
std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') plain += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) plain += c;
  }
  return plain;
}

/// Letters of the preset's id found in the file's name; 0 where they do not agree.
std::size_t likeness(const std::string& name, std::string_view id) {
  const std::string plain_id = plain_name(id);
  return name.find(plain_id) == std::string::npos ? 0 : plain_id.size();
}

bool has_same_size(const Draft& draft, const ModelValues& preset) {
  for (const ModelField fact : {ModelField::hidden_size, ModelField::num_hidden_layers}) {
    if (!draft.knows(fact) || draft[fact] != preset[fact]) return false;
  }
  return true;
}

/// Index of the preset most alike, of those alike the one whose name agrees best; `custom` if none.
double nearest_model(const Draft& draft, const Catalog& catalog) {
  const std::string name = plain_name(draft.facts.name);
  double nearest = kCustomModelIndex;
  int fewest = kMostDifferences + 1;
  std::size_t best_likeness = 0;
  for (std::size_t i = 0; i < catalog.models.size(); ++i) {
    const ModelPreset& preset = catalog.models[i];
    if (!has_same_size(draft, preset.facts)) continue;
    const int different = differences(draft, preset.facts);
    const std::size_t alike = likeness(name, preset.id);
    if (different > fewest || (different == fewest && alike <= best_likeness)) continue;
    nearest = static_cast<double>(i);
    fewest = different;
    best_likeness = alike;
  }
  return nearest;
}

/// What settling a custom model would otherwise derive anew.
bool is_derived_for_custom(ModelField fact) {
  return fact == ModelField::num_key_value_heads || fact == ModelField::head_dim ||
         fact == ModelField::intermediate_size;
}

/// How the file's weights are stored, beside which model they are of.
void apply_storage(const Draft& draft, Inputs& inputs) {
  if (draft.weights) inputs[InputField::weights] = static_cast<double>(*draft.weights);
  if (draft.kv_cache) inputs[InputField::kv_cache] = static_cast<double>(*draft.kv_cache);
  // A size beyond any file's is told in the facts, but no configuration takes it.
  const double most = spec(InputField::weights_bytes).max;
  inputs[InputField::weights_bytes] =
      draft.weights_bytes <= most ? draft.weights_bytes : kAutomatic;
}

}  // namespace

Inputs configuration_of(const Draft& draft, const Catalog& catalog) {
  Inputs inputs = default_inputs(catalog);
  const ModelValues& model = draft.values();
  const double nearest = nearest_model(draft, catalog);
  const bool is_custom = nearest == kCustomModelIndex;
  const ModelValues& base =
      is_custom ? kCustomModel : catalog.models[static_cast<std::size_t>(nearest)].facts;
  inputs[InputField::model] = nearest;
  for_each_difference(draft, base,
                      [&](ModelField fact) { copy_fact(fact, model, inputs.overrides); });
  for (std::size_t i = 0; is_custom && i < kModelFieldCount; ++i) {
    const auto fact = static_cast<ModelField>(i);
    const bool matters = draft.knows(fact) && spec(fact).relevant(model);
    if (matters && is_derived_for_custom(fact)) copy_fact(fact, model, inputs.overrides);
  }
  apply_storage(draft, inputs);
  return inputs;
}

std::optional<Inputs> configuration_of_size(const Draft& draft, double parameters,
                                            const Catalog& catalog) {
  for (std::size_t i = 0; i < catalog.models.size(); ++i) {
    const ModelValues& preset = catalog.models[i].facts;
    const bool fits = has_same_size(draft, preset) &&
                      draft[ModelField::vocab_size] == preset[ModelField::vocab_size];
    if (!fits) continue;
    Inputs inputs = default_inputs(catalog);
    inputs[InputField::model] = static_cast<double>(i);
    if (counted_parameters(inputs, catalog) != parameters) continue;
    apply_storage(draft, inputs);
    return inputs;
  }
  return std::nullopt;
}

double counted_parameters(const Inputs& inputs, const Catalog& catalog) {
  Issues problems;  // the estimate reports them
  const ModelValues model = settled_model(inputs, catalog, problems);
  return count_parameters(whole_architecture(model), Recorder<double>{}).total;
}

}  // namespace vram
