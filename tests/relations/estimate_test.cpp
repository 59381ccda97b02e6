// Laws that hold for every configuration, checked on random ones.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <cmath>

#include "engine/estimator.h"
#include "engine/schema/fields.h"
#include "engine/url_state.h"
#include "tests/support/random_inputs.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

constexpr int kConfigurations = 3000;

bool is_whole(double bytes) {
  return std::isfinite(bytes) && bytes >= 0 && bytes == std::floor(bytes);
}

}  // namespace

TEST_CASE("Random configurations give whole, finite bytes that add up", "[relations]") {
  Random random(20260101);
  const Catalog& catalog = preset_catalog();
  for (int i = 0; i < kConfigurations; ++i) {
    const Inputs inputs = random_inputs(random, catalog);
    CAPTURE(encode_link(inputs, catalog));
    const Report report = estimate(inputs, catalog);
    CHECK(is_whole(report.per_gpu_bytes));
    CHECK(is_whole(report.total_bytes));
    CHECK(report.total_bytes >= report.per_gpu_bytes);
    CHECK(is_whole(report.parameters.total));
    CHECK(report.parameters.active <= report.parameters.total);
    CHECK(is_whole(report.tokens.kv_capacity));
    double largest = 0;
    for (const PhaseTotal& phase : report.phases) {
      double sum = 0;
      for (const Line& line : phase.lines) {
        CHECK(is_whole(line.bytes));
        sum += line.bytes;
      }
      CHECK(sum == phase.bytes);
      largest = std::fmax(largest, phase.bytes);
    }
    CHECK(report.per_gpu_bytes == largest);
    CHECK(report.peak().bytes == largest);
    CHECK(report.fit.fits == (report.fit.headroom_bytes >= 0));
    CHECK((report.per_gpu_bytes <= report.fit.usable_bytes || !report.fit.fits));
    CHECK(report.fit.needed_bytes <= report.per_gpu_bytes);
  }
}

TEST_CASE("The fast path gives the traced path's bytes", "[relations]") {
  Random random(7);
  const Catalog& catalog = preset_catalog();
  for (int i = 0; i < kConfigurations; ++i) {
    const Inputs inputs = random_inputs(random, catalog);
    CAPTURE(encode_link(inputs, catalog));
    const Report report = estimate(inputs, catalog);
    CHECK(peak_bytes(report.scenario) == report.per_gpu_bytes);
  }
}

TEST_CASE("More context and more sequences never need less", "[relations]") {
  Random random(11);
  const Catalog& catalog = preset_catalog();
  for (int i = 0; i < kConfigurations; ++i) {
    const Inputs inputs = random_inputs(random, catalog);
    CAPTURE(encode_link(inputs, catalog));
    Scenario scenario = settle(inputs, catalog).scenario;
    const double before = peak_bytes(scenario);
    for (const InputField field : {InputField::context, InputField::batch}) {
      if (scenario.inputs[field] * 2 > spec(field).max) continue;
      Scenario more = scenario;
      more.inputs[field] *= 2;
      CHECK(peak_bytes(more) >= before);
    }
  }
}

TEST_CASE("Tensor-parallel ranks together hold at least the whole model", "[relations]") {
  const Catalog& catalog = preset_catalog();
  for (const ModelPreset& model : catalog.models) {
    const Report whole = report_of(std::string("model=") + std::string(model.id));
    for (const double ranks : possible_splits(model.facts)) {
      if (ranks > 8) break;
      const std::string split =
          "model=" + std::string(model.id) + "&tp=" + std::to_string(static_cast<int>(ranks));
      CAPTURE(split);
      const Report report = report_of(split);
      CHECK(report.problems.empty());
      const double share = bytes_of(report, Component::weights);
      const double all = bytes_of(whole, Component::weights);
      CHECK(share * ranks >= all);
      CHECK(share <= all);
    }
  }
}

TEST_CASE("Layers cost the same each", "[relations]") {
  const auto weights = [](int layers) {
    return bytes_of(report_of("model=custom&arch.num_hidden_layers=" + std::to_string(layers)),
                    Component::weights);
  };
  const double per_layer = weights(2) - weights(1);
  CHECK(per_layer > 0);
  CHECK(weights(40) == weights(1) + 39 * per_layer);
}

TEST_CASE("The cache's stated capacity is what fits", "[relations]") {
  Random random(23);
  const Catalog& catalog = preset_catalog();
  int checked = 0;
  for (int i = 0; i < kConfigurations; ++i) {
    Inputs inputs = random_inputs(random, catalog);
    inputs[InputField::mode] = static_cast<double>(Mode::inference);
    const Report report = estimate(inputs, catalog);
    const double copies = report.scenario.inputs[InputField::dp];
    const double sequences = std::ceil(report.scenario.inputs[InputField::batch] / copies);
    const double tokens = report.tokens.kv_capacity / sequences;
    // A pool's capacity is what the program prints, by its own arithmetic.
    const bool has_pool = report.scenario.serving.has_pool();
    if (has_pool || tokens < 1 || tokens >= 10485760) continue;
    CAPTURE(encode_link(inputs, catalog));
    const Scenario scenario = settle(inputs, catalog).scenario;
    const Estimator estimator(scenario);
    Inputs probe = scenario.inputs;
    probe[InputField::context] = tokens;
    CHECK(estimator.fits(probe));
    probe[InputField::context] = tokens + 1;
    CHECK_FALSE(estimator.fits(probe));
    ++checked;
  }
  CHECK(checked > 200);
}

