// Safetensors: exact sizes from headers, architectures from names and shapes.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>

#include "tests/support/imports.h"
#include "tests/support/safetensors_writer.h"

using namespace vram::testing;
using nlohmann::json;

namespace {

/// The tensors of Qwen2.5-0.5B as Hugging Face names them: 24 layers of width 896, 14 heads and 2
/// KV heads of 64, MLP 4864, tied vocabulary 151936.
void add_qwen25_layer(SafetensorsWriter& file, int layer) {
  const std::string block = "model.layers." + std::to_string(layer) + '.';
  file.bf16(block + "input_layernorm.weight", {896});
  file.bf16(block + "mlp.down_proj.weight", {896, 4864});
  file.bf16(block + "mlp.gate_proj.weight", {4864, 896});
  file.bf16(block + "mlp.up_proj.weight", {4864, 896});
  file.bf16(block + "post_attention_layernorm.weight", {896});
  file.bf16(block + "self_attn.k_proj.bias", {128});
  file.bf16(block + "self_attn.k_proj.weight", {128, 896});
  file.bf16(block + "self_attn.o_proj.weight", {896, 896});
  file.bf16(block + "self_attn.q_proj.bias", {896});
  file.bf16(block + "self_attn.q_proj.weight", {896, 896});
  file.bf16(block + "self_attn.v_proj.bias", {128});
  file.bf16(block + "self_attn.v_proj.weight", {128, 896});
}

std::string header_of_layers(int first, int end, bool has_ends) {
  SafetensorsWriter file;
  if (has_ends) file.bf16("model.embed_tokens.weight", {151936, 896});
  for (int layer = first; layer < end; ++layer) add_qwen25_layer(file, layer);
  if (has_ends) file.bf16("model.norm.weight", {896});
  return file.bytes();
}

}  // namespace

TEST_CASE("A header gives the model, its parameters and its bytes", "[import][safetensors]") {
  const json imported = imported_safetensors({header_of_layers(0, 24, true)});
  CHECK(imported["problems"].empty());
  // Qwen/Qwen2.5-0.5B: 494,032,768 parameters (safetensors total), in bfloat16 988,065,536 bytes.
  CHECK(imported["facts"]["parameters"] == 494032768);
  CHECK(imported["facts"]["weights_bytes"] == 988065536);
  CHECK(imported["facts"]["types"] ==
        json::array(
            {{{"type", "BF16"}, {"tensors", 290}, {"elements", 494032768}, {"bytes", 988065536}}}));
  CHECK(imported["config"] ==
        json{{"model", "qwen2.5-0.5b"}, {"weights", "bf16"}, {"weights_bytes", 988065536}});
  CHECK(loaded_bytes(estimated(imported["config"])) == 988065536);
}

TEST_CASE("Shards are read together, in any order", "[import][safetensors]") {
  const std::string index =
      R"({"metadata":{"total_size":988065536},"weight_map":{)"
      R"("model.embed_tokens.weight":"model-00001-of-00002.safetensors",)"
      R"("model.layers.0.mlp.up_proj.weight":"model-00001-of-00002.safetensors",)"
      R"("model.layers.23.mlp.up_proj.weight":"model-00002-of-00002.safetensors"}})";
  const std::string first = header_of_layers(0, 10, true);
  const std::string second = header_of_layers(10, 24, false);
  const json whole = imported_safetensors({first, second});
  CHECK(whole["facts"]["weights_bytes"] == 988065536);
  CHECK(whole["config"]["model"] == "qwen2.5-0.5b");
  CHECK(imported_safetensors({second, index, first})["config"] == whole["config"]);

  // One of two: said, and nothing applied.
  const json half = imported_safetensors({index, first});
  CHECK(problems_of(half) == std::vector<std::string>{"import_missing_parts"});
  CHECK(half["config"].is_null());
  CHECK(half["facts"]["parts"] ==
        json({"model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"}));
  CHECK(imported_safetensors({second})["config"].is_null());
}

