// One loop for every mode: phase, moment, resident, component.
// SPDX-License-Identifier: MIT
#include "engine/estimate.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "engine/core/number_text.h"
#include "engine/model/parameters.h"
#include "engine/modes/plan.h"
#include "engine/schema/fields.h"

namespace vram {
namespace {

constexpr std::size_t kComponentCount = static_cast<std::size_t>(Component::runtime) + 1;
constexpr std::size_t kMaxPhases = 8;

/// Bytes of float32 activations; every other weight format computes in 16 bits.
constexpr double kFullPrecisionBytes = 4;
constexpr double kHalfPrecisionBytes = 2;

/// Amounts of one phase at its fullest moment.
template <class N>
struct PhaseAmounts {
  Phase phase{};
  double total = 0;
  std::array<N, kComponentCount> amounts{};
  std::array<bool, kComponentCount> is_alive{};
};

template <class N>
struct PhaseList {
  std::array<PhaseAmounts<N>, kMaxPhases> phases{};
  std::size_t count = 0;
  std::size_t peak = 0;  ///< the last of the largest: what lasts longest decides a tie
};

template <class N>
Instance<N> instance_of(const Scenario& scenario, const InputNumbers<N>& inputs,
                        const Recorder<N>& recorder) {
  const bool is_full_precision = scenario.inputs.weights() == WeightFormat::fp32;
  Instance<N> instance{recorder, architecture<N>(scenario.model, inputs.tp, recorder),
                       &scenario.mix, scenario.inputs.kv_cache(), N{}};
  instance.activation_bytes = recorder.leaf(
      "activation_bytes", is_full_precision ? kFullPrecisionBytes : kHalfPrecisionBytes, kBytes);
  return instance;
}

/// Sequences the fullest copy serves.
template <class N>
N sequences_of(const Scenario& scenario, const InputNumbers<N>& inputs,
               const Recorder<N>& recorder) {
  if (scenario.copies == 1) return inputs.batch;
  return term(recorder, TermId::tokens_sequences,
              ceil_divide(inputs.batch, recorder.leaf("copies", scenario.copies)));
}

template <class N>
PhaseList<N> run(const Plan<N>& plan, const Instance<N>& instance, const InputNumbers<N>& inputs,
                 const N& sequences) {
  PhaseList<N> list;
  std::array<N, kComponentCount> steady{};
  std::array<bool, kComponentCount> has_steady{};
  for (const PhasePlan<N>& phase_plan : plan) {
    const Workload<N> workload = phase_plan.workload(instance, inputs, sequences);
    PhaseAmounts<N>& fullest = list.phases[list.count];
    for (const Bundle<N>& moment : phase_plan.moments) {
      PhaseAmounts<N> amounts;
      amounts.phase = phase_plan.phase;
      for (const Resident<N>& resident : moment) {
        const auto i = static_cast<std::size_t>(resident.component);
        if (resident.changes_with_phase) {
          amounts.amounts[i] = resident.bytes(instance, workload);
        } else {
          if (!has_steady[i]) steady[i] = resident.bytes(instance, workload);
          has_steady[i] = true;
          amounts.amounts[i] = steady[i];
        }
        amounts.is_alive[i] = true;
        amounts.total += value_of(amounts.amounts[i]);
      }
      if (&moment == &phase_plan.moments.front() || amounts.total > fullest.total) {
        fullest = amounts;
      }
    }
    if (fullest.total >= list.phases[list.peak].total) list.peak = list.count;
    ++list.count;
  }
  return list;
}

double peak_bytes(const Scenario& scenario, double sequences) {
  const Recorder<double> recorder;
  const InputNumbers<double> inputs = named_inputs<double>(scenario.inputs, recorder);
  const Instance<double> instance = instance_of(scenario, inputs, recorder);
  const PhaseList<double> list = run(inference_plan<double>(), instance, inputs, sequences);
  return list.phases[list.peak].total;
}

PhaseTotal phase_total(const PhaseAmounts<Quantity>& amounts) {
  PhaseTotal total{amounts.phase, amounts.total, {}};
  for (std::size_t i = 0; i < kComponentCount; ++i) {
    if (!amounts.is_alive[i] || amounts.amounts[i].value() == 0) continue;
    total.lines.push_back(
        {static_cast<Component>(i), amounts.amounts[i].value(), amounts.amounts[i].step()});
  }
  return total;
}

double bytes_of(const PhaseTotal& phase, Component component) {
  for (const Line& line : phase.lines) {
    if (line.component == component) return line.bytes;
  }
  return 0;
}

/// Cache bytes of one copy when each of its sequences holds so many tokens.
double cache_bytes(const Scenario& scenario, double tokens_per_sequence, double sequences) {
  Scenario probe = scenario;
  probe.inputs[InputField::context] = tokens_per_sequence;
  const Recorder<double> recorder;
  const InputNumbers<double> inputs = named_inputs<double>(probe.inputs, recorder);
  const Instance<double> instance = instance_of(probe, inputs, recorder);
  return kv_cache(instance, Workload<double>{inputs, sequences, 0, 0});
}

/// The cache grows linearly up to the window and linearly beyond it, so two slopes say everything.
TokenFigures token_figures(const Scenario& scenario, const PhaseTotal& peak, double sequences,
                           double usable_bytes) {
  const double most = spec(InputField::context).max;
  const double context = scenario.inputs[InputField::context];
  TokenFigures figures;
  figures.sequence = context;
  figures.cached = context * sequences;
  figures.kv_bytes_per_token =
      cache_bytes(scenario, context + 1, 1) - cache_bytes(scenario, context, 1);

  const double available = usable_bytes - (peak.bytes - bytes_of(peak, Component::kv_cache));
  const double window = scenario.model[ModelField::sliding_window];
  const double knee = window > 0 ? min_of(window, most) : most;
  const double at_knee = cache_bytes(scenario, knee, sequences);
  double per_sequence = 0;
  if (available >= at_knee) {
    const double slope = cache_bytes(scenario, knee + 1, sequences) - at_knee;
    per_sequence =
        slope > 0 ? min_of(most, knee + std::floor((available - at_knee) / slope)) : most;
  } else if (available > 0) {
    per_sequence = std::floor(knee * (available / at_knee));
  }
  figures.kv_capacity = per_sequence * sequences;
  return figures;
}

/// Every copy at that phase: those that serve one sequence more than others take more.
double bytes_of_all_devices(const Scenario& scenario, double fullest_device_bytes) {
  const double tp = scenario.inputs[InputField::tp];
  const double batch = scenario.inputs[InputField::batch];
  const double fuller_copies = std::fmod(batch, scenario.copies);
  if (fuller_copies == 0) return scenario.copies * tp * fullest_device_bytes;
  const double other_copies = scenario.copies - fuller_copies;
  const double fewer = std::floor(batch / scenario.copies);
  return tp * (fuller_copies * fullest_device_bytes + other_copies * peak_bytes(scenario, fewer));
}

Fit fit_of(const Scenario& scenario, double per_gpu_bytes) {
  Fit fit;
  fit.capacity_bytes = scenario.gpu->memory_gib * kGibi;
  fit.usable_bytes = scenario.gpu->usable_bytes;
  fit.fits = per_gpu_bytes <= fit.usable_bytes;
  fit.headroom_bytes = fit.usable_bytes - per_gpu_bytes;
  fit.gpus_needed = devices_needed(scenario, fit.usable_bytes);
  return fit;
}

}  // namespace

double peak_bytes(const Scenario& scenario) {
  return peak_bytes(scenario, std::ceil(scenario.inputs[InputField::batch] / scenario.copies));
}

std::optional<double> devices_needed(const Scenario& scenario, double usable_bytes) {
  Scenario probe = scenario;
  probe.copies = 1;
  for (const double ranks : possible_splits(scenario.model)) {
    probe.inputs[InputField::tp] = ranks;
    if (peak_bytes(probe) <= usable_bytes) return ranks;
  }
  return std::nullopt;
}

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
  const Instance<Quantity> instance = instance_of(scenario, numbers, recorder);
  const Quantity sequences = sequences_of(scenario, numbers, recorder);
  const PhaseList<Quantity> list = run(inference_plan<Quantity>(), instance, numbers, sequences);

  for (std::size_t i = 0; i < list.count; ++i) report.phases.push_back(phase_total(list.phases[i]));
  report.peak_phase = list.phases[list.peak].phase;
  report.per_gpu_bytes = list.phases[list.peak].total;
  report.total_bytes = bytes_of_all_devices(scenario, report.per_gpu_bytes);

  const Architecture<Quantity> whole =
      architecture<Quantity>(scenario.model, Quantity(1), recorder);
  const Parameters<Quantity> parameters = count_parameters(whole, recorder);
  report.parameters = {parameters.total.value(), parameters.active.value(), parameters.total.step(),
                       parameters.active.step()};
  report.fit = fit_of(scenario, report.per_gpu_bytes);
  report.tokens =
      token_figures(scenario, report.peak(), sequences.value(), report.fit.usable_bytes);
  return report;
}

}  // namespace vram
