// Bytes of tensors in the format they are stored in.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/components/component.h"

namespace vram {

/// A group's tensors on so many layers.
template <class N>
N stored_bytes(const TensorGroup<N>& group, const N& layers, const TensorTypeSpec& type,
               const Recorder<N>& recorder) {
  const N matrices = layers * group.copies;
  const N bits = recorder.leaf(type.bits_symbol, type.bits_per_element());
  N bytes = bytes_of_bits(matrices * group.rows * group.columns * bits);
  const N byte = recorder.leaf("byte", 1, kBytes);
  if (type.bytes_per_row > 0) bytes += matrices * group.rows * N(type.bytes_per_row) * byte;
  if (type.bytes_per_column > 0)
    bytes += matrices * group.columns * N(type.bytes_per_column) * byte;
  return bytes;
}

}  // namespace vram