TEST_CASE("An index alone is enough for a model that is known", "[import][safetensors]") {
  json index{{"metadata", {{"total_size", 988065536}}}, {"weight_map", json::object()}};
  for (int layer = 0; layer < 24; ++layer) {
    index["weight_map"]["model.layers." + std::to_string(layer) + ".mlp.up_proj.weight"] =
        "model.safetensors";
  }
  const json imported = imported_safetensors({index.dump()});
  CHECK(imported["problems"].empty());
  CHECK(imported["facts"]["kind"] == "safetensors_index");
  CHECK(imported["config"]["model"] == "qwen2.5-0.5b");
  CHECK(imported["config"]["weights_bytes"] == 988065536);

  index["metadata"]["total_size"] = 988065537;
  const json unknown = imported_safetensors({index.dump()});
  CHECK(is_refused(unknown));
  CHECK(problems_of(unknown) == std::vector<std::string>{"import_missing_parts"});
}

TEST_CASE("Heads of an unknown model follow from the norms of queries", "[import][safetensors]") {
  SafetensorsWriter file;
  file.bf16("model.embed_tokens.weight", {1000, 128});
  file.bf16("lm_head.weight", {1000, 128});
  file.bf16("model.norm.weight", {128});
  for (const char* layer : {"0", "1", "2"}) {
    const std::string block = std::string("model.layers.") + layer + '.';
    file.bf16(block + "input_layernorm.weight", {128});
    file.bf16(block + "post_attention_layernorm.weight", {128});
    file.bf16(block + "self_attn.q_proj.weight", {256, 128});
    file.bf16(block + "self_attn.k_proj.weight", {64, 128});
    file.bf16(block + "self_attn.v_proj.weight", {64, 128});
    file.bf16(block + "self_attn.o_proj.weight", {128, 256});
    file.bf16(block + "self_attn.q_norm.weight", {32});
    file.bf16(block + "self_attn.k_norm.weight", {32});
    file.bf16(block + "mlp.gate_up_proj.weight", {600, 128});  // fused
    file.bf16(block + "mlp.down_proj.weight", {128, 300});
  }
  const json imported = imported_safetensors({file.bytes()});
  CHECK(imported["problems"].empty());
  const json& arch = imported["config"]["arch"];
  CHECK(arch["num_attention_heads"] == 8);
  CHECK(arch["num_key_value_heads"] == 2);
  CHECK(arch["head_dim"] == 32);
  CHECK(arch["qk_norm"] == "head_dim");
  CHECK(arch["intermediate_size"] == 300);
  const json result = estimated(imported["config"]);
  CHECK(result["parameters"]["total"] == imported["facts"]["parameters"]);
  CHECK(loaded_bytes(result) == static_cast<double>(file.data_bytes()));
}

TEST_CASE("Latent attention is solved from its projections", "[import][safetensors]") {
  // 4 heads of 24 + 8, values of 16, ranks 48 and 40: q_b 4·32, kv_b 4·(24 + 16), o 4·16.
  SafetensorsWriter file;
  file.bf16("model.embed_tokens.weight", {1000, 128});
  file.bf16("lm_head.weight", {1000, 128});
  file.bf16("model.norm.weight", {128});
  file.bf16("model.layers.0.input_layernorm.weight", {128});
  file.bf16("model.layers.0.post_attention_layernorm.weight", {128});
  file.bf16("model.layers.0.self_attn.q_a_proj.weight", {48, 128});
  file.bf16("model.layers.0.self_attn.q_a_layernorm.weight", {48});
  file.bf16("model.layers.0.self_attn.q_b_proj.weight", {128, 48});
  file.bf16("model.layers.0.self_attn.kv_a_proj_with_mqa.weight", {48, 128});
  file.bf16("model.layers.0.self_attn.kv_a_layernorm.weight", {40});
  file.bf16("model.layers.0.self_attn.kv_b_proj.weight", {160, 40});
  file.bf16("model.layers.0.self_attn.o_proj.weight", {128, 64});
  file.bf16("model.layers.0.mlp.gate.weight", {6, 128});
  file.tensor("model.layers.0.mlp.gate.e_score_correction_bias", "F32", {6}, 32);
  for (int expert = 0; expert < 6; ++expert) {
    const std::string name = "model.layers.0.mlp.experts." + std::to_string(expert) + '.';
    file.bf16(name + "gate_proj.weight", {56, 128});
    file.bf16(name + "up_proj.weight", {56, 128});
    file.bf16(name + "down_proj.weight", {128, 56});
  }
  const json imported = imported_safetensors({file.bytes()});
  CHECK(imported["problems"].empty());
  const json& arch = imported["config"]["arch"];
  CHECK(arch["num_attention_heads"] == 4);
  CHECK(arch["q_lora_rank"] == 48);
  CHECK(arch["kv_lora_rank"] == 40);
  CHECK(arch["qk_nope_head_dim"] == 24);
  CHECK(arch["qk_rope_head_dim"] == 8);
  CHECK(arch["v_head_dim"] == 16);
  CHECK(arch["num_experts"] == 6);
  CHECK(arch["moe_intermediate_size"] == 56);
  CHECK(arch["router_bias"] == true);
  const json result = estimated(imported["config"]);
  CHECK(result["parameters"]["total"] == imported["facts"]["parameters"]);
  CHECK(loaded_bytes(result) == static_cast<double>(file.data_bytes()));
}

