// The classic method against the arithmetic that guides print.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <string>

#include "tests/support/parameters.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

Report classic(const std::string& link) { return report_of("method=classic&" + link); }

double bytes_of_part(const std::string& link, Component component) {
  return bytes_of(classic(link), component);
}

/// A model of hidden size 4096 with 28 layers, as in a guide's example.
const std::string kHidden4096Layers28 = "model=custom&arch.num_hidden_layers=28";

}  // namespace

TEST_CASE("Classic weights are parameters times bytes", "[classic]") {
  const auto weights = [](double parameters, const char* format) {
    return bytes_of_part(model_of(parameters) + "&weights=" + format, Component::weights);
  };
  CHECK(weights(7e9, "fp32") == 28e9);
  CHECK(weights(7e9, "fp16") == 14e9);
  CHECK(weights(7e9, "int8") == 7e9);
  CHECK(weights(7e9, "int4") == 3.5e9);
  CHECK(weights(7e9, "nf4") == 3.5e9);
  CHECK(weights(7e9, "q4_k_m") == 3.5e9);
  CHECK(weights(7e9, "q5_k_s") == 7e9 * 5 / 8);
  CHECK(weights(70e9, "fp16") == 140e9);
  // A guide has 516 GB for this.
  CHECK(weights(140e9, "fp32") == 560e9);
}

TEST_CASE("The classic KV cache knows no grouped heads and grows linearly", "[classic]") {
  const auto cache = [](const std::string& link) {
    return bytes_of_part(kHidden4096Layers28 + link, Component::kv_cache);
  };
  // 2 x 4096 tokens x 4096 x 28 layers x 2 bytes: 1.88 GB, where a guide has 3.7.
  CHECK(cache("&context=4096") == 1879048192);
  CHECK(cache("&context=8192") == 2 * 1879048192.0);
  CHECK(cache("&context=4096&batch=8") == 8 * 1879048192.0);
  CHECK(cache("&context=4096&arch.num_key_value_heads=1") == 1879048192);
  CHECK(cache("&context=4096&kv_cache=fp8") == 1879048192 / 2.0);
  CHECK(cache("&context=4096&kv_cache=q4_0") == 1879048192 / 4.0);
  CHECK(classic(kHidden4096Layers28 + "&context=4096").tokens.kv_bytes_per_token ==
        1879048192 / 4096.0);
}

TEST_CASE("Classic inference has a few buffers of activations and nothing else", "[classic]") {
  const Report report = classic(kHidden4096Layers28 + "&context=4096");
  // 0.2 GB for 4096 tokens of 4096 in 2 bytes: six of 33.5 MB.
  CHECK(bytes_of(report, Component::activations) == 6.0 * 4096 * 4096 * 2);
  CHECK(bytes_of(report, Component::runtime) == 0);
  CHECK(report.peak_phase == Phase::decode);
  CHECK(report.phases.size() == 1);
  const Report more = classic(kHidden4096Layers28 + "&context=4096&runtime_overhead_mib=500");
  CHECK(more.per_gpu_bytes == report.per_gpu_bytes + 500.0 * 1048576);
}

TEST_CASE("Classic training is weights, states, gradients, activations and a tenth", "[classic]") {
  const std::string link = "mode=train&seq_len=2048&micro_batch=2&" + model_of(7e9);
  const Report report = classic(link);
  CHECK(bytes_of(report, Component::weights) == 14e9);
  CHECK(bytes_of(report, Component::optimizer_states) == 4 * 7e9 * 2);
  CHECK(bytes_of(report, Component::gradients) == 14e9);
  // One layer: 3 x 2 x 2048 x 4096 + 2 x 2048^2 + 8 x 2 x 2048 x 4096 elements of 2 bytes.
  const double activations = (11.0 * 2 * 2048 * 4096 + 2.0 * 2048 * 2048) * 2;
  CHECK(activations == 385875968);
  CHECK(bytes_of(report, Component::activations) == activations);
  // A tenth of 14 + 56 + 14 GB and 385,875,968 bytes, rounded up.
  CHECK(bytes_of(report, Component::runtime) == 8438587597);
  CHECK(report.per_gpu_bytes == 84e9 + activations + 8438587597);
  CHECK(report.parameters.trainable == 7e9);

  CHECK(bytes_of_part(link + "&optimizer=sgd", Component::optimizer_states) == 28e9);
  CHECK(bytes_of_part(link + "&optimizer=sgd_momentum", Component::optimizer_states) == 28e9);
  CHECK(bytes_of_part(link + "&optimizer=adamw_8bit", Component::optimizer_states) == 14e9);
  CHECK(bytes_of_part(link + "&recompute=full", Component::activations) == 115762791);
  CHECK(bytes_of_part(link + "&precision=fp32", Component::weights) == 28e9);
  CHECK(bytes_of_part(link + "&precision=fp32", Component::activations) == 2 * activations);
}

TEST_CASE("Classic activations grow with the layers", "[classic]") {
  const auto activations = [](const char* layers) {
    return bytes_of_part(std::string("mode=train&model=custom&seq_len=4096&arch."
                                     "num_hidden_layers=") +
                             layers,
                         Component::activations);
  };
  // 4096 x (11 x 4096 + 4096) x 2 bytes each.
  CHECK(activations("1") == 402653184);
  CHECK(activations("32") == 32 * 402653184.0);
}

