// estimate: behaviour a user relies on.
// SPDX-License-Identifier: MIT
#include "engine/estimate.h"

#include <catch_amalgamated.hpp>

#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

TEST_CASE("Qwen2.5-7B at 32k on an RTX 4090, by hand", "[estimate]") {
  const Report report = report_of("model=qwen2.5-7b&context=32768&gpu=rtx-4090");
  // 7,615,616,512 parameters of 2 bytes.
  CHECK(bytes_of(report, Component::weights) == 15231233024);
  // 2 x 28 layers x 4 KV heads x 128 x 2 bytes, 32768 times.
  CHECK(bytes_of(report, Component::kv_cache) == 57344.0 * 32768);
  // Prefill of 2048 tokens through an MLP of 18944: 2 x 3584 + 3 x 18944 elements of 2 bytes.
  CHECK(bytes_of(report, Component::activations) == 2048.0 * 2 * (2 * 3584 + 3 * 18944));
  CHECK(report.peak_phase == Phase::prefill);
  CHECK(report.per_gpu_bytes == 15231233024.0 + 57344.0 * 32768 + 262144000.0);
  // nvidia-smi reports 24564 MiB.
  CHECK(report.fit.usable_bytes == 24564.0 * 1048576);
  CHECK(report.fit.fits);
  CHECK(report.fit.headroom_bytes == report.fit.usable_bytes - report.per_gpu_bytes);
  CHECK(report.fit.gpus_needed == 1.0);
  CHECK(report.warnings.empty());
}

TEST_CASE("Logits count where they are larger than the layers", "[estimate]") {
  // 4096 sequences of GPT-2 decode into 4096 x 50257 float32 scores.
  const Report report = report_of("model=gpt2&batch=4096&context=1");
  CHECK(bytes_of(report, Component::logits) == 4096.0 * 50257 * 4);
  // Beside them only the last hidden states are left of the layers.
  CHECK(bytes_of(report, Component::activations) == 4096.0 * 768 * 2);
  CHECK(bytes_of(report_of("model=gpt2&batch=1&context=1024"), Component::logits) == 0);
}

TEST_CASE("Runtime overhead is added only when asked for", "[estimate]") {
  const double without = report_of("model=llama-3.1-8b").per_gpu_bytes;
  const Report report = report_of("model=llama-3.1-8b&runtime_overhead_mib=500");
  CHECK(bytes_of(report, Component::runtime) == 500.0 * 1048576);
  CHECK(report.per_gpu_bytes == without + 500.0 * 1048576);
}

TEST_CASE("Left alone, devices share the model as far as heads divide", "[devices]") {
  const auto plan = [](const char* link) {
    const Report report = report_of(link);
    return std::pair(report.scenario.inputs[InputField::tp],
                     report.scenario.inputs[InputField::gpu_count]);
  };
  CHECK(plan("model=qwen2.5-7b") == std::pair(1.0, 1.0));
  CHECK(plan("model=qwen2.5-7b&gpu_count=4") == std::pair(4.0, 4.0));
  CHECK(plan("model=qwen2.5-7b&gpu_count=3") == std::pair(1.0, 3.0));  // 28 heads, 4 KV heads
  CHECK(plan("model=qwen2.5-7b&gpu_count=6") == std::pair(2.0, 6.0));
  CHECK(plan("model=qwen2.5-7b&tp=2") == std::pair(2.0, 2.0));
  CHECK(plan("model=qwen2.5-7b&tp=2&gpu_count=8") == std::pair(2.0, 8.0));
}

TEST_CASE("Impossible splits become problems", "[devices]") {
  const Report odd = report_of("model=qwen2.5-7b&tp=3");
  REQUIRE(find_issue(odd.problems, IssueId::heads_not_divisible) != nullptr);
  CHECK(find_issue(odd.problems, IssueId::heads_not_divisible)->used == "2");
  CHECK(odd.scenario.inputs[InputField::tp] == 2);

  const Report few = report_of("model=qwen2.5-7b&tp=4&gpu_count=2");
  CHECK(find_issue(few.problems, IssueId::more_ranks_than_devices)->used == "2");

  const Report uneven = report_of("model=qwen2.5-7b&tp=2&gpu_count=5");
  CHECK(find_issue(uneven.problems, IssueId::devices_not_divisible)->used == "4");
}

TEST_CASE("Copies share the sequences; the fullest copy decides", "[devices]") {
  const Report report = report_of("model=llama-3.1-8b&tp=1&gpu_count=2&batch=5&context=4096");
  CHECK(report.scenario.inputs[InputField::dp] == 2);
  const double per_sequence = 131072.0 * 4096;
  CHECK(bytes_of(report, Component::kv_cache) == 3 * per_sequence);
  // Three sequences on one device, two on the other.
  CHECK(report.total_bytes == 2 * report.per_gpu_bytes - per_sequence);
  CHECK(find_issue(report.warnings, IssueId::devices_hold_copies) != nullptr);
}

