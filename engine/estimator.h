// The fast path: what does not change with the sliders is prepared, the rest costs a microsecond.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/evaluation.h"

namespace vram {

/// Bytes of each kind of memory, in the order of the component list.
using ComponentBytes = std::array<double, kComponentCount>;

/// The peak of one device, and whether it is enough.
struct Peak {
  double bytes = 0;
  double needed_bytes = 0;        ///< without the part of a pool that nobody asks for
  double pool_bytes = 0;          ///< what a cache that is allocated in advance gets, 0 for others
  double needed_cache_bytes = 0;  ///< what is asked of it
  double pool_room_bytes = 0;     ///< left of it; below 0 where the program has too little for one
  bool is_within_pool = true;
};

/// Whether the first of two stages is the one that is reported: the fuller one, and where a program
/// fills the same share of both the one that needs more and leaves the smaller cache.
inline bool is_fuller(const Peak& first, const Peak& last) {
  if (first.bytes != last.bytes) return first.bytes > last.bytes;
  return first.needed_bytes >= last.needed_bytes;
}

/// Peak bytes of one settled scenario for other numbers of those inputs that need no settling
/// (`needs_settling`). Allocates nothing. The scenario must outlive it and must not move.
class Estimator {
 public:
  explicit Estimator(const Scenario& scenario);

  /// Peak on the fullest device.
  double peak_bytes(const Inputs& inputs) const;

  /// The same, and how it stands to a pool.
  Peak peak(const Inputs& inputs) const;

  /// Bytes of each kind of memory at that peak; of a pool only what is asked of it.
  ComponentBytes needed_components(const Inputs& inputs) const;

  /// Whether it can be served: within the device's memory, and within the program's pool.
  bool fits(const Inputs& inputs) const;

  /// Peak of one pipeline stage, or of the model where there is no pipeline.
  double first_stage_bytes(const Inputs& inputs) const { return peak_of(first_, inputs).bytes; }
  double last_stage_bytes(const Inputs& inputs) const {
    return peak_of(has_stages_ ? last_ : first_, inputs).bytes;
  }
  Peak first_stage(const Inputs& inputs) const { return peak_of(first_, inputs); }
  Peak last_stage(const Inputs& inputs) const {
    return peak_of(has_stages_ ? last_ : first_, inputs);
  }

 private:
  struct Prepared {
    Instance<double> instance{Recorder<double>{}};
    Amounts<double> fixed;
  };

  Prepared prepared(const Stage& stage) const;
  PhaseList<double> phases_of(const Prepared& stage, const Inputs& inputs) const;
  Peak peak_of(const Prepared& stage, const Inputs& inputs) const;

  const Scenario* scenario_;
  Plan<double> plan_;
  bool has_stages_;
  Prepared first_;
  Prepared last_;
};

/// Peak bytes of one scenario. For many, keep an Estimator.
double peak_bytes(const Scenario& scenario);

}  // namespace vram
