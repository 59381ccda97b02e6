// Model files on the command line.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace vram {

/// The result of importing files, as JSON. Their names decide how they are read: .gguf,
/// .safetensors and .safetensors.index.json, anything else as config.json; several are parts of one
/// model. Empty where a file cannot be opened.
std::string import_files(const std::vector<std::string>& paths);

}  // namespace vram
