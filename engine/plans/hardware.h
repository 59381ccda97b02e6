// What can run this: one row for every accelerator.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/scenario.h"
#include "engine/speed/speed.h"

namespace vram {

/// One accelerator against a configuration. Numbers that are not known are absent.
struct HardwareRow {
  std::size_t gpu = 0;            ///< its index in the catalog
  std::optional<double> devices;  ///< fewest that fit; none where no number does
  double tp = 1;                  ///< how they split the model
  double per_gpu_bytes = 0;       ///< with so many, or with one where none fits
  double headroom_bytes = 0;
  std::optional<double> longest;  ///< tokens of a sequence that fit them
  std::optional<double> widest;   ///< sequences that fit them
  SpeedNumbers<double> speed;
  std::optional<double> price_usd;  ///< of all of them
  std::optional<double> power_watts;
  std::optional<double> gigabytes_per_thousand_usd;  ///< of the accelerator
  std::optional<double> bandwidth_per_thousand_usd;  ///< GB/s
};

/// Rows in the catalog's order.
std::vector<HardwareRow> hardware_table(const Inputs& inputs, const Catalog& catalog);

}  // namespace vram
