// config.json: every family to the model it describes.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <fstream>
#include <set>

#include "tests/support/imports.h"

using namespace vram::testing;
using nlohmann::json;

namespace {

json fixtures() {
  std::ifstream file(std::string(VRAM_TEST_DATA) + "/import/hf_configs.json");
  return json::parse(file);
}

std::string family_of(const json& config) {
  for (const char* object : {"text_config", "llm_config"}) {
    if (config.contains(object)) return config[object].value("model_type", "");
  }
  return config.value("model_type", "");
}

bool is_one_of(const json& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

TEST_CASE("Families whose code differs from Llama's are counted by it", "[import][hf_config]") {
  // By hand from each family's modeling_*.py; of Qwen and MiniCPM they are the published totals.
  struct Case {
    const char* config;
    double parameters;
  };
  const Case each = GENERATE(
      Case{
          R"({"model_type": "qwen", "hidden_size": 4096, "num_hidden_layers": 32, "vocab_size": 151936,
               "num_attention_heads": 32, "intermediate_size": 22016, "kv_channels": 128,
               "no_bias": true, "tie_word_embeddings": false, "seq_length": 8192})",
          7721324544},
      Case{R"({"model_type": "minicpm", "hidden_size": 2304, "num_hidden_layers": 40,
               "vocab_size": 122753, "num_attention_heads": 36, "num_key_value_heads": 36,
               "intermediate_size": 5760, "scale_emb": 12, "max_position_embeddings": 4096})",
           2724880896},
      Case{R"({"model_type": "stablelm", "hidden_size": 5120, "num_hidden_layers": 40,
               "vocab_size": 100352, "num_attention_heads": 32, "num_key_value_heads": 8,
               "intermediate_size": 13824, "use_parallel_residual": true, "qk_layernorm": true,
               "use_qkv_bias": false, "max_position_embeddings": 4096})",
           12143185920},
      // OPT-350m: an embedding of 512 between matrices, norms after the layers.
      Case{R"({"model_type": "opt", "hidden_size": 1024, "num_hidden_layers": 24, "ffn_dim": 4096,
               "vocab_size": 50272, "num_attention_heads": 16, "word_embed_proj_dim": 512,
               "do_layer_norm_before": false, "max_position_embeddings": 2048})",
           331196416},
      // OLMo 1B and 7B: norms without weights.
      Case{R"({"model_type": "olmo", "hidden_size": 2048, "num_hidden_layers": 16,
               "vocab_size": 50304, "num_attention_heads": 16, "intermediate_size": 8192,
               "tie_word_embeddings": true, "max_position_embeddings": 2048})",
           1176764416},
      Case{R"({"model_type": "olmo", "hidden_size": 4096, "num_hidden_layers": 32,
               "vocab_size": 50304, "num_attention_heads": 32, "intermediate_size": 11008,
               "tie_word_embeddings": false, "max_position_embeddings": 2048})",
           6888095744},
      Case{R"({"model_type": "codegen", "n_embd": 1024, "n_layer": 20, "n_head": 16,
               "n_positions": 2048, "n_inner": null, "rotary_dim": 32, "vocab_size": 51200})",
           356712448},
      Case{R"({"model_type": "phi3small", "hidden_size": 4096, "num_hidden_layers": 32,
               "vocab_size": 100352, "num_attention_heads": 32, "num_key_value_heads": 8,
               "ff_intermediate_size": 14336, "max_position_embeddings": 8192})",
           7392272384},
      // Published totals of HyperCLOVA X SEED Think 14B (norms before and after), InternLM 7B and
      // openPangu 7B (biases) and Trinity Nano (gated attention).
      Case{R"({"model_type": "hyperclovax", "hidden_size": 6144, "num_hidden_layers": 38,
               "vocab_size": 110592, "num_attention_heads": 48, "num_key_value_heads": 8,
               "head_dim": 128, "intermediate_size": 14336, "use_post_norm": true,
               "tie_word_embeddings": false, "max_position_embeddings": 131072})",
           14748112896},
      Case{R"({"model_type": "internlm", "hidden_size": 4096, "num_hidden_layers": 32,
               "vocab_size": 103168, "num_attention_heads": 32, "intermediate_size": 11008,
               "bias": true, "tie_word_embeddings": false, "max_position_embeddings": 2048})",
           7321948160},
      Case{R"({"model_type": "PanguEmbedded", "hidden_size": 4096, "num_hidden_layers": 34,
               "vocab_size": 153376, "num_attention_heads": 32, "num_key_value_heads": 8,
               "intermediate_size": 12800, "bias": true, "tie_word_embeddings": false,
               "max_position_embeddings": 32768})",
           8030887936},
      Case{R"({"model_type": "afmoe", "hidden_size": 1024, "num_hidden_layers": 56,
               "vocab_size": 200192, "num_attention_heads": 8, "num_key_value_heads": 2,
               "head_dim": 128, "intermediate_size": 3072, "moe_intermediate_size": 256,
               "num_dense_layers": 2, "num_experts": 128, "num_experts_per_tok": 8,
               "num_shared_experts": 1, "global_attn_every_n_layers": 4, "sliding_window": 2048,
               "tie_word_embeddings": false, "max_position_embeddings": 131072})",
           6120003328},
      // By hand: Falcon 40B by its first name, GPT without its masks.
      Case{R"({"model_type": "RefinedWeb", "hidden_size": 8192, "n_layer": 60, "n_head": 128,
               "n_head_kv": 8, "vocab_size": 65024, "parallel_attn": true, "bias": false,
               "alibi": false})",
           41303293952},
      Case{R"({"model_type": "openai-gpt", "n_embd": 768, "n_layer": 12, "n_head": 12,
               "n_positions": 512, "n_ctx": 512, "vocab_size": 40478})",
           116534784},
      // 36 (12·4096² + 7·4096 + 16384 + 4·4096 + 4·64) + 2·262144·4096 + 2·4096
      Case{R"({"model_type": "persimmon", "hidden_size": 4096, "num_hidden_layers": 36,
               "vocab_size": 262144, "num_attention_heads": 64, "intermediate_size": 16384,
               "qk_layernorm": true, "max_position_embeddings": 16384})",
           9397175296});
  CAPTURE(each.config);
  const json imported = imported_config(each.config);
  CAPTURE(imported["problems"].dump());
  CHECK(imported["facts"]["parameters"] == each.parameters);
  CHECK(estimated(imported["config"])["parameters"]["total"] == each.parameters);
}

