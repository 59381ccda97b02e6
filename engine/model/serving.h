// How a model is served, settled: the program's version and what of a device it takes for what.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/schema/serving_runtimes.h"

namespace vram {

/// One settled way of serving. With `generic` nothing is added and nothing is allocated in advance.
struct Serving {
  const ServingRuntimeSpec* version = &kServingRuntimes[0];
  const LlamaCppSpec* llama_cpp = nullptr;  ///< set for versions of llama.cpp alone
  double host_layers = 0;                   ///< layers that stay in the host's memory
  bool is_compiled = true;                  ///< no Python variables hold what is not needed again
  bool has_host_head = false;               ///< the head stays there too
  double device_bytes = 0;                  ///< what the device offers
  double context_bytes = 0;
  double library_bytes = 0;
  double collective_bytes = 0;
  double graph_bytes = 0;

  bool has_pool() const { return version->pool != Pool::none; }
};

/// No program: what training and the classic method count with.
inline constexpr Serving kNoProgram{};

}  // namespace vram
