// Models with encoders in vLLM against its logs at start: what it tries them on stays reserved.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <cmath>
#include <string>

#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

TEST_CASE("vLLM tries an audio encoder on as many clips as a step takes", "[vllm]") {
  // vllm-project/vllm#19736, Qwen2-Audio 7B on 79.19 GiB: 15.6455 GiB of weights, 7,054 blocks of
  // 16 tokens. Before V1 six clips of 750 tokens in a step of 5,120, so six rows of logits.
  const Report report = report_of(
      "runtime=vllm&runtime_version=vllm_v0&model=qwen2-audio-7b&weights=fp16&kv_cache=fp16"
      "&context=1024&gpu=nvidia-a100-80-sxm&usable_memory_mib=81091");
  const double weights =
      bytes_of(report, Component::weights) + bytes_of(report, Component::audio_encoder);
  CHECK(relative(weights, 15.6455 * kGib) < 0.0005);
  CHECK(relative(report.tokens.kv_capacity, 7054 * 16) < 0.0025);
}

TEST_CASE("vLLM tries a decoder's encoder with all its sequences", "[vllm]") {
  // vllm-project/vllm#20069, Whisper large-v3-turbo: 10.45 GiB at the peak. By hand 256 windows of
  // 1,500 frames, three vectors of 1,280 and two of 5,120 in 16 bits.
  const Report report = report_of(
      "runtime=vllm&runtime_version=vllm_v0&model=whisper-large-v3&weights=fp16&context=448"
      "&gpu=amd-mi300x");
  const double activations = bytes_of(report, Component::activations);
  CHECK(activations == 256.0 * 1500 * (3 * 1280 + 2 * 5120) * 2);
  CHECK(relative(activations, 10.45 * kGib) < 0.04);
}

TEST_CASE("vLLM splits a vision encoder over its ranks", "[vllm]") {
  // vllm-project/vllm#12245, Qwen2-VL 7B on two ranks: 7.7541 GiB of weights each.
  const std::string link =
      "runtime=vllm&runtime_version=vllm_0_8&model=qwen2-vl-7b&weights=bf16&context=32768"
      "&gpu=nvidia-h100-sxm";
  const Report split = report_of(link + "&tp=2");
  const double weights =
      bytes_of(split, Component::weights) + bytes_of(split, Component::vision_encoder);
  CHECK(relative(weights, 7.7541 * kGib) < 0.005);
  const Report whole = report_of(link);
  CHECK(bytes_of(split, Component::vision_encoder) <
        0.6 * bytes_of(whole, Component::vision_encoder));
}

TEST_CASE("Llama 3.2's encoder keeps the outputs of five layers", "[vllm]") {
  // vllm-project/vllm#12126, the 11B on an H100 with 128 sequences: 36.63 GiB at the peak.
  const Report report = report_of(
      "runtime=vllm&runtime_version=vllm_v0&model=llama-3.2-11b-vision&weights=bf16&context=65536"
      "&gpu=nvidia-h100-sxm&max_num_seqs=128");
  CHECK(relative(bytes_of(report, Component::activations), 36.63 * kGib) < 0.1);
}

TEST_CASE("vLLM counts layers with cross-attention as any others", "[vllm]") {
  const auto bytes_of_token = [](const std::string& link) {
    const Report report = report_of("runtime=vllm&weights=fp16&kv_cache=fp16&" + link);
    return bytes_of(report, Component::kv_cache) / report.tokens.kv_capacity;
  };
  // The same log: 14.65 GiB for 6,001 blocks of 16 tokens, that is 40 layers of 8 heads of 128.
  const double mllama = bytes_of_token(
      "model=llama-3.2-11b-vision&context=65536&gpu=nvidia-h100-sxm&max_num_seqs=128"
      "&runtime_version=vllm_v0_6");
  CHECK(relative(mllama, 14.65 * kGib / (6001 * 16)) < 0.002);
  CHECK(relative(mllama, 40.0 * 2 * 8 * 128 * 2) < 0.002);
  // A log of Whisper large v3 with 0.15: 10.14 GiB for 33,216 tokens, in 32 layers of both kinds.
  const std::string whisper = "model=whisper-large-v3&context=448&gpu=rtx-4090&runtime_version=";
  CHECK(relative(bytes_of_token(whisper + "vllm_0_9"), 10.14 * kGib / 33216) < 0.002);
  CHECK(relative(bytes_of_token(whisper + "vllm_v0"), 32.0 * 2 * 1280 * 2) < 0.002);
}

TEST_CASE("Pictures and what became of them stay beside the language model", "[vllm]") {
  // vllm-project/vllm#19736, Qwen2-Audio: 0.51 GiB. By hand 5,120 tokens with four vectors of
  // 4,096 and three of 11,008, and six clips of 750 embeddings.
  const Report report = report_of(
      "runtime=vllm&runtime_version=vllm_v0&model=qwen2-audio-7b&weights=fp16&context=1024"
      "&gpu=nvidia-a100-80-sxm");
  const double activations = bytes_of(report, Component::activations);
  CHECK(activations == 5120.0 * 2 * (4 * 4096 + 3 * 11008) + 6.0 * 750 * 4096 * 2);
  CHECK(relative(activations, 0.51 * kGib) < 0.015);
}

TEST_CASE("A picture that the context has no room for is tried in part", "[vllm]") {
  // Qwen2-VL's largest picture is 16,384 tokens, four patches each; a context of 4,096 holds a
  // quarter of it. A patch: 3·2·14·14 pixels in 32 bits, three vectors of 1,280 and two of 5,120.
  const std::string link =
      "runtime=vllm&runtime_version=vllm_v0&model=qwen2-vl-7b&weights=bf16&gpu=nvidia-h100-sxm"
      "&prefill_chunk=512&context=";
  const double of_patch = 3 * 2 * 14 * 14 * 4 + (3 * 1280 + 2 * 5120) * 2;
  const auto activations = [&](const char* context) {
    return bytes_of(report_of(link + context), Component::activations);
  };
  CHECK(activations("4096") == 4096 * 4 * of_patch);
  CHECK(relative(activations("32768"), 16384 * 4 * of_patch) < 0.02);  // sides are rounded down
}
