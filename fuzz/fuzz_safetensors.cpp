// Safetensors headers and indices of any kind and damage.
// SPDX-License-Identifier: MIT
#include "fuzz/fuzz_laws.h"
#include "presets/presets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const vram::FilePart part{{data, size}, 0};
  vram::fuzz::check_import(vram::import_safetensors({&part, 1}, vram::preset_catalog()));
  return 0;
}
