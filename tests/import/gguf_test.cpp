// GGUF: sizes to the byte for every type, and architectures from keys and tensors.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>

#include "tests/support/gguf_writer.h"
#include "tests/support/imports.h"

using namespace vram::testing;
using nlohmann::json;

namespace {

constexpr std::uint32_t kF32 = 0;
constexpr std::uint32_t kF16 = 1;
constexpr std::uint32_t kQ8_0 = 8;
constexpr std::uint32_t kBf16 = 30;

/// Adds a tensor in one of the types above.
void add(GgufWriter& file, const std::string& name, const std::vector<std::uint64_t>& dimensions,
         std::uint32_t type) {
  std::uint64_t elements = 1;
  for (const std::uint64_t dimension : dimensions) elements *= dimension;
  const std::uint64_t bytes = type == kF32    ? 4 * elements
                              : type == kQ8_0 ? elements / 32 * 34
                                              : 2 * elements;
  file.tensor(name, dimensions, type, bytes);
}

struct Shape {
  std::uint64_t width, layers, heads, kv_heads, head_dim, mlp, vocabulary;
};

/// Keys and attention of a Llama-like file.
void add_base(GgufWriter& file, const std::string& architecture, const Shape& shape,
              std::uint32_t matrices) {
  const auto key = [&](const char* name) { return architecture + '.' + name; };
  file.text("general.architecture", architecture);
  file.number(key("block_count"), static_cast<std::uint32_t>(shape.layers));
  file.number(key("context_length"), 4096);
  file.number(key("embedding_length"), static_cast<std::uint32_t>(shape.width));
  file.number(key("feed_forward_length"), static_cast<std::uint32_t>(shape.mlp));
  file.number(key("attention.head_count"), static_cast<std::uint32_t>(shape.heads));
  file.number(key("attention.head_count_kv"), static_cast<std::uint32_t>(shape.kv_heads));
  add(file, "token_embd.weight", {shape.width, shape.vocabulary}, matrices);
  for (std::uint64_t layer = 0; layer < shape.layers; ++layer) {
    const std::string block = "blk." + std::to_string(layer) + '.';
    add(file, block + "attn_norm.weight", {shape.width}, kF32);
    add(file, block + "attn_q.weight", {shape.width, shape.heads * shape.head_dim}, matrices);
    add(file, block + "attn_k.weight", {shape.width, shape.kv_heads * shape.head_dim}, matrices);
    add(file, block + "attn_v.weight", {shape.width, shape.kv_heads * shape.head_dim}, matrices);
    add(file, block + "attn_output.weight", {shape.heads * shape.head_dim, shape.width}, matrices);
    add(file, block + "ffn_norm.weight", {shape.width}, kF32);
  }
  add(file, "output_norm.weight", {shape.width}, kF32);
}

void add_dense_mlp(GgufWriter& file, const Shape& shape, std::uint32_t matrices) {
  for (std::uint64_t layer = 0; layer < shape.layers; ++layer) {
    const std::string block = "blk." + std::to_string(layer) + '.';
    add(file, block + "ffn_gate.weight", {shape.width, shape.mlp}, matrices);
    add(file, block + "ffn_up.weight", {shape.width, shape.mlp}, matrices);
    add(file, block + "ffn_down.weight", {shape.mlp, shape.width}, matrices);
  }
}

constexpr Shape kLlama31{4096, 32, 32, 8, 128, 14336, 128256};

GgufWriter llama_31_8b(std::uint32_t matrices) {
  GgufWriter file;
  file.text("general.name", "Meta Llama 3.1 8B Instruct");
  file.number("general.file_type", 7);
  add(file, "rope_freqs.weight", {64}, kF32);
  add_base(file, "llama", kLlama31, matrices);
  add_dense_mlp(file, kLlama31, matrices);
  add(file, "output.weight", {kLlama31.width, kLlama31.vocabulary}, matrices);
  return file;
}

/// A configuration's arch without facts that no test is about.
json arch_of(const json& imported) { return imported["config"].value("arch", json::object()); }

}  // namespace

