// api: behaviour a user relies on.
// SPDX-License-Identifier: MIT
#include "api/api.h"

#include <catch_amalgamated.hpp>
#include <limits>
#include <nlohmann/json.hpp>

using nlohmann::json;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

json estimate(const char* config) { return json::parse(vram::api::estimate(config)); }

}  // namespace

TEST_CASE("The result has the contract's shape", "[api]") {
  const json result = estimate(R"({"model": "qwen2.5-7b", "context": 32768})");
  CHECK(result["per_gpu_bytes"] == 17372425216);
  CHECK(result["total_bytes"] == 17372425216);
  CHECK(result["peak_phase"] == "prefill");
  CHECK(result["parameters"]["total"] == 7615616512);
  CHECK(result["parameters"]["active"] == 7615616512);
  CHECK(result["fit"]["gpu"] == "rtx-4090");
  CHECK(result["fit"]["capacity_bytes"] == 25769803776);
  CHECK(result["fit"]["fits"] == true);
  CHECK(result["tokens"]["kv_bytes_per_token"] == 57344);
  CHECK(result["problems"].empty());
  std::int64_t sum = 0;
  for (const json& component : result["components"]) {
    sum += component["bytes"].get<std::int64_t>();
    for (const char* key : {"id", "label", "formula", "substituted", "source"}) {
      CAPTURE(key);
      CHECK_FALSE(component[key].get<std::string>().empty());
    }
  }
  CHECK(sum == result["per_gpu_bytes"]);
  REQUIRE(result["phases"].size() == 3);
  CHECK(result["phases"][0]["id"] == "load");
}

TEST_CASE("The KV cache explains itself", "[api]") {
  const json result = estimate(R"({"model": "qwen2.5-7b", "context": 32768, "lang": "zh"})");
  const json& kv_cache = result["components"][1];
  CHECK(kv_cache["id"] == "kv_cache");
  CHECK(kv_cache["label"] == "KV 缓存");
  CHECK(kv_cache["formula"] == "kv_bytes_per_token × context × batch");
  CHECK(kv_cache["substituted"] == "57344 × 32768 × 1");
  CHECK(kv_cache["steps"][0]["formula"] == "2 × layers × kv_heads × head_dim × kv_bits ÷ 8");
  CHECK(kv_cache["steps"][0]["substituted"] == "2 × 28 × 4 × 128 × 16 ÷ 8");
}

TEST_CASE("Problems carry key, value, reason and what is used", "[api]") {
  const json result = estimate(R"({"context": "lots", "tp": 3, "foo": 1, "arch": {"bar": 2}})");
  std::vector<std::string> keys;
  for (const json& problem : result["problems"]) {
    keys.push_back(problem["key"]);
    CHECK_FALSE(problem["reason"].get<std::string>().empty());
    CHECK(problem.contains("used"));
  }
  CHECK(keys == std::vector<std::string>{"context", "foo", "arch.bar", "tp"});
  CHECK(result["problems"][0]["value"] == "lots");
  CHECK(result["problems"][0]["used"] == "8192");
}

TEST_CASE("Anything but an object is an empty configuration with a problem", "[api]") {
  for (const char* text : {"", "5", "[1,2]", "\"x\"", "{", "null", "{\"context\": }"}) {
    CAPTURE(text);
    const json result = estimate(text);
    CHECK(result["problems"].size() == 1);
    CHECK(result["per_gpu_bytes"] > 0);
  }
  CHECK(estimate("{\"arch\": 5}")["problems"][0]["key"] == "arch");
  CHECK(estimate(R"({"context": null, "arch": null})")["problems"].empty());
  CHECK(estimate(R"({"context": {"a": 1}})")["problems"][0]["key"] == "context");
}

TEST_CASE("Links and configurations translate both ways", "[api]") {
  const json decoded = json::parse(vram::api::from_query(
      "#model=custom&context=4096&arch.hidden_size=2048&arch.attention_bias=q,v&x=1"));
  CHECK(decoded["config"] == json::parse(R"({"model": "custom", "context": 4096,
                        "arch": {"hidden_size": 2048, "attention_bias": ["q", "v"]}})"));
  CHECK(decoded["problems"].size() == 1);
  CHECK(vram::api::to_query(decoded["config"].dump()) ==
        "v=1&model=custom&context=4096&arch.hidden_size=2048&arch.attention_bias=q,v");
}

TEST_CASE("Lists are complete and name their sources", "[api]") {
  const json models = json::parse(vram::api::models());
  const json gpus = json::parse(vram::api::gpus());
  const json formats = json::parse(vram::api::formats());
  CHECK(models.size() >= 60);
  CHECK(gpus.size() >= 40);
  for (const json& model : models) {
    CAPTURE(model["id"]);
    CHECK_FALSE(model["source"].get<std::string>().empty());
    CHECK(model["arch"]["hidden_size"] > 0);
  }
  for (const json& gpu : gpus) {
    CAPTURE(gpu["id"]);
    CHECK(gpu["usable_bytes"] > 0);
    CHECK_FALSE(gpu["source"].get<std::string>().empty());
  }
  for (const json& format : formats) CHECK(format["bits_per_element"] > 0);
}

