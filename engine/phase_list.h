// What each phase of an estimate holds at its fullest moment.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>

#include "engine/schema/choices.h"

namespace vram {

inline constexpr std::size_t kComponentCount = choice_count(ChoiceList::Component);
inline constexpr std::size_t kMaxPhases = choice_count(ChoiceList::Phase);

/// Amounts of one phase at its fullest moment.
template <class N>
struct PhaseAmounts {
  Phase phase{};
  double total = 0;
  std::array<N, kComponentCount> amounts{};
  std::array<bool, kComponentCount> is_alive{};

  const N& operator[](Component component) const {
    return amounts[static_cast<std::size_t>(component)];
  }
  N& operator[](Component component) { return amounts[static_cast<std::size_t>(component)]; }
};

template <class N>
struct PhaseList {
  std::array<PhaseAmounts<N>, kMaxPhases> phases{};
  std::size_t count = 0;
  std::size_t peak = 0;           ///< the last of the largest: what lasts longest decides a tie
  bool has_pool = false;          ///< the cache is allocated in advance, whatever is asked of it
  double pool_bytes = 0;          ///< what is left for it; negative where not even the rest fits
  double needed_cache_bytes = 0;  ///< what is asked of it
};

}  // namespace vram
