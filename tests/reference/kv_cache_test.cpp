// KV-cache sizes against papers' tables and runtimes' logs.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <cmath>

#include "tests/support/csv.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

TEST_CASE("KV cache has the published size", "[reference][kv_cache]") {
  const auto rows = read_csv("reference/kv_cache.csv");
  REQUIRE(rows.size() >= 12);
  for (const auto& row : rows) {
    CAPTURE(row.at("link"), row.at("source"));
    const Report report = report_of(row.at("link") + "&context=" + row.at("tokens"));
    const double expected = std::stod(row.at("bytes"));
    const double bytes = bytes_of(report, Component::kv_cache);
    CHECK(std::fabs(bytes - expected) <= std::stod(row.at("tolerance")) * expected);
    CHECK(report.problems.empty());
  }
}

TEST_CASE("KV cache stops growing past the sliding window", "[kv_cache]") {
  const auto cache = [](const char* context) {
    return bytes_of(report_of(std::string("model=mistral-7b-v0.1&context=") + context),
                    Component::kv_cache);
  };
  CHECK(cache("4096") == cache("32768"));
  CHECK(cache("2048") * 2 == cache("4096"));
}

TEST_CASE("Only the windowed layers of an alternating model stop growing", "[kv_cache]") {
  // gpt-oss-20b: 12 full and 12 windowed layers of 8 KV heads of 64, window 128, 2 bytes.
  const Report report = report_of("model=gpt-oss-20b&context=10000&batch=3");
  const double per_layer = 2.0 * 8 * 64 * 2;
  CHECK(bytes_of(report, Component::kv_cache) == 3 * per_layer * (12 * 10000 + 12 * 128));
  CHECK(report.tokens.kv_bytes_per_token == 12 * per_layer);
}

TEST_CASE("Quantised caches carry their scales", "[kv_cache]") {
  // Llama-3.1-8B: 32 layers x 8 KV heads x 2 vectors of 128 elements per token.
  const double vectors = 2.0 * 32 * 8;
  const auto per_token = [](const char* format) {
    return report_of(std::string("model=llama-3.1-8b&context=1&kv_cache=") + format)
        .tokens.kv_bytes_per_token;
  };
  CHECK(per_token("fp32") == vectors * 512);
  CHECK(per_token("bf16") == vectors * 256);
  CHECK(per_token("fp8") == vectors * 128);
  CHECK(per_token("int8") == vectors * (128 + 4));  // one fp32 scale per vector
  CHECK(per_token("q8_0") == vectors * 4 * 34);     // four blocks of 32
  CHECK(per_token("q5_0") == vectors * 4 * 22);
  CHECK(per_token("q4_0") == vectors * 4 * 18);
}

TEST_CASE("Tensor parallelism splits KV heads until one is left, but never a latent vector",
          "[kv_cache][tensor_parallel]") {
  const auto cache = [](const char* link) {
    return bytes_of(report_of(link), Component::kv_cache);
  };
  const double whole = cache("model=llama-3.1-70b");
  CHECK(cache("model=llama-3.1-70b&tp=2") == whole / 2);
  CHECK(cache("model=llama-3.1-70b&tp=8") == whole / 8);
  CHECK(cache("model=llama-3.1-70b&tp=16") == whole / 8);
  CHECK(cache("model=deepseek-v3&tp=8") == cache("model=deepseek-v3"));
}
