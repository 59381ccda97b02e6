// The page's message, line by line.
// SPDX-License-Identifier: MIT
#include "imgui_app/transfer.h"

#include <array>
#include <cstddef>

#include "engine/core/number_text.h"

namespace vram {
namespace {

constexpr std::size_t kParts = 4;
constexpr std::size_t kMostRows = 1000;

std::string_view taken_until(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  const std::string_view taken = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
  return taken;
}

ImportState state_of(std::string_view name) {
  if (name == "reading") return ImportState::reading;
  if (name == "read") return ImportState::read;
  return name == "failed" ? ImportState::failed : ImportState::waiting;
}

}  // namespace

ImportView read_import(std::string_view message) {
  ImportView view;
  while (!message.empty()) {
    std::string_view line = taken_until(message, '\n');
    std::array<std::string, kParts> parts;
    for (std::string& part : parts) part = taken_until(line, '\t');
    if (parts[0] == "state") {
      view.state = state_of(parts[1]);
      view.share = parse_number(parts[2]).value_or(0);
      view.file = parts[3];
    } else if (!parts[0].empty() && view.rows.size() < kMostRows) {
      view.rows.push_back({parts[0], parts[1], parts[2], parts[3]});
    }
  }
  return view;
}

}  // namespace vram