TEST_CASE("A file's size and parameters come out as published", "[import][gguf]") {
  // bartowski/Meta-Llama-3.1-8B-Instruct-GGUF Q8_0: 292 tensors, 8,532,934,912 bytes of them
  // (gpustack/gpustack @47277d79 tests/fixtures/estimates/…Q8_0/remote/brief, modelSize), with the
  // 64 computed rope factors that are no parameters: 8,030,261,248 are.
  const json imported = imported_gguf({llama_31_8b(kQ8_0).bytes()});
  CHECK(imported["problems"].empty());
  CHECK(imported["facts"]["weights_bytes"] == 8532934912);
  CHECK(imported["facts"]["parameters"] == 8030261248);
  CHECK(imported["facts"]["tensors"] == 292);
  CHECK(imported["config"]["model"] == "llama-3.1-8b");
  CHECK(imported["config"]["weights"] == "q8_0");
  CHECK(arch_of(imported) == json{{"max_position_embeddings", 4096}});

  json config = imported["config"];
  config["context"] = 1024;
  const json result = estimated(config);
  CHECK(loaded_bytes(result) == 8532934912);
  CHECK(result["parameters"]["total"] == 8030261248);
  CHECK(result["components"][0]["source"].get<std::string>().find("file") != std::string::npos);
}

TEST_CASE("The exact size travels in the link and is split with the model", "[import][gguf]") {
  const json imported = imported_gguf({llama_31_8b(kQ8_0).bytes()});
  const std::string link = vram::api::to_query(imported["config"].dump());
  CHECK(link.find("weights_bytes=8532934912") != std::string::npos);
  CHECK(loaded_bytes(json::parse(vram::api::estimate_link(link))) == 8532934912);
  // Over two GPUs each holds its half of everything but the norms, which both hold: 65 of 4096
  // elements of 4 bytes. The file is 256 bytes larger than the format (the rope factors), shared
  // out in proportion.
  const json result = json::parse(vram::api::estimate_link(link + "&gpu_count=2&tp=2"));
  const double norms = 65.0 * 4096 * 4;
  const double format = 8532934912.0 - 256;
  const double half = (format - norms) / 2 + norms;
  CHECK(loaded_bytes(result) == std::ceil(8532934912.0 * half / format));
}

