// How fast, what it costs, how much energy it takes: a roofline with the shares that are reached.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "engine/core/recorder.h"
#include "engine/scenario.h"
#include "engine/schema/terms.h"

namespace vram {

/// One row of speed_figures.def.
enum class SpeedFigure : std::uint8_t {
#define SPEED_FIGURE(key, term, in, rises) key,
#include "engine/schema/speed_figures.def"
};

struct SpeedFigureSpec {
  std::string_view key;
  TermId term;
  bool rises;  ///< with the shares that are reached
};

inline constexpr SpeedFigureSpec kSpeedFigures[] = {
#define SPEED_FIGURE(key, term, in, rises) {#key, TermId::term, rises},
#include "engine/schema/speed_figures.def"
};
inline constexpr std::size_t kSpeedFigureCount = sizeof kSpeedFigures / sizeof kSpeedFigures[0];

inline const SpeedFigureSpec& spec(SpeedFigure figure) {
  return kSpeedFigures[static_cast<std::size_t>(figure)];
}

/// Figures as numbers of type N; those that were worked out.
template <class N>
struct SpeedNumbers {
  std::array<N, kSpeedFigureCount> values{};
  std::array<bool, kSpeedFigureCount> is_known{};

  const N& operator[](SpeedFigure figure) const { return values[static_cast<std::size_t>(figure)]; }
  bool has(SpeedFigure figure) const { return is_known[static_cast<std::size_t>(figure)]; }
  void set(SpeedFigure figure, const N& value) {
    values[static_cast<std::size_t>(figure)] = value;
    is_known[static_cast<std::size_t>(figure)] = true;
  }
};

/// Which ends of the ranges of speed_constants.def are taken.
enum class Optimism : std::uint8_t { low, expected, high };

/// What does not change with the split over devices: prepared once for many plans.
struct SpeedModel {
  std::shared_ptr<const WeightMix> mix;   ///< how all layers are stored
  double looked_up_parameters = 0;        ///< embeddings, which are not multiplied
  double encoder_parameters = 0;          ///< of other media's encoders
  double multiplied_embedding_share = 0;  ///< of the embeddings, those that are the head as well
  double multiplied_parameters = 0;       ///< by every token
};
SpeedModel speed_model(const Scenario& scenario);

/// The figures of a settled scenario; nothing where the accelerator's speed is not known. `active`
/// is the recorded number of active parameters; plain numbers take it from `model`.
template <class N>
SpeedNumbers<N> speed_numbers(const Scenario& scenario, const SpeedModel& model,
                              const Recorder<N>& recorder, const N& active = N(0),
                              Optimism optimism = Optimism::expected);

/// One figure with its range. `formula` is a step of the report's trace.
struct SpeedLine {
  SpeedFigure figure;
  Range range;
  StepId formula = 0;
};

}  // namespace vram
