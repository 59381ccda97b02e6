// Names for messages.
// SPDX-License-Identifier: MIT
#include "api/import/limits.h"

namespace vram {

std::string shown_name(std::string_view name) {
  constexpr std::size_t kLongest = 80;
  std::string shown;
  for (const char c : name.substr(0, kLongest)) {
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x20 || byte >= 0x7F ? '?' : c;
  }
  if (name.size() > kLongest) shown += "…";
  return shown;
}

}  // namespace vram
