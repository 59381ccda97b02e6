// vLLM's memory against its logs at start, of the versions that count it differently.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <string>

#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

TEST_CASE("vLLM 0.6.4 counts the context within its share", "[vllm]") {
  // vllm-project/vllm#10517: Llama 3.1 8B on an RTX 3090 of 23.58 GiB, blocks of 16 tokens.
  const std::string link =
      "runtime=vllm&model=llama-3.1-8b&weights=bf16&gpu=rtx-3090&usable_memory_mib=24146"
      "&gpu_memory_utilization=0.9&context=";
  const auto capacity = [&](const std::string& rest) {
    return report_of(link + rest).tokens.kv_capacity;
  };
  // An RTX 3090's context is smaller than the H100's that the engine counts with.
  CHECK(relative(capacity("20000&runtime_version=vllm_0_6_4"), 1952 * 16) < 0.08);
  CHECK(relative(capacity("29000&runtime_version=vllm_0_6_4"), 1478 * 16) < 0.1);
  CHECK(capacity("20000&runtime_version=vllm_v0") >
        1.1 * capacity("20000&runtime_version=vllm_0_6_4"));
}

TEST_CASE("Before V1 a layer's callers hold its input while it computes", "[vllm]") {
  const auto activations = [](const std::string& link) {
    return bytes_of(report_of("runtime=vllm&runtime_version=" + link), Component::activations);
  };
  // vllm-project/vllm#10517: 17.06 and 17.98 GiB at the peak, 14.9888 of them weights. Llama's
  // class lets gate and up go: three vectors of 4,096 and three of 14,336.
  const std::string llama = "vllm_0_6_4&model=llama-3.1-8b&weights=bf16&gpu=rtx-3090&context=";
  CHECK(activations(llama + "20000") == 20000.0 * 2 * (3 * 4096 + 3 * 14336));
  CHECK(relative(activations(llama + "20000"), (17.06 - 14.9888) * kGib) < 0.006);
  CHECK(relative(activations(llama + "29000"), (17.98 - 14.9888) * kGib) < 0.002);
  // A log of Qwen2.5 1.5B on a T4, 0.7.2: 2.02 GiB. Gate and up are there with the MLP's output.
  const std::string qwen = "vllm_v0&model=qwen2.5-1.5b&weights=fp16&gpu=nvidia-t4&context=32768";
  CHECK(activations(qwen) == 32768.0 * 2 * (4 * 1536 + 3 * 8960));
  CHECK(relative(activations(qwen), 2.02 * kGib) < 0.005);
  // A log of Qwen3 4B on an RTX 2060, 0.8.5: 0.74 GiB.
  CHECK(relative(activations("vllm_v0&model=qwen3-4b&weights=fp16&gpu=rtx-2060-12&context=10000"
                             "&max_num_seqs=1"),
                 0.74 * kGib) < 0.01);
  // SGLang's class of Llama holds gate and up: a chunk of 2,048 tokens.
  CHECK(bytes_of(report_of("runtime=sglang&model=llama-3.1-8b&weights=bf16&gpu=rtx-3090"
                           "&context=8192&prefill_chunk=2048"),
                 Component::activations) == 2048.0 * 2 * (4 * 4096 + 3 * 14336));
  // Compiled code lets go of what is not read again; without graphs nothing is compiled.
  const std::string v1 = "vllm_0_9&model=qwen2.5-1.5b&weights=fp16&gpu=nvidia-t4&max_num_seqs=1";
  CHECK(activations(v1 + "&prefill_chunk=32768&context=32768") ==
        32768.0 * 2 * (2 * 1536 + 3 * 8960));
  CHECK(activations(v1 + "&prefill_chunk=32768&context=32768&cuda_graphs=false") ==
        32768.0 * 2 * (4 * 1536 + 3 * 8960));
}

TEST_CASE("vLLM's first V1 ran no sampler at the start but gave every token logits", "[vllm]") {
  // vllm-project/vllm#12569: Llama 3.1 70B in INT8 on an H100 of 79.22 GiB, 1,381 blocks.
  const std::string link =
      "runtime=vllm&model=llama-3.1-70b&weights=int8&gpu=nvidia-h100-sxm&usable_memory_mib=81121"
      "&gpu_memory_utilization=0.98&context=2048&runtime_version=";
  CHECK(relative(report_of(link + "vllm_0_7").tokens.kv_capacity, 1381 * 16) < 0.06);
  CHECK(report_of(link + "vllm_0_8").tokens.kv_capacity < 0.7 * 1381 * 16);
}

