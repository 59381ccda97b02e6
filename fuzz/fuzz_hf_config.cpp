// config.json of any kind and damage.
// SPDX-License-Identifier: MIT
#include "fuzz/fuzz_laws.h"
#include "presets/presets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = vram::fuzz::text_of(data, size);
  vram::fuzz::check_import(vram::import_hf_config(text, vram::preset_catalog()));
  return 0;
}
