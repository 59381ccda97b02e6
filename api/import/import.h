// Model files to configurations: the three importers of the public API.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "api/import/draft.h"
#include "engine/catalog.h"
#include "engine/schema/inputs.h"
#include "engine/schema/issues.h"

namespace vram {

/// What an importer hands back.
struct Imported {
  std::optional<Inputs> config;  ///< none where the file describes no model
  FileFacts facts;
  Issues problems;
  double needs_bytes = 0;        ///< not 0: a head is longer than what was given, try with so many
  std::size_t needing_part = 0;  ///< which part that is
};

/// The bytes of one file from its beginning.
struct FilePart {
  std::span<const std::uint8_t> bytes;
  double file_bytes = 0;  ///< of the whole file; 0 where not known
};

/// config.json of Hugging Face Transformers.
Imported import_hf_config(std::string_view text, const Catalog& catalog);

/// The headers of one or more safetensors files, or model.safetensors.index.json, or both.
Imported import_safetensors(std::span<const FilePart> parts, const Catalog& catalog);

/// The heads of one GGUF file, or of all parts of a split one.
Imported import_gguf(std::span<const FilePart> parts, const Catalog& catalog);

/// Safetensors headers or their index beside the config.json of the same model: the architecture
/// from the one, the exact size from the others.
Imported import_with_config(std::string_view config, std::span<const FilePart> parts,
                            const Catalog& catalog);

/// Any of these files, each known by its first bytes.
Imported import_model_files(std::span<const FilePart> parts, const Catalog& catalog);

/// A draft made a configuration, with its parameters counted and compared with the file's.
Imported finished(Draft draft, const Catalog& catalog);

/// A head that ends too early: needs_bytes, or a problem where the file itself ends there.
Imported unfinished(Draft draft, const FilePart& part, double needs_bytes,
                    std::size_t needing_part = 0);

}  // namespace vram
