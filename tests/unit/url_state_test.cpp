// url state: behaviour a user relies on.
// SPDX-License-Identifier: MIT
#include "engine/url_state.h"

#include <catch_amalgamated.hpp>

#include "engine/scenario.h"
#include "presets/presets.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

std::string reencoded(std::string_view link) {
  return encode_link(decode_link(link, preset_catalog()).inputs, preset_catalog());
}

Issues issues_of(std::string_view link) { return decode_link(link, preset_catalog()).issues; }

}  // namespace

// Links that once worked keep working: never edit these, only add.
TEST_CASE("Golden links of schema 1 keep their meaning", "[link][golden]") {
  const char* golden[] = {
      "v=1",
      "v=1&model=qwen2.5-7b&context=32768",
      "v=1&model=deepseek-v3&weights=fp8&context=131072&gpu=nvidia-h100-sxm&gpu_count=16&tp=16",
      "v=1&model=llama-3.1-70b&weights=q4_k_m&kv_cache=q8_0&gpu=rtx-3090&gpu_count=2",
      "v=1&model=custom&arch.hidden_size=2048&arch.num_hidden_layers=24&arch.attention_bias=q,k,v",
      "v=1&model=qwen3-32b&prefill_chunk=512&runtime_overhead_mib=400&lang=zh&units=gb&theme=dark",
  };
  for (const char* link : golden) {
    CAPTURE(link);
    CHECK(issues_of(link).empty());
    CHECK(reencoded(link) == link);
  }
}

TEST_CASE("A link holds only what differs, in the order of the table", "[link]") {
  CHECK(reencoded("") == "v=1");
  CHECK(reencoded("context=8192&model=llama-3.1-8b") == "v=1");
  CHECK(reencoded("tp=2&context=4096&model=qwen2.5-7b") ==
        "v=1&model=qwen2.5-7b&context=4096&tp=2");
}

TEST_CASE("Links are read with or without what stands before them", "[link]") {
  const std::string expected = "v=1&model=qwen2.5-7b";
  CHECK(reencoded("#model=qwen2.5-7b") == expected);
  CHECK(reencoded("?model=qwen2.5-7b") == expected);
  CHECK(reencoded("https://example.org/vram/?x=1#model=qwen2.5-7b") == expected);
  CHECK(reencoded("&&model=qwen2%2E5-7b&") == expected);
}

TEST_CASE("What is wrong in a link is named, and the rest is used", "[link]") {
  CHECK(find_issue(issues_of("context=%zz"), IssueId::malformed_encoding)->key == "context");
  CHECK(find_issue(issues_of("context=5%"), IssueId::malformed_encoding) != nullptr);
  CHECK(find_issue(issues_of("%zz=5"), IssueId::malformed_encoding) != nullptr);
  CHECK(find_issue(issues_of("context"), IssueId::missing_value)->key == "context");
  CHECK(find_issue(issues_of("v=9&context=5"), IssueId::newer_schema)->value == "9");
  CHECK(find_issue(issues_of("context=5&context=6"), IssueId::repeated_key)->value == "6");
  CHECK(find_issue(issues_of("\xff\xfe=1"), IssueId::unknown_key)->key == "%FF%FE");
  CHECK(reencoded("foo=1&context=%zz&model=qwen2.5-7b&context=4096") ==
        "v=1&model=qwen2.5-7b&context=4096");
}

TEST_CASE("A model named later in the link still decides what a bad fact falls back to", "[link]") {
  const Issues issues = issues_of("arch.hidden_size=x&model=qwen2.5-7b");
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].used == "3584");
}

TEST_CASE("A huge link raises a problem and costs nothing", "[link]") {
  const std::string huge = "model=qwen2.5-7b&junk=" + std::string(100'000, 'A') + "&context=4096";
  CHECK(find_issue(issues_of(huge), IssueId::link_too_long) != nullptr);
  CHECK(reencoded(huge) == "v=1&model=qwen2.5-7b&context=4096");
  CHECK(find_issue(issues_of(std::string(3'000'000, '&')), IssueId::link_too_long) != nullptr);
  CHECK(issues_of(std::string(100'000, '=')).size() <= 40);
}
