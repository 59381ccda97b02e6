// Files as people drop them: which kind each is, and which belong together.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "api/import/import.h"
#include "api/import/limits.h"
#include "api/import/safetensors_reader.h"
#include "engine/configure.h"

namespace vram {
namespace {

enum class FileKind : std::uint8_t { config, safetensors, gguf };

std::string_view text_of(const FilePart& part) {
  return {reinterpret_cast<const char*>(part.bytes.data()), part.bytes.size()};
}

/// GGUF files say so, and a safetensors header is no text. Of JSON, an index has a weight_map and
/// config.json has not.
FileKind kind_of(const FilePart& part) {
  const std::string_view text = text_of(part);
  if (text.substr(0, 4) == "GGUF") return FileKind::gguf;
  const bool is_list = text.substr(0, 1) == "[";
  if (!is_list && !is_safetensors_index(part.bytes)) return FileKind::safetensors;
  return text.find("\"weight_map\"") == std::string_view::npos ? FileKind::config
                                                               : FileKind::safetensors;
}

/// Parts by their kind; each is looked at once, as an index is looked through.
using PartsByKind = std::array<std::vector<FilePart>, 3>;

PartsByKind by_kind(std::span<const FilePart> parts) {
  PartsByKind sorted;
  for (const FilePart& part : parts) {
    sorted[static_cast<std::size_t>(kind_of(part))].push_back(part);
  }
  return sorted;
}

/// The place of a part among all parts.
std::size_t place_of(std::span<const FilePart> parts, const FilePart& part) {
  const auto found = std::find_if(parts.begin(), parts.end(), [&](const FilePart& each) {
    return each.bytes.data() == part.bytes.data();
  });
  return static_cast<std::size_t>(found - parts.begin());
}

/// config.json has no head: it is read whole or not at all.
const FilePart* cut_off(const std::vector<FilePart>& configs) {
  for (const FilePart& part : configs) {
    if (static_cast<double>(part.bytes.size()) < part.file_bytes) return &part;
  }
  return nullptr;
}

Imported of_configs(const std::vector<FilePart>& configs, const std::vector<FilePart>& others,
                    const Catalog& catalog) {
  const std::string_view config = text_of(configs.front());
  return others.empty() ? import_hf_config(config, catalog)
                        : import_with_config(config, others, catalog);
}

}  // namespace

Imported import_model_files(std::span<const FilePart> parts, const Catalog& catalog) {
  const auto renumbered = [&](Imported imported, const std::vector<FilePart>& given) {
    if (imported.needs_bytes > 0 && imported.needing_part < given.size()) {
      imported.needing_part = place_of(parts, given[imported.needing_part]);
    }
    return imported;
  };
  const auto& [configs, others, ggufs] = by_kind(parts);
  if (!ggufs.empty()) return renumbered(import_gguf(ggufs, catalog), ggufs);
  if (configs.empty()) return renumbered(import_safetensors(others, catalog), others);
  const FilePart* cut = cut_off(configs);
  if (cut != nullptr && cut->file_bytes <= kLargestConfig) {
    return unfinished(Draft(catalog), *cut, cut->file_bytes, place_of(parts, *cut));
  }
  return renumbered(of_configs(configs, others, catalog), others);
}

}  // namespace vram
