// Takes the head of a GGUF file apart: its key-value pairs and its tensor table. Nothing of what
// the keys mean is known here. SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "api/import/tensor_table.h"
#include "engine/schema/issues.h"

namespace vram {

/// What stands behind a key, enum gguf_type.
enum class GgufType : std::uint32_t {
  uint8,
  int8,
  uint16,
  int16,
  uint32,
  int32,
  float32,
  flag,
  text,
  list,
  uint64,
  int64,
  float64,
};

/// One key with its value, which stays in the file's bytes.
struct GgufEntry {
  std::string_view key;
  GgufType type = GgufType::uint8;  ///< of the value, or of a list's members
  bool is_list = false;
  std::uint64_t count = 1;
  std::span<const std::uint8_t> bytes;  ///< of the value, or of all members; a text's own bytes

  bool is_text() const { return type == GgufType::text && !is_list; }
  std::string_view text() const;
  /// A number or a flag, from a list the member at `index`. Empty for texts and past the end.
  std::optional<double> number(std::size_t index = 0) const;
};

/// The storage types GGML numbers; an empty name where the number is none.
inline constexpr std::size_t kGgmlTypeCount = 43;
std::span<const StoredType, kGgmlTypeCount> ggml_types();

struct GgufHead {
  std::uint32_t version = 0;
  std::vector<GgufEntry> entries;
  double tensors = 0;
  double data_start = 0;  ///< offset of the tensors' data in the file
  double file_bytes = 0;  ///< what the file must have for all its tensors

  const GgufEntry* find(std::string_view key) const;
};

struct GgufReading {
  std::optional<GgufHead> head;
  std::optional<Issue> issue;  ///< why there is no head
  double needs_bytes = 0;      ///< not 0 where the head goes on after the bytes given
};

/// Reads a head and adds its tensors to the table; only a whole head adds any. `bytes` must outlive
/// the result.
GgufReading read_gguf(std::span<const std::uint8_t> bytes, TensorTable& table);

}  // namespace vram
