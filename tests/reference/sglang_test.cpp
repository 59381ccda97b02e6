// SGLang's share of the memory against its logs at start.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <cmath>
#include <string>

#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

/// A device on which so much is free once the context and the collectives' buffers are there.
Report report_with_free(const std::string& link, double free_gib, double taken_mib) {
  const auto usable = static_cast<long>(free_gib * 1024 + taken_mib + 0.5);
  return report_of("runtime=sglang&" + link + "&usable_memory_mib=" + std::to_string(usable));
}

}  // namespace

TEST_CASE("SGLang's pool is what its log leaves of the free memory", "[sglang]") {
  struct Case {
    const char* link;
    double free_gib;
    double taken_mib;
    double loaded_gib;  ///< 0: not in the log
    double loaded_tolerance;
    double pool_gib;  ///< 0: not in the log
    double tokens;    ///< 0: not in the log
  };
  // sgl-project/sglang issues 3765, 6753, 1386 and 3451: free memory is printed in hundredths.
  const Case each =
      GENERATE(Case{"model=deepseek-r1-distill-qwen-32b&weights=bf16&tp=2&gpu=nvidia-a100-80-pcie"
                    "&gpu_memory_utilization=0.5&context=32768&runtime_version=sglang_0_3",
                    78.49, 942, 30.79, 0.001, 8.46, 0},
               Case{"model=llama-3-8b&weights=bf16&gpu=nvidia-h200&context=8192"
                    "&gpu_memory_utilization=0.8717961202189594",
                    139.2, 522, 14.98, 0.0015, 106.36, 871371},
               Case{"model=qwen2.5-72b&weights=bf16&tp=8&gpu=nvidia-h100-sxm&context=32768"
                    "&gpu_memory_utilization=0.83&runtime_version=sglang_0_3",
                    76.73, 942, 17.00, 0.004, 0, 1218251},
               // Latent attention: the absorbed projections are there once more, 108 MiB.
               Case{"model=deepseek-v2-lite&weights=bf16&gpu=nvidia-a40&context=163840"
                    "&gpu_memory_utilization=0.88&runtime_version=sglang_0_3",
                    43.85, 522, 29.51, 0.003, 0, 313444});
  CAPTURE(each.link);
  const Report report = report_with_free(each.link, each.free_gib, each.taken_mib);
  REQUIRE(report.problems.empty());
  const double loaded =
      bytes_of(report, Component::weights) + bytes_of(report, Component::fragmentation);
  CHECK(relative(loaded, each.loaded_gib * kGib) < each.loaded_tolerance);
  if (each.pool_gib > 0) {
    CHECK(relative(bytes_of(report, Component::kv_cache), each.pool_gib * kGib) < 0.0025);
  }
  if (each.tokens > 0) CHECK(relative(report.tokens.kv_capacity, each.tokens) < 0.01);
}

TEST_CASE("Large tensors are rounded up to pieces of the allocator", "[sglang]") {
  // By hand, per rank and layer: query, key and value 35 MiB, output 25, gate and up 270, down 135;
  // embedding and head 742.5 each. Pieces are of 2 MiB.
  const Report report = report_of(
      "runtime=sglang&model=qwen2.5-32b&weights=bf16&tp=2&gpu=nvidia-h100-sxm&context=4096");
  CHECK(bytes_of(report, Component::fragmentation) == (64 * 3 + 2 * 1.5) * kMib);
  const Report generic =
      report_of("model=qwen2.5-32b&weights=bf16&tp=2&gpu=nvidia-h100-sxm&context=4096");
  CHECK(bytes_of(generic, Component::fragmentation) == 0);
}

TEST_CASE("Absorbed projections are copied where the runtime does so", "[sglang]") {
  // DeepSeek-V2-Lite: 27 layers, 16 heads of 128 + 128, a latent of 512, two bytes.
  const double copies = 27.0 * 16 * (128 + 128) * 512 * 2;
  const std::string link = "model=deepseek-v2-lite&gpu=nvidia-h100-sxm&context=4096&runtime=";
  const auto weights = [&](const std::string& rest) {
    return bytes_of(report_of(link + rest), Component::weights);
  };
  const double table = 163840.0 * 64;  // positions by the width that turns
  const double plain = weights("generic&weights=bf16");
  CHECK(weights("sglang&weights=bf16") == plain + copies + 4 * table);
  CHECK(weights("vllm&weights=bf16") == plain + 2 * table);
  const double fp8 = weights("generic&weights=fp8");
  CHECK(weights("vllm&weights=fp8") == fp8 + copies + 2 * table);
}