TEST_CASE("Contradictory architectures are put right and named", "[architecture]") {
  const auto problem = [](const char* link, IssueId id) {
    const Report report = report_of(link);
    CHECK(report.per_gpu_bytes > 0);
    const Issue* issue = find_issue(report.problems, id);
    return issue == nullptr ? std::string("none") : issue->key + "=" + issue->used;
  };
  CHECK(problem("arch.num_key_value_heads=5", IssueId::kv_heads_do_not_divide_heads) ==
        "arch.num_key_value_heads=4");
  CHECK(problem("arch.num_experts=4&arch.num_experts_per_tok=9&arch.moe_intermediate_size=512",
                IssueId::more_experts_chosen_than_exist) == "arch.num_experts_per_tok=4");
  CHECK(problem("arch.num_experts=4", IssueId::incomplete_experts) ==
        "arch.moe_intermediate_size=14336");
  CHECK(problem("model=deepseek-v3&arch.first_k_dense_replace=99",
                IssueId::more_dense_layers_than_layers) == "arch.first_k_dense_replace=61");
  CHECK(problem("arch.kv_lora_rank=512", IssueId::incomplete_latent_attention) ==
        "arch.qk_nope_head_dim=128");
}

TEST_CASE("A custom model follows config.json's own defaults", "[architecture]") {
  const Report report = report_of("model=custom&arch.hidden_size=1024&arch.num_attention_heads=16");
  CHECK(report.scenario.model[ModelField::num_key_value_heads] == 16);
  CHECK(report.scenario.model[ModelField::head_dim] == 64);
}

TEST_CASE("Configurations worth a second look get a warning", "[warnings]") {
  const auto warns = [](const char* link, IssueId id) {
    const Report report = report_of(link);
    CHECK(report.problems.empty());
    return find_issue(report.warnings, id) != nullptr;
  };
  CHECK(warns("model=gpt2&context=2048", IssueId::context_beyond_training));
  CHECK_FALSE(warns("model=gpt2&context=1024", IssueId::context_beyond_training));
  CHECK(warns("model=llama-3.1-8b&tp=16", IssueId::kv_heads_replicated));
  CHECK(warns("gpu=apple-m2-max", IssueId::usable_memory_assumed));
  CHECK(warns("model=qwen2.5-0.5b&weights=q4_k_m", IssueId::blocks_do_not_divide));
  CHECK_FALSE(warns("model=qwen2.5-7b&weights=q4_k_m", IssueId::blocks_do_not_divide));
  CHECK(warns("gpu_count=4&tp=1&batch=2", IssueId::fewer_sequences_than_copies));
}

TEST_CASE("Contradictions of a training configuration are named and resolved", "[settle]") {
  struct Contradiction {
    const char* link;
    IssueId issue;
    const char* key;
    const char* used;
  };
  const Contradiction c = GENERATE(
      Contradiction{"mode=train&pp=100", IssueId::more_stages_than_layers, "pp", "32"},
      Contradiction{"mode=train&tp=3", IssueId::heads_not_divisible, "tp", "2"},
      Contradiction{"mode=train&tp=8&gpu_count=12", IssueId::devices_not_divisible, "gpu_count",
                    "8"},
      Contradiction{"mode=train&tp=2&dp=8&gpu_count=8", IssueId::ranks_do_not_multiply, "dp", "4"},
      Contradiction{"mode=train&ep=4", IssueId::no_experts, "ep", "1"},
      Contradiction{"mode=train&model=mixtral-8x7b&dp=32&ep=16",
                    IssueId::more_expert_ranks_than_experts, "ep", "8"},
      Contradiction{"mode=train&model=mixtral-8x7b&dp=6&ep=4", IssueId::expert_ranks_do_not_divide,
                    "ep", "3"},
      Contradiction{"mode=train&runtime=vllm", IssueId::runtime_does_not_train, "runtime",
                    "generic"},
      Contradiction{"mode=inference&runtime=megatron", IssueId::runtime_does_not_serve, "runtime",
                    "generic"},
      Contradiction{"mode=finetune&peft=lora&lora_targets=none", IssueId::nothing_to_train,
                    "lora_targets", "q,k,v,o,gate,up,down"});
  CAPTURE(c.link);
  const Report report = report_of(c.link);
  const Issue* issue = find_issue(report.problems, c.issue);
  REQUIRE(issue != nullptr);
  CHECK(issue->key == c.key);
  CHECK(issue->used == c.used);
  CHECK(report.per_gpu_bytes > 0);
}

TEST_CASE("Warnings about serving are not given while training", "[settle]") {
  const Report training = report_of("mode=train&dp=8&seq_len=4096&context=1000000");
  CHECK(find_issue(training.warnings, IssueId::devices_hold_copies) == nullptr);
  CHECK(find_issue(training.warnings, IssueId::fewer_sequences_than_copies) == nullptr);
  CHECK(find_issue(training.warnings, IssueId::context_beyond_training) == nullptr);
  const Report longer = report_of("mode=train&seq_len=1000000");
  const Issue* issue = find_issue(longer.warnings, IssueId::context_beyond_training);
  REQUIRE(issue != nullptr);
  CHECK(issue->key == "seq_len");
}
