// The generated documents: formulas from traces, fields from their tables.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace vram {

/// docs/formulas.md. What is missing (a symbol without a meaning, a term no sample uses) is added
/// to `problems`.
std::string formulas_document(std::vector<std::string>& problems);

/// docs/fields.md.
std::string fields_document();

}  // namespace vram
