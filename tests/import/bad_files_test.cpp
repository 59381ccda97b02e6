// Damaged, truncated, lying and hostile files: a clear message, nothing applied, no harm done.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>

#include "tests/support/gguf_writer.h"
#include "tests/support/imports.h"
#include "tests/support/safetensors_writer.h"

using namespace vram::testing;
using nlohmann::json;

namespace {

using Ids = std::vector<std::string>;

std::string repeated(const std::string& text, std::size_t count) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

/// One small tensor after a key.
GgufWriter small_gguf() {
  GgufWriter file;
  file.text("general.architecture", "llama");
  file.tensor("token_embd.weight", {32, 10}, 0, 1280);
  return file;
}

std::string safetensors_entry(const std::string& entry) {
  return with_length(R"({"a.weight":)" + entry + "}");
}

}  // namespace

TEST_CASE("Damaged JSON is named with its byte", "[import][bad]") {
  const json imported = imported_config(R"({"hidden_size": 4096,, "a": 1})");
  CHECK(is_refused(imported));
  CHECK(problems_of(imported) == Ids{"json_damaged"});
  CHECK(imported["problems"][0]["reason"] == "This is no valid JSON: it breaks at byte 22.");
  // White space between values is skipped in runs; places are counted with it.
  const auto reason = [](const std::string& text) {
    return imported_config(text)["problems"][0]["reason"].get<std::string>();
  };
  CHECK(reason("{   \"hidden_size\":  4096,   , \"a\": 1}").ends_with("at byte 29."));
  CHECK(reason("{\"a b\\\"  c\":   1   x}").ends_with("at byte 20."));
  CHECK(reason("{\"a\": 12   3}").ends_with("at byte 12."));
  CHECK(problems_of(imported_config("")) == Ids{"json_damaged"});
  CHECK(problems_of(imported_config("[1, 2]")) == Ids{"json_not_an_object"});
  CHECK(problems_of(imported_config("\"text\"")) == Ids{"json_not_an_object"});
  CHECK(problems_of(imported_config("{\"a\": \"\xFF\xFE\"}")) == Ids{"json_damaged"});
  CHECK(problems_of(imported_config(R"({"a": 1e999})")) == Ids{"json_damaged"});
}

TEST_CASE("JSON may be only so deep, so long and so wide", "[import][bad]") {
  const json deep = imported_config(R"({"a":)" + repeated("[", 1000000));
  CHECK(problems_of(deep) == Ids{"json_too_deep"});
  const json deep_object = imported_config(repeated(R"({"a":)", 100000));
  CHECK(problems_of(deep_object) == Ids{"json_too_deep"});
  CHECK(deep_object["problems"][0]["key"].get<std::string>().substr(0, 5) == "a.a.a");
  const json wide = imported_config("{\"a\":1" + repeated(",\"b\":2", 100000) + "}");
  CHECK(problems_of(wide).front() == "import_repeated");
  CHECK(problems_of(wide).back() == "too_many_problems");
  std::string many = R"({"__metadata__":{)";  // 2^19 keys are read at most
  for (int i = 0; i <= 1 << 19; ++i) many += '"' + std::to_string(i) + R"(":"",)";
  many.back() = '}';
  CHECK(problems_of(imported_safetensors({with_length(many + '}')})) == Ids{"json_too_large"});
  const json long_file = imported_config("{\"a\":\"" + repeated("x", 5000000) + "\"}");
  CHECK(problems_of(long_file) == Ids{"import_head_too_large"});
  const json long_text = imported_config("{\"a\":\"" + repeated("x", 3000000) + "\"}");
  CHECK(problems_of(long_text) == Ids{"json_long_text"});
  const json long_list = imported_config("{\"a\":[" + repeated("0,", 1000000) + "0]}");
  CHECK(problems_of(long_list) == Ids{"json_too_large"});
  const json long_nest = imported_config("{\"a\":[" + repeated("[0],", 500000) + "0]}");
  CHECK(problems_of(long_nest) == Ids{"json_too_large"});
  // Values are counted wherever they are, fractions apart, and digits.
  const auto metadata = [](const std::string& value) {
    return problems_of(imported_safetensors({with_length(R"({"__metadata__":)" + value + "}")}));
  };
  CHECK(metadata("[" + repeated("0,", 1 << 20) + "0]") == Ids{"json_too_large"});
  CHECK(metadata("[" + repeated("{},", 1 << 20) + "0]") == Ids{"json_too_large"});
  CHECK(metadata("[" + repeated("0.5,", 1 << 15) + "0.5]") == Ids{"json_too_large"});
  CHECK(metadata(repeated("1", 5000000)) == Ids{"json_long_number"});
  CHECK(metadata("0." + repeated("1", 63)) == Ids{"json_long_number"});
  CHECK(metadata("0." + repeated("1", 62)) ==
        Ids{"import_missing_parts"});  // read: a file of nothing
}

