// configure: behaviour a user relies on.
// SPDX-License-Identifier: MIT
#include "engine/configure.h"

#include <catch_amalgamated.hpp>
#include <cmath>
#include <limits>

#include "engine/scenario.h"
#include "presets/presets.h"
#include "tests/support/scenarios.h"

using namespace vram;
using vram::testing::find_issue;

namespace {

struct Outcome {
  Inputs inputs;
  Issues issues;
};

Outcome set(const char* key, const RawValue& value) {
  const Catalog& catalog = preset_catalog();
  Outcome outcome{default_inputs(catalog), {}};
  set_field(outcome.inputs, key, value, catalog, outcome.issues);
  return outcome;
}

void check_replaced(const char* key, const RawValue& value, IssueId id, const char* used) {
  CAPTURE(key, used);
  const Outcome outcome = set(key, value);
  const Issue* issue = find_issue(outcome.issues, id);
  REQUIRE(issue != nullptr);
  CHECK(issue->key == key);
  CHECK(issue->used == used);
}

}  // namespace

TEST_CASE("Good values are taken without a word", "[configure]") {
  CHECK(set("context", 32768.0).inputs[InputField::context] == 32768);
  CHECK(set("context", std::string("32768")).inputs[InputField::context] == 32768);
  CHECK(set("weights", std::string("q4_k_m")).inputs.weights() == WeightFormat::q4_k_m);
  CHECK(set("model", std::string("custom")).inputs[InputField::model] == kCustomModelIndex);
  CHECK(set("arch.tie_word_embeddings", true).inputs.overrides[ModelField::tie_word_embeddings] ==
        1);
  CHECK(set("arch.attention_bias", std::vector<std::string>{"q", "v"})
            .inputs.overrides[ModelField::attention_bias] == 0b101);
  CHECK(set("arch.attention_bias", std::string("none"))
            .inputs.overrides[ModelField::attention_bias] == 0);
  CHECK(set("arch.attention_bias", true).inputs.overrides[ModelField::attention_bias] == 0b1111);
  for (const auto& [key, value] : std::vector<std::pair<const char*, RawValue>>{
           {"context", 1.0}, {"gpu", std::string("rtx-4090")}, {"tp", 4.0}}) {
    CAPTURE(key);
    CHECK(set(key, value).issues.empty());
  }
}

TEST_CASE("Bad values name what was wrong and what is used instead", "[configure]") {
  check_replaced("context", std::string("lots"), IssueId::not_a_number, "8192");
  check_replaced("context", std::numeric_limits<double>::quiet_NaN(), IssueId::not_a_number,
                 "8192");
  check_replaced("context", true, IssueId::not_a_number, "8192");
  check_replaced("context", 0.0, IssueId::below_minimum, "1");
  check_replaced("context", -1.0, IssueId::below_minimum, "1");
  check_replaced("context", 1e300, IssueId::above_maximum, "10485760");
  check_replaced("context", std::numeric_limits<double>::infinity(), IssueId::above_maximum,
                 "10485760");
  check_replaced("batch", 2.5, IssueId::not_whole, "3");
  check_replaced("gpu_count", 0.0, IssueId::below_minimum, "1");
  check_replaced("model", std::string("gpt-9"), IssueId::unknown_model, "llama-3.1-8b");
  check_replaced("model", 4.0, IssueId::unknown_model, "llama-3.1-8b");
  check_replaced("gpu", std::string("voodoo-2"), IssueId::unknown_gpu, "rtx-4090");
  check_replaced("weights", std::string("int3"), IssueId::unknown_choice, "bf16");
  check_replaced("arch.tie_word_embeddings", std::string("maybe"), IssueId::unknown_choice,
                 "false");
  check_replaced("arch.hidden_size", std::string("wide"), IssueId::not_a_number, "4096");
  check_replaced("arch.norm", std::string("batch"), IssueId::unknown_choice, "rms");
}

TEST_CASE("Unknown keys change nothing", "[configure]") {
  for (const char* key : {"foo", "arch.foo", "arch.", "arch", "", "context ", "CONTEXT"}) {
    CAPTURE(key);
    const Outcome outcome = set(key, 5.0);
    REQUIRE(outcome.issues.size() == 1);
    CHECK(outcome.issues[0].id == IssueId::unknown_key);
    CHECK(outcome.inputs.values == default_inputs(preset_catalog()).values);
  }
}

TEST_CASE("A set keeps its good members when one is bad", "[configure]") {
  const Outcome outcome = set("arch.attention_bias", std::string("q,z,o"));
  CHECK(outcome.inputs.overrides[ModelField::attention_bias] == 0b1001);
  REQUIRE(outcome.issues.size() == 1);
  CHECK(outcome.issues[0].value == "z");
}

TEST_CASE("Long values are quoted shortly and never in the middle of a character", "[configure]") {
  const Outcome outcome = set("model", std::string(59, 'a') + "显存显存");
  REQUIRE(outcome.issues.size() == 1);
  CHECK(outcome.issues[0].value == std::string(59, 'a') + "…");
}

TEST_CASE("A flood of problems is cut off, and says so", "[configure]") {
  Issues issues;
  for (int i = 0; i < 1000; ++i) add_issue(issues, {IssueId::unknown_key, "x", "", "", ""});
  CHECK(issues.size() == kMostIssues);
  CHECK(issues.back().id == IssueId::too_many_problems);
}

TEST_CASE("Names are understood in any spelling", "[configure]") {
  const Catalog& catalog = preset_catalog();
  const auto id_of = [&](const Outcome& outcome) {
    return catalog.models[static_cast<std::size_t>(outcome.inputs[InputField::model])].id;
  };
  for (const char* name : {"LLAMA-3.1-70B", "Llama 3.1 70B", "meta-llama/Llama-3.1-70B"}) {
    CAPTURE(name);
    const Outcome outcome = set("model", std::string(name));
    CHECK(outcome.issues.empty());
    CHECK(id_of(outcome) == "llama-3.1-70b");
  }
  // The beginning of one id alone.
  CHECK(id_of(set("model", std::string("llama-3.3-70b"))) == "llama-3.3-70b-instruct");
  CHECK_FALSE(set("model", std::string("llama")).issues.empty());
  const Outcome gpu = set("gpu", std::string("H100 SXM"));
  CHECK(gpu.issues.empty());
  CHECK(catalog.gpus[static_cast<std::size_t>(gpu.inputs[InputField::gpu])].id ==
        "nvidia-h100-sxm");
  CHECK(set("weights", std::string("Q4_K_M")).inputs.weights() == WeightFormat::q4_k_m);
  CHECK_FALSE(set("weights", std::string("q4_k_x")).issues.empty());
}
