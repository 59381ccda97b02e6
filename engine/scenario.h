// A configuration made consistent: what the user asked for, with every automatic value settled and
// every contradiction resolved. The engine computes from this.
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "engine/catalog.h"
#include "engine/model/recipe.h"
#include "engine/model/serving.h"
#include "engine/model/weight_mix.h"
#include "engine/schema/inputs.h"
#include "engine/schema/issues.h"

namespace vram {

/// A low, an expected and a high value.
struct Range {
  double low = 0;
  double expected = 0;
  double high = 0;
};

/// How sure speed is: one range per row of speed_constants.def; a point where the visitor gave it.
struct SpeedConstants {
#define SPEED_CONSTANT(input, low, expected, high, source) Range input;
#include "engine/schema/speed_constants.def"
};

/// Ready to compute: the facts that do not change with the sliders are prepared.
struct Scenario {
  Inputs inputs;  ///< every automatic value is settled
  ModelValues model{};
  WeightFormat stored = WeightFormat::bf16;  ///< how the weights are stored
  /// How the tensors are stored: shared, because a mix is a large table and scenarios are copied.
  std::shared_ptr<const WeightMix> mix;       ///< in the first pipeline stage
  std::shared_ptr<const WeightMix> last_mix;  ///< in the last one, where there are several
  /// In the layers that stay in the host's memory; null where there are none.
  std::shared_ptr<const WeightMix> host_mix;
  /// How a reference model or a rollout engine stores its own; null where nothing trains.
  std::shared_ptr<const WeightMix> copies;
  StoredSize in_format{};  ///< only where weights_bytes replaces it
  Recipe recipe;
  Serving serving;
  Company company;
  SpeedConstants speed;
  double sequences_per_prompt = 1;
  const ModelPreset* preset = nullptr;  ///< null for `custom`
  const GpuPreset* gpu = nullptr;
};

struct Settled {
  Scenario scenario;
  Issues problems;
  Issues warnings;
};

/// The configuration of the tables' defaults.
Inputs default_inputs(const Catalog& catalog);

/// The facts of the chosen model with the user's overrides, made consistent.
ModelValues settled_model(const Inputs& inputs, const Catalog& catalog, Issues& problems);

/// Settles a configuration. Never fails: contradictions become problems.
Settled settle(const Inputs& inputs, const Catalog& catalog);

/// The scenario alone, for searches that settle many. Tables of how tensors are stored, which take
/// the longest, are shared with `like` where nothing differs that they depend on.
Scenario settled_scenario(const Inputs& inputs, const Catalog& catalog,
                          const Scenario* like = nullptr);

/// Chooses the devices' split and removes its contradictions: tp, pp, dp, ep, cp and gpu_count.
void settle_devices(Scenario& scenario, Issues& problems);

/// Chooses widths, sharding and the models around a policy, and removes contradictions.
void settle_training(Scenario& scenario, Issues& problems, Issues& warnings);

/// Chooses how images become tokens where the model has no rule of its own.
void settle_media(Scenario& scenario);

/// Chooses the program's version and what it takes of a device; after the devices are settled.
void settle_serving(Scenario& scenario, Issues& problems);

/// Chooses what speed and cost are worked out with.
void settle_speed(Scenario& scenario);

/// Whether a model can be split over so many ranks: heads divide, and key/value heads divide or
/// are replicated evenly.
bool can_split(const ModelValues& model, double ranks);

/// All numbers of ranks a model can be split over, ascending.
std::vector<double> possible_splits(const ModelValues& model);

}  // namespace vram
