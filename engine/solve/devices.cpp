// Serving: for each split of the model, the most sequences a copy takes say how many copies there
// must be. Training: data-parallel ranks share states as far as ZeRO lets them.
// SPDX-License-Identifier: MIT
#include "engine/solve/devices.h"

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "engine/core/number_text.h"
#include "engine/estimator.h"
#include "engine/schema/fields.h"

namespace vram {
namespace {

constexpr double kMostDevices = 1048576;  // inputs.def
constexpr double kMostRanks = 65536;
/// Numbers of copies looked at beyond the fewest, where a number of devices splits otherwise.
constexpr int kMostTries = 64;

class DeviceSearch {
 public:
  DeviceSearch(Solution& solution, const Catalog& catalog, const Scenario* like,
               SplitProbes& probes)
      : solution_(solution), catalog_(catalog), probes_(probes) {
    solution_.inputs[InputField::gpu_count] = kAutomatic;
    solution_.inputs[InputField::dp] = kAutomatic;
    settled_ = settled_scenario(solution_.inputs, catalog_, like);
  }

  void search() {
    const double devices = settled_.recipe.trains ? for_training() : for_serving();
    if (devices > kMostDevices) return;
    solution_.value = devices;
    solution_.inputs[InputField::gpu_count] = devices;
    solution_.limited_by = devices == 1 ? Limit::one_device : Limit::memory;
  }

  /// What the answer was settled to.
  const Scenario& answer() const { return fitting_.mix == nullptr ? settled_ : fitting_; }

 private:
  static constexpr double kNone = std::numeric_limits<double>::infinity();

  bool is_settled_and_fits(double devices) {
    Scenario scenario = settled_over(devices);
    const bool fits = scenario.inputs[InputField::gpu_count] == devices &&
                      Estimator(scenario).fits(scenario.inputs);
    if (fits) fitting_ = std::move(scenario);
    return fits;
  }

  Scenario settled_over(double devices) const {
    Inputs inputs = solution_.inputs;
    inputs[InputField::gpu_count] = devices;
    return settled_scenario(inputs, catalog_, &settled_);
  }

  /// The same where copies over `tp` ranks are known to fit, if so many devices split that way.
  bool is_settled_over(double devices, double tp) {
    Scenario scenario = settled_over(devices);
    if (scenario.inputs[InputField::gpu_count] != devices) return false;
    if (scenario.inputs[InputField::tp] != tp) return is_settled_and_fits(devices);
    fitting_ = std::move(scenario);
    return true;
  }

  /// The most sequences that one copy split over `tp` ranks takes, at most those asked for.
  double sequences_of_copy(double tp, double wanted) {
    // A device's own limits follow from it where a program has them: then nothing is shared.
    SplitProbes own;
    SplitProbes& probes = SplitProbes::are_shared(settled_) ? probes_ : own;
    const SplitProbes::Probe& copy = probes.of(tp, solution_.inputs, catalog_, settled_);
    Inputs probe = copy.scenario.inputs;
    const auto fits = [&](double sequences) {
      probe[InputField::batch] = sequences;
      const Peak peak = copy.estimator.peak(probe);
      return peak.is_within_pool && peak.bytes <= settled_.serving.device_bytes;
    };
    if (fits(wanted)) return wanted;
    double fitting = 0;
    double most = wanted;
    while (most - fitting > 1) {
      const double middle = std::floor((most + fitting) / 2);
      (fits(middle) ? fitting : most) = middle;
    }
    return fitting;
  }

  double for_serving() {
    const bool is_chosen = solution_.inputs[InputField::tp] != kAutomatic;
    const std::vector<double> splits = is_chosen
                                           ? std::vector<double>{settled_.inputs[InputField::tp]}
                                           : possible_splits(settled_.model);
    const double stages = settled_.inputs[InputField::pp];
    const double batch = settled_.inputs[InputField::batch];
    double fewest = kNone;
    for (const double tp : splits) {
      if (tp * stages >= fewest) break;
      const double sequences = sequences_of_copy(tp, batch);
      if (sequences == 0) continue;
      double copies = std::ceil(batch / sequences);
      // Another split may be chosen for so many devices; it is looked at in its own turn.
      for (int i = 0; i < kMostTries && copies <= batch; ++i, ++copies) {
        const double devices = tp * stages * copies;
        if (devices >= fewest || devices > kMostDevices) break;
        if (is_settled_over(devices, tp)) fewest = devices;
      }
    }
    if (fewest == kNone) solution_.limited_by = Limit::no_split;
    return fewest;
  }

  double for_training() {
    const Inputs& inputs = settled_.inputs;
    const double one_copy =
        inputs[InputField::tp] * inputs[InputField::pp] * inputs[InputField::cp];
    // Expert ranks are taken from the data-parallel ones, context-parallel ranks included.
    const double asked =
        min_of(solution_.inputs[InputField::ep], settled_.model[ModelField::num_experts]);
    const auto expert_ranks = static_cast<int>(max_of(1, asked));
    const auto context_ranks = static_cast<int>(inputs[InputField::cp]);
    const double experts =
        static_cast<double>(expert_ranks) / std::gcd(expert_ranks, context_ranks);
    const auto fits = [&](double ranks) { return is_settled_and_fits(one_copy * experts * ranks); };
    if (fits(1)) return one_copy * experts;
    double most = min_of(kMostRanks, std::floor(kMostDevices / (one_copy * experts)));
    if (most < 2 || !fits(most)) {
      const bool shares = inputs[InputField::zero_stage] > 0;
      solution_.limited_by = shares ? Limit::memory : Limit::copies_do_not_share;
      return kNone;
    }
    double failing = 1;
    while (most - failing > 1) {
      const double middle = std::floor((most + failing) / 2);
      (fits(middle) ? most : failing) = middle;
    }
    return one_copy * experts * most;
  }

  Solution& solution_;
  const Catalog& catalog_;
  SplitProbes& probes_;
  Scenario settled_;
  Scenario fitting_;  ///< the last number of devices that fits: the fewest, once the search is done
};

}  // namespace

const SplitProbes::Probe& SplitProbes::of(double tp, const Inputs& inputs, const Catalog& catalog,
                                          const Scenario& like) {
  for (const std::unique_ptr<Probe>& each : probes_) {
    if (each->scenario.inputs[InputField::tp] == tp) return *each;
  }
  Inputs copy = inputs;
  copy[InputField::tp] = tp;
  copy[InputField::dp] = 1;
  copy[InputField::gpu_count] = kAutomatic;
  probes_.push_back(std::make_unique<Probe>(settled_scenario(copy, catalog, &like)));
  return *probes_.back();
}

void solve_devices(Solution& solution, const Catalog& catalog) {
  SplitProbes probes;
  DeviceSearch(solution, catalog, nullptr, probes).search();
}

Scenario settled_on_fewest(Solution& solution, const Catalog& catalog, const Scenario* like,
                           SplitProbes& probes) {
  DeviceSearch search(solution, catalog, like, probes);
  search.search();
  return search.answer();
}

void reserve(Inputs& inputs, const Catalog& catalog, double reserve_mib) {
  double& offered = inputs[InputField::usable_memory_mib];
  if (offered == kAutomatic) {
    const auto gpu = static_cast<std::size_t>(inputs[InputField::gpu]);
    offered = std::floor(catalog.gpus[gpu].usable_bytes / kMebi);
  }
  offered = max_of(spec(InputField::usable_memory_mib).min, std::floor(offered - reserve_mib));
}

}  // namespace vram
