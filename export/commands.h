// The command lines that run a configuration, and how to see what it really takes.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/report.h"

namespace vram {

/// One row of commands.def.
enum class ToolId : std::uint8_t {
#define TOOL(id, program, when, compared) id,
#include "export/commands.def"
};

/// The number of the estimate that a measurement is compared with.
enum class Compared : std::uint8_t { per_gpu_bytes, kv_capacity };

struct Command {
  ToolId tool;
  std::string text;  ///< as typed into a shell
  Compared compared = Compared::per_gpu_bytes;
  double expected = 0;  ///< that number
};

std::string_view key_of(ToolId tool);
std::string_view key_of(Compared compared);

/// For every program that can run the configuration as it is, the chosen one first.
std::vector<Command> commands(const Report& report);

}  // namespace vram
