// Settling of automatic values and contradictions.
// SPDX-License-Identifier: MIT
#include "engine/scenario.h"

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "engine/components/component.h"
#include "engine/core/number_text.h"
#include "engine/model/architecture.h"
#include "engine/schema/fields.h"
#include "engine/schema/relevance.h"

namespace vram {
namespace {

std::string arch_key(ModelField field) {
  return std::string(kArchPrefix) + std::string(spec(field).key);
}

/// Replaces a fact that contradicts others and says so.
void correct(ModelValues& model, ModelField field, double used, IssueId issue, double detail,
             Issues& problems) {
  problems.push_back(
      {issue, arch_key(field), plain_text(model[field]), plain_text(used), plain_text(detail)});
  model[field] = used;
}

void correct_heads(ModelValues& model, Issues& problems) {
  const double heads = model[ModelField::num_attention_heads];
  const double kv_heads = model[ModelField::num_key_value_heads];
  if (std::fmod(heads, kv_heads) == 0) return;
  double nearest = min_of(kv_heads, heads);
  while (std::fmod(heads, nearest) != 0) --nearest;
  correct(model, ModelField::num_key_value_heads, nearest, IssueId::kv_heads_do_not_divide_heads,
          heads, problems);
}

void correct_experts(ModelValues& model, Issues& problems) {
  const double experts = model[ModelField::num_experts];
  if (experts == 0) return;
  if (model[ModelField::moe_intermediate_size] == 0) {
    correct(model, ModelField::moe_intermediate_size, model[ModelField::intermediate_size],
            IssueId::incomplete_experts, experts, problems);
  }
  if (model[ModelField::num_experts_per_tok] == 0) {
    correct(model, ModelField::num_experts_per_tok, 1, IssueId::incomplete_experts, experts,
            problems);
  }
  if (model[ModelField::num_experts_per_tok] > experts) {
    correct(model, ModelField::num_experts_per_tok, experts,
            IssueId::more_experts_chosen_than_exist, experts, problems);
  }
  const double layers = model[ModelField::num_hidden_layers];
  if (model[ModelField::first_k_dense_replace] > layers) {
    correct(model, ModelField::first_k_dense_replace, layers,
            IssueId::more_dense_layers_than_layers, layers, problems);
  }
}

void correct_latent_attention(ModelValues& model, Issues& problems) {
  if (!uses_latent_attention(model)) return;
  const double head_dim = model[ModelField::head_dim];
  for (const ModelField field : {ModelField::qk_nope_head_dim, ModelField::v_head_dim}) {
    if (model[field] == 0) {
      correct(model, field, head_dim, IssueId::incomplete_latent_attention, head_dim, problems);
    }
  }
}

/// A layer's place within a period lies inside it.
void correct_layer_rules(ModelValues& model, Issues& problems) {
  constexpr std::pair<ModelField, ModelField> kRules[] = {
      {ModelField::attn_layer_period, ModelField::attn_layer_offset},
      {ModelField::moe_layer_freq, ModelField::expert_layer_offset},
  };
  for (const auto& [period, offset] : kRules) {
    const double last = max_of(model[period] - 1, 0);
    if (model[offset] > last) {
      correct(model, offset, last, IssueId::offset_beyond_period, model[period], problems);
    }
  }
  const double layers = model[ModelField::num_hidden_layers];
  if (model[ModelField::num_kv_shared_layers] >= layers) {
    correct(model, ModelField::num_kv_shared_layers, layers - 1, IssueId::all_layers_share_kv,
            layers, problems);
  }
}

/// Linear attention without heads of its own has those of attention.
void correct_linear_attention(ModelValues& model, Issues& problems) {
  if (!when_linear(model)) return;
  const double heads = model[ModelField::num_attention_heads];
  const double head_dim = model[ModelField::head_dim];
  const bool is_lightning =
      model[ModelField::linear_attention] == static_cast<double>(LinearAttention::lightning);
  const auto complete = [&](ModelField field, double used) {
    if (model[field] > 0) return;
    correct(model, field, used, IssueId::incomplete_linear_attention, used, problems);
  };
  complete(ModelField::linear_num_value_heads, heads);
  complete(ModelField::linear_value_head_dim, head_dim);
  if (is_lightning) return;
  complete(ModelField::linear_num_key_heads, model[ModelField::linear_num_value_heads]);
  complete(ModelField::linear_key_head_dim, model[ModelField::linear_value_head_dim]);
}

/// What config.json files leave to be computed.
void derive_facts(ModelValues& model) {
  if (when_mamba(model) && model[ModelField::mamba_dt_rank] == 0) {
    constexpr double kWidthPerRank = 16;  // "auto" in Mamba's configuration
    model[ModelField::mamba_dt_rank] = ceil_divide(model[ModelField::hidden_size], kWidthPerRank);
  }
  if (when_per_layer_input(model) && model[ModelField::vocab_size_per_layer_input] == 0) {
    model[ModelField::vocab_size_per_layer_input] = model[ModelField::vocab_size];
  }
}

/// Width and KV heads of a custom model follow Hugging Face's own defaults where not given.
void derive_custom_facts(ModelValues& model, const ModelValues& overrides) {
  const auto is_given = [&](ModelField field) { return !std::isnan(overrides[field]); };
  const bool heads_given = is_given(ModelField::num_attention_heads);
  if (heads_given && !is_given(ModelField::num_key_value_heads)) {
    model[ModelField::num_key_value_heads] = model[ModelField::num_attention_heads];
  }
  if ((heads_given || is_given(ModelField::hidden_size)) && !is_given(ModelField::head_dim)) {
    const double width = model[ModelField::hidden_size] / model[ModelField::num_attention_heads];
    model[ModelField::head_dim] = max_of(1, std::floor(width));
  }
}

void add_warnings(const Scenario& scenario, Issues& warnings) {
  const Inputs& inputs = scenario.inputs;
  const ModelValues& model = scenario.model;
  const double context = inputs[InputField::context];
  const double trained = model[ModelField::max_position_embeddings];
  if (context > trained) {
    warnings.push_back({IssueId::context_beyond_training, "context", plain_text(context), "",
                        plain_text(trained)});
  }
  const double tp = inputs[InputField::tp];
  const double kv_heads = model[ModelField::num_key_value_heads];
  if (!uses_latent_attention(model) && tp > kv_heads) {
    warnings.push_back(
        {IssueId::kv_heads_replicated, "tp", plain_text(tp), "", plain_text(kv_heads)});
  }
  if (scenario.inputs[InputField::dp] > 1) {
    warnings.push_back({IssueId::devices_hold_copies, "gpu_count",
                        plain_text(inputs[InputField::gpu_count]), plain_text(tp),
                        plain_text(scenario.inputs[InputField::dp])});
    if (inputs[InputField::batch] < scenario.inputs[InputField::dp]) {
      warnings.push_back({IssueId::fewer_sequences_than_copies, "batch",
                          plain_text(inputs[InputField::batch]), "",
                          plain_text(scenario.inputs[InputField::dp])});
    }
  }
  if (!scenario.gpu->usable_is_reported) {
    warnings.push_back({IssueId::usable_memory_assumed, "gpu", std::string(scenario.gpu->name), "",
                        std::string(scenario.gpu->usable_source)});
  }
  if (mix_falls_back(model, inputs.weights())) {
    warnings.push_back({IssueId::blocks_do_not_divide, "weights",
                        std::string(spec(inputs.weights()).key), "", ""});
  }
}

/// Each pipeline stage counts its own layers in each type.
void settle_mixes(Scenario& scenario) {
  const double stages = scenario.inputs[InputField::pp];
  const ModelValues& model = scenario.model;
  scenario.mix = weight_mix(model, scenario.stored, first_stage(model, stages));
  if (stages == 1) return;
  scenario.last_mix = weight_mix(model, scenario.stored, last_stage(model, stages));
}

/// A file's size must leave something for the language model beside the encoder, and should be near
/// what its format takes.
void settle_file_size(Scenario& scenario, Settled& settled) {
  double& bytes = scenario.inputs[InputField::weights_bytes];
  if (bytes == kAutomatic || scenario.recipe.trains) return;
  const std::string given = plain_text(bytes);
  scenario.in_format =
      stored_size(scenario.model, weight_mix(scenario.model, scenario.stored));
  const StoredSize& expected = scenario.in_format;
  if (bytes <= expected.vision_encoder) {
    settled.problems.push_back({IssueId::weights_below_encoder, "weights_bytes", given, "auto",
                                plain_text(expected.vision_encoder)});
    bytes = kAutomatic;
    return;
  }
  constexpr double kUsualDeviation = 1.5;  // mixes of a maker's own reach 1.3
  const double total = expected.language_model + expected.vision_encoder;
  if (bytes > kUsualDeviation * total || kUsualDeviation * bytes < total) {
    settled.warnings.push_back({IssueId::weights_unlike_format, "weights_bytes", given,
                                std::string(spec(scenario.stored).name), plain_text(total)});
  }
}

}  // namespace

Inputs default_inputs(const Catalog& catalog) {
  Inputs inputs;
  const std::span<const FieldSpec> fields = input_fields();
  for (std::size_t i = 0; i < fields.size(); ++i) inputs.values[i] = fields[i].fallback;
  inputs[InputField::model] = static_cast<double>(catalog.default_model);
  inputs[InputField::gpu] = static_cast<double>(catalog.default_gpu);
  inputs.overrides.values.fill(kNotOverridden);
  return inputs;
}

ModelValues settled_model(const Inputs& inputs, const Catalog& catalog, Issues& problems) {
  const double index = inputs[InputField::model];
  const bool is_custom = index == kCustomModelIndex;
  ModelValues model =
      is_custom ? kCustomModel : catalog.models[static_cast<std::size_t>(index)].facts;
  for (std::size_t i = 0; i < kModelFieldCount; ++i) {
    if (!std::isnan(inputs.overrides.values[i])) {
      copy_fact(static_cast<ModelField>(i), inputs.overrides, model);
    }
  }
  if (is_custom) derive_custom_facts(model, inputs.overrides);
  correct_heads(model, problems);
  correct_experts(model, problems);
  correct_latent_attention(model, problems);
  correct_layer_rules(model, problems);
  correct_linear_attention(model, problems);
  derive_facts(model);
  return model;
}

Settled settle(const Inputs& inputs, const Catalog& catalog) {
  Settled settled;
  Scenario& scenario = settled.scenario;
  scenario.inputs = inputs;
  scenario.model = settled_model(inputs, catalog, settled.problems);
  const double index = inputs[InputField::model];
  if (index != kCustomModelIndex)
    scenario.preset = &catalog.models[static_cast<std::size_t>(index)];
  scenario.gpu = &catalog.gpus[static_cast<std::size_t>(inputs[InputField::gpu])];
  settle_training(scenario, settled.problems, settled.warnings);
  settle_devices(scenario, settled.problems);
  settle_mixes(scenario);
  settle_file_size(scenario, settled);
  add_warnings(scenario, settled.warnings);
  return settled;
}

}  // namespace vram
