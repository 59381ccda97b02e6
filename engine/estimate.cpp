// One loop for every mode: phase, moment, resident, component.
// SPDX-License-Identifier: MIT
#include "engine/estimate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

#include "engine/core/number_text.h"
#include "engine/model/parameters.h"
#include "engine/model/trainable.h"
#include "engine/modes/plan.h"
#include "engine/schema/fields.h"

namespace vram {
namespace {

constexpr std::size_t kComponentCount = choice_count(ChoiceList::Component);
constexpr std::size_t kMaxPhases = choice_count(ChoiceList::Phase);

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

/// The layers of a pipeline stage.
struct Stage {
  bool is_first = true;
  bool is_last = true;
};

template <class N>
Placement<N> placement_of(const Scenario& scenario, const InputNumbers<N>& inputs,
                          const Stage& stage) {
  const double stages = scenario.inputs[InputField::pp];
  Placement<N> placement;
  placement.tp = inputs.tp;
  placement.expert_ranks = inputs.ep;
  // Serving engines take expert ranks from the tensor-parallel ones, training ones do not.
  const double tp = scenario.inputs[InputField::tp];
  const double ep = scenario.inputs[InputField::ep];
  const bool takes_from_tensor = !scenario.recipe.trains && ep > 1;
  placement.expert_width_ranks = takes_from_tensor ? N(max_of(1, std::floor(tp / ep))) : inputs.tp;
  const LayerRange layers =
      stage.is_first ? first_stage(scenario.model, stages) : last_stage(scenario.model, stages);
  placement.first_layer = layers.first;
  placement.end_layer = layers.end;
  placement.has_embedding = stage.is_first;
  placement.has_head = stage.is_last;
  return placement;
}

/// 1F1B (Narayanan et al. 2021): the first stage has as many micro-batches in flight as there are
/// stages, if there are so many; virtual stages add a part.
template <class N>
N micro_batches_in_flight(const Scenario& scenario, const InputNumbers<N>& inputs,
                          const Recorder<N>& recorder, const Stage& stage) {
  const Inputs& in = scenario.inputs;
  if (!scenario.recipe.trains || in[InputField::pp] == 1 || !stage.is_first) return N(1);
  const N most = min_of(inputs.pp, inputs.grad_accumulation);
  if (in[InputField::virtual_pipeline] == 1) {
    return term(recorder, TermId::training_in_flight, most);
  }
  return term(recorder, TermId::training_in_flight,
              most * (1 + (inputs.pp - 1) / (inputs.pp * inputs.virtual_pipeline)));
}

template <class N>
Trained<N> trained_parameters(const Scenario& scenario, const Instance<N>& instance,
                              const InputNumbers<N>& inputs) {
  Trained<N> trained{N(0), N(0)};
  visit_trainable(instance.architecture, instance.last_layers, scenario.recipe, inputs,
                  [&](const TensorGroup<N>& group) {
                    (is_routed_expert(group.role) ? trained.experts : trained.dense) +=
                        elements(group);
                  });
  if (value_of(trained.dense) > 0) {
    trained.dense = term(instance.recorder, TermId::trainable_per_rank, trained.dense);
  }
  if (value_of(trained.experts) > 0) {
    trained.experts = term(instance.recorder, TermId::trainable_experts, trained.experts);
  }
  return trained;
}

/// The same placement cut to the last layers of the model.
template <class N>
Placement<N> last_layers_of(const Scenario& scenario, Placement<N> placement) {
  const int layers = static_cast<int>(scenario.model[ModelField::num_hidden_layers]);
  const int trained = static_cast<int>(
      min_of(scenario.inputs[InputField::trainable_layers], static_cast<double>(layers)));
  placement.first_layer =
      std::min(placement.end_layer, std::max(placement.first_layer, layers - trained));
  placement.has_embedding = false;
  placement.has_head = false;
  return placement;
}

template <class N>
Instance<N> instance_of(const Scenario& scenario, const InputNumbers<N>& inputs,
                        const Recorder<N>& recorder, const Stage& stage) {
  const Recipe& recipe = scenario.recipe;
  const Placement<N> placement = placement_of(scenario, inputs, stage);
  Instance<N> instance{recorder};
  instance.architecture = architecture<N>(scenario.model, placement, recorder);
  instance.mix = stage.is_first ? &scenario.mix : &scenario.last_mix;
  instance.copies = &scenario.copies;
  instance.kv_format = scenario.inputs.kv_cache();
  instance.activation_bytes = recorder.leaf("activation_bytes", recipe.activation_bytes, kBytes);
  instance.recipe = &recipe;
  instance.company = &scenario.company;
  instance.zero_shards = N(1);
  instance.expert_zero_shards = N(1);
  instance.in_flight = micro_batches_in_flight(scenario, inputs, recorder, stage);
  if (!recipe.trains) return instance;

  const double data_ranks = scenario.inputs[InputField::dp] * scenario.inputs[InputField::cp];
  const double expert_ranks = scenario.inputs[InputField::ep];
  instance.zero_shards = recorder.leaf("zero_ranks", data_ranks);
  instance.expert_zero_shards = recorder.leaf("expert_zero_ranks", data_ranks / expert_ranks);
  if (recipe.peft == Peft::freeze) {
    instance.last_layers =
        architecture<N>(scenario.model, last_layers_of(scenario, placement), recorder);
  }
  instance.trained = trained_parameters(scenario, instance, inputs);
  return instance;
}

/// Sequences the fullest copy handles at once.
template <class N>
N sequences_of(const Scenario& scenario, const InputNumbers<N>& inputs,
               const Recorder<N>& recorder) {
  if (scenario.recipe.trains) {
    if (scenario.sequences_per_prompt == 1) return inputs.micro_batch;
    return term(
        recorder, TermId::tokens_sequences,
        inputs.micro_batch * recorder.leaf("sequences_per_prompt", scenario.sequences_per_prompt));
  }
  if (scenario.inputs[InputField::dp] == 1) return inputs.batch;
  return term(recorder, TermId::tokens_sequences, ceil_divide(inputs.batch, inputs.dp));
}

template <class N>
N length_of(const Scenario& scenario, const InputNumbers<N>& inputs, const Recorder<N>& recorder) {
  switch (scenario.inputs.mode()) {
    case Mode::inference:
      return inputs.context;
    case Mode::finetune:
    case Mode::train:
      return inputs.seq_len;
    case Mode::rl:
      return term(recorder, TermId::tokens_sequence, inputs.prompt_len + inputs.completion_len);
    case Mode::multimodal:
      break;
  }
  return inputs.text_tokens;
}

template <class N>
Plan<N> plan_of(const Scenario& scenario) {
  if (scenario.recipe.trains) return training_plan<N>();
  return scenario.inputs.mode() == Mode::multimodal ? multimodal_plan<N>() : inference_plan<N>();
}

/// The resident's bytes, computed once for those that do not change with the phase.
template <class N>
class Amounts {
 public:
  N of(const Resident<N>& resident, const Instance<N>& instance, const Workload<N>& workload) {
    if (resident.changes_with_phase) return resident.bytes(instance, workload);
    const auto i = static_cast<std::size_t>(resident.component);
    if (!has_steady_[i]) steady_[i] = resident.bytes(instance, workload);
    has_steady_[i] = true;
    return steady_[i];
  }

