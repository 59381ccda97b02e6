// strings: behaviour a user relies on.
// SPDX-License-Identifier: MIT
#include "i18n/strings.h"

#include <catch_amalgamated.hpp>

#include "i18n/describe.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

TEST_CASE("Placeholders are filled, unknown ones vanish, stray braces stay", "[strings]") {
  CHECK(fill("a {x} b {y}", {{"x", "1"}, {"y", "2"}}) == "a 1 b 2");
  CHECK(fill("{x}{x}", {{"x", "1"}}) == "11");
  CHECK(fill("{z}!", {{"x", "1"}}) == "!");
  CHECK(fill("50 % {", {}) == "50 % {");
  CHECK(fill("{x}", {{"x", "{y}"}}) == "{y}");
}

TEST_CASE("Issues read as sentences in both languages", "[strings]") {
  const Issue issue{IssueId::above_maximum, "context", "99999999", "10485760", "10485760"};
  CHECK(issue_text(issue, Language::en) ==
        "Context cannot be above 10,485,760 (99,999,999 was given). Used: 10,485,760.");
  CHECK(issue_text(issue, Language::zh) ==
        "上下文长度 不能大于 10,485,760（给出的是 99,999,999）。改用：10,485,760。");
}

TEST_CASE("Attention is named in the field's own words", "[strings]") {
  const auto attention = [](const char* link) {
    return attention_text(report_of(link).scenario.model, Language::en);
  };
  CHECK(attention("model=llama-2-7b") == "MHA");
  CHECK(attention("model=llama-3.1-8b") == "GQA 32/8");
  CHECK(attention("model=deepseek-v3") == "MLA 128");
}