TEST_CASE("What joins pictures to text is counted by the family's code", "[import][hf_config]") {
  // PaliGemma 3B and SmolVLM 256M as their checkpoints count them; Idefics 2 8B by hand from
  // modeling_idefics2.py.
  struct Case {
    const char* config;
    double parameters;
    double tokens;
  };
  const Case each =
      GENERATE(Case{R"({"model_type": "paligemma", "hidden_size": 2048, "projection_dim": 2048,
               "text_config": {"model_type": "gemma", "hidden_size": 2048, "vocab_size": 257216,
                 "intermediate_size": 16384, "num_attention_heads": 8, "num_hidden_layers": 18,
                 "num_image_tokens": 256, "num_key_value_heads": 1},
               "vision_config": {"model_type": "siglip_vision_model", "hidden_size": 1152,
                 "intermediate_size": 4304, "num_attention_heads": 16, "num_hidden_layers": 27,
                 "patch_size": 14, "projection_dim": 2048, "vision_use_head": false,
                 "image_size": 224, "num_image_tokens": 256}})",
                    2923466480, 256},
               Case{R"({"model_type": "idefics3", "scale_factor": 4, "tie_word_embeddings": false,
               "text_config": {"model_type": "llama", "hidden_size": 576, "vocab_size": 49280,
                 "intermediate_size": 1536, "num_attention_heads": 9, "num_hidden_layers": 30,
                 "num_key_value_heads": 3, "head_dim": 64},
               "vision_config": {"model_type": "idefics3", "hidden_size": 768, "image_size": 512,
                 "intermediate_size": 3072, "num_attention_heads": 12, "num_hidden_layers": 12,
                 "patch_size": 16}})",
                    256484928, 1088},
               Case{R"({"model_type": "idefics2", "tie_word_embeddings": false,
               "text_config": {"model_type": "mistral", "vocab_size": 32003,
                 "max_position_embeddings": 32768},
               "perceiver_config": {"model_type": "idefics2"},
               "vision_config": {"model_type": "idefics2", "hidden_size": 1152, "image_size": 980,
                 "intermediate_size": 4304, "num_attention_heads": 16, "num_hidden_layers": 27,
                 "patch_size": 14}})",
                    8402768112, 320});
  CAPTURE(each.parameters);
  const json imported = imported_config(each.config);
  CAPTURE(imported["problems"].dump(), imported["config"].dump());
  CHECK(imported["facts"]["parameters"] == each.parameters);
  const json& arch = imported["config"]["arch"];
  CHECK(arch.value("image_tokens", "fixed") == "fixed");
  CHECK(arch.value("mm_tokens_per_image", 256) == each.tokens);
}

