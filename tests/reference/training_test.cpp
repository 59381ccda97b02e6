// Memory of training against papers and what libraries print.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <cmath>
#include <string>

#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

/// Table 1 of Korthikanti et al. 2022; s = 2048 and v = 51200 for all.
struct MegatronModel {
  const char* name;
  double heads;
  double hidden;
  double layers;
  double micro_batch;
};
constexpr MegatronModel kMegatronModels[] = {
    {"22B", 64, 6144, 48, 4},
    {"175B", 96, 12288, 96, 1},
    {"530B", 128, 20480, 105, 1},
    {"1T", 160, 25600, 128, 1},
};
constexpr double kSequence = 2048;

std::string text(double number) { return std::to_string(static_cast<long long>(number)); }

std::string link_of(const MegatronModel& model, double layers, const std::string& more) {
  return "mode=train&model=custom&arch.dropout=true&arch.gated_mlp=false&arch.norm=layer"
         "&arch.vocab_size=51200&seq_len=2048&arch.hidden_size=" +
         text(model.hidden) + "&arch.intermediate_size=" + text(4 * model.hidden) +
         "&arch.num_attention_heads=" + text(model.heads) +
         "&arch.num_hidden_layers=" + text(layers) + "&micro_batch=" + text(model.micro_batch) +
         more;
}

double bytes_in(const Report& report, Phase phase, Component component) {
  for (const PhaseTotal& total : report.phases) {
    if (total.phase != phase) continue;
    for (const Line& line : total.lines) {
      if (line.component == component) return line.bytes;
    }
  }
  return 0;
}

double saved(const std::string& link) {
  return bytes_in(report_of(link), Phase::forward, Component::activations);
}

/// What one layer more saves.
double saved_per_layer(const MegatronModel& model, const std::string& more) {
  return saved(link_of(model, 2, more)) - saved(link_of(model, 1, more));
}

double states_of(const Report& report) {
  double sum = 0;
  for (const Component component : {Component::weights, Component::gradients,
                                    Component::master_weights, Component::optimizer_states}) {
    sum += bytes_in(report, Phase::optimizer_step, component);
  }
  return sum;
}

}  // namespace

TEST_CASE("Activations per layer equal Korthikanti et al. 2022, table 2", "[activations]") {
  for (const MegatronModel& model : kMegatronModels) {
    CAPTURE(model.name);
    const double sb = kSequence * model.micro_batch;
    const double h = model.hidden;
    const double scores = 5 * model.heads * kSequence;
    const double t = 8;
    CHECK(saved_per_layer(model, "&attention=eager") == sb * (34 * h + scores));
    CHECK(saved_per_layer(model, "&attention=eager&tp=8") ==
          sb * (10 * h + 24 * h / t + scores / t));
    CHECK(saved_per_layer(model, "&attention=eager&tp=8&sequence_parallel=true") ==
          sb / t * (34 * h + scores));
    CHECK(saved_per_layer(model, "&attention=eager&tp=8&recompute=selective") ==
          sb * (10 * h + 24 * h / t));
    CHECK(saved_per_layer(model,
                          "&attention=eager&tp=8&recompute=selective&sequence_parallel=true") ==
          sb * 34 * h / t);
    CHECK(saved_per_layer(model, "&attention=eager&tp=8&recompute=full") == sb * 2 * h);
  }
}

TEST_CASE("Selective recompute saves what the paper states", "[activations]") {
  // Section 5: 70 % of the activation memory of GPT-3 175B and 65 % of that of MT-NLG 530B.
  const auto saving = [](const MegatronModel& model) {
    const double all = saved_per_layer(model, "&attention=eager");
    return 1 - saved_per_layer(model, "&attention=eager&recompute=selective") / all;
  };
  CHECK(std::round(100 * saving(kMegatronModels[1])) == 70);
  CHECK(std::round(100 * saving(kMegatronModels[2])) == 65);
}

TEST_CASE("Outside the layers the paper's small terms are saved", "[activations]") {
  // Section 4.3: dropout of the embeddings s·b·h per micro-batch in flight; the last norm's and the
  // output layer's inputs 2·s·b·h each.
  const MegatronModel& model = kMegatronModels[1];
  const double sbh = kSequence * model.micro_batch * model.hidden;
  const std::string full = "&recompute=full";
  CHECK(saved(link_of(model, 1, full)) == 2 * sbh + sbh + 4 * sbh);
}

