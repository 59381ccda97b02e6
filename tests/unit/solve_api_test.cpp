// The inverse question through the public API: bad requests become problems, changes merge back.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <nlohmann/json.hpp>

#include "api/api.h"

using nlohmann::json;

namespace {

json solved(const std::string& request) { return json::parse(vram::api::solve(request)); }

}  // namespace

TEST_CASE("solve answers with value, limit, change and result", "[api]") {
  const json answer = solved(
      R"({"config": {"model": "qwen3-32b", "gpu": "rtx-4090", "weights": "q4_k_m"}, "target": {"for": "context"}})");
  REQUIRE(answer["value"].is_number());
  CHECK(answer["limited_by"] == "memory");
  CHECK(answer["result"]["fit"]["fits"] == true);
  CHECK(answer["change"]["context"] == answer["value"]);
  CHECK(answer["problems"].empty());
  // The change, merged into the configuration, gives the same result; one token more does not fit.
  json config = {{"model", "qwen3-32b"}, {"gpu", "rtx-4090"}, {"weights", "q4_k_m"}};
  config["context"] = answer["value"].get<double>() + 1;
  CHECK(json::parse(vram::api::estimate(config.dump()))["fit"]["fits"] == false);
}

TEST_CASE("Bad requests to solve become problems", "[api]") {
  for (const char* request :
       {"", "null", "[]", "{}", R"({"config": 7, "target": {"for": "context"}})",
        R"({"target": {"for": "colour"}})", R"({"target": {"for": 3}})",
        R"({"target": {"for": "batch", "reserve_mib": -4}})",
        R"({"target": {"for": "batch", "reserve_mib": "much"}})",
        R"({"config": {"mode": "train"}, "target": {"for": "context"}})"}) {
    CAPTURE(request);
    const json answer = solved(request);
    CHECK(answer.contains("value"));
    const bool has_problem = !answer["problems"].empty() || !answer["result"]["problems"].empty();
    CHECK(has_problem);
    for (const json& problem : answer["problems"]) {
      for (const char* part : {"key", "value", "reason", "used"}) CHECK(problem[part].is_string());
    }
  }
}

TEST_CASE("Suggestions carry a change that saves what it says", "[api]") {
  const json config = {{"mode", "train"}, {"model", "llama-3.1-8b"}, {"gpu_count", 8}};
  const json result = json::parse(vram::api::estimate(config.dump()));
  REQUIRE_FALSE(result["suggestions"].empty());
  for (const json& suggestion : result["suggestions"]) {
    json changed = config;
    changed.update(suggestion["change"]);
    const json after = json::parse(vram::api::estimate(changed.dump()));
    CAPTURE(suggestion["id"].get<std::string>());
    CHECK(result["fit"]["needed_bytes"].get<double>() -
              after["fit"]["needed_bytes"].get<double>() ==
          suggestion["saves_bytes"].get<double>());
  }
}

TEST_CASE("Plans and hardware answer whatever is asked", "[api]") {
  for (const char* request : {"", "{}", R"({"gpu_count": "many"})", R"({"gpu_count": -1})",
                              R"({"config": {"mode": "train"}, "gpu_count": 1e300})"}) {
    CAPTURE(request);
    const json answer = json::parse(vram::api::plans(request));
    CHECK(answer["plans"].is_array());
    CHECK(answer["rejected"].is_array());
  }
  CHECK(json::parse(vram::api::plans(R"({"gpu_count": "many"})"))["problems"].size() == 1);
  const json rows = json::parse(vram::api::hardware("not json"));
  CHECK(rows.size() == json::parse(vram::api::gpus()).size());
  const json commands = json::parse(vram::api::commands("{}"));
  CHECK(commands[0]["text"].get<std::string>().find("vllm serve") == 0);
}