TEST_CASE("LFM2's layers with experts are as wide as config.json says", "[import][hf_config]") {
  // LFM2 24B A2B's published total; attention in every fourth layer.
  json config = json::parse(R"({"model_type": "lfm2_moe", "hidden_size": 2048,
    "num_hidden_layers": 40, "vocab_size": 65536, "num_attention_heads": 32,
    "num_key_value_heads": 8, "intermediate_size": 11776, "moe_intermediate_size": 1536,
    "num_experts": 64, "num_experts_per_tok": 4, "num_dense_layers": 2, "use_expert_bias": true,
    "conv_L_cache": 3, "conv_bias": false, "max_position_embeddings": 128000})");
  for (int layer = 0; layer < 40; ++layer) {
    config["layer_types"].push_back(layer % 4 == 2 ? "full_attention" : "conv");
  }
  CHECK(imported_config(config.dump())["facts"]["parameters"] == 23843661440);
}

TEST_CASE("Encoders are counted by their family's code", "[import][hf_config]") {
  // The published totals of GLM-4.1V 9B and InternVL3 14B.
  struct Case {
    const char* config;
    double parameters;
    const char* image_tokens;
  };
  const Case each =
      GENERATE(Case{R"({"model_type": "glm4v", "tie_word_embeddings": false,
               "text_config": {"model_type": "glm4v_text", "attention_bias": true,
                 "hidden_size": 4096, "intermediate_size": 13696, "max_position_embeddings": 65536,
                 "num_attention_heads": 32, "num_hidden_layers": 40, "num_key_value_heads": 2,
                 "vocab_size": 151552},
               "vision_config": {"model_type": "glm4v", "hidden_size": 1536, "depth": 24,
                 "num_heads": 12, "intermediate_size": 13696, "image_size": 336, "patch_size": 14,
                 "out_hidden_size": 4096, "spatial_merge_size": 2, "temporal_patch_size": 2}})",
                    10292777472, "qwen"},
               Case{R"({"model_type": "internvl", "downsample_ratio": 0.5, "image_seq_length": 256,
               "text_config": {"model_type": "qwen2", "hidden_size": 5120,
                 "intermediate_size": 13824, "max_position_embeddings": 32768,
                 "num_attention_heads": 40, "num_hidden_layers": 48, "num_key_value_heads": 8,
                 "use_sliding_window": false, "vocab_size": 151674},
               "vision_config": {"model_type": "internvl_vision", "attention_bias": true,
                 "hidden_size": 1024, "image_size": [448, 448], "intermediate_size": 4096,
                 "num_attention_heads": 16, "num_hidden_layers": 24, "patch_size": [14, 14]}})",
                    15117256704, "internvl"});
  CAPTURE(each.parameters);
  const json imported = imported_config(each.config);
  CAPTURE(imported["problems"].dump(), imported["config"].dump());
  CHECK(imported["facts"]["parameters"] == each.parameters);
  CHECK(imported["config"]["arch"]["image_tokens"] == each.image_tokens);
}