 private:
  std::array<N, kComponentCount> steady_{};
  std::array<bool, kComponentCount> has_steady_{};
};

template <class N>
PhaseAmounts<N> moment_amounts(const Bundle<N>& moment, const PhasePlan<N>& phase_plan,
                               const Instance<N>& instance, const Workload<N>& workload,
                               Amounts<N>& known) {
  PhaseAmounts<N> amounts;
  amounts.phase = phase_plan.phase;
  for (const Resident<N>& resident : moment) {
    const auto i = static_cast<std::size_t>(resident.component);
    amounts.amounts[i] = known.of(resident, instance, workload);
    amounts.is_alive[i] = true;
  }
  // In the components' order, which is how a reader adds them up again.
  for (const N& amount : amounts.amounts) amounts.total += value_of(amount);
  return amounts;
}

template <class N>
PhaseList<N> run(const Plan<N>& plan, const Instance<N>& instance, const Request<N>& request) {
  PhaseList<N> list;
  Amounts<N> known;
  for (const PhasePlan<N>& phase_plan : plan) {
    if (phase_plan.happens != nullptr && !phase_plan.happens(*instance.company)) continue;
    const Workload<N> workload = phase_plan.workload(instance, request);
    PhaseAmounts<N>& fullest = list.phases[list.count];
    for (const Bundle<N>& moment : phase_plan.moments) {
      const PhaseAmounts<N> amounts = moment_amounts(moment, phase_plan, instance, workload, known);
      if (&moment == &phase_plan.moments.front() || amounts.total > fullest.total) {
        fullest = amounts;
      }
    }
    if (fullest.total >= list.phases[list.peak].total) list.peak = list.count;
    ++list.count;
  }
  return list;
}

template <class N>
Request<N> request_of(const Scenario& scenario, const InputNumbers<N>& inputs,
                      const Recorder<N>& recorder) {
  return {inputs, sequences_of(scenario, inputs, recorder), length_of(scenario, inputs, recorder)};
}

double stage_bytes(const Scenario& scenario, const Stage& stage) {
  const Recorder<double> recorder;
  const InputNumbers<double> inputs = named_inputs<double>(scenario.inputs, recorder);
  const Instance<double> instance = instance_of(scenario, inputs, recorder, stage);
  const PhaseList<double> list =
      run(plan_of<double>(scenario), instance, request_of(scenario, inputs, recorder));
  return list.phases[list.peak].total;
}

constexpr Stage kWholeModel{true, true};
constexpr Stage kFirstStage{true, false};
constexpr Stage kLastStage{false, true};

Stage fullest_stage(const Scenario& scenario) {
  if (scenario.inputs[InputField::pp] == 1) return kWholeModel;
  const bool first_is_fuller =
      stage_bytes(scenario, kFirstStage) >= stage_bytes(scenario, kLastStage);
  return first_is_fuller ? kFirstStage : kLastStage;
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

/// Cache bytes of one copy when each of its sequences holds so many tokens.
double cache_bytes(const Scenario& scenario, double tokens_per_sequence, double sequences) {
  const Recorder<double> recorder;
  const InputNumbers<double> inputs = named_inputs<double>(scenario.inputs, recorder);
  const Stage stage = scenario.inputs[InputField::pp] == 1 ? kWholeModel : kFirstStage;
  const Instance<double> instance = instance_of(scenario, inputs, recorder, stage);
  return kv_cache(instance, Workload<double>{inputs, sequences, tokens_per_sequence, 0, 0});
}

/// The most tokens each sequence may have, found by halving: more tokens never need less.
double longest_fitting(const Scenario& scenario, double usable_bytes) {
  const bool is_multimodal = scenario.inputs.mode() == Mode::multimodal;
  const InputField length = is_multimodal ? InputField::text_tokens : InputField::context;
  Scenario probe = scenario;
  const double others = sequence_length(scenario) - scenario.inputs[length];
  const auto fits = [&](double tokens) {
    probe.inputs[length] = tokens - others;
    return peak_bytes(probe) <= usable_bytes;
  };
  double most = spec(length).max;
  if (fits(most)) return most;
  double fitting = others;
  while (most - fitting > 1) {
    const double middle = std::floor((most + fitting) / 2);
    (fits(middle) ? fitting : most) = middle;
  }
  return fitting > others || fits(fitting) ? fitting : 0;
}

TokenFigures token_figures(const Scenario& scenario, double sequences, double usable_bytes) {
  TokenFigures figures;
  figures.sequence = sequence_length(scenario);
  figures.kv_bytes_per_token =
      cache_bytes(scenario, figures.sequence + 1, 1) - cache_bytes(scenario, figures.sequence, 1);
  if (scenario.recipe.trains) {
    figures.trained = figures.sequence * sequences;
    return figures;
  }
  figures.cached = figures.sequence * sequences;
  figures.kv_capacity = longest_fitting(scenario, usable_bytes) * sequences;
  return figures;
}

/// Every device at its own peak: copies that serve one sequence more than others take more, and
/// pipeline stages differ. Stages between the ends are taken as the larger of the two.
double bytes_of_all_devices(const Scenario& scenario, double fullest_device_bytes) {
  const Inputs& inputs = scenario.inputs;
  const double stages = inputs[InputField::pp];
  const double in_a_stage = inputs[InputField::tp] * inputs[InputField::cp];
  double of_a_copy = fullest_device_bytes * stages;
  if (stages > 1) {
    of_a_copy = stage_bytes(scenario, kFirstStage) + stage_bytes(scenario, kLastStage) +
                (stages - 2) * fullest_device_bytes;
  }
  const double copies = inputs[InputField::dp];
  const double batch = inputs[InputField::batch];
  const double fuller_copies = std::fmod(batch, copies);
  if (scenario.recipe.trains || fuller_copies == 0) return copies * in_a_stage * of_a_copy;
  Scenario fewer = scenario;
  fewer.inputs[InputField::batch] = std::floor(batch / copies) * copies;
  const double of_other = peak_bytes(fewer) * stages;
  return in_a_stage * (fuller_copies * of_a_copy + (copies - fuller_copies) * of_other);
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
  if (scenario.inputs[InputField::pp] == 1) return stage_bytes(scenario, kWholeModel);
  return max_of(stage_bytes(scenario, kFirstStage), stage_bytes(scenario, kLastStage));
}

std::optional<double> devices_needed(const Scenario& scenario, double usable_bytes) {
  Scenario probe = scenario;
  Inputs& inputs = probe.inputs;
  if (scenario.recipe.trains) {
    // Data-parallel ranks only help as far as the states are shared over them.
    const double one_copy =
        inputs[InputField::tp] * inputs[InputField::pp] * inputs[InputField::cp];
    constexpr double kMostRanks = 65536;
    for (double ranks = 1; ranks <= kMostRanks; ranks *= 2) {
      inputs[InputField::dp] = ranks * inputs[InputField::ep];
      if (peak_bytes(probe) <= usable_bytes) return one_copy * inputs[InputField::dp];
    }
    return std::nullopt;
  }
  inputs[InputField::dp] = 1;
  inputs[InputField::ep] = 1;
  for (const double ranks : possible_splits(scenario.model)) {
    inputs[InputField::tp] = ranks;
    if (peak_bytes(probe) <= usable_bytes) return ranks * inputs[InputField::pp];
  }
  return std::nullopt;
}

namespace {

ParameterCounts parameter_counts(const Scenario& scenario, const Recorder<Quantity>& recorder,
                                 const InputNumbers<Quantity>& inputs) {
  const Placement<Quantity> everywhere = split_over<Quantity>(scenario.model, Quantity(1));
  Instance<Quantity> whole{recorder};
  whole.architecture = architecture<Quantity>(scenario.model, everywhere, recorder);
  const Parameters<Quantity> parameters = count_parameters(whole.architecture, recorder);
  ParameterCounts counts{parameters.total.value(), parameters.active.value(), 0,
                         parameters.total.step(), parameters.active.step()};
  if (!scenario.recipe.trains) return counts;
  whole.last_layers =
      architecture<Quantity>(scenario.model, last_layers_of(scenario, everywhere), recorder);
  const Trained<Quantity> trained = trained_parameters(scenario, whole, inputs);
  counts.trainable = trained.dense.value() + trained.experts.value();
  return counts;
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
  const Stage stage = fullest_stage(scenario);
  const Instance<Quantity> instance = instance_of(scenario, numbers, recorder, stage);
  const Request<Quantity> request = request_of(scenario, numbers, recorder);
  const PhaseList<Quantity> list = run(plan_of<Quantity>(scenario), instance, request);

  for (std::size_t i = 0; i < list.count; ++i) report.phases.push_back(phase_total(list.phases[i]));
  report.peak_phase = list.phases[list.peak].phase;
  report.per_gpu_bytes = list.phases[list.peak].total;
  report.total_bytes = bytes_of_all_devices(scenario, report.per_gpu_bytes);
  if (scenario.inputs[InputField::pp] > 1) {
    report.first_stage_bytes = stage_bytes(scenario, kFirstStage);
    report.last_stage_bytes = stage_bytes(scenario, kLastStage);
  }
  report.parameters = parameter_counts(scenario, recorder, numbers);
  report.fit = fit_of(scenario, report.per_gpu_bytes);
  report.tokens = token_figures(scenario, request.sequences.value(), report.fit.usable_bytes);
  return report;
}

}  // namespace vram