TEST_CASE("The first pipeline stage keeps as many micro-batches as there are stages",
          "[activations]") {
  // Section 4.2.3: with p stages the first one stores activations of L layers, as if there were no
  // pipeline; the interleaved schedule stores 1 + (p - 1) / (p m) times as much.
  const MegatronModel& model = kMegatronModels[1];
  const double sbh = kSequence * model.micro_batch * model.hidden;
  const std::string stages = "&recompute=full&pp=4&grad_accumulation=64&fused_cross_entropy=true";
  const double first =
      2 * sbh * 32 + 4 * sbh;  // 32 layers and the embedding's dropout, 4 in flight
  CHECK(saved(link_of(model, 32, stages)) == first);
  CHECK(saved(link_of(model, 32, stages + "&virtual_pipeline=2")) == first * (1 + 3.0 / 8));
}

TEST_CASE("States shared over ranks equal figure 1 of the ZeRO paper", "[zero]") {
  // Rajbhandari et al. 2020: 7.5B parameters, 64 ranks, Adam in mixed precision: 120, 31.4, 16.6
  // and 1.9 GB.
  const auto gigabytes = [](int stage) {
    const Report report =
        report_of("mode=train&model=llama-3.1-8b&dp=64&zero_stage=" + std::to_string(stage));
    return states_of(report) / report.parameters.total * 7.5;
  };
  CHECK(gigabytes(0) == 120);
  CHECK(std::round(10 * gigabytes(1)) == 314);
  CHECK(std::round(10 * gigabytes(2)) == 166);
  CHECK(std::round(10 * gigabytes(3)) == 19);
}

TEST_CASE("Bytes per parameter of the usual recipes", "[states]") {
  struct Recipe {
    const char* link;
    double bytes;
  };
  // Megatron-LM docs/user-guide/features/dist_optimizer.md: 18, 6 + 12/d, 16, 8 + 8/d. Others: sums
  // of the widths stated by their sources (see optimizers.def).
  const Recipe recipe = GENERATE(
      Recipe{"", 16}, Recipe{"&runtime=megatron", 18},
      Recipe{"&runtime=megatron&dp=4&zero_stage=1", 6 + 12.0 / 4}, Recipe{"&precision=fp32", 16},
      Recipe{"&precision=fp32&dp=4&zero_stage=1", 8 + 8.0 / 4}, Recipe{"&precision=bf16_pure", 8},
      Recipe{"&runtime=pytorch", 16}, Recipe{"&optimizer=sgd", 8},
      Recipe{"&optimizer=sgd_momentum", 12}, Recipe{"&optimizer=lion", 12},
      Recipe{"&grad_dtype=fp32", 18}, Recipe{"&precision=bf16_pure&optimizer=sgd", 4});
  CAPTURE(recipe.link);
  const Report report = report_of(std::string("mode=train&model=llama-3.1-8b") + recipe.link);
  CHECK(std::fabs(states_of(report) / report.parameters.total - recipe.bytes) < 1e-6);
}

TEST_CASE("Optimizer states of Llama 3.1 8B", "[optimizer]") {
  struct State {
    const char* optimizer;
    double bytes;
    double tolerance;
  };
  // Counted from each optimizer's own source for 291 tensors with 8,030,261,248 parameters: 8-bit
  // states 2 N + 8 N / 256; factored 4 (m + n) per matrix and 4 N per vector; Muon 4 N for the 224
  // matrices of the layers and 8 N elsewhere; GaLore of rank 128 in bf16 for those 224 matrices.
  const State state =
      GENERATE(State{"adamw", 64242089984, 0}, State{"adamw_8bit", 16311468160, 1e-6},
               State{"adamw_4bit", 8532152576, 1e-6}, State{"adafactor", 12609536, 0},
               State{"lion_8bit", 8155734080, 1e-6}, State{"ademamix", 96363134976, 0},
               State{"muon", 36324802560, 0}, State{"soap", 103702102016, 0},
               State{"prodigy&precision=fp32", 128484179968, 0},
               State{"galore&precision=bf16_pure", 5361385472, 0}, State{"lomo", 0, 0});
  CAPTURE(state.optimizer);
  const Report report =
      report_of(std::string("mode=train&model=llama-3.1-8b&optimizer=") + state.optimizer);
  const double bytes = bytes_in(report, Phase::optimizer_step, Component::optimizer_states);
  CHECK(std::fabs(bytes - state.bytes) <= state.tolerance * state.bytes);
}

