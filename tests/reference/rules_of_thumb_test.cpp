// Rules of thumb against the tables and figures of their sources.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <cmath>
#include <string>

#include "tests/support/parameters.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

const RuleOfThumb* find_rule(const Report& report, TermId id) {
  for (const RuleOfThumb& rule : report.rules_of_thumb) {
    if (rule.term == id) return &rule;
  }
  return nullptr;
}

/// Bytes by a rule, -1 where it does not apply.
double rule(const std::string& link, TermId id) {
  const Report report = report_of(link);
  const RuleOfThumb* found = find_rule(report, id);
  return found == nullptr ? -1 : found->bytes;
}

}  // namespace

TEST_CASE("Bytes per parameter as in the Ultra-Scale Playbook's table", "[rules]") {
  // "Memory for weights/grads/optimizer states": 16 bytes in FP32 or BF16, 20 with FP32 gradients.
  const struct {
    double parameters;
    double gigabytes;
    double with_fp32_gradients;
  } table[] = {{1e9, 16, 20}, {7e9, 112, 140}, {70e9, 1120, 1400}, {405e9, 6480, 8100}};
  for (const auto& row : table) {
    CAPTURE(row.parameters);
    const std::string link = "mode=train&" + model_of(row.parameters);
    CHECK(rule(link, TermId::rule_training_mixed) == row.gigabytes * 1e9);
    CHECK(rule(link + "&precision=fp32", TermId::rule_training_fp32) == row.gigabytes * 1e9);
    CHECK(rule(link + "&grad_dtype=fp32", TermId::rule_training_fp32_gradients) ==
          row.with_fp32_gradients * 1e9);
    CHECK(rule(link, TermId::rule_training_fp32_gradients) == -1);
    CHECK(rule(link + "&precision=fp32", TermId::rule_training_mixed) == -1);
  }
}

TEST_CASE("ZeRO shares the sixteen bytes as in figure 1 of Rajbhandari et al. 2020", "[rules]") {
  // 7.5 billion parameters over 64 ranks: 120, 31.4, 16.6 and 1.9 GB.
  const double published[] = {120, 31.4, 16.6, 1.9};
  for (int stage = 0; stage < 4; ++stage) {
    const std::string link =
        "mode=train&dp=64&zero_stage=" + std::to_string(stage) + "&" + model_of(7.5e9);
    CHECK(std::fabs(rule(link, TermId::rule_training_mixed) / 1e9 - published[stage]) < 0.05);
  }
}

TEST_CASE("Inference rules multiply the weights", "[rules]") {
  const std::string seven = model_of(7e9) + "&weights=fp16";
  CHECK(rule(seven, TermId::rule_inference) == 14e9);
  CHECK(rule(seven, TermId::rule_inference_overhead) == 16.8e9);
  CHECK(rule(seven, TermId::rule_peak_low) == 21e9);
  CHECK(rule(seven, TermId::rule_peak_high) == 35e9);
  CHECK(rule(seven + "&tp=2", TermId::rule_inference) == 7e9);
  CHECK(rule(seven, TermId::rule_fp32) == -1);
  CHECK(rule(seven, TermId::rule_training_mixed) == -1);
  // 4e9 / 2^30 = 3.7253 GiB, quoted as 3.73.
  const double billion = rule(model_of(1e9) + "&weights=fp32", TermId::rule_fp32);
  CHECK(std::fabs(billion - 3.73 * 1073741824) <= 1);
}

TEST_CASE("Training rules", "[rules]") {
  const std::string seven = "mode=train&" + model_of(7e9);
  CHECK(rule(seven, TermId::rule_training_low) == 4 * 14e9);
  CHECK(rule(seven, TermId::rule_training_high) == 6 * 14e9);
  CHECK(rule(seven, TermId::rule_adamw) == 56e9);
  CHECK(rule(seven + "&optimizer=adamw_8bit", TermId::rule_adamw_8bit) == 14e9);
  CHECK(rule(seven + "&optimizer=sgd_momentum", TermId::rule_sgd_momentum) == 28e9);
  CHECK(rule(seven + "&optimizer=lion", TermId::rule_adamw) == -1);
  CHECK(rule("mode=finetune&peft=lora", TermId::rule_training_mixed) == -1);
}

TEST_CASE("The parameter count by shape is GPT-2's without its positions", "[rules]") {
  // 124,439,808 published, less 1024 positions of 768.
  CHECK(rule("model=gpt2&weights=fp16", TermId::rule_shape) == 2 * (124439808.0 - 1024 * 768));
}

TEST_CASE("Activations by Korthikanti et al. 2022 and by layer outputs", "[rules]") {
  // GPT-3: 96 layers of 12288 with 96 heads, 2048 tokens: 34 + 5 x 96 x 2048 / 12288 = 114.
  const std::string gpt3 =
      "mode=train&model=custom&seq_len=2048&arch.hidden_size=12288&arch.num_hidden_layers=96"
      "&arch.num_attention_heads=96";
  CHECK(rule(gpt3, TermId::rule_activations) == 96.0 * 2048 * 12288 * 114);
  CHECK(rule(gpt3 + "&micro_batch=2", TermId::rule_activations) == 2 * 96.0 * 2048 * 12288 * 114);
  CHECK(rule(gpt3, TermId::rule_simple_activations) == 96.0 * 2048 * 12288 * 2);
  // Pairs are two sequences.
  CHECK(rule("mode=rl&rl_algorithm=dpo", TermId::rule_simple_activations) ==
        2 * rule("mode=rl&rl_algorithm=sft", TermId::rule_simple_activations));
}

TEST_CASE("A rule's deviation is of the part it speaks of", "[rules]") {
  // AdamW in BF16 with 16-bit gradients and master weights is the sixteen bytes.
  const Report training = report_of("mode=train&model=llama-3.1-8b");
  const RuleOfThumb* states = find_rule(training, TermId::rule_training_mixed);
  REQUIRE(states != nullptr);
  CHECK(states->compared_bytes == 16 * 8030261248.0);
  CHECK(states->deviation == 0.0);

  const Report serving = report_of("model=llama-3.1-8b");
  const RuleOfThumb* high = find_rule(serving, TermId::rule_peak_high);
  REQUIRE(high != nullptr);
  CHECK(high->compared_bytes == serving.per_gpu_bytes);
  CHECK(high->deviation == (2.5 * 16060522496 - serving.per_gpu_bytes) / serving.per_gpu_bytes);
  // SGD keeps no states to compare with.
  const Report none = report_of("mode=train&optimizer=sgd");
  for (const RuleOfThumb& each : none.rules_of_thumb) {
    CHECK(each.deviation.has_value() == (each.compared_bytes > 0));
  }
}
