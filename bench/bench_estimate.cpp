// Times the engine: the untraced estimate that sweeps use, the explained one, and a link's way.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "engine/estimate.h"
#include "engine/estimator.h"
#include "engine/plans/hardware.h"
#include "engine/plans/plans.h"
#include "engine/solve/solve.h"
#include "engine/solve/suggestions.h"
#include "engine/sweep.h"
#include "engine/url_state.h"
#include "presets/presets.h"

namespace {

using namespace vram;

constexpr int kRounds = 21;                // the median is reported
constexpr double kRoundNanoseconds = 2e7;  // a round lasts about this long
constexpr double kWarmUpNanoseconds = 1.5e9;
constexpr int kCalibrationSteps = 1000;

using Clock = std::chrono::steady_clock;

double nanoseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
}

/// Keeps the compiler from leaving out what is timed.
volatile double g_result = 0;

/// Median nanoseconds of one call of `work`, which is given a running number.
template <class Work>
double median_nanoseconds(Work work) {
  std::size_t calls = 0;
  // WebAssembly's compilers replace their first code while it runs: that takes a second or two.
  const auto warm_up = Clock::now();
  while (nanoseconds_since(warm_up) < kWarmUpNanoseconds) g_result = work(calls++);
  const auto counted = Clock::now();
  calls = 0;
  while (nanoseconds_since(counted) < kRoundNanoseconds) g_result = work(calls++);
  std::vector<double> rounds;
  for (int round = 0; round < kRounds; ++round) {
    const auto start = Clock::now();
    for (std::size_t i = 0; i < calls; ++i) g_result = work(i);
    rounds.push_back(nanoseconds_since(start) / static_cast<double>(calls));
  }
  std::nth_element(rounds.begin(), rounds.begin() + kRounds / 2, rounds.end());
  return rounds[kRounds / 2];
}

/// A chain of dependent multiplications and additions: how fast this machine is.
double calibration(std::size_t seed) {
  double x = static_cast<double>(seed % 7) + 0.5;
  for (int i = 0; i < kCalibrationSteps; ++i) x = x * 0.999 + 1.25;
  return x;
}

}  // namespace

int main() {
  const Catalog& catalog = preset_catalog();
  std::vector<Scenario> scenarios;
  for (std::size_t model = 0; model < catalog.models.size(); ++model) {
    Inputs inputs = default_inputs(catalog);
    inputs[InputField::model] = static_cast<double>(model);
    scenarios.push_back(settle(inputs, catalog).scenario);
  }

  const double machine = median_nanoseconds(calibration);
  // Another context each time, as a sweep does; the models take turns.
  const std::vector<Estimator> estimators(scenarios.begin(), scenarios.end());
  const double untraced = median_nanoseconds([&](std::size_t i) {
    Inputs& inputs = scenarios[i % scenarios.size()].inputs;
    inputs[InputField::context] = 512 + static_cast<double>(i % 100'000);
    return estimators[i % estimators.size()].peak_bytes(inputs);
  });
  const double traced = median_nanoseconds([&](std::size_t i) {
    return estimate(scenarios[i % scenarios.size()].inputs, catalog).per_gpu_bytes;
  });
  std::vector<Scenario> trainings;
  for (std::size_t model = 0; model < catalog.models.size(); ++model) {
    Inputs inputs = default_inputs(catalog);
    inputs[InputField::mode] = static_cast<double>(Mode::train);
    inputs[InputField::model] = static_cast<double>(model);
    trainings.push_back(settle(inputs, catalog).scenario);
  }
  const std::vector<Estimator> trained(trainings.begin(), trainings.end());
  const double training = median_nanoseconds([&](std::size_t i) {
    Inputs& inputs = trainings[i % trainings.size()].inputs;
    inputs[InputField::seq_len] = 512 + static_cast<double>(i % 100'000);
    return trained[i % trained.size()].peak_bytes(inputs);
  });
  constexpr std::size_t kSide = 256;
  std::vector<double> contexts(kSide);
  std::vector<double> batches(kSide);
  for (std::size_t i = 0; i < kSide; ++i) {
    contexts[i] = 512.0 * static_cast<double>(i + 1);
    batches[i] = static_cast<double>(i + 1);
  }
  const Inputs defaults = default_inputs(catalog);
  const SweepAxis by_batch{InputField::batch, batches};
  const double grid = median_nanoseconds([&](std::size_t) {
    return sweep(defaults, catalog, {InputField::context, contexts}, &by_batch).back();
  });
  const double settled = median_nanoseconds([&](std::size_t i) {
    return settle(scenarios[i % scenarios.size()].inputs, catalog).scenario.inputs[InputField::tp];
  });
  const std::string link = "v=1&model=deepseek-v3&weights=fp8&context=131072&batch=4&tp=8";
  const double decoded = median_nanoseconds(
      [&](std::size_t) { return decode_link(link, catalog).inputs[InputField::context]; });

  // Two questions of the page: the largest context on one card, the fewest cards for a large model.
  const Inputs card =
      decode_link("model=qwen3-32b&gpu=rtx-4090&weights=q4_k_m&context=32768", catalog).inputs;
  const double solved = median_nanoseconds([&](std::size_t) {
    return solve(card, catalog, {SolveFor::context, 0}).value.value_or(0);
  });
  const Inputs large = decode_link("model=llama-3-70b&gpu=rtx-4090&batch=16", catalog).inputs;
  const double fewest = median_nanoseconds([&](std::size_t) {
    return solve(large, catalog, {SolveFor::gpu_count, 0}).value.value_or(0);
  });
  const double suggested = median_nanoseconds(
      [&](std::size_t) { return static_cast<double>(suggestions(card, catalog).size()); });
  const Inputs cluster =
      decode_link("mode=train&model=llama-3-70b&gpu=nvidia-h100-sxm&seq_len=32768", catalog).inputs;
  const double planned = median_nanoseconds([&](std::size_t) {
    return static_cast<double>(parallel_plans(cluster, catalog, 1024).plans.size());
  });
  const double tabulated = median_nanoseconds(
      [&](std::size_t) { return static_cast<double>(hardware_table(card, catalog).size()); });

  std::printf("{\"calibration_ns\": %.1f, \"untraced_estimate_ns\": %.1f, ", machine, untraced);
  std::printf("\"untraced_training_ns\": %.1f, \"settle_ns\": %.1f, ", training, settled);
  std::printf("\"sweep_256_by_256_ns\": %.0f, ", grid);
  std::printf("\"solve_context_ns\": %.0f, \"solve_gpu_count_ns\": %.0f, ", solved, fewest);
  std::printf("\"suggestions_ns\": %.0f, \"plans_1024_ns\": %.0f, ", suggested, planned);
  std::printf("\"hardware_table_ns\": %.0f, ", tabulated);
  std::printf("\"traced_estimate_ns\": %.1f, \"link_decode_ns\": %.1f}\n", traced, decoded);
  return 0;
}
