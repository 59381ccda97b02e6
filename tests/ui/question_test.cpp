// Questions in one line, as people type them, and what each must set. The expected values are what
// the words say; the preset ids are those of presets/.
// SPDX-License-Identifier: MIT
#include "imgui_app/question.h"

#include <catch_amalgamated.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/configure.h"
#include "engine/schema/fields.h"
#include "imgui_app/panels/question_row.h"
#include "presets/presets.h"

namespace vram {
namespace {

struct Asked {
  Inputs inputs;
  Question question;
};

Asked ask_for(const std::string& text, const Inputs& now) {
  Question question = read_question(text, now, preset_catalog());
  return {asked_inputs(question, now), question};
}

Asked ask_for(const std::string& text) { return ask_for(text, default_inputs(preset_catalog())); }

std::string model_of(const Asked& asked) {
  return std::string(
      preset_catalog().models[static_cast<std::size_t>(asked.inputs[InputField::model])].id);
}
std::string gpu_of(const Asked& asked) {
  return std::string(
      preset_catalog().gpus[static_cast<std::size_t>(asked.inputs[InputField::gpu])].id);
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("A card, a model and a length", "[question]") {
  for (const char* const text :
       {"4090 qwen3 32b 32k", "RTX 4090, Qwen3-32B, 32k",
        "qwen3-32b on a rtx4090 with 32768 tokens",
        "can I run Qwen3 32B at 32,768 context on one RTX 4090?", "4090 跑 qwen3 32b 上下文 32k",
        "1x4090 qwen3 32b ctx 32k", "Qwen/Qwen3-32B 4090x1 32k"}) {
    INFO(text);
    const Asked asked = ask_for(text);
    CHECK(model_of(asked) == "qwen3-32b");
    CHECK(gpu_of(asked) == "rtx-4090");
    CHECK(asked.inputs[InputField::context] == 32768);
    CHECK(asked.question.unknown == Words{});
    CHECK(asked.question.is_more_than_model());
  }
}

TEST_CASE("A training run on many devices", "[question]") {
  for (const char* const text :
       {"llama 3 70b training 64 h100", "llama-3-70b full training on 64 H100",
        "64xh100 pretrain llama3 70b", "train llama 3 70b 64 x h100 sxm", "64张H100训练llama 3 70b",
        "llama 3 70b train h100 x 64", "llama 3 70b pre-training, h100, 64 gpus"}) {
    INFO(text);
    const Asked asked = ask_for(text);
    CHECK(asked.inputs.mode() == Mode::train);
    CHECK(model_of(asked) == "llama-3-70b");
    CHECK(gpu_of(asked) == "nvidia-h100-sxm");
    CHECK(asked.inputs[InputField::gpu_count] == 64);
    CHECK(asked.question.unknown == Words{});
  }
  CHECK(model_of(ask_for("70b full training on 64 h100")) == "llama-3.1-70b");
}

TEST_CASE("Adapters, lengths of training and a size alone", "[question]") {
  const Asked asked = ask_for("8b qlora 4k 3090");
  CHECK(asked.inputs.mode() == Mode::finetune);
  CHECK(asked.inputs.peft() == Peft::qlora);
  CHECK(model_of(asked) == "llama-3.1-8b");
  CHECK(gpu_of(asked) == "rtx-3090");
  CHECK(asked.inputs[InputField::seq_len] == 4096);
  CHECK(asked.question.unknown == Words{});

  const Asked full = ask_for("full fine-tuning mistral nemo 2x a100 80gb");
  CHECK(full.inputs.mode() == Mode::finetune);
  CHECK(full.inputs.peft() == Peft::full);
  CHECK(gpu_of(full) == "nvidia-a100-80-sxm");
  CHECK(full.inputs[InputField::gpu_count] == 2);
  CHECK(full.question.unknown == Words{});

  const Asked grpo = ask_for("grpo lora qwen2.5 7b 8 h100 2k");
  CHECK(grpo.inputs.mode() == Mode::rl);
  CHECK(grpo.inputs.rl_algorithm() == RlAlgorithm::grpo);
  CHECK(grpo.inputs.peft() == Peft::lora);
  CHECK(grpo.inputs[InputField::gpu_count] == 8);
  CHECK(grpo.inputs[InputField::completion_len] == 2048);
}

TEST_CASE("Formats, runtimes and numbers beside their words", "[question]") {
  const Asked served = ask_for("deepseek v3 8x h200 vllm fp8 kv fp8 128k 16 users");
  CHECK(model_of(served) == "deepseek-v3");
  CHECK(gpu_of(served) == "nvidia-h200");
  CHECK(served.inputs.runtime() == Runtime::vllm);
  CHECK(served.inputs.weights() == WeightFormat::fp8);
  CHECK(served.inputs.kv_cache() == KvFormat::fp8);
  CHECK(served.inputs[InputField::context] == 131072);
  CHECK(served.inputs[InputField::batch] == 16);
  CHECK(served.question.unknown == Words{});

  const Asked file = ask_for("gemma 3 27b q4_k_m llama.cpp 3090 bs 2");
  CHECK(model_of(file) == "gemma-3-27b");
  CHECK(file.inputs.weights() == WeightFormat::q4_k_m);
  CHECK(file.inputs.runtime() == Runtime::llama_cpp);
  CHECK(file.inputs[InputField::batch] == 2);

  const Asked mixed = ask_for("mixtral 8x7b 2x4090 awq");
  CHECK(model_of(mixed) == "mixtral-8x7b");
  CHECK(gpu_of(mixed) == "rtx-4090");
  CHECK(mixed.inputs[InputField::gpu_count] == 2);

  const Asked apple = ask_for("apple m2 ultra 70b 4bit");
  CHECK(gpu_of(apple) == "apple-m2-ultra");
  CHECK(model_of(apple) == "llama-3.1-70b");

  CHECK(ask_for("train 8b bf16").inputs.precision() == Precision::bf16_mixed);
}

TEST_CASE("What is not understood is named", "[question]") {
  CHECK(ask_for("4090 qwen3 32b 32k frobnicate").question.unknown == Words{"frobnicate"});
  // These train or serve, and the other mode is asked for.
  CHECK(ask_for("train 8b vllm h100").question.unknown == Words{"vllm"});
  CHECK(ask_for("train 8b awq h100").question.unknown == Words{"awq"});
  CHECK(ask_for("8b 4k 8k 4090").question.unknown == Words{"8k"});
  CHECK(ask_for("4090 8b 99999999999").question.unknown == Words{"99999999999"});
}

TEST_CASE("A name alone is no question", "[question]") {
  for (const char* const text :
       {"", "qwen3 32b", "llama 3.1 8b instruct", "8x7b", "xyz", "gpt-oss"}) {
    INFO(text);
    CHECK_FALSE(ask_for(text).question.is_more_than_model());
  }
}

TEST_CASE("Devices that are named come without the old split", "[question]") {
  Inputs now = default_inputs(preset_catalog());
  now[InputField::gpu_count] = 64;
  now[InputField::tp] = 8;
  const Asked asked = ask_for("4090 qwen3 32b", now);
  CHECK(asked.inputs[InputField::gpu_count] == kAutomatic);
  CHECK(asked.inputs[InputField::tp] == kAutomatic);
  CHECK(ask_for("qwen3 32b 4k", now).inputs[InputField::tp] == 8);
}

TEST_CASE("The row says what will be set", "[question]") {
  const Inputs now = default_inputs(preset_catalog());
  const auto said = [&](const std::string& text, Language language) {
    return ui::question_text(read_question(text, now, preset_catalog()), now, language);
  };
  CHECK(said("4090 qwen3 32b 32k", Language::en) == "Qwen3 32B · 32,768 tokens · RTX 4090");
  CHECK(said("64 h100 llama 3 70b 训练", Language::zh) ==
        "训练 · Llama 3 70B · 64 × H100 SXM5 80GB");
}

}  // namespace vram
