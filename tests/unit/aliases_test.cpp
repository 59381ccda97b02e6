// Architectures under the names that config.json files of different families use.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <cmath>

#include "api/config_json.h"
#include "engine/configure.h"
#include "engine/model/layer_kinds.h"
#include "engine/schema/fields.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

/// A configuration in JSON, which has to be read without a problem, and its parameters.
double parameters_of(const std::string& arch) {
  const Catalog& catalog = preset_catalog();
  const ReadConfig config = read_config("{\"model\": \"custom\", \"arch\": " + arch + "}", catalog);
  const Report report = estimate(config.inputs, catalog, config.issues);
  for (const Issue& problem : report.problems) UNSCOPED_INFO(problem.key << " " << problem.value);
  CHECK(report.problems.empty());
  return report.parameters.total;
}

double fact(const char* name, const RawValue& value, ModelField field) {
  const Catalog& catalog = preset_catalog();
  Inputs inputs = default_inputs(catalog);
  Issues issues;
  set_field(inputs, std::string("arch.") + name, value, catalog, issues);
  CAPTURE(name);
  CHECK(issues.empty());
  return inputs.overrides[field];
}

}  // namespace

TEST_CASE("A name that means the same fact sets it", "[aliases]") {
  CHECK(fact("n_embd", 768.0, ModelField::hidden_size) == 768);
  CHECK(fact("n_routed_experts", 256.0, ModelField::num_experts) == 256);
  CHECK(fact("ffn_dim", 3072.0, ModelField::intermediate_size) == 3072);
  CHECK(fact("multi_query", true, ModelField::num_key_value_heads) == 1);
  CHECK(std::isnan(fact("multi_query", false, ModelField::num_key_value_heads)));
  CHECK(fact("add_qkv_bias", true, ModelField::attention_bias) == 0b111);
  CHECK(fact("decoder_sparse_step", 2.0, ModelField::expert_layer_offset) == 1);
}

TEST_CASE("Aliases and facts do not collide", "[aliases]") {
  for (const char* name : {
#define MODEL_ALIAS(name, field) #name,
#define MODEL_ALIAS_RULE(name, rule) #name,
#include "engine/schema/model_aliases.def"
       }) {
    CAPTURE(name);
    for (const FieldSpec& field : model_fields()) CHECK(field.key != name);
  }
}

TEST_CASE("Lists and patterns of config.json files give the order of layers", "[aliases]") {
  const Catalog& catalog = preset_catalog();
  const auto layers = [&](const std::string& arch, int count) {
    const ReadConfig config = read_config(
        "{\"model\": \"custom\", \"arch\": {\"num_hidden_layers\": " + std::to_string(count) +
            ", " + arch + "}}",
        catalog);
    CAPTURE(arch);
    CHECK(config.issues.empty());
    Issues problems;
    return tally_layers(settled_model(config.inputs, catalog, problems), 0, count);
  };
  // Llama 3.2 11B Vision; MiniMax-Text-01; LFM2-1.2B; Nemotron-H-8B.
  CHECK(layers("\"cross_attention_layers\": [3, 8, 13, 18, 23, 28, 33, 38]", 40)[LayerSet::cross] ==
        8);
  CHECK(layers("\"attn_type_list\": [0, 0, 0, 0, 0, 0, 0, 1]", 80)[LayerSet::linear] == 70);
  CHECK(layers("\"full_attn_idxs\": [2, 5, 8, 10, 12, 14]", 16)[LayerSet::conv] == 10);
  const LayerTally nemotron = layers(
      "\"hybrid_override_pattern\": \"M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M-\"", 52);
  CHECK(nemotron[LayerSet::mamba] == 24);
  CHECK(nemotron[LayerSet::full] == 4);
  CHECK(nemotron[LayerSet::dense] == 24);
  CHECK(layers("\"layer_types\": [\"linear_attention\", \"full_attention\"]",
               10)[LayerSet::linear] == 5);
  CHECK(layers("\"num_experts\": 8, \"num_experts_per_tok\": 2, \"mlp_only_layers\": [0, 1]",
               10)[LayerSet::moe] == 8);
}

