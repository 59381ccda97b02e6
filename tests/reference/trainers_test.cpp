// What programs keep while they train, against the allocator's own figures and counts by hand.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <cmath>
#include <string>

#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

double bytes_in(const Report& report, Phase phase, Component component) {
  for (const PhaseTotal& total : report.phases) {
    if (total.phase != phase) continue;
    for (const Line& line : total.lines) {
      if (line.component == component) return line.bytes;
    }
  }
  return 0;
}

/// Mistral 7B: 32 layers of 4096, 1024 wide keys and values, MLPs of 14336, 32000 words.
constexpr double kLayers = 32;
constexpr double kHidden = 4096;
constexpr double kKeys = 1024;
constexpr double kMlp = 14336;
constexpr double kWords = 32000;
constexpr double kTokens = 4 * 4096.0;

const std::string kMistral =
    "model=mistral-7b-v0.1&mode=finetune&seq_len=4096&micro_batch=4&recompute=full";
const std::string kLora = "&peft=lora&lora_rank=16&lora_targets=q,k,v,o&lora_dropout=true";

double saved_and_backward(const std::string& link, Phase phase) {
  return bytes_in(report_of(link), phase, Component::activations) / kTokens;
}

}  // namespace

TEST_CASE("Peaks are those that torch.cuda.max_memory_allocated gave", "[trainers]") {
  struct Measured {
    const char* link;
    double bytes;
    double tolerance;
  };
  // github.com/foundation-model-stack/fms-acceleration at 876e2ed6, scripts/benchmarks/refs:
  // a100_80gb.csv (Transformers 4.48.1), a100_80gb_liger.csv and a100_80gb_granite.csv (4.45.2),
  // column mem_peak_torch_mem_alloc_in_bytes; settings in scripts/benchmarks/scenarios*.yaml.
  const Measured run = GENERATE(
      Measured{"model=mistral-7b-v0.1&runtime=pytorch&trainer=transformers_4_47&precision=bf16_pure"
               "&micro_batch=4",
               72434837504, 0.001},
      Measured{"model=mistral-7b-v0.1&runtime=fsdp&gpu_count=2&trainer=transformers_4_47"
               "&precision=bf16_pure&micro_batch=2",
               36225939968, 0.001},
      Measured{"model=mistral-7b-v0.1&runtime=fsdp&gpu_count=2&trainer=fms_kernels&micro_batch=8",
               72435247104, 0.001},
      Measured{"model=mistral-7b-v0.1&runtime=pytorch&trainer=transformers_4_47&precision=bf16_pure"
               "&micro_batch=4&peft=lora",
               26704571904, 0.002},
      Measured{"model=mistral-7b-v0.1&runtime=pytorch&trainer=transformers_4_47&precision=bf16_pure"
               "&micro_batch=8&peft=lora",
               38742912512, 0.002},
      Measured{"model=mistral-7b-v0.1&runtime=fsdp&gpu_count=2&trainer=transformers_4_47"
               "&precision=bf16_pure&micro_batch=2&peft=lora",
               15144870400, 0.002},
      Measured{"model=mistral-7b-v0.1&runtime=fsdp&gpu_count=2&trainer=transformers_4_47"
               "&precision=bf16_pure&micro_batch=4&peft=lora",
               21959827968, 0.002},
      Measured{
          "model=llama-2-70b&runtime=pytorch&trainer=transformers_4_47&micro_batch=4"
          "&peft=qlora&upcast_base=false",  // the benchmark loads the base and adds adapters to it
          68126381056, 0.002});
  CAPTURE(run.link);
  const Report report = report_of(
      "mode=finetune&seq_len=4096&recompute=full&lora_rank=16&lora_targets=q,k,v,o"
      "&lora_dropout=true&" +
      std::string(run.link));
  CHECK(std::fabs(report.per_gpu_bytes / run.bytes - 1) < run.tolerance);
}

TEST_CASE("The loss takes what each version of Transformers copies", "[trainers]") {
  const auto per_logit = [](const char* trainer) {
    return bytes_in(report_of(kMistral + "&runtime=pytorch&trainer=" + trainer), Phase::forward,
                    Component::logits) /
           (kTokens * kWords);
  };
  // loss_utils.py and modeling_llama.py: log-softmax and two more of its size in float32, and where
  // the caller holds them the 16-bit logits.
  CHECK(per_logit("transformers_4_0") == 12);
  CHECK(per_logit("transformers_4_47") == 14);
  CHECK(per_logit("transformers_4_49") == 12);
}

TEST_CASE("A recomputed layer keeps what Python's norms and adapters keep", "[trainers]") {
  // Each norm its input in float32; query, key, value and output; gate, up and the activation; an
  // adapter in float32 its dropped input and a mask. Then the layer's output and its gradient, and
  // three gradients of the MLP.
  const double inputs = kLayers * 2 * kHidden;
  const double heads = 2 * (2 * kHidden + 2 * kKeys);
  const double mlp = 3 * 2 * kMlp;
  const double norms = 2 * 4 * kHidden;
  const double gradients = 2 * 2 * kHidden + 3 * 2 * kMlp;
  // Without the logits, so that the layers' backward pass is the fullest moment.
  const std::string base = kMistral + "&runtime=pytorch&fused_cross_entropy=true";
  const std::string lora = base + kLora;
  const double kept = inputs + heads + mlp + norms + gradients;
  CHECK(saved_and_backward(lora + "&precision=bf16_pure", Phase::backward) ==
        kept + 4 * 5 * kHidden);
  CHECK(saved_and_backward(lora, Phase::backward) == kept + 4 * 3 * kHidden);
  // All weights trained: the norms' outputs in front of their weights, the inputs of the attention
  // and of the MLP, and the product in front of the last matrix. With all gradients there the first
  // layer, the last to be computed, is the fullest moment, and no other input is left.
  CHECK(saved_and_backward(base + "&precision=bf16_pure", Phase::backward) ==
        kept - inputs + 2 * 2 * kHidden + 2 * 2 * kHidden + 2 * kMlp);
}