TEST_CASE("Every type of GGML has its size", "[import][gguf]") {
  // Blocks as ggml-common.h declares them: scales and minima first, then the quantised values.
  const struct {
    std::uint32_t number;
    const char* name;
    std::uint64_t elements, bytes;
  } types[] = {
      {0, "F32", 1, 4},
      {1, "F16", 1, 2},
      {2, "Q4_0", 32, 2 + 16},
      {3, "Q4_1", 32, 2 + 2 + 16},
      {6, "Q5_0", 32, 2 + 4 + 16},
      {7, "Q5_1", 32, 2 + 2 + 4 + 16},
      {8, "Q8_0", 32, 2 + 32},
      {9, "Q8_1", 32, 4 + 4 + 32},
      {10, "Q2_K", 256, 16 + 64 + 2 + 2},
      {11, "Q3_K", 256, 32 + 64 + 12 + 2},
      {12, "Q4_K", 256, 2 + 2 + 12 + 128},
      {13, "Q5_K", 256, 2 + 2 + 12 + 32 + 128},
      {14, "Q6_K", 256, 128 + 64 + 16 + 2},
      {15, "Q8_K", 256, 4 + 256 + 2 * 16},
      {16, "IQ2_XXS", 256, 2 + 2 * 32},
      {17, "IQ2_XS", 256, 2 + 2 * 32 + 8},
      {18, "IQ3_XXS", 256, 2 + 64 + 32},
      {19, "IQ1_S", 256, 2 + 32 + 2 * 8},
      {20, "IQ4_NL", 32, 2 + 16},
      {21, "IQ3_S", 256, 2 + 64 + 8 + 32 + 4},
      {22, "IQ2_S", 256, 2 + 64 + 8 + 8},
      {23, "IQ4_XS", 256, 2 + 2 + 4 + 128},
      {24, "I8", 1, 1},
      {25, "I16", 1, 2},
      {26, "I32", 1, 4},
      {27, "I64", 1, 8},
      {28, "F64", 1, 8},
      {29, "IQ1_M", 256, 32 + 16 + 8},
      {30, "BF16", 1, 2},
      {34, "TQ1_0", 256, 48 + 4 + 2},
      {35, "TQ2_0", 256, 64 + 2},
      {39, "MXFP4", 32, 1 + 16},
      {40, "NVFP4", 64, 4 + 32},
      {41, "Q1_0", 128, 2 + 16},
      {42, "Q2_0", 64, 2 + 16},
  };
  GgufWriter file;
  file.text("general.architecture", "llama");
  std::uint64_t total = 0;
  for (const auto& type : types) {
    const std::uint64_t bytes = 3 * 5 * type.bytes;  // 5 rows of 3 blocks
    file.tensor(std::string("blk.0.") + type.name, {3 * type.elements, 5}, type.number, bytes);
    total += bytes;
  }
  const json facts = imported_gguf({file.bytes()})["facts"];
  CHECK(facts["weights_bytes"] == total);
  REQUIRE(facts["types"].size() == std::size(types));
  for (const auto& type : types) {
    CAPTURE(type.name);
    const auto row = std::find_if(facts["types"].begin(), facts["types"].end(),
                                  [&](const json& each) { return each["type"] == type.name; });
    REQUIRE(row != facts["types"].end());
    CHECK((*row)["bytes"] == 15 * type.bytes);
    CHECK((*row)["elements"] == 15 * type.elements);
  }
}

TEST_CASE("Tensors tell what keys do not: biases, norms, tied heads", "[import][gguf]") {
  // Qwen2-like: biases of q, k, v and no output matrix. 2 layers of width 64, 4 heads and 2 KV
  // heads of 16, MLP 160, vocabulary 100: 100·64 + 2 (64·64 + 2·64·32 + 64·64 + 64+32+32 + 3·64·160
  // + 2·64) + 64.
  const Shape shape{64, 2, 4, 2, 16, 160, 100};
  GgufWriter file;
  add_base(file, "qwen2", shape, kF16);
  add_dense_mlp(file, shape, kF16);
  for (const char* layer : {"0", "1"}) {
    const std::string block = std::string("blk.") + layer + '.';
    add(file, block + "attn_q.bias", {64}, kF32);
    add(file, block + "attn_k.bias", {32}, kF32);
    add(file, block + "attn_v.bias", {32}, kF32);
  }
  const json imported = imported_gguf({file.bytes()});
  CHECK(imported["problems"].empty());
  const json arch = arch_of(imported);
  CHECK(arch["attention_bias"] == json({"q", "k", "v"}));
  CHECK(arch["tie_word_embeddings"] == true);
  CHECK(arch["head_dim"] == 16);
  const int parameters =
      100 * 64 + 2 * (2 * 64 * 64 + 2 * 64 * 32 + 128 + 3 * 64 * 160 + 2 * 64) + 64;
  CHECK(imported["facts"]["parameters"] == parameters);
  CHECK(estimated(imported["config"])["parameters"]["total"] == parameters);
}

