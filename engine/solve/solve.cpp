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

/// By how much a configuration exceeds the device or its pool, not positive where it fits; and
/// which.
struct Excess {
  double bytes = 0;
  Limit limit = Limit::memory;
};

Excess excess_of(const Peak& peak, const Scenario& scenario) {
  const double beyond_device = peak.bytes - scenario.serving.device_bytes;
  if (!scenario.serving.has_pool()) return {beyond_device, Limit::memory};
  const double beyond_pool = peak.needed_cache_bytes - peak.pool_bytes;
  if (peak.is_within_pool) return {max_of(beyond_device, beyond_pool), Limit::memory};
  return {max_of(1, max_of(beyond_device, beyond_pool)), Limit::pool};
}

/// Where a straight line through two points crosses zero, kept strictly between them; in the middle
/// every other time, so that a bent line cannot hold the search up.
class Guess {
 public:
  double between(double fitting, double fitting_excess, double failing, double failing_excess) {
    const double middle = std::floor((fitting + failing) / 2);
    is_line_ = !is_line_;
    if (!is_line_) return middle;
    const double share = -fitting_excess / (failing_excess - fitting_excess);
    const double crossing = std::floor(fitting + (failing - fitting) * share);
    // Past the crossing the next step should fail: one of the two ends moves right up to it.
    const double next = crossing <= fitting ? fitting + 1 : crossing;
    return next > fitting && next < failing ? next : middle;
  }

 private:
  bool is_line_ = false;
};

}  // namespace

void solve_number(Solution& solution, const Scenario& scenario, const Estimator& estimator) {
  const InputField field = solution.field;
  solution.step = step_of(field, scenario);
  Inputs probe = scenario.inputs;
  const auto excess = [&](double steps) {
    probe[field] = steps * solution.step;
    return excess_of(estimator.peak(probe), scenario);
  };
  const Bound bound = upper_bound(field, scenario);
  double fitting = max_of(1, std::ceil(spec(field).min / solution.step));
  double failing = max_of(fitting, std::floor(bound.value / solution.step));
  Excess at_fitting = excess(fitting);
  solution.limited_by = at_fitting.limit;
  if (at_fitting.bytes > 0) return;
  Excess at_failing = excess(failing);
  solution.limited_by = bound.limit;
  if (at_failing.bytes <= 0) fitting = failing;
  Guess guess;
  while (failing - fitting > 1) {
    const double next = guess.between(fitting, at_fitting.bytes, failing, at_failing.bytes);
    const Excess at_next = excess(next);
    (at_next.bytes > 0 ? failing : fitting) = next;
    (at_next.bytes > 0 ? at_failing : at_fitting) = at_next;
  }
  if (at_failing.bytes > 0) solution.limited_by = at_failing.limit;
  solution.value = fitting * solution.step;
  solution.inputs[field] = *solution.value;
}

namespace {

void solve_weights(Solution& solution, const Catalog& catalog) {
  solution.step = 0;
  if (!when_stored(solution.inputs)) {
    solution.limited_by = Limit::weights_follow_precision;
    return;
  }
  for (const LadderRung& rung : kWeightLadder) {
    if (!is_read(rung, solution.inputs)) continue;
    Inputs inputs = solution.inputs;
    change(inputs, InputField::weights, static_cast<double>(rung.format));
    const Scenario scenario = settled_scenario(inputs, catalog);
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
    default: {
      const Scenario scenario = settled_scenario(solution.inputs, catalog);
      solve_number(solution, scenario, Estimator(scenario));
    }
  }
  return solution;
}

}  // namespace vram
