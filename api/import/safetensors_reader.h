// Takes safetensors headers and their index apart. Nothing of what the names mean is known here.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/import/tensor_table.h"
#include "engine/schema/issues.h"

namespace vram {

struct SafetensorsType {
  StoredType stored;
  Packing packing;
};

std::span<const SafetensorsType> safetensors_types();

/// What one header, or an index, adds beside its tensors.
struct SafetensorsReading {
  std::optional<Issue> issue;
  double needs_bytes = 0;       ///< not 0 where the header goes on after the bytes given
  double data_bytes = 0;        ///< of the tensors: a header's last offset, an index's total_size
  double total_parameters = 0;  ///< as an index states them; 0 where it does not
  double file_bytes = 0;        ///< of header and data
  bool is_index = false;
  std::vector<std::string> files;  ///< that an index names
};

/// An index is JSON from its first byte; a header begins with its length, in which there are zeros,
/// as there are none in a text.
bool is_safetensors_index(std::span<const std::uint8_t> bytes);

/// Reads the header at the beginning of a file, or a whole index, and adds its tensors; those of an
/// index have names only. With an issue, the table is of no use any more.
SafetensorsReading read_safetensors(std::span<const std::uint8_t> bytes, TensorTable& table);

}  // namespace vram