TEST_CASE("Every family's config.json gives the model with its published parameters",
          "[import][hf_config]") {
  std::set<std::string> families;
  for (const json& fixture : fixtures()) {
    const json& expected = fixture["expect"];
    CAPTURE(expected.dump());
    const json imported = imported_config(fixture["config"].dump());
    REQUIRE(imported["config"].is_object());
    CAPTURE(imported["config"].dump(), imported["problems"].dump());
    CHECK(imported["problems"].empty());
    CHECK(is_one_of(expected["models"], imported["config"]["model"]));
    CHECK(imported["config"]["weights"] == expected["weights"]);
    // Facts the preset was made without.
    const json changed = imported["config"].value("arch", json::object());
    for (const auto& [fact, value] : changed.items()) {
      CAPTURE(fact);
      CHECK(is_one_of(expected.value("may_differ", json::array()), fact));
    }
    const json result = estimated(imported["config"]);
    CHECK(result["problems"].empty());
    CHECK(result["parameters"]["total"] == imported["facts"]["parameters"]);
    if (expected.contains("parameters")) {
      CHECK(imported["facts"]["parameters"] == expected["parameters"]);
    }
    families.insert(family_of(fixture["config"]));
  }
  CHECK(families.size() >= 60);
}

TEST_CASE("A family that is not known is read by its keys, and said to be so",
          "[import][hf_config]") {
  const json imported = imported_config(R"({
    "model_type": "brand_new", "hidden_size": 1024, "num_hidden_layers": 12,
    "num_attention_heads": 16, "num_key_value_heads": 4, "intermediate_size": 2816,
    "vocab_size": 32000, "attention_bias": true, "tie_word_embeddings": true,
    "hyper_streams": 4, "bos_token_id": 1, "rope_scaling": {"type": "linear", "factor": 2.0}})");
  CHECK(problems_of(imported) == std::vector<std::string>{"import_unknown_family"});
  CHECK(imported["facts"]["unknown"] == json({"hyper_streams"}));
  CHECK(is_one_of(imported["facts"]["ignored"], "bos_token_id"));
  std::set<std::string> assumed;
  for (const json& note : imported["facts"]["assumed"]) assumed.insert(note["fact"]);
  for (const char* fact : {"gated_mlp", "norm", "norms_per_layer", "qk_norm"}) {
    CHECK(assumed.count(fact) == 1);
  }
  const json& arch = imported["config"]["arch"];
  CHECK(arch["head_dim"] == 64);
  CHECK(arch["attention_bias"] == json({"q", "k", "v"}));
  // 32000·1024 + 12 (2·1024² + 2·1024·256 + 1024 + 2·256 + 3·1024·2816 + 2·1024) + 1024
  const int parameters =
      32000 * 1024 +
      12 * (2 * 1024 * 1024 + 2 * 1024 * 256 + 1024 + 2 * 256 + 3 * 1024 * 2816 + 2 * 1024) + 1024;
  CHECK(imported["facts"]["parameters"] == parameters);
}

TEST_CASE("What was understood, assumed and left out is listed", "[import][hf_config]") {
  const json imported = imported_config(R"({"model_type": "gpt2", "n_embd": 768, "n_layer": 12,
    "n_head": 12, "n_positions": 1024, "vocab_size": 50257, "resid_pdrop": 0.1})");
  const auto has = [](const json& notes, const json& wanted) {
    return std::any_of(notes.begin(), notes.end(), [&](const json& note) {
      for (const auto& [key, value] : wanted.items()) {
        if (note.value(key, "") != value) return false;
      }
      return true;
    });
  };
  const json& facts = imported["facts"];
  CHECK(has(facts["understood"], {{"key", "n_embd"}, {"fact", "hidden_size"}, {"value", "768"}}));
  CHECK(has(facts["assumed"], {{"fact", "attention_bias"}, {"value", "q,k,v,o"}}));
  CHECK(has(facts["assumed"], {{"fact", "intermediate_size"}, {"value", "3072"}}));
  CHECK(facts["ignored"] == json({"resid_pdrop"}));
  const json chinese = json::parse(
      vram::api::import_hf_config(R"({"model_type": "gpt2", "n_embd": 768})", R"({"lang": "zh"})"));
  CHECK(chinese["problems"][0]["reason"].get<std::string>().find("缺少") != std::string::npos);
}