TEST_CASE("FSDP holds inputs of frozen layers and their gradients to the end", "[trainers]") {
  // At the first layer: all 32 inputs and the gradients of all but two.
  const std::string link =
      kMistral + kLora + "&precision=bf16_pure&gpu_count=2&fused_cross_entropy=true&runtime=";
  const double held = (2 * kLayers - 2) * 2 * kHidden;
  const double at_once = kLayers * 2 * kHidden;
  const double two = saved_and_backward(link + "fsdp", Phase::backward);
  const double one = saved_and_backward(link + "pytorch", Phase::backward);
  CHECK(two - one == held - at_once);
}

TEST_CASE("Selective recompute by operators keeps half of the matrices' outputs", "[trainers]") {
  // torchtitan: input, query, value, attention's output, gate and down.
  const double kept = 2 * (kHidden + kHidden + kKeys + kHidden + kMlp + kHidden);
  const std::string link =
      "model=mistral-7b-v0.1&mode=train&seq_len=4096&micro_batch=4"
      "&recompute=selective&runtime=fsdp&gpu_count=8&trainer=torchtitan";
  // Behind the layers the last norm: float32 input, 16-bit output before and after its weight.
  CHECK(saved_and_backward(link, Phase::forward) == kLayers * kept + 8 * kHidden);
}

TEST_CASE("Logits at the loss take what the loop holds of them", "[trainers]") {
  // By hand: 32,000 words in the activations' 16 bits where the loop has them, then float32.
  const auto of_logit = [](const char* more) {
    const Report report = report_of("model=mistral-7b-v0.1&mode=train&seq_len=4096&micro_batch=4&" +
                                    std::string(more));
    return bytes_in(report, Phase::backward, Component::logits) / (kTokens * kWords);
  };
  CHECK(of_logit("runtime=pytorch&trainer=own_loop") == 2 + 16);
  // Loss over ranks: each has half of the words; their logarithm, its gradient, the exponentials
  // and their product.
  CHECK(of_logit("runtime=fsdp&gpu_count=8&tp=2&trainer=torchtitan_parallel_loss") == 16.0 / 2);
  CHECK(of_logit("runtime=fsdp&gpu_count=8&trainer=torchtitan") == 12);
}

TEST_CASE("Optimizers that fuse their step allocate nothing in it", "[trainers]") {
  const auto step = [](const char* more) {
    return bytes_in(report_of(std::string("mode=train&model=llama-3.1-8b&") + more),
                    Phase::optimizer_step, Component::workspace);
  };
  constexpr double kParameters = 8030261248;
  CHECK(step("runtime=pytorch") == 4 * kParameters);
  CHECK(step("runtime=pytorch&optimizer=adamw_fused") == 0);
  // DeepSpeed's stage 2 widens its part of the gradients; stage 3 by sub-groups of 1e9.
  CHECK(step("runtime=deepspeed&zero_stage=2&dp=8") == 4 * kParameters / 8);
  CHECK(step("runtime=deepspeed&zero_stage=3&dp=2") == 4e9);
}

TEST_CASE("Adapters of 16-bit models are float32 where PEFT makes them", "[trainers]") {
  const auto adapters = [](const char* more) {
    const Report report =
        report_of(std::string("mode=finetune&peft=lora&model=llama-3.1-8b&") + more);
    return bytes_in(report, Phase::load, Component::adapter_weights) / report.parameters.trainable;
  };
  CHECK(adapters("runtime=pytorch&precision=bf16_pure") == 4);
  CHECK(adapters("runtime=pytorch&precision=bf16_pure&trainer=torchtune") == 2);
  CHECK(adapters("runtime=deepspeed") == 2);
}

TEST_CASE("A layer's gradients are whole until they are shared out", "[trainers]") {
  // Qwen3 30B A3B over eight devices: 623,120,640 parameters in a layer, 622,331,904 outside them.
  const Report report = report_of(
      "mode=finetune&peft=full&model=qwen3-30b-a3b&runtime=fsdp&zero_stage=3&gpu_count=8"
      "&gpu=nvidia-h200&recompute=full&seq_len=512&precision=bf16_mixed&optimizer=adamw_fused"
      "&fused_cross_entropy=true");
  const double outside = 2.0 * 151936 * 2048 + 2048;
  const double layer = 128 * 2048 + 3.0 * 128 * 768 * 2048 + 2 * 2048 * 4096.0 + 2 * 2048 * 512.0 +
                       2 * 128 + 2 * 2048;
  CHECK(bytes_in(report, Phase::backward, Component::workspace) == (2 * layer + outside) * 2);
}
