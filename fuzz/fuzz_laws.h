// What must hold whatever bytes come in.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>

#include "api/import/import.h"
#include "engine/schema/inputs.h"

/// What libFuzzer calls; a program that replays a corpus calls the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace vram::fuzz {

/// Ends the program with the law that does not hold, so that the fuzzer keeps the input.
inline void require(bool holds, const char* law) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", law);
  std::abort();
}

/// The longest link a configuration may have (the public contract).
inline constexpr std::size_t kLongestContractLink = 2000;

/// A configuration can be estimated, travels in a link, and comes back the same.
void check_configuration(const Inputs& inputs);

/// A link of an import is as short as the contract says; one that overrides every fact there is
/// may be longer.
void check_link_length(const Inputs& inputs);

/// An import either gives such a configuration or says why not.
void check_import(const Imported& imported);

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace vram::fuzz