TEST_CASE("Experts, their router and layers without them are read from tensors", "[import][gguf]") {
  // One dense layer, then two with 4 experts of 48 and a shared one of 96, routed with a bias.
  const Shape shape{64, 3, 4, 4, 16, 160, 100};
  GgufWriter file;
  add_base(file, "deepseek", shape, kBf16);
  file.number("deepseek.expert_count", 4);
  file.number("deepseek.expert_used_count", 2);
  add(file, "blk.0.ffn_gate.weight", {64, 160}, kBf16);
  add(file, "blk.0.ffn_up.weight", {64, 160}, kBf16);
  add(file, "blk.0.ffn_down.weight", {160, 64}, kBf16);
  for (const char* layer : {"1", "2"}) {
    const std::string block = std::string("blk.") + layer + '.';
    add(file, block + "ffn_gate_inp.weight", {64, 4}, kF32);
    add(file, block + "exp_probs_b.bias", {4}, kF32);
    add(file, block + "ffn_gate_exps.weight", {64, 48, 4}, kBf16);
    add(file, block + "ffn_up_exps.weight", {64, 48, 4}, kBf16);
    add(file, block + "ffn_down_exps.weight", {48, 64, 4}, kBf16);
    add(file, block + "ffn_gate_shexp.weight", {64, 96}, kBf16);
    add(file, block + "ffn_up_shexp.weight", {64, 96}, kBf16);
    add(file, block + "ffn_down_shexp.weight", {96, 64}, kBf16);
  }
  add(file, "output.weight", {64, 100}, kBf16);
  const json imported = imported_gguf({file.bytes()});
  CHECK(imported["problems"].empty());
  const json arch = arch_of(imported);
  CHECK(arch["moe_intermediate_size"] == 48);
  CHECK(arch["shared_expert_intermediate_size"] == 96);
  CHECK(arch["mlp_layer_types"] == "D2E");
  CHECK(arch["router_bias"] == true);
  const json result = estimated(imported["config"]);
  CHECK(result["parameters"]["total"] == imported["facts"]["parameters"]);
  CHECK(loaded_bytes(result) == imported["facts"]["weights_bytes"]);
}

TEST_CASE("A file says which layers look through a window, or its architecture does",
          "[import][gguf]") {
  const Shape shape{64, 6, 4, 2, 16, 160, 100};
  const auto imported_with = [&](const std::string& architecture, auto&& extra) {
    GgufWriter file;
    add_base(file, architecture, shape, kBf16);
    add_dense_mlp(file, shape, kBf16);
    extra(file);
    return imported_gguf({file.bytes()});
  };
  const json gemma = imported_with(
      "gemma3", [](GgufWriter& file) { file.number("gemma3.attention.sliding_window", 512); });
  CHECK(arch_of(gemma)["sliding_window"] == 512);
  CHECK(arch_of(gemma)["sliding_window_pattern"] == 6);
  const json listed = imported_with("mimo2", [](GgufWriter& file) {
    file.number("mimo2.attention.sliding_window", 128);
    file.flags("mimo2.attention.sliding_window_pattern", {false, true, true, true, true, false});
  });
  CHECK(arch_of(listed)["layer_types"] == "F4W");  // after the last run comes the first again
  // llama.cpp's code for Llama has no windows, whatever the file says.
  const json llama = imported_with(
      "llama", [](GgufWriter& file) { file.number("llama.attention.sliding_window", 4096); });
  CHECK_FALSE(arch_of(llama).contains("sliding_window"));
}