TEST_CASE("What quantisers store beside a matrix is memory, but no parameters",
          "[import][safetensors]") {
  // A matrix of 256 rows and 512 columns as each quantiser stores it; 256·512 numbers in all cases.
  const auto numbers_in = [](auto&& add) {
    SafetensorsWriter file;
    add(file);
    const json imported = imported_safetensors({file.bytes()});
    CHECK(imported["facts"]["weights_bytes"] == file.data_bytes());
    return imported["facts"]["parameters"].get<double>();
  };
  const double numbers = 256.0 * 512;
  const std::string name = "model.layers.0.mlp.up_proj.";
  // GPTQ packs eight inputs into a word; zeros are packed along the outputs.
  CHECK(numbers_in([&](SafetensorsWriter& file) {
          file.tensor(name + "qweight", "I32", {512 / 8, 256}, 32);
          file.tensor(name + "qzeros", "I32", {4, 256 / 8}, 32);
          file.tensor(name + "scales", "F16", {4, 256}, 16);
          file.tensor(name + "g_idx", "I32", {512}, 32);
        }) == numbers);
  // The same with 8 bits: four to a word.
  CHECK(numbers_in([&](SafetensorsWriter& file) {
          file.tensor(name + "qweight", "I32", {512 / 4, 256}, 32);
          file.tensor(name + "qzeros", "I32", {4, 256 / 4}, 32);
          file.tensor(name + "scales", "F16", {4, 256}, 16);
          file.tensor(name + "g_idx", "I32", {512}, 32);
        }) == numbers);
  // AWQ packs eight outputs into a word.
  CHECK(numbers_in([&](SafetensorsWriter& file) {
          file.tensor(name + "qweight", "I32", {512, 256 / 8}, 32);
          file.tensor(name + "qzeros", "I32", {4, 256 / 8}, 32);
          file.tensor(name + "scales", "F16", {4, 256}, 16);
        }) == numbers);
  // bitsandbytes NF4: two to a byte, flattened.
  CHECK(numbers_in([&](SafetensorsWriter& file) {
          file.tensor(name + "weight", "U8", {256 * 512 / 2, 1}, 8);
          file.tensor(name + "weight.absmax", "U8", {2048}, 8);
          file.tensor(name + "weight.quant_map", "F32", {16}, 32);
          file.tensor(name + "weight.nested_absmax", "F32", {8}, 32);
          file.tensor(name + "weight.quant_state.bitsandbytes__nf4", "U8", {90}, 8);
        }) == numbers);
  // MLX: words of eight 4-bit numbers, a scale and a bias for each group of 64.
  CHECK(numbers_in([&](SafetensorsWriter& file) {
          file.tensor(name + "weight", "U32", {256, 512 / 8}, 32);
          file.tensor(name + "scales", "BF16", {256, 512 / 64}, 16);
          file.tensor(name + "biases", "BF16", {256, 512 / 64}, 16);
        }) == numbers);
  // FP8 with a scale for each block of 128 by 128.
  CHECK(numbers_in([&](SafetensorsWriter& file) {
          file.tensor(name + "weight", "F8_E4M3", {256, 512}, 8);
          file.tensor(name + "weight_scale_inv", "F32", {2, 4}, 32);
        }) == numbers);
  // NVFP4: two to a byte, an FP8 scale for each 16, two float32 scales.
  CHECK(numbers_in([&](SafetensorsWriter& file) {
          file.tensor(name + "weight", "U8", {256, 512 / 2}, 8);
          file.tensor(name + "weight_scale", "F8_E4M3", {256, 512 / 16}, 8);
          file.tensor(name + "weight_scale_2", "F32", {}, 32);
          file.tensor(name + "input_scale", "F32", {}, 32);
        }) == numbers);
  // gpt-oss: blocks of 16 bytes with 32 numbers, a scale for each.
  CHECK(numbers_in([&](SafetensorsWriter& file) {
          file.tensor("model.layers.0.mlp.experts.down_proj_blocks", "U8", {4, 64, 16, 16}, 8);
          file.tensor("model.layers.0.mlp.experts.down_proj_scales", "U8", {4, 64, 16}, 8);
        }) == 4.0 * 64 * 16 * 32);
  // GPT-2's mask and rotary tables are no parameters either.
  CHECK(numbers_in([&](SafetensorsWriter& file) {
          file.tensor("h.0.attn.bias", "F32", {1, 1, 1024, 1024}, 32);
          file.tensor("model.layers.0.self_attn.rotary_emb.inv_freq", "F32", {64}, 32);
          file.bf16("h.0.attn.c_attn.weight", {256, 512});
        }) == numbers);
}