TEST_CASE("An encoded number has its bits, its value and its errors", "[api]") {
  const json bf16 = json::parse(vram::api::encode_number("bfloat16", 123456.789));
  CHECK(bf16["format"] == "bf16");
  CHECK(bf16["input"] == 123456.789);
  CHECK(bf16["bits"] == "0100011111110001");
  CHECK(bf16["hex"] == "0x47f1");
  CHECK(bf16["stored"] == 123392);
  CHECK(bf16["absolute_error"] == Catch::Approx(64.789));
  CHECK(bf16["relative_error"] == Catch::Approx(64.789 / 123456.789));
  CHECK(bf16["class"] == "normal");
  CHECK(bf16["exact"] == false);
  CHECK(bf16["overflowed"] == false);
  CHECK(bf16["problems"].empty());
  CHECK_FALSE(bf16.contains("scale"));
  const json mxfp4 = json::parse(vram::api::encode_number("mxfp4", -3));
  CHECK(mxfp4["bits"] == "1111");  // 3 = 6 times 2^(1 - 2)
  CHECK(mxfp4["scale"]["format"] == "e8m0");
  CHECK(mxfp4["scale"]["bits"] == "01111110");
  CHECK(mxfp4["scale"]["stored"] == 0.5);
  const json nvfp4 = json::parse(vram::api::encode_number("nvfp4", 1, {.tensor_scale = 0.5}));
  CHECK(nvfp4["scale"]["hex"] == "0x2b");  // 1 / 6 / 0.5 lies between 0.3125 and 0.34375
  CHECK(nvfp4["tensor_scale"]["hex"] == "0x3f000000");
  CHECK(nvfp4["stored"] == 6 * 0.34375 * 0.5);
}

TEST_CASE("Numbers that JSON lacks are texts", "[api]") {
  const double infinity = std::numeric_limits<double>::infinity();
  const json fp16 = json::parse(vram::api::encode_number("fp16", -infinity));
  CHECK(fp16["input"] == "-Infinity");
  CHECK(fp16["stored"] == "-Infinity");
  CHECK(fp16["absolute_error"] == 0);
  const json nan = json::parse(vram::api::encode_number("e4m3fn", kNan));
  CHECK(nan["stored"] == "NaN");
  CHECK(nan["class"] == "nan");
  CHECK(vram::api::encode_number("fp16", -0.0).find(R"("stored":-0.0)") != std::string::npos);
}

TEST_CASE("Whatever encode_number does not know becomes a problem", "[api]") {
  const json unknown = json::parse(vram::api::encode_number("fp5", 1));
  CHECK(unknown["format"] == "fp32");
  REQUIRE(unknown["problems"].size() == 1);
  CHECK(unknown["problems"][0]["key"] == "format");
  CHECK(unknown["problems"][0]["value"] == "fp5");
  CHECK(unknown["problems"][0]["used"] == "fp32");
  const json bad =
      json::parse(vram::api::encode_number("fp16", 1e9, {.scale = -1, .tensor_scale = kNan}));
  CHECK(bad["stored"] == "Infinity");
  REQUIRE(bad["problems"].size() == 2);
  CHECK(bad["problems"][0]["key"] == "scale");
  CHECK(bad["problems"][1]["value"] == "NaN");
  CHECK(bad["problems"][1]["used"] == "1");
}

TEST_CASE("Every number format is listed with its facts", "[api]") {
  const json formats = json::parse(vram::api::number_formats());
  CHECK(formats.size() == 30);
  for (const json& format : formats) {
    CAPTURE(format["id"]);
    CHECK_FALSE(format["source"]["title"].get<std::string>().empty());
    CHECK(format["max_finite"] > 0);
    CHECK(format["bits"] >= format["sign_bits"].get<int>() + format["exponent_bits"].get<int>() +
                                format["mantissa_bits"].get<int>());
  }
  CHECK(formats[4]["id"] == "fp16");
  CHECK(formats[4]["max_finite"] == 65504);
  CHECK(formats[4]["aliases"] == json({"float16", "f16", "half"}));
  CHECK(formats[12]["min_subnormal"].is_null());
  CHECK(formats[21]["codes"].size() == 16);
  CHECK(formats[29]["scale"] == "ue4m3");
}

TEST_CASE("Rules of thumb come with formula, source and deviation", "[api]") {
  const json result = estimate(R"({"model": "qwen2.5-7b", "weights": "fp16", "lang": "zh"})");
  REQUIRE_FALSE(result["rules_of_thumb"].empty());
  bool has_inference = false;
  for (const json& rule : result["rules_of_thumb"]) {
    CAPTURE(rule["id"]);
    for (const char* key : {"label", "formula", "substituted", "source", "compared_with"}) {
      CHECK_FALSE(rule[key].get<std::string>().empty());
    }
    CHECK(rule["bytes"] >= 0);
    if (rule["id"] != "rule.inference") continue;
    has_inference = true;
    // 7,615,616,512 parameters of 2 bytes, against the whole estimate.
    CHECK(rule["bytes"] == 15231233024);
    CHECK(rule["substituted"] == "7615616512 × 2");
    CHECK(rule["compared_bytes"] == result["per_gpu_bytes"]);
    const double estimate = result["per_gpu_bytes"].get<double>();
    CHECK(rule["deviation"] == (15231233024 - estimate) / estimate);
  }
  CHECK(has_inference);
  // Nothing to compare with is null, not a number.
  const json none = estimate(R"({"mode": "finetune", "peft": "prefix", "recompute": "full"})");
  for (const json& rule : none["rules_of_thumb"]) {
    CHECK((rule["deviation"].is_null() == (rule["compared_bytes"] == 0)));
  }
}

TEST_CASE("The answer says how far measurements lie from answers like it", "[api]") {
  const json served = estimate(R"({"runtime":"vllm"})");
  CHECK(served["accuracy"]["of_this_runtime"] == true);
  CHECK(served["accuracy"]["cases"] >= 5);
  CHECK(served["accuracy"]["low_bytes"] <= served["accuracy"]["high_bytes"]);
  const json plain = estimate("{}");
  CHECK(plain["accuracy"]["of_this_runtime"] == false);
  const json classic = estimate(R"({"method":"classic"})");
  CHECK(classic["accuracy"].is_null());
}
