// Results of the importers as the contract has them.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "api/import/import.h"
#include "api/json.h"
#include "engine/schema/choices.h"

namespace vram {

/// How the public functions are asked to read files.
struct ImportOptions {
  Language language = Language::en;
  std::vector<FilePart> parts;
};

/// Reads {lang, lengths, file_bytes}; what is no such option is left out. The parts point into
/// `bytes`.
ImportOptions read_import_options(std::string_view options, std::string_view bytes);

/// {config, facts, problems, needs_bytes?}; config is null where there is none.
Json imported_json(const Imported& imported, const Catalog& catalog, Language language);

}  // namespace vram