TEST_CASE("Classic adapters", "[classic]") {
  const std::string seven = "mode=finetune&lora_rank=8&" + model_of(7e9);
  SECTION("LoRA trains 2 r x half of the parameters over the hidden size") {
    // 2 x 8 x 3.5e9 / 4096 = 13,671,875.
    const Report report = classic(seven + "&peft=lora");
    CHECK(report.parameters.trainable == 13671875);
    CHECK(bytes_of(report, Component::weights) == 14e9);
    CHECK(bytes_of(report, Component::adapter_weights) == 2 * 13671875.0);
    CHECK(bytes_of(report, Component::gradients) == 2 * 13671875.0);
    CHECK(bytes_of(report, Component::optimizer_states) == 8 * 13671875.0);
    CHECK(classic(seven + "&peft=dora").parameters.trainable == 13671875);
  }
  SECTION("QLoRA has the base at half a byte and 2 bytes x 3 for its adapters") {
    const Report report = classic(seven + "&peft=qlora");
    CHECK(bytes_of(report, Component::weights) == 3.5e9);
    CHECK(bytes_of(report, Component::adapter_weights) == 2 * 13671875.0);
    CHECK(bytes_of(report, Component::gradients) == 2 * 13671875.0);
    CHECK(bytes_of(report, Component::optimizer_states) == 2 * 13671875.0);
    // A guide's second case: 70B x 0.5 bytes.
    CHECK(bytes_of_part("mode=finetune&peft=qlora&" + model_of(70e9), Component::weights) == 35e9);
  }
  SECTION("Prefix tuning and the rest of PEFT train one percent") {
    for (const char* peft : {"prefix", "prompt", "ia3"}) {
      CHECK(classic(seven + "&peft=" + peft).parameters.trainable == 70e6);
    }
  }
  SECTION("Freezing trains the share of the layers that are left") {
    // The only layer there is; two of 32 otherwise.
    CHECK(classic(seven + "&peft=freeze").parameters.trainable == 7e9);
    CHECK(classic("mode=finetune&peft=freeze&model=llama-3.1-8b").parameters.trainable ==
          8030261248.0 / 16);
  }
}

TEST_CASE("Classic preference training multiplies the activations", "[classic]") {
  const auto activations = [](const std::string& algorithm) {
    return bytes_of_part("mode=rl&group_size=4&rl_algorithm=" + algorithm, Component::activations);
  };
  const double sft = activations("sft");
  CHECK(sft > 0);
  CHECK(activations("dpo") == 2 * sft);
  CHECK(activations("grpo") == 4 * sft);
  CHECK(activations("ppo") == sft);
  // The framework has no further models.
  CHECK(bytes_of_part("mode=rl&rl_algorithm=ppo", Component::reference_weights) == 0);
}

TEST_CASE("Classic media become tokens of their own", "[classic]") {
  const auto tokens = [](const std::string& link) {
    return classic("mode=multimodal&patch_size=16&" + link).tokens.sequence;
  };
  // A guide's third case: 100 + 4 x (1024 / 16)^2.
  CHECK(tokens("text_tokens=100&images=4") == 16484);
  // Ten seconds of audio: 10,000 ms / 80.
  CHECK(tokens("text_tokens=100&images=0&audio_seconds=10") == 100 + 125);
  // Its explosion: 30 s x 30 fps x (1024 / 16)^2.
  CHECK(tokens("text_tokens=0&images=0&video_seconds=30&video_fps=30&video_width=1024"
               "&video_height=1024") == 3686400);
  CHECK(tokens("text_tokens=0&images=1&image_width=1000&image_height=500") == 63 * 32);

  const Report report =
      classic("mode=multimodal&patch_size=16&text_tokens=100&images=4&" + model_of(7e9));
  const double cache = 2.0 * 16484 * 4096 * 1 * 2;
  const double activations = 6.0 * 16484 * 4096 * 2;
  CHECK(bytes_of(report, Component::kv_cache) == cache);
  CHECK(bytes_of(report, Component::activations) == activations);
  // A tenth of 14e9 + 8 x 16484 x 8192 x 2 bytes: 15,080,295,424 / 10, rounded up.
  CHECK(14e9 + cache + activations == 15080295424);
  CHECK(bytes_of(report, Component::runtime) == 1508029543);
  const Report trained = classic("mode=multimodal&task=finetune&text_tokens=100&images=4");
  CHECK(bytes_of(trained, Component::gradients) > 0);
  CHECK(bytes_of(trained, Component::kv_cache) == 0);
}

TEST_CASE("Classic amounts are shared out evenly", "[classic]") {
  const Report split = classic("tp=2&context=4096&" + kHidden4096Layers28);
  const Report whole = classic("context=4096&" + kHidden4096Layers28);
  CHECK(2 * split.per_gpu_bytes == whole.per_gpu_bytes);
  CHECK(split.total_bytes == whole.per_gpu_bytes);

  const std::string link = "mode=train&dp=4&" + model_of(7e9);
  CHECK(bytes_of_part(link + "&zero_stage=1", Component::optimizer_states) == 14e9);
  CHECK(bytes_of_part(link + "&zero_stage=1", Component::gradients) == 14e9);
  CHECK(bytes_of_part(link + "&zero_stage=2", Component::gradients) == 3.5e9);
  CHECK(bytes_of_part(link + "&zero_stage=2", Component::weights) == 14e9);
  CHECK(bytes_of_part(link + "&zero_stage=3", Component::weights) == 3.5e9);
}
