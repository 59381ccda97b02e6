// Every term of terms.def: its formula, its symbols, its source and an example, from the traces of
// sample_links.h.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "cli/documents.h"
#include "cli/latex.h"
#include "cli/sample_links.h"
#include "cli/symbols.h"
#include "engine/core/formula_text.h"
#include "engine/core/number_text.h"
#include "engine/estimate.h"
#include "engine/url_state.h"
#include "i18n/describe.h"
#include "presets/presets.h"

namespace vram {
namespace {

constexpr Language kLanguage = Language::en;
constexpr std::size_t kTermCount = sizeof kTerms / sizeof kTerms[0];
constexpr std::size_t kMostVariants = 2;

constexpr const char* kSpeedTitle = "Speed and cost";

constexpr const char* kOpening =
    "# Formulas\n"
    "\n"
    "Every named number of the calculator: its formula, what each symbol stands for, where it is\n"
    "from, and an example. Generated from the traces of the estimates themselves by\n"
    "`cmake --build --preset native --target docs`, and committed, so that it can be read here; "
    "do\n"
    "not edit it. `scripts/test.sh` fails where it is not current.\n"
    "\n"
    "Amounts are of one device, the fullest. A formula depends on the configuration: each example\n"
    "names the link it is taken from, and only the branch that applied there is shown; where "
    "others\n"
    "read differently, some follow it. Bytes of a sum of bits are rounded up. How sure a number "
    "is:\n"
    "*exact* follows from the architecture by counting, *documented* is what a runtime does by "
    "its\n"
    "own source, *assumption* is a choice, and said so.\n";

/// One place where a term was computed.
struct Use {
  std::size_t sample = 0;
  StepId step = 0;
};

/// Terms that are shown together.
struct Chapter {
  std::string title;
  std::vector<TermId> terms;
};

std::vector<Report> sample_reports() {
  std::vector<Report> reports;
  for (const char* link : kSampleLinks) {
    DecodedLink decoded = decode_link(link, preset_catalog());
    reports.push_back(estimate(decoded.inputs, preset_catalog(), std::move(decoded.issues)));
  }
  return reports;
}

std::string joined(const std::vector<std::string>& lines, const char* separator) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : separator) + line;
  return text;
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

/// " tokens", or " token" after a one.
std::string unit_after(double value, std::string unit) {
  if (unit.empty()) return unit;
  if (value == 1 && unit.size() > 2 && unit.back() == 's' && unit != "ms") unit.pop_back();
  return " " + unit;
}

/// After a number in a formula: "bytes", "s", "FLOPs"; nothing after a count.
std::string unit_of_number(Unit unit) {
  if (unit == kBytes) return "bytes";
  if (unit == kSeconds) return "s";
  if (unit == kFlops) return "FLOPs";
  if (unit == kUsd) return "USD";
  if (unit == kJoules) return "J";
  return unit == kCount / kSeconds ? "/s" : "";
}

/// "a count", "in bytes", "in tokens per second"
std::string unit_phrase(TermId term) {
  const std::string_view unit = spec(term).unit_name;
  if (unit == "count") return "a count";
  if (unit == "per_second") return "in tokens per second";
  if (unit == "usd") return "in US dollars";
  return "in " + std::string(unit == "flops" ? "FLOPs" : unit);
}

class Document {
 public:
  explicit Document(std::vector<std::string>& problems)
      : problems_(problems), reports_(sample_reports()) {
    for (std::size_t i = 0; i < reports_.size(); ++i) {
      collect_uses(i);
      collect_components(i);
    }
  }

  std::string text() {
    std::string body;
    std::string contents;
    for (const Chapter& chapter : chapters()) {
      contents += "\n**" + chapter.title + "**:";
      body += "\n## " + chapter.title + "\n";
      const char* separator = " ";
      for (const TermId term : chapter.terms) {
        contents += separator + link_to(term);
        separator = ",\n";
        body += section(term);
      }
      contents += "\n";
    }
    return kOpening + contents + body;
  }

 private:
  static std::string label(TermId term) { return std::string(tr(label_of(term), kLanguage)); }
  static std::string link_to(TermId term) {
    return "[" + label(term) + "](#" + std::string(spec(term).key) + ")";
  }

  void collect_uses(std::size_t sample) {
    const Trace& trace = *reports_[sample].trace;
    for (StepId id = 0; id < trace.size(); ++id) {
      if (trace[id].operation != Operation::term) continue;
      if (!formulas_[trace[id].name].insert(symbols_text(trace, id)).second) continue;
      std::vector<Use>& uses = uses_[trace[id].name];
      if (uses.size() < kMostVariants) uses.push_back({sample, id});
    }
  }

  /// The first component that a term is part of.
  void collect_components(std::size_t sample) {
    for (const PhaseTotal& phase : reports_[sample].phases) {
      for (const Line& line : phase.lines) {
        assign(*reports_[sample].trace, line.formula, line.component);
      }
    }
  }

  void assign(const Trace& trace, StepId id, Component component) {
    component_of_.emplace(static_cast<TermId>(trace[id].name), component);
    for (const StepId used : terms_used(trace, id)) assign(trace, used, component);
  }