TEST_CASE("Every type of safetensors has its width", "[import][safetensors]") {
  // bitsize() of the safetensors library, times 16 elements.
  const struct {
    const char* name;
    std::uint64_t bits;
  } types[] = {{"BOOL", 8},    {"F4", 4},          {"F6_E2M3", 6},     {"F6_E3M2", 6},
               {"U8", 8},      {"I8", 8},          {"F8_E5M2", 8},     {"F8_E4M3", 8},
               {"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8}, {"I16", 16},
               {"U16", 16},    {"F16", 16},        {"BF16", 16},       {"I32", 32},
               {"U32", 32},    {"F32", 32},        {"C64", 64},        {"F64", 64},
               {"I64", 64},    {"U64", 64}};
  SafetensorsWriter file;
  std::uint64_t bytes = 0;
  for (const auto& type : types) {
    file.tensor(std::string("x.") + type.name, type.name, {4, 4}, type.bits);
    bytes += 2 * type.bits;
  }
  const json facts = imported_safetensors({file.bytes()})["facts"];
  CHECK(facts["weights_bytes"] == bytes);
  CHECK(facts["types"].size() == std::size(types));
}

TEST_CASE("An encoder's tensors are counted apart", "[import][safetensors]") {
  SafetensorsWriter file;
  file.bf16("language_model.model.embed_tokens.weight", {1000, 64});
  file.bf16("language_model.model.norm.weight", {64});
  file.bf16("language_model.model.layers.0.input_layernorm.weight", {64});
  file.bf16("language_model.model.layers.0.post_attention_layernorm.weight", {64});
  file.bf16("language_model.model.layers.0.self_attn.q_proj.weight", {64, 64});
  file.bf16("language_model.model.layers.0.self_attn.k_proj.weight", {64, 64});
  file.bf16("language_model.model.layers.0.self_attn.v_proj.weight", {64, 64});
  file.bf16("language_model.model.layers.0.self_attn.o_proj.weight", {64, 64});
  file.bf16("language_model.model.layers.0.mlp.up_proj.weight", {96, 64});
  file.bf16("language_model.model.layers.0.mlp.gate_proj.weight", {96, 64});
  file.bf16("language_model.model.layers.0.mlp.down_proj.weight", {64, 96});
  file.bf16("vision_tower.vision_model.encoder.layers.0.self_attn.q_proj.weight", {32, 32});
  file.bf16("multi_modal_projector.linear_1.weight", {64, 32});
  const json imported = imported_safetensors({file.bytes()});
  CHECK(imported["config"]["arch"]["vision_parameters"] == 32 * 32 + 64 * 32);
  const json result = estimated(imported["config"]);
  CHECK(loaded_bytes(result) == static_cast<double>(file.data_bytes()));
  CHECK(result["parameters"]["total"] == file.data_bytes() / 2);
}