TEST_CASE("The fewest devices are enough, and fewer are not", "[relations]") {
  Random random(29);
  const Catalog& catalog = preset_catalog();
  for (int i = 0; i < kConfigurations / 10; ++i) {
    Inputs inputs = random_inputs(random, catalog);
    inputs[InputField::mode] = static_cast<double>(Mode::inference);
    inputs[InputField::pp] = 1;
    inputs[InputField::tp] = 1;
    CAPTURE(encode_link(inputs, catalog));
    Scenario scenario = settle(inputs, catalog).scenario;
    scenario.inputs[InputField::ep] = 1;
    const auto needed = devices_needed(scenario);
    scenario.inputs[InputField::dp] = 1;
    for (const double ranks : possible_splits(scenario.model)) {
      scenario.inputs[InputField::tp] = ranks;
      const bool fits = Estimator(scenario).fits(scenario.inputs);
      if (needed && ranks == *needed) {
        CHECK(fits);
        break;
      }
      CHECK_FALSE(fits);
    }
  }
}

namespace {

constexpr int kTrainings = 300;

/// A random configuration that trains.
Inputs random_training(Random& random, const Catalog& catalog) {
  Inputs inputs = random_inputs(random, catalog);
  constexpr Mode kModes[] = {Mode::finetune, Mode::train, Mode::rl};
  inputs[InputField::mode] = static_cast<double>(kModes[random.below(3)]);
  return inputs;
}

double peak_with(Inputs inputs, InputField field, double value) {
  inputs[field] = value;
  return estimate(inputs, preset_catalog()).per_gpu_bytes;
}

}  // namespace

TEST_CASE("A later ZeRO stage never needs more states", "[relations]") {
  Random random(43);
  const Catalog& catalog = preset_catalog();
  for (int i = 0; i < kTrainings; ++i) {
    Inputs inputs = random_training(random, catalog);
    inputs[InputField::runtime] = static_cast<double>(Runtime::generic);
    CAPTURE(encode_link(inputs, catalog));
    double before = 0;
    for (const double stage : {3.0, 2.0, 1.0, 0.0}) {
      inputs[InputField::zero_stage] = stage;
      const Report report = estimate(inputs, catalog);
      double states = 0;
      for (const Line& line : report.phases.back().lines) {
        if (line.component != Component::workspace) states += line.bytes;
      }
      CHECK(states >= before);
      before = states;
    }
  }
}

TEST_CASE("More recompute never saves more activations", "[relations]") {
  Random random(47);
  const Catalog& catalog = preset_catalog();
  for (int i = 0; i < kTrainings; ++i) {
    Inputs inputs = random_training(random, catalog);
    // A report is about the fullest device, which in a pipeline may be another end with recompute.
    inputs[InputField::pp] = 1;
    CAPTURE(encode_link(inputs, catalog));
    double before = 0;
    for (const Recompute recompute : {Recompute::full, Recompute::selective, Recompute::none}) {
      inputs[InputField::recompute] = static_cast<double>(recompute);
      const Report report = estimate(inputs, catalog);
      double saved = 0;
      for (const PhaseTotal& phase : report.phases) {
        if (phase.phase != Phase::forward) continue;
        for (const Line& line : phase.lines) {
          if (line.component == Component::activations) saved = line.bytes;
        }
      }
      CHECK(saved >= before);
      before = saved;
    }
  }
}

TEST_CASE("Longer sequences, larger micro-batches and larger adapters never need less",
          "[relations]") {
  Random random(53);
  const Catalog& catalog = preset_catalog();
  for (int i = 0; i < kTrainings; ++i) {
    const Inputs inputs = random_training(random, catalog);
    CAPTURE(encode_link(inputs, catalog));
    for (const InputField field :
         {InputField::seq_len, InputField::micro_batch, InputField::completion_len,
          InputField::group_size, InputField::lora_rank, InputField::prefix_length}) {
      const double value = std::fmax(inputs[field], 2);
      const double more = std::fmin(spec(field).max, 2 * value);
      CHECK(peak_with(inputs, field, more) >= peak_with(inputs, field, value));
    }
  }
}

TEST_CASE("Trained parameters of all ranks cover the model", "[relations]") {
  Random random(59);
  const Catalog& catalog = preset_catalog();
  for (int i = 0; i < kTrainings; ++i) {
    const Inputs inputs = random_training(random, catalog);
    CAPTURE(encode_link(inputs, catalog));
    const Report report = estimate(inputs, catalog);
    CHECK(report.parameters.trainable >= 0);
    if (report.scenario.recipe.peft == Peft::full) {
      CHECK(report.parameters.trainable == report.parameters.total);
    }
  }
}
