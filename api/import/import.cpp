// From drafts to results.
// SPDX-License-Identifier: MIT
#include "api/import/import.h"

#include <cmath>
#include <utility>

#include "api/import/hf_config.h"
#include "api/import/nearest_preset.h"
#include "engine/core/number_text.h"

namespace vram {

Imported finished(Draft draft, const Catalog& catalog) {
  Imported result;
  if (draft.is_complete) {
    result.config = configuration_of(draft, catalog);
    const double counted = counted_parameters(*result.config, catalog);
    const double in_file = draft.facts.parameters;
    if (in_file == 0) draft.facts.parameters = counted;
    const bool differs = in_file > 0 && in_file != counted;
    if (auto known = differs ? configuration_of_size(draft, in_file, catalog) : std::nullopt) {
      result.config = known;
    } else if (differs) {
      add_issue(draft.problems, {IssueId::import_parameters_differ, "", plain_text(in_file),
                                 plain_text(counted), ""});
    }
  }
  result.facts = std::move(draft.facts);
  result.problems = std::move(draft.problems);
  return result;
}

Imported unfinished(Draft draft, const FilePart& part, double needs_bytes,
                    std::size_t needing_part) {
  Imported result;
  result.needing_part = needing_part;
  const auto given = static_cast<double>(part.bytes.size());
  if (part.file_bytes > 0 && given >= part.file_bytes) {
    add_issue(draft.problems, {IssueId::import_file_ends, "", plain_text(part.file_bytes), "",
                               plain_text(needs_bytes)});
  } else {
    result.needs_bytes =
        part.file_bytes > 0 ? std::fmin(needs_bytes, part.file_bytes) : needs_bytes;
    add_issue(draft.problems, {IssueId::import_needs_bytes, "", plain_text(given), "",
                               plain_text(result.needs_bytes)});
  }
  result.facts = std::move(draft.facts);
  result.problems = std::move(draft.problems);
  return result;
}

Imported import_hf_config(std::string_view text, const Catalog& catalog) {
  return finished(read_hf_config(text, catalog), catalog);
}

}  // namespace vram
