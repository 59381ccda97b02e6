// The facts of the chosen model with the user's overrides: what is left out is derived, what
// contradicts is put right and named.
// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "engine/core/number_text.h"
#include "engine/model/architecture.h"
#include "engine/scenario.h"
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

bool is_given(const ModelValues& overrides, ModelField field) {
  return !std::isnan(overrides[field]);
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

/// What config.json files leave to be computed. A user's own width stands.
void derive_facts(ModelValues& model, const ModelValues& overrides) {
  if (model[ModelField::use_sliding_window] == 0) model[ModelField::sliding_window] = 0;
  const bool width_is_given = is_given(overrides, ModelField::shared_expert_intermediate_size);
  if (model[ModelField::n_shared_experts] > 0 && !width_is_given) {
    model[ModelField::shared_expert_intermediate_size] =
        min_of(model[ModelField::n_shared_experts] * model[ModelField::moe_intermediate_size],
               spec(ModelField::shared_expert_intermediate_size).max);
  }
  if (when_mamba(model) && model[ModelField::mamba_dt_rank] == 0) {
    constexpr double kWidthPerRank = 16;  // "auto" in Mamba's configuration
    model[ModelField::mamba_dt_rank] = ceil_divide(model[ModelField::hidden_size], kWidthPerRank);
  }
  if (when_per_layer_input(model) && model[ModelField::vocab_size_per_layer_input] == 0) {
    model[ModelField::vocab_size_per_layer_input] = model[ModelField::vocab_size];
  }
}

/// What Hugging Face's code takes where a custom model's config.json is silent: as many KV heads as
/// heads, heads that share the width, an MLP of four times the width (GPT-2), experts as wide as an
/// ordinary MLP (Mixtral).
void derive_custom_facts(ModelValues& model, const ModelValues& overrides) {
  const bool heads_given = is_given(overrides, ModelField::num_attention_heads);
  const bool width_given = is_given(overrides, ModelField::hidden_size);
  if (heads_given && !is_given(overrides, ModelField::num_key_value_heads)) {
    model[ModelField::num_key_value_heads] = model[ModelField::num_attention_heads];
  }
  if ((heads_given || width_given) && !is_given(overrides, ModelField::head_dim)) {
    const double width = model[ModelField::hidden_size] / model[ModelField::num_attention_heads];
    model[ModelField::head_dim] = max_of(1, std::floor(width));
  }
  if (width_given && !is_given(overrides, ModelField::intermediate_size)) {
    constexpr double kUsualExpansion = 4;
    model[ModelField::intermediate_size] = min_of(kUsualExpansion * model[ModelField::hidden_size],
                                                  spec(ModelField::intermediate_size).max);
  }
  if (is_given(overrides, ModelField::num_experts) &&
      is_given(overrides, ModelField::intermediate_size) &&
      !is_given(overrides, ModelField::moe_intermediate_size)) {
    model[ModelField::moe_intermediate_size] = model[ModelField::intermediate_size];
  }
}

}  // namespace

ModelValues settled_model(const Inputs& inputs, const Catalog& catalog, Issues& problems) {
  const double index = inputs[InputField::model];
  const bool is_custom = index == kCustomModelIndex;
  ModelValues model =
      is_custom ? kCustomModel : catalog.models[static_cast<std::size_t>(index)].facts;
  for (std::size_t i = 0; i < kModelFieldCount; ++i) {
    const auto field = static_cast<ModelField>(i);
    if (is_given(inputs.overrides, field)) copy_fact(field, inputs.overrides, model);
  }
  if (is_custom) derive_custom_facts(model, inputs.overrides);
  correct_heads(model, problems);
  correct_experts(model, problems);
  correct_latent_attention(model, problems);
  correct_layer_rules(model, problems);
  correct_linear_attention(model, problems);
  derive_facts(model, inputs.overrides);
  return model;
}

}  // namespace vram
