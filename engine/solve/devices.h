// The fewest devices that fit, and what they keep free.
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "engine/solve/solve.h"

namespace vram {

/// Finds the smallest gpu_count for which the rest of the configuration, settled as for a visitor,
/// fits. What the user chose (tp, pp, cp, ep) is kept; dp follows.
void solve_devices(Solution& solution, const Catalog& catalog);

/// Copies of one model over so many ranks, prepared once for a search over many accelerators. What
/// a copy needs does not depend on them, unless a program takes a share of the device for its
/// cache.
class SplitProbes {
 public:
  /// A settled scenario and its estimator; stays where it is.
  struct Probe {
    explicit Probe(Scenario settled) : scenario(std::move(settled)), estimator(scenario) {}
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;
    Scenario scenario;
    Estimator estimator;
  };

  static bool are_shared(const Scenario& scenario) {
    return !scenario.recipe.trains && !scenario.serving.has_pool();
  }

  /// One copy split over `tp` ranks.
  const Probe& of(double tp, const Inputs& inputs, const Catalog& catalog, const Scenario& like);

 private:
  std::vector<std::unique_ptr<Probe>> probes_;
};

/// The same, and the scenario of the answer; of one device where nothing fits. `like`: as in
/// settled_scenario.
Scenario settled_on_fewest(Solution& solution, const Catalog& catalog, const Scenario* like,
                           SplitProbes& probes);

/// Offers so much less of every device.
void reserve(Inputs& inputs, const Catalog& catalog, double reserve_mib);

}  // namespace vram
