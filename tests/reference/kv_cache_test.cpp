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

TEST_CASE("Attention layers alone cache keys and values in a hybrid", "[kv_cache]") {
  // Jamba Team 2024 (arXiv 2408.12570) table 1: 4 GB for Jamba-1.5-Mini and 9 GB for Large at 256K
  // tokens in 16 bits. 4 and 9 attention layers of 8 KV heads of 128.
  const auto per_token = [](const char* link) { return report_of(link).tokens.kv_bytes_per_token; };
  CHECK(per_token("model=jamba-1.5-mini") == 4.0 * 2 * 8 * 128 * 2);
  CHECK(per_token("model=jamba-1.5-large") == 9.0 * 2 * 8 * 128 * 2);
  CHECK(per_token("model=falcon-mamba-7b") == 0);
  CHECK(per_token("model=zamba2-7b") == 13.0 * 2 * 32 * 224 * 2);
}

TEST_CASE("Layers that use an earlier layer's cache have none", "[kv_cache]") {
  // Gemma 3n E2B: of 30 layers the last ten have none; every fifth is full: 4 full, 16 windowed.
  const Report report = report_of("model=gemma-3n-e2b&context=10000");
  const double per_layer = 2.0 * 2 * 256 * 2;
  CHECK(bytes_of(report, Component::kv_cache) == per_layer * (4 * 10000 + 16 * 512));
}

TEST_CASE("Full attention may have heads of another shape than windowed attention", "[kv_cache]") {
  // Gemma 4 31B: 50 windowed layers of 16 KV heads of 256, 10 full ones of 4 KV heads of 512.
  const Report report = report_of("model=gemma-4-31b&context=100000");
  CHECK(bytes_of(report, Component::kv_cache) ==
        2.0 * 2 * (50.0 * 16 * 256 * 1024 + 10.0 * 4 * 512 * 100000));
}

TEST_CASE("Cross-attention caches the encoder's output", "[kv_cache]") {
  // Whisper large-v3: 32 layers, 20 heads of 64; 1500 encoder positions beside the context.
  const auto cache = [](const char* link) {
    return bytes_of(report_of(link), Component::kv_cache);
  };
  const double per_token = 2.0 * 32 * 20 * 64 * 2;
  CHECK(cache("model=whisper-large-v3&context=448") == per_token * (1500 + 448));
  CHECK(cache("model=whisper-large-v3&context=448&batch=3") == 3 * per_token * (1500 + 448));
  // Llama 3.2 11B Vision without an image: 32 of 40 layers attend to the tokens.
  CHECK(report_of("model=llama-3.2-11b-vision").tokens.kv_bytes_per_token ==
        32.0 * 2 * 8 * 128 * 2);
}

TEST_CASE("A sparse indexer caches one small key beside the latent vector", "[kv_cache]") {
  // DeepSeek-V3.2: 61 layers of 576 elements, and of 128 bytes and one float32 scale.
  CHECK(report_of("model=deepseek-v3.2").tokens.kv_bytes_per_token == 61.0 * (576 * 2 + 132));
  CHECK(report_of("model=deepseek-v3").tokens.kv_bytes_per_token == 61.0 * 576 * 2);
}
