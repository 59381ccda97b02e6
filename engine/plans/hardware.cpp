// The fewest devices of each kind, then what they hold and how fast they are.
// SPDX-License-Identifier: MIT
#include "engine/plans/hardware.h"

#include <utility>

#include "engine/estimator.h"
#include "engine/solve/devices.h"
#include "engine/solve/solve.h"

namespace vram {
namespace {

/// Prices are compared for so many dollars.
constexpr double kThousand = 1000;

std::optional<double> known(double number) {
  return number > 0 ? std::optional<double>(number) : std::nullopt;
}

std::optional<double> most(SolveFor what, const Scenario& scenario, const Estimator& estimator) {
  Solution solution;
  solution.inputs = scenario.inputs;
  solution.field = field_of(what, scenario.inputs);
  solve_number(solution, scenario, estimator);
  return solution.value;
}

void describe_price(HardwareRow& row, const GpuPreset& gpu) {
  const double devices = row.devices.value_or(0);
  row.price_usd = known(devices * gpu.price_usd);
  row.power_watts = known(devices * gpu.power_watts);
  if (gpu.price_usd == 0) return;
  row.gigabytes_per_thousand_usd = gpu.memory_gib / gpu.price_usd * kThousand;
  row.bandwidth_per_thousand_usd = known(gpu.bandwidth_gb_per_second / gpu.price_usd * kThousand);
}

}  // namespace

std::vector<HardwareRow> hardware_table(const Inputs& inputs, const Catalog& catalog) {
  std::vector<HardwareRow> rows(catalog.gpus.size());
  SpeedModel model;
  Scenario last;
  SplitProbes probes;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    HardwareRow& row = rows[i];
    row.gpu = i;
    Solution solution;
    solution.inputs = inputs;
    solution.inputs[InputField::gpu] = static_cast<double>(i);
    // What was said of one accelerator does not hold for another.
    for (const InputField field :
         {InputField::usable_memory_mib, InputField::node_devices, InputField::link_gb_s,
          InputField::network_gb_s, InputField::usd_per_hour}) {
      solution.inputs[field] = kAutomatic;
    }
    Scenario scenario = settled_on_fewest(solution, catalog, i == 0 ? nullptr : &last, probes);
    row.devices = solution.value;
    row.tp = scenario.inputs[InputField::tp];
    // One copy on the fewest devices is what the search has looked at already.
    const bool is_probed =
        SplitProbes::are_shared(scenario) && scenario.inputs[InputField::dp] == 1;
    std::optional<Estimator> own;
    if (!is_probed) own.emplace(scenario);
    const Estimator& estimator =
        is_probed ? probes.of(row.tp, solution.inputs, catalog, scenario).estimator : *own;
    const Peak peak = estimator.peak(scenario.inputs);
    row.per_gpu_bytes = peak.bytes;
    row.headroom_bytes = scenario.serving.device_bytes - peak.needed_bytes;
    describe_price(row, catalog.gpus[i]);
    if (row.devices) {
      row.longest = most(SolveFor::context, scenario, estimator);
      row.widest = most(SolveFor::batch, scenario, estimator);
      if (model.mix == nullptr) model = speed_model(scenario);
      row.speed = speed_numbers(scenario, model, Recorder<double>{});
    }
    last = std::move(scenario);
  }
  return rows;
}

}  // namespace vram
