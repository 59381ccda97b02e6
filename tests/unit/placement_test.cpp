// What one device holds: stages of layers, shared-out experts, copies of a tied head.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <cmath>

#include "engine/model/parameters.h"
#include "engine/model/tensor_groups.h"
#include "tests/support/scenarios.h"

using namespace vram;
using vram::testing::report_of;

namespace {

const ModelValues& facts_of(std::string_view id) {
  for (const ModelPreset& preset : preset_catalog().models) {
    if (preset.id == id) return preset.facts;
  }
  FAIL("no preset " << id);
  return kCustomModel;
}

double parameters_on(const ModelValues& model, const Placement<double>& placement) {
  const Recorder<double> recorder;
  return count_parameters(architecture(model, placement, recorder), recorder).total;
}

double whole(const ModelValues& model) { return parameters_on(model, split_over(model, 1.0)); }

Placement<double> stage(const ModelValues& model, int first, int end) {
  Placement<double> placement = split_over(model, 1.0);
  placement.first_layer = first;
  placement.end_layer = end;
  placement.has_embedding = first == 0;
  placement.has_head = end == static_cast<int>(model[ModelField::num_hidden_layers]);
  return placement;
}

}  // namespace

TEST_CASE("Pipeline stages together hold every parameter once", "[placement]") {
  for (const ModelPreset& preset : preset_catalog().models) {
    CAPTURE(preset.id);
    const ModelValues& model = preset.facts;
    const int layers = static_cast<int>(model[ModelField::num_hidden_layers]);
    const int first_cut = layers / 3;
    const int second_cut = layers - layers / 4;
    const double stages = parameters_on(model, stage(model, 0, first_cut)) +
                          parameters_on(model, stage(model, first_cut, second_cut)) +
                          parameters_on(model, stage(model, second_cut, layers));
    // A tied head far from the embedding is a copy of it.
    const double copy = model[ModelField::tie_word_embeddings] != 0
                            ? model[ModelField::vocab_size] * model[ModelField::hidden_size]
                            : 0;
    // Blocks that layers share are on every stage that calls them: Zamba2's three all do.
    if (model[ModelField::num_mem_blocks] > 0) continue;
    CHECK(stages == whole(model) + copy);
  }
}

TEST_CASE("A stage of DeepSeek-V3 holds its own layers' kinds", "[placement]") {
  const ModelValues& model = facts_of("deepseek-v3");
  const Architecture<double> first = architecture(model, stage(model, 0, 10), Recorder<double>{});
  CHECK(first.layers.every == 10);
  CHECK(first.layers.dense == 3);
  CHECK(first.layers.moe == 7);
  const Architecture<double> second = architecture(model, stage(model, 10, 61), Recorder<double>{});
  CHECK(second.layers.dense == 0);
  CHECK(second.layers.moe == 51);
}

TEST_CASE("Experts are shared out whole, the fullest rank holds the rounded-up part",
          "[placement]") {
  // Mixtral 8x7B: 32 layers of 8 experts of 3 x 4096 x 14336.
  const ModelValues& model = facts_of("mixtral-8x7b");
  const double one_expert = 32.0 * 3 * 4096 * 14336;
  const double all = whole(model);
  for (const auto& [ranks, most_experts] : {std::pair{2.0, 4.0}, {3.0, 3.0}, {8.0, 1.0}}) {
    CAPTURE(ranks);
    Placement<double> placement = split_over(model, 1.0);
    placement.expert_ranks = ranks;
    CHECK(parameters_on(model, placement) == all - (8 - most_experts) * one_expert);
  }
  Placement<double> both = split_over(model, 1.0);
  both.expert_ranks = 4;
  both.expert_width_ranks = 2;
  CHECK(parameters_on(model, both) == all - 7 * one_expert);
}

TEST_CASE("Formulas name the layers of a stage", "[placement]") {
  const ModelValues& model = facts_of("gpt-oss-20b");
  Trace trace;
  const Recorder<Quantity> recorder(trace);
  Placement<Quantity> placement = split_over(model, Quantity(1));
  placement.end_layer = 5;
  placement.has_head = false;
  const Architecture<Quantity> part = architecture(model, placement, recorder);
  CHECK(trace[part.layers.every.step()].symbol == "stage_layers");
  CHECK(trace[part.layers.windowed.step()].symbol == "stage_windowed_layers");
  CHECK(part.layers.windowed.value() == 3);  // W F W F W
  CHECK(part.layers.full.value() == 2);
}

TEST_CASE("Expert ranks bring their devices", "[placement]") {
  const Report serving = report_of("model=mixtral-8x7b&ep=8");
  CHECK(serving.problems.empty());
  CHECK(serving.scenario.inputs[InputField::gpu_count] == 8);
  CHECK(serving.scenario.inputs[InputField::ep] == 8);
  const Report training = report_of("mode=train&model=mixtral-8x7b&ep=8&tp=2");
  CHECK(training.problems.empty());
  CHECK(training.scenario.inputs[InputField::gpu_count] == 16);
  // More than there can be: said, and consistent.
  const Report absurd = report_of("model=qwen3-235b-a22b&tp=64&pp=6&dp=1048576");
  CHECK_FALSE(absurd.problems.empty());
  const Inputs& inputs = absurd.scenario.inputs;
  CHECK(inputs[InputField::gpu_count] ==
        inputs[InputField::tp] * inputs[InputField::pp] * inputs[InputField::dp]);
}