TEST_CASE("Quantised repositories say their format", "[import][hf_config]") {
  const auto format_with = [](const char* quantisation) {
    json config = fixtures()[0]["config"];
    config["quantization_config"] = json::parse(quantisation);
    return imported_config(config.dump())["config"]["weights"].get<std::string>();
  };
  CHECK(format_with(R"({"quant_method": "gptq", "bits": 4, "group_size": 128})") == "gptq_int4");
  CHECK(format_with(R"({"quant_method": "gptq", "bits": 4, "group_size": 32})") == "gptq_int4_g32");
  CHECK(format_with(R"({"quant_method": "awq", "bits": 4, "group_size": 64})") == "awq_int4_g64");
  CHECK(format_with(R"({"quant_method": "compressed-tensors", "config_groups": {"group_0":
          {"weights": {"type": "int", "num_bits": 4, "group_size": 128, "symmetric": true}}}})") ==
        "w4a16");
  CHECK(format_with(R"({"quant_method": "gptq", "bits": 8})") == "gptq_int8");
  CHECK(format_with(R"({"quant_method": "awq", "bits": 4, "version": "gemm"})") == "awq_int4");
  CHECK(format_with(R"({"quant_method": "bitsandbytes", "load_in_4bit": true,
                        "bnb_4bit_quant_type": "nf4"})") == "nf4");
  CHECK(format_with(R"({"quant_method": "bitsandbytes", "load_in_4bit": true,
                        "bnb_4bit_use_double_quant": true})") == "nf4_dq");
  CHECK(format_with(R"({"quant_method": "bitsandbytes", "load_in_8bit": true})") == "int8");
  CHECK(format_with(R"({"quant_method": "fp8", "weight_block_size": [128, 128]})") == "fp8_block");
  CHECK(format_with(R"({"quant_method": "fp8", "activation_scheme": "static"})") == "fp8");
  CHECK(format_with(R"({"quant_method": "mxfp4"})") == "mxfp4");
  CHECK(format_with(R"({"quant_method": "modelopt", "quant_algo": "NVFP4"})") == "nvfp4");
  CHECK(format_with(R"({"quant_method": "compressed-tensors", "format": "float-quantized",
    "config_groups": {"group_0": {"weights": {"num_bits": 8, "type": "float",
    "strategy": "channel"}}}})") == "fp8");
  json mlx = fixtures()[0]["config"];
  mlx["quantization"] = {{"group_size", 64}, {"bits", 4}};
  CHECK(imported_config(mlx.dump())["config"]["weights"] == "mlx_int4");
  json unknown = fixtures()[0]["config"];
  unknown["quantization_config"] = {{"quant_method", "squeeze9000"}};
  CHECK(problems_of(imported_config(unknown.dump())) ==
        std::vector<std::string>{"import_unknown_storage"});
}

TEST_CASE("Python's infinities do not break a config", "[import][hf_config]") {
  const json imported = imported_config(R"({"model_type": "llama", "hidden_size": 4096,
    "num_hidden_layers": 32, "num_attention_heads": 32, "vocab_size": 32000,
    "intermediate_size": 11008, "limit": [0.0, Infinity], "low": -Infinity, "none": NaN,
    "text": "Infinity"})");
  CHECK(imported["config"]["model"] == "llama-7b");
}

TEST_CASE("What no configuration can describe is refused with its key", "[import][hf_config]") {
  const json pruned = imported_config(R"({"model_type": "nemotron-nas", "hidden_size": 8192,
    "num_hidden_layers": 80, "num_attention_heads": 64, "vocab_size": 128256,
    "block_configs": [{"attention": {"n_heads_in_group": 8}}, {"attention": {"no_op": true}}]})");
  CHECK(is_refused(pruned));
  CHECK(pruned["problems"][0]["key"] == "block_configs");
  const json bert = imported_config(R"({"model_type": "bert", "vocab_size": 30522})");
  CHECK(is_refused(bert));
  CHECK(problems_of(bert) == std::vector<std::string>{"import_no_decoder"});
  const json none = imported_config(R"({"name": "a package", "version": "1.0"})");
  CHECK(is_refused(none));
  CHECK(none["problems"][0]["key"] == "num_hidden_layers");
}
