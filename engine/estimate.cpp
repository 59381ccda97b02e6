// The explained answer: phases with their lines, parameters, tokens, fit.
// SPDX-License-Identifier: MIT
#include "engine/estimate.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "engine/classic.h"
#include "engine/classic_amounts.h"
#include "engine/core/number_text.h"
#include "engine/estimator.h"
#include "engine/model/parameters.h"
#include "engine/rules_of_thumb.h"
#include "engine/token_figures.h"

namespace vram {
namespace {

PhaseTotal phase_total(const PhaseAmounts<Quantity>& amounts) {
  PhaseTotal total{amounts.phase, amounts.total, {}};
  for (std::size_t i = 0; i < kComponentCount; ++i) {
    if (!amounts.is_alive[i] || amounts.amounts[i].value() == 0) continue;
    total.lines.push_back(
        {static_cast<Component>(i), amounts.amounts[i].value(), amounts.amounts[i].step()});
  }
  return total;
}

Stage fullest_stage(const Scenario& scenario, const Estimator& estimator) {
  if (scenario.inputs[InputField::pp] == 1) return kWholeModel;
  const Inputs& inputs = scenario.inputs;
  return is_fuller(estimator.first_stage(inputs), estimator.last_stage(inputs)) ? kFirstStage
                                                                                : kLastStage;
}

/// Every device at its own peak: copies that serve one sequence more than others take more, and
/// pipeline stages differ. Stages between the ends are taken as the larger of the two.
double bytes_of_all_devices(const Scenario& scenario, const Estimator& estimator,
                            double fullest_device_bytes) {
  const Inputs& inputs = scenario.inputs;
  const double stages = inputs[InputField::pp];
  const double in_a_stage = inputs[InputField::tp] * inputs[InputField::cp];
  double of_a_copy = fullest_device_bytes * stages;
  if (stages > 1) {
    of_a_copy = estimator.first_stage_bytes(inputs) + estimator.last_stage_bytes(inputs) +
                (stages - 2) * fullest_device_bytes;
  }
  const double copies = inputs[InputField::dp];
  const double batch = inputs[InputField::batch];
  const double fuller_copies = std::fmod(batch, copies);
  if (scenario.recipe.trains || fuller_copies == 0) return copies * in_a_stage * of_a_copy;
  Inputs fewer = inputs;
  fewer[InputField::batch] = std::floor(batch / copies) * copies;
  const double of_other = estimator.peak_bytes(fewer) * stages;
  return in_a_stage * (fuller_copies * of_a_copy + (copies - fuller_copies) * of_other);
}

Fit fit_of(const Scenario& scenario, const Estimator& estimator) {
  const Peak peak = estimator.peak(scenario.inputs);
  Fit fit;
  fit.capacity_bytes = scenario.gpu->memory_gib * kGibi;
  fit.usable_bytes = scenario.serving.device_bytes;
  fit.fits = estimator.fits(scenario.inputs);
  fit.needed_bytes = peak.needed_bytes;
  fit.headroom_bytes = fit.usable_bytes - peak.bytes;
  // A program that takes its share at once leaves room in its pool, not beside it.
  if (scenario.serving.has_pool()) {
    const double in_pool = peak.pool_room_bytes;
    fit.headroom_bytes = fit.headroom_bytes < 0 ? min_of(fit.headroom_bytes, in_pool) : in_pool;
  }
  fit.gpus_needed = devices_needed(scenario);
  return fit;
}

}  // namespace

std::optional<double> devices_needed(const Scenario& scenario) {
  const auto fits = [](const Scenario& probe) { return Estimator(probe).fits(probe.inputs); };
  Scenario probe = scenario;
  Inputs& inputs = probe.inputs;
  if (scenario.recipe.trains) {
    // Data-parallel ranks only help as far as the states are shared over them.
    const double one_copy =
        inputs[InputField::tp] * inputs[InputField::pp] * inputs[InputField::cp];
    constexpr double kMostRanks = 65536;
    for (double ranks = 1; ranks <= kMostRanks; ranks *= 2) {
      inputs[InputField::dp] = ranks * inputs[InputField::ep];
      if (fits(probe)) return one_copy * inputs[InputField::dp];
    }
    return std::nullopt;
  }
  inputs[InputField::dp] = 1;
  inputs[InputField::ep] = 1;
  // More ranks never need more each, so the fewest are found by halving; often one is enough.
  const std::vector<double> splits = possible_splits(scenario.model);
  const auto is_too_few = [&](double ranks) {
    inputs[InputField::tp] = ranks;
    return !fits(probe);
  };
  const bool is_one_enough = !splits.empty() && !is_too_few(splits.front());
  const auto fewest = is_one_enough
                          ? splits.begin()
                          : std::partition_point(splits.begin(), splits.end(), is_too_few);
  if (fewest != splits.end()) return *fewest * inputs[InputField::pp];
  return std::nullopt;
}

namespace {

ParameterCounts parameter_counts(const Scenario& scenario, const Recorder<Quantity>& recorder,
                                 const InputNumbers<Quantity>& inputs) {
  const Placement<Quantity> everywhere = split_over<Quantity>(scenario.model, Quantity(1));
  Instance<Quantity> whole{recorder};
  whole.architecture = architecture<Quantity>(scenario.model, everywhere, recorder);
  const Parameters<Quantity> parameters = count_parameters(whole.architecture, recorder);
  ParameterCounts counts{
      parameters.total.value(), parameters.active.value(), 0,
      parameters.mtp.value(),   parameters.total.step(),   parameters.active.step()};
  if (!scenario.recipe.trains) return counts;
  if (is_classic(scenario)) {
    counts.trainable = classic_instance(scenario, inputs, recorder).classic.trained.value();
    return counts;
  }
  whole.last_layers =
      architecture<Quantity>(scenario.model, last_layers_of(scenario, everywhere), recorder);
  const Trained<Quantity> trained = trained_parameters(scenario, whole, inputs);
  counts.trainable = trained.dense.value() + trained.experts.value();
  return counts;
}

/// Every figure with its ends: the traced one is the expected.
std::vector<SpeedLine> speed_lines(const Scenario& scenario, const Recorder<Quantity>& recorder,
                                   const Quantity& active) {
  const SpeedModel model = speed_model(scenario);
  const SpeedNumbers<Quantity> expected = speed_numbers(scenario, model, recorder, active);
  const Recorder<double> plain;
  const SpeedNumbers<double> low = speed_numbers(scenario, model, plain, 0.0, Optimism::low);
  const SpeedNumbers<double> high = speed_numbers(scenario, model, plain, 0.0, Optimism::high);
  std::vector<SpeedLine> lines;
  for (std::size_t i = 0; i < kSpeedFigureCount; ++i) {
    const auto figure = static_cast<SpeedFigure>(i);
    if (!expected.has(figure)) continue;
    const bool rises = spec(figure).rises;
    lines.push_back({figure,
                     {rises ? low[figure] : high[figure], expected[figure].value(),
                      rises ? high[figure] : low[figure]},
                     expected[figure].step()});
  }
  return lines;
}

void add_pool_warning(Report& report) {
  const Scenario& scenario = report.scenario;
  if (!scenario.serving.has_pool()) return;
  if (report.tokens.cached <= report.tokens.kv_capacity || report.fit.headroom_bytes >= 0) return;
  report.warnings.push_back({IssueId::cache_exceeds_pool, "batch", plain_text(report.tokens.cached),
                             plain_text(report.tokens.kv_capacity), ""});
}

}  // namespace

Report estimate(const Inputs& inputs, const Catalog& catalog, Issues issues) {
  Settled settled = settle(inputs, catalog);
  Report report;
  report.scenario = settled.scenario;
  report.warnings = std::move(settled.warnings);
  report.problems = std::move(issues);
  report.problems.insert(report.problems.end(), settled.problems.begin(), settled.problems.end());
  report.trace = std::make_unique<Trace>();

  const Scenario& scenario = report.scenario;
  const Recorder<Quantity> recorder(*report.trace);
  const InputNumbers<Quantity> numbers = named_inputs<Quantity>(scenario.inputs, recorder);
  const Estimator estimator(scenario);
  const Stage stage = fullest_stage(scenario, estimator);
  const Instance<Quantity> instance = instance_of(scenario, numbers, recorder, stage);
  const Request<Quantity> request =
      request_of(scenario, instance.architecture.facts, numbers, recorder);
  const PhaseList<Quantity> list = run(plan_of<Quantity>(scenario), instance, request);

  for (std::size_t i = 0; i < list.count; ++i) report.phases.push_back(phase_total(list.phases[i]));
  report.peak_phase = list.phases[list.peak].phase;
  report.per_gpu_bytes = list.phases[list.peak].total;
  report.total_bytes = bytes_of_all_devices(scenario, estimator, report.per_gpu_bytes);
  if (scenario.inputs[InputField::pp] > 1) {
    report.first_stage_bytes = estimator.first_stage_bytes(scenario.inputs);
    report.last_stage_bytes = estimator.last_stage_bytes(scenario.inputs);
  }
  report.parameters = parameter_counts(scenario, recorder, numbers);
  report.fit = fit_of(scenario, estimator);
  report.tokens =
      token_figures(scenario, estimator, request.length.value(), request.sequences.value());
  report.pool_bytes = estimator.peak(scenario.inputs).pool_bytes;
  add_pool_warning(report);
  report.rules_of_thumb = rules_of_thumb(report);
  report.speed =
      speed_lines(scenario, recorder, report.trace->at(report.parameters.active_formula));
  return report;
}

}  // namespace vram
