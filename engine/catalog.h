// The shape of preset data; the data itself is compiled in by presets/.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "engine/schema/model_values.h"

namespace vram {

/// One published model.
struct ModelPreset {
  std::string_view id;
  std::string_view name;
  std::string_view family;
  std::string_view repository;  ///< where it is published, "owner/name"
  std::string_view source;      ///< where the architecture was read
  ModelValues facts;
  double published_parameters = 0;  ///< unique parameters of the language model
  double tolerance = 0;             ///< relative; 0 where the published total is exact
  std::string_view parameters_source;
  std::string_view note;
};

/// One accelerator, in the units makers print. Zero means "not known".
struct GpuPreset {
  std::string_view id;
  std::string_view name;
  std::string_view vendor;
  std::string_view kind;  ///< datacenter, workstation, consumer, laptop, apple, …
#define GPU_FACT(key, unit, min, max) double key = 0;
#include "engine/schema/gpu_fields.def"
  bool usable_is_reported = false;  ///< false where usable_bytes follows from a sibling or a rule
  std::string_view usable_source;
  std::string_view source;
  std::string_view rent_source;  ///< of rent_usd_per_hour
};

/// Everything a configuration can name.
struct Catalog {
  std::span<const ModelPreset> models;
  std::span<const GpuPreset> gpus;
  std::size_t default_model = 0;
  std::size_t default_gpu = 0;
  std::string_view revision;  ///< content hash of the preset data
};

}  // namespace vram