TEST_CASE("vLLM pads experts in MXFP4", "[vllm]") {
  // 13.47 GiB with 0.11 (llm-d-planner's measurements) and 64.38 GiB with 0.14
  // (vllm-project/vllm#33155), both on an H100: 2,880 becomes 3,072 on one side.
  const std::string link = "runtime=vllm&weights=mxfp4&gpu=nvidia-h100-sxm&model=";
  const auto weights = [&](const std::string& rest) {
    return bytes_of(report_of(link + rest), Component::weights);
  };
  CHECK(relative(weights("gpt-oss-20b"), 13.47 * kGib) < 0.002);
  CHECK(relative(weights("gpt-oss-120b"), 64.38 * kGib) < 0.004);
  // By hand: 24 layers, 32 experts, three matrices of 2,880 by 192 in 4.25 bits. Over eight ranks
  // 360 becomes 384 too.
  const double padding = 24.0 * 32 * 3 * 2880 * 192 * 4.25 / 8;
  CHECK(weights("gpt-oss-20b") - weights("gpt-oss-20b&runtime_version=vllm_v0") == padding);
  const double of_rank = 24.0 * 32 * 3 * (384.0 * 3072 - 360.0 * 2880) * 4.25 / 8;
  CHECK(weights("gpt-oss-20b&tp=8&gpu_count=8") -
            weights("gpt-oss-20b&tp=8&gpu_count=8&runtime_version=vllm_v0") ==
        of_rank);
}

TEST_CASE("Of pipeline stages that fill a share the one with the smaller cache is shown",
          "[vllm]") {
  // The log of DeepSeek V2.5 (236B, as V2) on two stages of eight A100 with 39.49 GiB: 27.63 GiB of
  // weights on the first, whose one dense layer is small, and 28.48 GiB on the second.
  const Report report = report_of(
      "runtime=vllm&runtime_version=vllm_v0&model=deepseek-v2&weights=bf16&tp=8&pp=2&gpu_count=16"
      "&gpu=nvidia-a100-40-sxm&usable_memory_mib=40438&context=8192");
  CHECK(relative(bytes_of(report, Component::weights), 28.48 * kGib) < 0.002);
}

TEST_CASE("vLLM's first latent attention multiplied its projections and aligned its cache",
          "[vllm]") {
  const auto of = [](const std::string& link) {
    return report_of(
        "runtime=vllm&gpu=nvidia-a100-40-sxm&context=8192&model=deepseek-coder-v2-lite"
        "&max_num_seqs=2&runtime_version=" +
        link);
  };
  // A log of 0.7.1 on eight A100: 3.97 GiB of weights, 0.36 GiB at the peak. By hand two heads a
  // rank: 27 layers of two heads, 512 latent elements to 2,048 inputs and 2,048 outputs, 64 turned
  // ones; tokens with four vectors of 2,048, 64 scores and six experts of 176 with own outputs.
  const Report split = of("vllm_v0_7_1&weights=fp16&tp=8&gpu_count=8");
  CHECK(relative(bytes_of(split, Component::weights), 3.97 * kGib) < 0.004);
  const double products = 27.0 * 2 * (512 * (2048 + 2048) + 2048 * 64) * 2;
  const Report later = of("vllm_v0&weights=fp16&tp=8&gpu_count=8");
  CHECK(bytes_of(split, Component::weights) - bytes_of(later, Component::weights) == products);
  const double of_token = 4 * 2048 + 64 + 6 * (2 * 176 + 176 + 2048);
  CHECK(bytes_of(split, Component::activations) == 8192 * of_token * 2);
  CHECK(relative(bytes_of(split, Component::activations), 0.36 * kGib) < 0.01);
  // vllm-project/vllm#13109: 59.75 GiB for 1,856,368 tokens, that is 27 layers of 640 elements.
  const auto of_cached_token = [&](const std::string& version) {
    const Report report = of(version + "&weights=bf16&gpu_count=2&tp=2");
    return bytes_of(report, Component::kv_cache) / report.tokens.kv_capacity;
  };
  CHECK(relative(of_cached_token("vllm_v0_7_2"), 59.75 * kGib / 1856368) < 0.001);
  CHECK(relative(of_cached_token("vllm_v0_7_1"), 27 * 576 * 2) < 0.001);
  // Before that eight heads a rank, each with keys and values padded to 256.
  CHECK(relative(of_cached_token("vllm_v0_6"), 27 * 8 * 2 * 256 * 2) < 0.001);
}