TEST_CASE("A value a rule cannot read becomes a problem", "[aliases]") {
  const Catalog& catalog = preset_catalog();
  for (const auto& [name, value] : std::vector<std::pair<const char*, RawValue>>{
           {"hybrid_override_pattern", std::string("M-?")},
           {"decoder_sparse_step", 0.0},
           {"cross_attention_layers", std::string("three")},
           {"cross_attention_layers", std::vector<std::string>{"-1"}},
           {"cross_attention_layers", std::vector<std::string>{"1e9"}},
           {"multi_query", 7.0}}) {
    CAPTURE(name);
    Inputs inputs = default_inputs(catalog);
    Issues issues;
    set_field(inputs, std::string("arch.") + name, value, catalog, issues);
    CHECK(find_issue(issues, IssueId::wrong_type) != nullptr);
  }
}

// Totals are published ones: tests/reference/parameters.csv and the presets' own sources.
TEST_CASE("Published models are counted from their own config.json names", "[aliases][reference]") {
  // DeepSeek-V2-Lite (15,706,484,224).
  CHECK(parameters_of(R"({"hidden_size": 2048, "intermediate_size": 10944, "kv_lora_rank": 512,
    "moe_intermediate_size": 1408, "moe_layer_freq": 1, "first_k_dense_replace": 1,
    "n_routed_experts": 64, "n_shared_experts": 2, "num_attention_heads": 16,
    "num_experts_per_tok": 6, "num_hidden_layers": 27, "num_key_value_heads": 16,
    "q_lora_rank": null, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
    "vocab_size": 102400, "max_position_embeddings": 163840, "attention_bias": false,
    "tie_word_embeddings": false})") == 15706484224);
  // Mixtral 8x7B (46,702,792,704): experts as wide as intermediate_size.
  CHECK(parameters_of(R"({"hidden_size": 4096, "intermediate_size": 14336,
    "num_attention_heads": 32, "num_experts_per_tok": 2, "num_hidden_layers": 32,
    "num_key_value_heads": 8, "num_local_experts": 8, "vocab_size": 32000,
    "sliding_window": null, "tie_word_embeddings": false})") == 46702792704);
  // Qwen2.5-7B (7,615,616,512): a window that is not in use.
  CHECK(parameters_of(R"({"hidden_size": 3584, "intermediate_size": 18944,
    "num_attention_heads": 28, "num_hidden_layers": 28, "num_key_value_heads": 4,
    "sliding_window": 131072, "use_sliding_window": false, "qkv_bias": true,
    "tie_word_embeddings": false, "vocab_size": 152064})") == 7615616512);
  // Jamba 1.5 Mini (51,570,323,328).
  CHECK(parameters_of(R"({"attn_layer_offset": 4, "attn_layer_period": 8, "expert_layer_offset": 1,
    "expert_layer_period": 2, "hidden_size": 4096, "intermediate_size": 14336, "mamba_d_conv": 4,
    "mamba_d_state": 16, "mamba_dt_rank": 256, "mamba_expand": 2, "mamba_inner_norms": true,
    "num_attention_heads": 32, "num_experts": 16, "num_experts_per_tok": 2,
    "num_hidden_layers": 32, "num_key_value_heads": 8, "tie_word_embeddings": false,
    "vocab_size": 65536})") == 51570323328);
}

TEST_CASE("A window that is not in use caches everything", "[aliases]") {
  const auto cache = [](const char* link) {
    return bytes_of(report_of(link), Component::kv_cache);
  };
  const char* whole = "model=mistral-7b-v0.1&context=32768&arch.use_sliding_window=false";
  CHECK(cache(whole) == 8 * cache("model=mistral-7b-v0.1&context=32768"));
}
