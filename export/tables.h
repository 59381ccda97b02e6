// A result in the forms people take along: a table for spreadsheets, a table for issues and notes.
// Pure text from a report; nothing here estimates.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "engine/catalog.h"
#include "engine/report.h"
#include "engine/schema/choices.h"

namespace vram {

/// Comma-separated values as RFC 4180 describes them: a row for each kind of memory in each phase,
/// and one for each phase's total. Every row carries the link of its configuration, so that tables
/// of several results can be put together.
std::string csv_of(const Report& report, const Catalog& catalog, Language language);

/// GitHub-flavoured Markdown: the answer, what it is spent on with formulas and sources, the
/// phases, the settings and the link.
std::string markdown_of(const Report& report, const Catalog& catalog, Language language);

}  // namespace vram
