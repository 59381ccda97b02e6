// How much of a file is looked at, and how names of unknown origin are shown.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace vram {

/// The longest head that is read. A GGUF file's is mostly the vocabulary: 446,000 merges and
/// 201,000 tokens have 12 MiB.
inline constexpr double kLargestHead = 24.0 * 1024 * 1024;

/// The longest safetensors header or index that is read. The largest known, an index of a model
/// with 384 experts a layer, has 15 MB.
inline constexpr double kLargestJson = 16.0 * 1024 * 1024;

/// The longest config.json that is read; large ones, with a list of quantised modules, have 1 MB.
inline constexpr double kLargestConfig = 4.0 * 1024 * 1024;

/// The least that is worth asking a file for.
inline constexpr double kSmallestSlice = 64.0 * 1024;

/// A name fit for a message: short, and without bytes that are no text.
std::string shown_name(std::string_view name);

}  // namespace vram
