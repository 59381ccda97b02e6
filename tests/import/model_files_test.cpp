// Files as people drop them: of any kind, in any order, several together.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>

#include "tests/support/gguf_writer.h"
#include "tests/support/imports.h"
#include "tests/support/safetensors_writer.h"

using namespace vram::testing;
using nlohmann::json;

namespace {

json imported_files(const std::vector<std::string>& parts) {
  return json::parse(vram::api::import_model_files(joined(parts), parts_options(parts)));
}

/// A made-up model, so that no preset can stand in for it: width 64, 2 layers of 4 heads and 2 KV
/// heads of 16, MLP 160, vocabulary 100, tied.
const std::string kConfig = R"({"rope":{"theta":1e4}, "model_type": "llama", "hidden_size": 64,
  "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16,
  "intermediate_size": 160, "vocab_size": 100, "tie_word_embeddings": true,
  "max_position_embeddings": 2048, "torch_dtype": "bfloat16"})";

// 100·64 + 2 (2·64·64 + 2·64·32 + 3·64·160 + 2·64) + 64
constexpr int kParameters = 6400 + 2 * (8192 + 4096 + 30720 + 128) + 64;

std::string index_of(int bytes) {
  return json{{"metadata", {{"total_size", bytes}}},
              {"weight_map",
               {{"model.embed_tokens.weight", "model-00001-of-00002.safetensors"},
                {"model.norm.weight", "model-00002-of-00002.safetensors"}}}}
      .dump();
}

}  // namespace

TEST_CASE("Each kind of file is known by its first bytes", "[import][files]") {
  CHECK(imported_files({kConfig})["facts"]["kind"] == "hf_config");
  CHECK(imported_files({kConfig})["facts"]["parameters"] == kParameters);
  CHECK(imported_files({index_of(1000)})["facts"]["kind"] == "safetensors_index");
  const std::string header =
      with_length(R"({"a.weight":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})");
  CHECK(imported_files({header})["facts"]["kind"] == "safetensors");
  GgufWriter gguf;
  gguf.text("general.architecture", "llama");
  CHECK(imported_files({gguf.bytes()})["facts"]["kind"] == "gguf");
  // A header of 123 bytes begins like JSON, with the brace's own code.
  const std::string padded = R"({"__metadata__":{"x":")" + std::string(98, 'y') + R"("}})";
  REQUIRE(padded.size() == '{');
  CHECK(imported_files({with_length(padded)})["facts"]["kind"] == "safetensors");
  CHECK(problems_of(imported_files({"[1]"})) == std::vector<std::string>{"json_not_an_object"});
  CHECK(is_refused(imported_files({"nonsense of some length"})));
}

TEST_CASE("config.json beside an index gives the architecture and the exact size",
          "[import][files]") {
  const int bytes = 2 * kParameters;
  for (const auto& parts : {std::vector<std::string>{kConfig, index_of(bytes)},
                            std::vector<std::string>{index_of(bytes), kConfig}}) {
    const json imported = imported_files(parts);
    CHECK(imported["problems"].empty());
    CHECK(imported["config"]["weights_bytes"] == bytes);
    CHECK(imported["facts"]["weights_bytes"] == bytes);
    CHECK(imported["facts"]["parameters"] == kParameters);
    const json result = estimated(imported["config"]);
    CHECK(loaded_bytes(result) == bytes);
    CHECK(result["parameters"]["total"] == kParameters);
  }
}

TEST_CASE("Of several files the one that is too short is named", "[import][files]") {
  const std::string header =
      with_length(R"({"model.norm.weight":{"dtype":"BF16","shape":[64],"data_offsets":[0,128]}})");
  const json cut = imported_files({kConfig, header, header.substr(0, 20)});
  CHECK(cut["needing_part"] == 2);
  CHECK(cut["needs_bytes"] == header.size());
  // config.json is read whole: of a slice, the whole file is asked for.
  const json options{{"lengths", {100}}, {"file_bytes", {kConfig.size()}}};
  const json whole =
      json::parse(vram::api::import_model_files(kConfig.substr(0, 100), options.dump()));
  CHECK(whole["needs_bytes"] == kConfig.size());
  CHECK(is_refused(whole));
}

TEST_CASE("A config.json beside parts of another model or of none is refused or said",
          "[import][files]") {
  const json half = imported_files(
      {kConfig,
       with_length(
           R"({"model.norm.weight":{"dtype":"BF16","shape":[64],"data_offsets":[0,128]}})")});
  CHECK(problems_of(half).front() == "import_missing_parts");
  CHECK_FALSE(half["config"].contains("weights_bytes"));
  const json broken = imported_files({kConfig, with_length("{]")});
  CHECK(is_refused(broken));
}
