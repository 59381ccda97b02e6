// The named results of formulas: what each is called, its unit, how sure it is, where it is from.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/core/recorder.h"
#include "engine/core/unit.h"
#include "engine/schema/choices.h"
#include "engine/schema/sources.h"

namespace vram {

enum class TermId : std::uint16_t {
#define TERM(id, key, symbol, unit, confidence, source) id,
#include "engine/schema/terms.def"
};

struct TermSpec {
  std::string_view key;
  std::string_view symbol;
  Unit unit;
  std::string_view unit_name;  ///< "bytes", "count", "seconds", …
  Confidence confidence;
  SourceId source;
};

namespace term_units {
inline constexpr Unit count = kCount;
inline constexpr Unit bytes = kBytes;
inline constexpr Unit seconds = kSeconds;
inline constexpr Unit days = kCount;  // of so many seconds each: a quotient
inline constexpr Unit per_second = kCount / kSeconds;
inline constexpr Unit flops = kFlops;
inline constexpr Unit usd = kUsd;
inline constexpr Unit joules = kJoules;
}  // namespace term_units

inline constexpr TermSpec kTerms[] = {
#define TERM(id, key, symbol, unit, confidence, source) \
  {key, #symbol, term_units::unit, #unit, Confidence::confidence, SourceId::source},
#include "engine/schema/terms.def"
};

inline const TermSpec& spec(TermId id) { return kTerms[static_cast<std::uint16_t>(id)]; }

/// Names an expression: the only way a formula's result gets its source.
template <class N>
N term(const Recorder<N>& recorder, TermId id, const N& amount) {
  const TermSpec& row = spec(id);
  return recorder.term(static_cast<std::uint16_t>(id), row.symbol, row.unit, amount);
}

}  // namespace vram