TEST_CASE("Long keys, deep places and long lists cost no more than they have bytes",
          "[import][bad]") {
  // Every value in a list or an object of its own would have the megabyte in its path.
  const std::string key(1 << 20, 'k');
  std::string members;
  for (int i = 0; i < 60000; ++i) members += '"' + std::to_string(i) + "\":1,";
  members.back() = '}';
  const std::string facts = R"({"model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2,
    "num_attention_heads": 4, "intermediate_size": 64, "vocab_size": 100,)";
  const json long_key = imported_config(facts + '"' + key + "\":{" + members + "}");
  CHECK(long_key["config"].is_object());
  CHECK(long_key["facts"]["unknown"].size() == 200);
  CHECK(long_key["facts"]["unknown"][0].get<std::string>().substr(0, 5) == "kkkkk");
  const json deep = imported_config(facts + "\"a\":" + repeated(R"({"a":)", 60) + "{" + members +
                                    repeated("}", 61));
  CHECK(deep["config"].is_object());
  CHECK(deep["facts"]["unknown"][0] == "a" + repeated(".a", 15));

  // Of a list with a member for each layer, as many are looked at as a file may have layers.
  const std::uint64_t members_in_list = 5000000;
  const auto list = [&](char flag) {
    std::string bytes("\x07\0\0\0", 4);
    for (int i = 0; i < 8; ++i) bytes += static_cast<char>(members_in_list >> 8 * i & 0xFF);
    return bytes + std::string(members_in_list, flag);
  };
  GgufWriter file = small_gguf();
  file.number("llama.block_count", 2);
  file.raw("llama.attention.head_count_kv", 9, list('\1'));
  file.raw("llama.attention.sliding_window_pattern", 9, list('\0'));
  CHECK(is_refused(imported_gguf({file.bytes()})));
  GgufWriter named;
  named.text("general.architecture", std::string(10000000, 'a'));
  CHECK(is_refused(imported_gguf({named.bytes()})));
}

TEST_CASE("A key given twice is said, and the last value counts", "[import][bad]") {
  const json imported = imported_config(R"({"model_type": "llama", "hidden_size": 1,
    "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32,
    "intermediate_size": 11008, "vocab_size": 32000, "max_position_embeddings": 2048})");
  CHECK(problems_of(imported) == Ids{"import_repeated"});
  CHECK(imported["problems"][0]["key"] == "hidden_size");
  CHECK(imported["config"]["model"] == "llama-7b");
}

TEST_CASE("Values of the wrong type or size are replaced and named", "[import][bad]") {
  const json imported = imported_config(R"({"model_type": "llama", "hidden_size": -1,
    "num_hidden_layers": 1e300, "num_attention_heads": true, "intermediate_size": [[1]],
    "vocab_size": 0.5, "num_key_value_heads": {"a": 1}, "head_dim": "wide"})");
  CHECK(imported["config"].is_object());
  const Ids ids = problems_of(imported);
  for (const char* id : {"below_minimum", "above_maximum", "not_a_number"}) {
    CAPTURE(id);
    CHECK(std::find(ids.begin(), ids.end(), id) != ids.end());
  }
  CHECK(estimated(imported["config"])["per_gpu_bytes"] > 0);
}

TEST_CASE("A head that is cut off says how much it needs, wherever it is cut", "[import][bad]") {
  GgufWriter writer = small_gguf();
  writer.texts("tokenizer.ggml.tokens", 50);
  const std::string whole = writer.bytes();
  CHECK(problems_of(imported_gguf({whole})).size() == 1);  // no model in it, but read
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const json cut = imported_gguf({whole.substr(0, length)});
    CAPTURE(length, cut.dump());
    CHECK(is_refused(cut));
    CHECK(problems_of(cut) == Ids{"import_needs_bytes"});
    CHECK(cut["needs_bytes"] > length);
  }
  const std::string header =
      with_length(R"({"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}})");
  for (std::size_t length = 0; length < header.size(); ++length) {
    const json cut = imported_safetensors({header.substr(0, length)});
    CAPTURE(length);
    CHECK(is_refused(cut));
    CHECK(cut["needs_bytes"] >= (length < 8 ? 65536 : header.size()));
  }
}