  std::string chapter_title(TermId term) const {
    const TermSpec& row = spec(term);
    if (starts_with(row.key, "parameters.")) return "Parameters";
    if (starts_with(row.key, "classic.")) return "Classic method";
    if (starts_with(row.key, "speed.")) return kSpeedTitle;
    if (starts_with(row.key, "cost.") || starts_with(row.key, "energy.")) return kSpeedTitle;
    if (starts_with(row.key, "rule_") || starts_with(row.key, "rule.")) return "Rules of thumb";
    const auto found = component_of_.find(term);
    if (row.unit == kCount || found == component_of_.end()) return "Counts";
    return std::string(label_of(found->second, kLanguage));
  }

  std::vector<Chapter> chapters() const {
    std::vector<std::string> titles{"Parameters", "Counts"};
    for (std::size_t i = 0; i < choice_count(ChoiceList::Component); ++i) {
      titles.emplace_back(choice_label(ChoiceList::Component, i, kLanguage));
    }
    titles.insert(titles.end(), {kSpeedTitle, "Classic method", "Rules of thumb"});
    std::vector<Chapter> chapters;
    for (const std::string& title : titles) {
      Chapter chapter{title, {}};
      for (std::size_t i = 0; i < kTermCount; ++i) {
        const auto term = static_cast<TermId>(i);
        if (chapter_title(term) == title) chapter.terms.push_back(term);
      }
      if (!chapter.terms.empty()) chapters.push_back(std::move(chapter));
    }
    return chapters;
  }

  std::string section(TermId term) {
    const std::vector<Use>& uses = uses_[static_cast<std::size_t>(term)];
    const std::string key(spec(term).key);
    std::string text = "\n### <a id=\"" + key + "\"></a>" + label(term) + "\n";
    if (uses.empty()) {
      problems_.push_back("no link of cli/sample_links.h uses the term " + key);
      return text;
    }
    const Use& first = uses.front();
    text += "\n`" + key + "`, " + unit_phrase(term) + ", " +
            std::string(label_of(spec(term).confidence, kLanguage)) + ". " + source(term, first) +
            "\n";
    text += example(first);
    for (std::size_t i = 1; i < uses.size(); ++i) {
      text += (i == 1 ? "\nElsewhere:\n" : "") + example(uses[i]);
    }
    return text;
  }

  std::string source(TermId term, const Use& use) const {
    const SourceText source = source_of(term, reports_[use.sample], kLanguage);
    return source.link.empty() ? source.text + "." : "[" + source.text + "](" + source.link + ").";
  }

  std::string example(const Use& use) {
    const Trace& trace = *reports_[use.sample].trace;
    const Step& step = trace[use.step];
    // Long sums have one line per addend.
    const std::string next_addend = " \\\\\n&\\quad ";
    std::string text = "\n```math\n\\begin{aligned}\n" + latex_symbol(step.symbol) + " &= " +
                       joined(latex_lines(trace, use.step, Operands::names), next_addend.c_str());
    text +=
        " \\\\\n&= " + joined(latex_lines(trace, use.step, Operands::values), next_addend.c_str());
    text += " \\\\\n&= " + latex_number(step.value);
    const std::string unit = unit_of_number(step.unit);
    if (!unit.empty()) text += "\\ \\mathrm{" + unit + "}";
    text += "\n\\end{aligned}\n```\n\nWith `" + std::string(kSampleLinks[use.sample]) + "`:\n\n";
    return text + symbols_table(trace, use.step);
  }

  std::string symbols_table(const Trace& trace, StepId id) {
    std::vector<StepId> symbols;
    collect_symbols(trace, trace[id].left, symbols);
    if (symbols.empty()) return "";
    std::string table = "| Symbol | Value | Meaning |\n| --- | ---: | --- |\n";
    for (const StepId each : symbols) table += symbol_row(trace[each]);
    return table;
  }

  std::string symbol_row(const Step& step) {
    const std::string start = "| `" + std::string(step.symbol) + "` | " + grouped_text(step.value);
    if (step.operation == Operation::term) {
      const std::string unit = unit_after(step.value, unit_of_number(step.unit));
      return start + unit + " | " + link_to(static_cast<TermId>(step.name)) + " |\n";
    }
    const auto meaning = meaning_of(step.symbol);
    if (!meaning) {
      problems_.push_back("cli/symbols.def has no meaning of " + std::string(step.symbol));
      return start + " | |\n";
    }
    return start + unit_after(step.value, meaning->unit) + " | " + meaning->text + " |\n";
  }

  /// Leaves and terms of an expression, each symbol once.
  static void collect_symbols(const Trace& trace, StepId id, std::vector<StepId>& found) {
    const Step& step = trace[id];
    if (step.operation == Operation::literal) return;
    if (step.operation == Operation::leaf || step.operation == Operation::term) {
      const bool is_known = std::any_of(found.begin(), found.end(), [&](StepId other) {
        return trace[other].symbol == step.symbol && trace[other].value == step.value;
      });
      if (!is_known) found.push_back(id);
      return;
    }
    collect_symbols(trace, step.left, found);
    collect_symbols(trace, step.right, found);
  }

  std::vector<std::string>& problems_;
  std::vector<Report> reports_;
  std::array<std::vector<Use>, kTermCount> uses_;
  std::array<std::set<std::string>, kTermCount> formulas_;
  std::map<TermId, Component> component_of_;
};

}  // namespace

std::string formulas_document(std::vector<std::string>& problems) {
  return Document(problems).text();
}

}  // namespace vram