TEST_CASE("A Mamba has no attention and no MLP", "[import][gguf]") {
  // One layer of Mamba-1: width 64, inner 128, state 16, convolution 4, rank 4, tied vocabulary
  // 100.
  GgufWriter file;
  file.text("general.architecture", "mamba");
  file.number("mamba.block_count", 1);
  file.number("mamba.context_length", 4096);
  file.number("mamba.embedding_length", 64);
  file.number("mamba.feed_forward_length", 0);
  file.number("mamba.attention.head_count", 0);
  file.number("mamba.ssm.conv_kernel", 4);
  file.number("mamba.ssm.inner_size", 128);
  file.number("mamba.ssm.state_size", 16);
  file.number("mamba.ssm.time_step_rank", 4);
  add(file, "token_embd.weight", {64, 100}, kF16);
  add(file, "output_norm.weight", {64}, kF32);
  add(file, "blk.0.attn_norm.weight", {64}, kF32);
  add(file, "blk.0.ssm_in.weight", {64, 256}, kF16);
  add(file, "blk.0.ssm_conv1d.weight", {4, 128}, kF32);
  add(file, "blk.0.ssm_conv1d.bias", {128}, kF32);
  add(file, "blk.0.ssm_x.weight", {128, 36}, kF16);
  add(file, "blk.0.ssm_dt.weight", {4, 128}, kF16);
  add(file, "blk.0.ssm_dt.bias", {128}, kF32);
  add(file, "blk.0.ssm_a", {16, 128}, kF32);
  add(file, "blk.0.ssm_d", {128}, kF32);
  add(file, "blk.0.ssm_out.weight", {128, 64}, kF16);
  const json imported = imported_gguf({file.bytes()});
  CAPTURE(imported["problems"].dump());
  CHECK(imported["problems"].empty());
  CHECK(arch_of(imported)["layer_types"] == "M");
  CHECK(arch_of(imported)["mlp_layer_types"] == "N");
  const int parameters = 100 * 64 + 64 + 64 + 64 * 256 + 4 * 128 + 128 + 128 * 36 + 4 * 128 + 128 +
                         16 * 128 + 128 + 128 * 64;
  CHECK(imported["facts"]["parameters"] == parameters);
  CHECK(estimated(imported["config"])["parameters"]["total"] == parameters);
}

TEST_CASE("Layers that predict further tokens are told apart", "[import][gguf]") {
  // GLM-4.5's files count the predictor among their blocks and keep it in the last one.
  const Shape shape{64, 3, 4, 4, 16, 160, 100};
  GgufWriter file;
  add_base(file, "glm4moe", shape, kBf16);
  add_dense_mlp(file, shape, kBf16);
  file.number("glm4moe.nextn_predict_layers", 1);
  add(file, "blk.2.nextn.eh_proj.weight", {128, 64}, kBf16);
  add(file, "output.weight", {64, 100}, kBf16);
  const json imported = imported_gguf({file.bytes()});
  const json& facts = imported["facts"];
  // 16 more bytes than elements of two bytes each for the float32 norms.
  const int layer = 2 * (4 * 64 * 64 + 3 * 64 * 160) + 4 * 2 * 64;
  CHECK(facts["prediction_bytes"] == layer + 2 * 128 * 64);
  CHECK(facts["weights_bytes"] == 3 * layer + 2 * 128 * 64 + 2 * 2 * 64 * 100 + 4 * 64);
  CHECK(imported["config"]["weights_bytes"] ==
        facts["weights_bytes"].get<int>() - facts["prediction_bytes"].get<int>());
  CHECK(arch_of(imported)["num_hidden_layers"] == 2);
}

TEST_CASE("All parts of a split file make one model, and fewer say so", "[import][gguf]") {
  const Shape shape{64, 1, 4, 4, 16, 160, 100};
  GgufWriter first;
  add_base(first, "llama", shape, kBf16);
  first.number("split.count", 2);
  first.number("split.no", 0);
  GgufWriter second;
  second.number("split.count", 2);
  second.number("split.no", 1);
  add_dense_mlp(second, shape, kBf16);
  add(second, "output.weight", {64, 100}, kBf16);
  const json whole = imported_gguf({first.bytes(), second.bytes()});
  CHECK(whole["problems"].empty());
  const int bytes = 2 * (2 * 64 * 100 + 4 * 64 * 64 + 3 * 64 * 160) + 4 * 3 * 64;
  CHECK(whole["facts"]["weights_bytes"] == bytes);
  CHECK(whole["config"]["weights_bytes"] == bytes);
  CHECK(imported_gguf({second.bytes(), first.bytes()})["config"] == whole["config"]);

  const json half = imported_gguf({first.bytes()});
  CHECK(problems_of(half).front() == "import_missing_parts");
  CHECK_FALSE(half["config"].contains("weights_bytes"));
}
