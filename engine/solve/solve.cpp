// Searches by halving: more tokens, more sequences and wider weights never need less memory.
// SPDX-License-Identifier: MIT
#include "engine/solve/solve.h"

#include <cmath>
#include <string>

#include "engine/core/number_text.h"
#include "engine/estimator.h"
#include "engine/schema/fields.h"
#include "engine/schema/relevance.h"
#include "engine/solve/devices.h"
#include "engine/solve/weight_ladder.h"

namespace vram {
namespace {

/// The largest value an input may have, and what says so.
struct Bound {
  double value;
  Limit limit;
};

/// Programs that allocate their cache in advance refuse longer sequences than the model was made
/// for, and run no more sequences at once than they were told.
Bound upper_bound(InputField field, const Scenario& scenario) {
  Bound bound{spec(field).max, Limit::input_maximum};
  if (!scenario.serving.has_pool()) return bound;
  const double positions = scenario.model[ModelField::max_position_embeddings];
  const double sequences =
      scenario.inputs[InputField::max_num_seqs] * scenario.inputs[InputField::dp];
  if (field == InputField::context && positions < bound.value) {
    bound = {positions, Limit::runtime_positions};
  }
  if (field == InputField::batch && sequences > 0 && sequences < bound.value) {
    bound = {sequences, Limit::runtime_sequences};
  }
  return bound;
}

/// Context-parallel ranks take the two ends of a sequence each, and ranks that split it take even
/// parts.
double step_of(InputField field, const Scenario& scenario) {
  if (field != InputField::seq_len) return 1;
  const Inputs& inputs = scenario.inputs;
  const double ends = inputs[InputField::cp] > 1 ? 2 * inputs[InputField::cp] : 1;
  const double parts = inputs.sequence_parallel() ? inputs[InputField::tp] : 1;
  double step = ends;
  while (std::fmod(step, parts) != 0) step += ends;
  return step;
}

Limit limit_beyond(const Estimator& estimator, const Inputs& inputs) {
  return estimator.peak(inputs).is_within_pool ? Limit::memory : Limit::pool;
}

void solve_number(Solution& solution, const Scenario& scenario) {
  const Estimator estimator(scenario);
  const InputField field = solution.field;
  Inputs probe = scenario.inputs;
  const auto fits = [&](double steps) {
    probe[field] = steps * solution.step;
    return estimator.fits(probe);
  };
  const Bound bound = upper_bound(field, scenario);
  solution.step = step_of(field, scenario);
  double fitting = max_of(1, std::ceil(spec(field).min / solution.step));
  double most = max_of(fitting, std::floor(bound.value / solution.step));
  if (!fits(fitting)) {
    solution.limited_by = limit_beyond(estimator, probe);
    return;
  }
  if (fits(most)) {
    solution.limited_by = bound.limit;
    fitting = most;
  } else {
    while (most - fitting > 1) {
      const double middle = std::floor((most + fitting) / 2);
      (fits(middle) ? fitting : most) = middle;
    }
    fits(most);
    solution.limited_by = limit_beyond(estimator, probe);
  }
  solution.value = fitting * solution.step;
  solution.inputs[field] = *solution.value;
}

void solve_weights(Solution& solution, const Catalog& catalog) {
  solution.step = 0;
  if (!when_stored(solution.inputs)) {
    solution.limited_by = Limit::weights_follow_precision;
    return;
  }
  for (const LadderRung& rung : kWeightLadder) {
    if (!is_read(rung, solution.inputs)) continue;
    Inputs inputs = solution.inputs;
    inputs[InputField::weights] = static_cast<double>(rung.format);
    const Scenario scenario = settle(inputs, catalog).scenario;
    if (!Estimator(scenario).fits(scenario.inputs)) {
      solution.limited_by = Limit::memory;
      continue;
    }
    if (&rung == &kWeightLadder[0]) solution.limited_by = Limit::best_format;
    solution.value = inputs[InputField::weights];
    solution.inputs = inputs;
    return;
  }
}

/// The length of a sequence, by what the mode calls it.
InputField length_field(const Inputs& inputs) {
  switch (inputs.mode()) {
    case Mode::inference:
      return InputField::context;
    case Mode::multimodal:
      return InputField::text_tokens;
    case Mode::rl:
      return InputField::completion_len;
    case Mode::finetune:
    case Mode::train:
      break;
  }
  return InputField::seq_len;
}

}  // namespace

InputField field_of(SolveFor what, const Inputs& inputs) {
  switch (what) {
    case SolveFor::context:
    case SolveFor::seq_len:
      return length_field(inputs);
    case SolveFor::batch:
    case SolveFor::micro_batch:
      return when_training(inputs) ? InputField::micro_batch : InputField::batch;
    case SolveFor::gpu_count:
      return InputField::gpu_count;
    case SolveFor::weights:
      break;
  }
  return InputField::weights;
}

Solution solve(const Inputs& inputs, const Catalog& catalog, const Target& target) {
  Solution solution;
  solution.inputs = inputs;
  solution.field = field_of(target.what, inputs);
  const std::string_view asked =
      choice_keys(ChoiceList::SolveFor)[static_cast<std::size_t>(target.what)];
  const std::string_view used = spec(solution.field).key;
  if (asked != used) {
    solution.problems.push_back(
        {IssueId::target_of_another_mode, "for", std::string(asked), std::string(used), ""});
  }
  if (target.reserve_mib > 0) reserve(solution.inputs, catalog, target.reserve_mib);
  switch (solution.field) {
    case InputField::gpu_count:
      solve_devices(solution, catalog);
      break;
    case InputField::weights:
      solve_weights(solution, catalog);
      break;
    default:
      solve_number(solution, settle(solution.inputs, catalog).scenario);
  }
  return solution;
}

}  // namespace vram
