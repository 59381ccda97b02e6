// Peak bytes over a row or a grid of configurations, for plots and maps.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/scenario.h"

namespace vram {

/// One input and the values it takes. Values are as set_field stores them, in range.
struct SweepAxis {
  InputField field;
  std::span<const double> values;
  std::optional<ModelField> fact{};  ///< instead of the field: a fact of the architecture
};

/// Peak bytes on the fullest device: one per value of `first`, or, with a second axis, one per pair
/// with the values of `second` changing fastest.
std::vector<double> sweep(const Inputs& inputs, const Catalog& catalog, const SweepAxis& first,
                          const SweepAxis* second = nullptr);

/// Bytes of each kind of memory at the peak, of a pool only what is asked of it: a row of
/// kComponentCount for each value.
std::vector<double> sweep_components(const Inputs& inputs, const Catalog& catalog,
                                     const SweepAxis& axis);

/// Whether the rest of the configuration may have to be settled again when a field changes.
bool needs_settling(InputField field);

}  // namespace vram
