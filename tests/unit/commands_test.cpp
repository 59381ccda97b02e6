// Command lines: the flags that a configuration needs, and none that it does not.
// SPDX-License-Identifier: MIT
#include "export/commands.h"

#include <catch_amalgamated.hpp>

#include "export/measure.h"
#include "tests/support/random_inputs.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

std::string text_for(const char* link, ToolId tool) {
  for (const Command& command : commands(report_of(link))) {
    if (command.tool == tool) return command.text;
  }
  return {};
}

}  // namespace

TEST_CASE("vLLM gets its ranks, lengths and share", "[commands]") {
  CHECK(text_for(
            "model=llama-3.1-8b&runtime=vllm&gpu=nvidia-h100-sxm&tp=2&context=32768&kv_cache=fp8&"
            "gpu_memory_utilization=0.85&max_num_seqs=64&prefill_chunk=4096",
            ToolId::vllm) ==
        "vllm serve meta-llama/Llama-3.1-8B \\\n"
        "  --dtype bfloat16 \\\n"
        "  --kv-cache-dtype fp8 \\\n"
        "  --tensor-parallel-size 2 \\\n"
        "  --max-model-len 32768 \\\n"
        "  --max-num-seqs 64 \\\n"
        "  --max-num-batched-tokens 4096 \\\n"
        "  --gpu-memory-utilization 0.850 \\\n"
        "  --block-size 16");
}

TEST_CASE("llama.cpp shares its context among its slots", "[commands]") {
  // --ctx-size is divided among --parallel slots.
  CHECK(text_for(
            "model=qwen3-32b&runtime=llama_cpp&weights=q4_k_m&kv_cache=q8_0&context=8192&batch=4&"
            "gpu=rtx-4090&prefill_chunk=512",
            ToolId::llama_cpp) ==
        "llama-server \\\n"
        "  --model qwen3-32b-Q4_K_M.gguf \\\n"
        "  --n-gpu-layers 999 \\\n"
        "  --ctx-size 32768 \\\n"
        "  --parallel 4 \\\n"
        "  --flash-attn on \\\n"
        "  --cache-type-k q8_0 \\\n"
        "  --cache-type-v q8_0 \\\n"
        "  --ubatch-size 512");
}

TEST_CASE("Megatron's ranks multiply to its devices", "[commands]") {
  const std::string text = text_for(
      "mode=train&runtime=megatron&model=llama-3-70b&gpu=nvidia-h100-sxm&gpu_count=64&tp=8&pp=4&"
      "grad_accumulation=16&zero_stage=1&recompute=full",
      ToolId::megatron);
  for (const char* part :
       {"torchrun \\\n  --nnodes 8 \\\n  --nproc-per-node 8 pretrain_gpt.py",
        "--tensor-model-parallel-size 8", "--pipeline-model-parallel-size 4", "--sequence-parallel",
        "--use-distributed-optimizer", "--recompute-granularity full", "--global-batch-size 32",
        "--num-query-groups 8", "--swiglu", "--position-embedding-type rope", "--vocab-size 128256",
        "--mock-data"}) {
    CAPTURE(part);
    CHECK(text.find(part) != std::string::npos);
  }
  CHECK(text.find("--num-experts") == std::string::npos);
}

TEST_CASE("What stays on the host is in the command", "[commands]") {
  // Megatron refuses to offload without the flag for its optimizer's precision (arguments.py).
  const std::string megatron =
      text_for("mode=train&runtime=megatron&gpu=nvidia-h100-sxm&gpu_count=8&offload=optimizer",
               ToolId::megatron);
  for (const char* flag : {"--use-distributed-optimizer", "--optimizer-cpu-offload",
                           "--use-precision-aware-optimizer"}) {
    CAPTURE(flag);
    CHECK(megatron.find(flag) != std::string::npos);
  }
  // Llama 3.1 8B has 32 layers, and the head counts as one.
  const auto layers_of = [](const char* link, const char* flag) {
    return text_for(link, ToolId::llama_cpp).find(flag) != std::string::npos;
  };
  CHECK(layers_of("runtime=llama_cpp&weights=q4_k_m&host_layers=12", "--n-gpu-layers 21 "));
  CHECK(layers_of("runtime=llama_cpp&weights=q4_k_m&host_layers=12&runtime_version=llama_cpp_b2425",
                  "--n-gpu-layers 20 "));
  CHECK(layers_of("runtime=llama_cpp&weights=q4_k_m", "--n-gpu-layers 999 "));
}

TEST_CASE("TRL gets QLoRA's flags", "[commands]") {
  const std::string text = text_for(
      "mode=finetune&peft=qlora&lora_rank=32&lora_targets=q,v&model=llama-3.1-8b&optimizer=paged_"
      "adamw_8bit",
      ToolId::trl);
  for (const char* part : {"trl sft", "--use_peft", "--lora_r 32", "--load_in_4bit",
                           "--lora_target_modules q_proj v_proj", "--optim paged_adamw_8bit"}) {
    CAPTURE(part);
    CHECK(text.find(part) != std::string::npos);
  }
  // TRL's batch counts completions.
  CHECK(text_for("mode=rl&rl_algorithm=grpo&group_size=8&micro_batch=2&model=llama-3.2-1b",
                 ToolId::trl)
            .find("--per_device_train_batch_size 16") != std::string::npos);
}

TEST_CASE("A program that cannot run a configuration is not offered", "[commands]") {
  CHECK(text_for("model=llama-3.1-8b&weights=q4_k_m", ToolId::vllm).empty());
  CHECK(text_for("model=llama-3.1-8b&weights=awq_int4", ToolId::llama_cpp).empty());
  CHECK(text_for("mode=train&model=llama-3.1-8b&tp=2", ToolId::torchrun).empty());
  CHECK(text_for("mode=finetune&peft=prefix", ToolId::trl).empty());
  CHECK(commands(report_of("model=llama-3.1-8b&runtime=sglang")).front().tool == ToolId::sglang);
}

TEST_CASE("Every configuration's commands are text without line breaks in flags", "[commands]") {
  Random random(77);
  for (int i = 0; i < 200; ++i) {
    const Report report = estimate(random_inputs(random, preset_catalog()), preset_catalog());
    for (const Command& command : commands(report)) {
      CHECK_FALSE(command.text.empty());
      CHECK(command.text.find("  \n") == std::string::npos);
      CHECK(command.expected >= 0);
      CHECK_FALSE(measure_text(command.tool, Language::zh).empty());
    }
  }
}
