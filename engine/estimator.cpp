// Preparation per pipeline stage, and the untraced estimate.
// SPDX-License-Identifier: MIT
#include "engine/estimator.h"

namespace vram {

Estimator::Estimator(const Scenario& scenario)
    : scenario_(&scenario),
      plan_(plan_of<double>(scenario)),
      has_stages_(scenario.inputs[InputField::pp] > 1),
      first_(prepared(has_stages_ ? kFirstStage : kWholeModel)) {
  if (has_stages_) last_ = prepared(kLastStage);
}

Estimator::Prepared Estimator::prepared(const Stage& stage) const {
  const Recorder<double> recorder;
  const InputNumbers<double> inputs = named_inputs<double>(scenario_->inputs, recorder);
  Prepared result;
  result.instance = instance_of(*scenario_, inputs, recorder, stage);
  const Workload<double> none{inputs, 0, 0, 0, 0, {}};
  for (const PhasePlan<double>& phase : plan_) {
    for (const Bundle<double>& moment : phase.moments) {
      for (const Resident<double>& resident : moment) {
        if (resident.varies == Varies::never) result.fixed.of(resident, result.instance, none);
      }
    }
  }
  return result;
}

double Estimator::bytes_of(const Prepared& stage, const Inputs& inputs) const {
  const Recorder<double> recorder;
  const InputNumbers<double> numbers = named_inputs<double>(inputs, recorder);
  const Request<double> request =
      request_of(*scenario_, stage.instance.architecture.facts, numbers, recorder);
  const PhaseList<double> list = run(plan_, stage.instance, request, stage.fixed);
  return list.phases[list.peak].total;
}

double Estimator::peak_bytes(const Inputs& inputs) const {
  const double first = bytes_of(first_, inputs);
  return has_stages_ ? max_of(first, bytes_of(last_, inputs)) : first;
}

double peak_bytes(const Scenario& scenario) {
  return Estimator(scenario).peak_bytes(scenario.inputs);
}

}  // namespace vram
