// Sentences put together from the engine's data: issues, sources, kinds of attention.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "engine/report.h"
#include "i18n/strings.h"

namespace vram {

/// What was wrong or worth a look, in words. Keys of fields are shown as their labels.
std::string issue_text(const Issue& issue, Language language);

/// A change in words, with the format it stores weights in or the layers it leaves.
std::string suggestion_text(const Suggestion& suggestion, Language language);

/// Where a term comes from, in words, with something to open if there is something.
struct SourceText {
  std::string text;
  std::string link;
};

SourceText source_of(TermId term, const Report& report, Language language);

/// "GQA 32/8", "MLA 128", …
std::string attention_text(const ModelValues& model, Language language);

}  // namespace vram
