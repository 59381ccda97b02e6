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

PhaseList<double> Estimator::phases_of(const Prepared& stage, const Inputs& inputs) const {
  const Recorder<double> recorder;
  const InputNumbers<double> numbers = named_inputs<double>(inputs, recorder);
  const Request<double> request =
      request_of(*scenario_, stage.instance.architecture.facts, numbers, recorder);
  return run(plan_, stage.instance, request, stage.fixed);
}

Peak Estimator::peak_of(const Prepared& stage, const Inputs& inputs) const {
  const PhaseList<double> list = phases_of(stage, inputs);
  Peak peak;
  peak.bytes = list.phases[list.peak].total;
  peak.needed_bytes = peak.bytes;
  if (!list.has_pool) return peak;
  peak.pool_bytes = max_of(0, list.pool_bytes);
  peak.needed_cache_bytes = list.needed_cache_bytes;
  peak.pool_room_bytes = list.pool_bytes - list.needed_cache_bytes;
  peak.is_within_pool = list.needed_cache_bytes <= list.pool_bytes;
  if (peak.is_within_pool) peak.needed_bytes += list.needed_cache_bytes - list.pool_bytes;
  return peak;
}

Peak Estimator::peak(const Inputs& inputs) const {
  const Peak first = peak_of(first_, inputs);
  if (!has_stages_) return first;
  const Peak last = peak_of(last_, inputs);
  Peak fuller = is_fuller(first, last) ? first : last;
  fuller.is_within_pool = first.is_within_pool && last.is_within_pool;
  if (!fuller.is_within_pool) {
    fuller.pool_room_bytes = min_of(first.pool_room_bytes, last.pool_room_bytes);
  }
  return fuller;
}

double Estimator::peak_bytes(const Inputs& inputs) const { return peak(inputs).bytes; }

ComponentBytes Estimator::needed_components(const Inputs& inputs) const {
  const bool takes_last =
      has_stages_ && !is_fuller(peak_of(first_, inputs), peak_of(last_, inputs));
  PhaseList<double> list = phases_of(takes_last ? last_ : first_, inputs);
  PhaseAmounts<double>& peak = list.phases[list.peak];
  if (list.has_pool) peak[Component::kv_cache] = list.needed_cache_bytes;
  return peak.amounts;
}

bool Estimator::fits(const Inputs& inputs) const {
  const Peak fullest = peak(inputs);
  return fullest.is_within_pool && fullest.bytes <= scenario_->serving.device_bytes;
}

double peak_bytes(const Scenario& scenario) {
  return Estimator(scenario).peak_bytes(scenario.inputs);
}

}  // namespace vram