TEST_CASE("A file that ends too early is told from a head that goes on", "[import][bad]") {
  const std::string whole = small_gguf().bytes();
  const std::string cut = whole.substr(0, 60);
  const json ended = json::parse(vram::api::import_gguf(cut, R"({"file_bytes": 60})"));
  CHECK(problems_of(ended) == Ids{"import_file_ends"});
  CHECK_FALSE(ended.contains("needs_bytes"));
  const json goes_on = json::parse(vram::api::import_gguf(cut, R"({"file_bytes": 2000})"));
  CHECK(goes_on["needs_bytes"] == 2000);
  // The head is whole, the data is not: 32-byte aligned head and 1280 bytes of one tensor.
  const std::size_t head = (whole.size() + 31) / 32 * 32;
  const std::string options = json{{"file_bytes", head + 1279}}.dump();
  CHECK(problems_of(json::parse(vram::api::import_gguf(whole, options))).front() ==
        "import_file_ends");
}

TEST_CASE("GGUF heads that lie are refused", "[import][bad]") {
  const auto ids_of = [](const std::string& bytes) {
    const json imported = imported_gguf({bytes});
    CHECK(is_refused(imported));
    return problems_of(imported);
  };
  CHECK(ids_of("ggjt" + std::string(60, '\0')) == Ids{"gguf_magic"});
  CHECK(ids_of(small_gguf().bytes(std::uint64_t{1} << 63U, 1)) == Ids{"import_count"});
  CHECK(ids_of(small_gguf().bytes(1, ~std::uint64_t{0})) == Ids{"import_count"});
  GgufWriter old = small_gguf();
  old.version = 1;
  CHECK(ids_of(old.bytes()) == Ids{"gguf_version"});
  old.version = 0x03000000;
  CHECK(ids_of(old.bytes()) == Ids{"gguf_big_endian"});

  const auto with = [&](auto&& change) {
    GgufWriter file;
    change(file);
    return ids_of(file.bytes());
  };
  const std::string huge = "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F";
  CHECK(with([&](GgufWriter& file) { file.raw("a", 8, huge); }) == Ids{"import_length"});
  CHECK(with([&](GgufWriter& file) { file.raw("a", 13, ""); }) == Ids{"gguf_value_type"});
  CHECK(with([&](GgufWriter& file) {
          file.raw("a", 9, std::string("\x09\0\0\0", 4) + std::string(8, '\0'));
        }) == Ids{"gguf_value_type"});
  CHECK(with([&](GgufWriter& file) { file.raw("a", 9, std::string("\x05\0\0\0", 4) + huge); }) ==
        Ids{"import_length"});
  CHECK(with([&](GgufWriter& file) { file.raw("a", 9, std::string("\x08\0\0\0", 4) + huge); }) ==
        Ids{"import_head_too_large"});
  CHECK(with([](GgufWriter& file) {
          file.number("a", 1);
          file.number("a", 2);
        }) == Ids{"import_repeated"});
  CHECK(with([](GgufWriter& file) { file.number("general.alignment", 24); }) ==
        Ids{"gguf_alignment"});
  CHECK(with([](GgufWriter& file) { file.tensor("t", {32}, 4, 0); }) == Ids{"tensor_type"});
  CHECK(with([](GgufWriter& file) { file.tensor("t", {32}, 99, 0); }) == Ids{"tensor_type"});
  CHECK(with([](GgufWriter& file) {
          file.tensor("t", {1, 1, 1, 1, 1}, 0, 4);
        }) == Ids{"tensor_shape"});
  CHECK(with([](GgufWriter& file) { file.tensor("t", {33}, 8, 0); }) == Ids{"tensor_blocks"});
  CHECK(with([](GgufWriter& file) { file.tensor("t", {}, 8, 0); }) == Ids{"tensor_blocks"});
  CHECK(with([](GgufWriter& file) {
          file.tensor("t", {std::uint64_t{1} << 40U, std::uint64_t{1} << 40U}, 0, 0);
        }) == Ids{"import_length"});
  CHECK(with([](GgufWriter& file) {
          file.tensor("a", {32}, 0, 128);
          file.tensor_at("b", {32}, 0, 64);
        }) == Ids{"tensor_offset"});
  CHECK(with([](GgufWriter& file) {
          file.tensor("same", {32}, 0, 128);
          file.tensor("same", {32}, 0, 128);
        }) == Ids{"import_repeated"});
  CHECK(with([](GgufWriter& file) { file.text("general.architecture", "clip"); }) ==
        Ids{"gguf_no_language_model"});
}

