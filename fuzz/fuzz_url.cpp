// Links: whatever is decoded is a configuration, and its link is stable.
// SPDX-License-Identifier: MIT
#include "engine/url_state.h"
#include "fuzz/fuzz_laws.h"
#include "presets/presets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const vram::Catalog& catalog = vram::preset_catalog();
  const auto decoded = vram::decode_link(vram::fuzz::text_of(data, size), catalog);
  vram::fuzz::check_configuration(decoded.inputs);
  return 0;
}
