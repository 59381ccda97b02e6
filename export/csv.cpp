// Results as comma-separated values.
// SPDX-License-Identifier: MIT
#include <initializer_list>
#include <string>
#include <string_view>

#include "engine/core/formula_text.h"
#include "engine/core/number_text.h"
#include "engine/schema/terms.h"
#include "engine/url_state.h"
#include "export/tables.h"
#include "i18n/describe.h"

namespace vram {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

/// Quoted where a comma, a quote or the end of a line would be read as such.
std::string cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

void add_row(std::string& csv, std::initializer_list<std::string_view> cells) {
  std::string_view comma;
  for (const std::string_view text : cells) {
    csv += comma;
    csv += cell(text);
    comma = ",";
  }
  csv += kLineEnd;
}

}  // namespace

std::string csv_of(const Report& report, const Catalog& catalog, Language language) {
  // Headings are keys of the result object, the same in every language.
  std::string csv;
  add_row(csv, {"phase", "is_peak", "component", "label", "bytes", "formula", "substituted",
                "source", "source_link", "configuration"});
  const std::string link = encode_link(report.scenario.inputs, catalog);
  for (const PhaseTotal& phase : report.phases) {
    const auto phase_key = choice_keys(ChoiceList::Phase)[static_cast<std::size_t>(phase.phase)];
    const std::string_view is_peak = phase.phase == report.peak_phase ? "true" : "false";
    for (const Line& line : phase.lines) {
      const auto component = static_cast<std::size_t>(line.component);
      const auto term = static_cast<TermId>((*report.trace)[line.formula].name);
      const SourceText source = source_of(term, report, language);
      add_row(csv, {phase_key, is_peak, choice_keys(ChoiceList::Component)[component],
                    label_of(line.component, language), plain_text(line.bytes),
                    symbols_text(*report.trace, line.formula),
                    values_text(*report.trace, line.formula, Grouping::none), source.text,
                    source.link, link});
    }
    add_row(csv, {phase_key, is_peak, "total", label_of(phase.phase, language),
                  plain_text(phase.bytes), "", "", "", "", link});
  }
  return csv;
}

}  // namespace vram