TEST_CASE("Safetensors headers that lie are refused", "[import][bad]") {
  const auto ids_of = [](const std::string& bytes) {
    const json imported = imported_safetensors({bytes});
    CAPTURE(imported.dump());
    CHECK(is_refused(imported));
    return problems_of(imported);
  };
  const std::string good = R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})";
  CHECK(ids_of(std::string(8, '\xFF') + "{}") == Ids{"safetensors_length"});
  CHECK(ids_of(std::string(64, '\0')) == Ids{"safetensors_length"});
  CHECK(ids_of(std::string("\0\0\0\x03\0\0\0\0{", 9)) == Ids{"import_head_too_large"});
  CHECK(ids_of(with_length("{]")) == Ids{"json_damaged"});
  CHECK(ids_of(safetensors_entry("5")) == Ids{"safetensors_entry"});
  CHECK(ids_of(safetensors_entry("{}")) == Ids{"safetensors_entry"});
  CHECK(ids_of(safetensors_entry(R"({"dtype":"F32","shape":[2]})")) == Ids{"safetensors_entry"});
  CHECK(ids_of(safetensors_entry(R"({"dtype":"F32","shape":[2],"data_offsets":[8,0]})")) ==
        Ids{"safetensors_entry"});
  CHECK(ids_of(safetensors_entry(R"({"dtype":"F32","shape":[-2],"data_offsets":[0,8]})")) ==
        Ids{"safetensors_entry"});
  CHECK(ids_of(safetensors_entry(R"({"dtype":"F33","shape":[2],"data_offsets":[0,8]})")) ==
        Ids{"tensor_type"});
  CHECK(ids_of(safetensors_entry(R"({"dtype":"F32","shape":[3],"data_offsets":[0,8]})")) ==
        Ids{"tensor_size"});
  CHECK(ids_of(safetensors_entry(
            R"({"dtype":"F32","shape":[1e9,9999999999,9999999999],"data_offsets":[0,8]})")) ==
        Ids{"safetensors_entry"});
  CHECK(ids_of(safetensors_entry(
            R"({"dtype":"F32","shape":[9999999999,9999999999],"data_offsets":[0,8]})")) ==
        Ids{"import_length"});
  CHECK(ids_of(with_length(R"({"a":)" + good + R"(,"b":)" + good + "}")) == Ids{"tensor_offset"});
  CHECK(ids_of(with_length(R"({"a":)" + good +
                           R"(,"b":{"dtype":"F32","shape":[2],"data_offsets":[9,17]}})")) ==
        Ids{"tensor_offset"});
  CHECK(ids_of(with_length(R"({"a":)" + good + R"(,"a":)" + good + "}")) == Ids{"import_repeated"});
  CHECK(ids_of(R"({"metadata":{}})") == Ids{"import_no_model"});
}

TEST_CASE("Options that make no sense are left out", "[import][bad]") {
  const std::string bytes = small_gguf().bytes();
  const json plain = json::parse(vram::api::import_gguf(bytes));
  for (const char* options : {"", "[]", "{", R"({"lang": 5, "file_bytes": "big"})",
                              R"({"file_bytes": -4})", R"({"lang": "xx"})"}) {
    CAPTURE(options);
    CHECK(json::parse(vram::api::import_gguf(bytes, options)) == plain);
  }
  // Lengths beyond what there is, none, and parts of nothing.
  CHECK(is_refused(json::parse(vram::api::import_gguf(bytes, R"({"lengths": []})"))));
  CHECK(is_refused(json::parse(vram::api::import_gguf(bytes, R"({"lengths": [1e300, 5]})"))));
  CHECK(is_refused(json::parse(vram::api::import_safetensors("", R"({"lengths": [null]})"))));
}