TEST_CASE("Adapters have as many parameters as PEFT prints", "[lora]") {
  struct Printed {
    const char* link;
    double parameters;
  };
  const Printed printed = GENERATE(
      // "trainable params: 4,194,304 || all params: 6,742,609,920" (Llama 2 7B, r 8, q and v)
      Printed{"model=llama-2-7b&lora_rank=8&lora_targets=q,v", 4194304},
      // "trainable params: 6,553,600" (Llama 2 13B, r 8, q and v)
      Printed{"model=llama-2-13b&lora_rank=8&lora_targets=q,v", 6553600},
      // "trainable params: 20,971,520" (Llama 3 8B, r 8, all linear layers)
      Printed{"model=llama-3-8b&lora_rank=8", 20971520},
      // "trainable params: 41,943,040" (Llama 3 8B and Mistral 7B, r 16, all linear layers)
      Printed{"model=llama-3.1-8b&lora_rank=16", 41943040},
      Printed{"model=mistral-7b-v0.3&lora_rank=16", 41943040},
      // "trainable params: 20,185,088" (Qwen2.5 7B, r 8, all linear layers)
      Printed{"model=qwen2.5-7b&lora_rank=8", 20185088},
      // "trainable params: 294,912 || all params: 124,734,720" (GPT-2, r 8, c_attn)
      Printed{"model=gpt2&lora_rank=8&lora_targets=q,k,v", 294912});
  CAPTURE(printed.link);
  const Report report = report_of(std::string("mode=finetune&peft=lora&") + printed.link);
  CHECK(report.parameters.trainable == printed.parameters);
}

TEST_CASE("QLoRA's base takes the bits of its paper", "[qlora]") {
  // Dettmers et al. 2023, section 3: double quantisation leaves 8/64 + 32/(64·256) = 0.127 bits per
  // parameter beside 4; without it 32/64 = 0.5.
  const Report report = report_of("mode=finetune&peft=qlora&model=llama-2-7b");
  const Report single = report_of("mode=finetune&peft=qlora&weights=nf4&model=llama-2-7b");
  // Layers of Llama 2 7B: 32 × (4 × 4096² + 3 × 4096 × 11008) parameters; the rest stays bf16.
  const double quantised = 32.0 * (4.0 * 4096 * 4096 + 3.0 * 4096 * 11008);
  const double rest = 6738415616 - quantised;
  const auto bits = [&](const Report& of) {
    return (bytes_in(of, Phase::load, Component::weights) - 2 * rest) * 8 / quantised;
  };
  CHECK(std::fabs(bits(report) - 4.127) < 0.0005);
  CHECK(bits(single) == 4.5);
}

TEST_CASE("Preference and reinforcement learning train on what their algorithm compares", "[rl]") {
  const auto tokens = [](const std::string& link) {
    return report_of("mode=rl&model=llama-3.1-8b&prompt_len=512&completion_len=1024&" + link)
        .tokens.trained;
  };
  CHECK(tokens("rl_algorithm=sft") == 1536);
  CHECK(tokens("rl_algorithm=dpo") == 2 * 1536);
  CHECK(tokens("rl_algorithm=grpo&group_size=8") == 8 * 1536);
  CHECK(tokens("rl_algorithm=ppo") == 1536);
}

TEST_CASE("PPO holds four models, DPO two, GRPO as many as it is told", "[rl]") {
  constexpr double kWeights = 2 * 8030261248.0;
  const auto held = [&](const std::string& link, Component component) {
    return bytes_in(report_of("mode=rl&model=llama-3.1-8b&" + link), Phase::reference, component) /
           kWeights;
  };
  CHECK(held("rl_algorithm=ppo", Component::weights) == 2);
  CHECK(held("rl_algorithm=ppo", Component::reference_weights) == 2);
  CHECK(held("rl_algorithm=ppo", Component::rollout_weights) == 1);
  CHECK(held("rl_algorithm=ppo&rollout_sleep=true", Component::rollout_weights) == 0);
  CHECK(held("rl_algorithm=dpo", Component::reference_weights) == 1);
  CHECK(held("rl_algorithm=dpo&peft=lora", Component::reference_weights) == 0);
  const Report without = report_of("mode=rl&rl_algorithm=grpo&reference_model=false");
  for (const PhaseTotal& phase : without.phases) CHECK(phase.phase != Phase::reference);
}
