// vram estimate | explain | solve | plans | hardware | …: the engine on the command line.
// SPDX-License-Identifier: MIT
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "api/api.h"
#include "cli/documents.h"
#include "cli/import_files.h"
#include "engine/core/formula_text.h"
#include "engine/core/number_text.h"
#include "engine/estimate.h"
#include "engine/url_state.h"
#include "i18n/describe.h"
#include "presets/presets.h"

namespace {

using namespace vram;

constexpr std::string_view kUsage =
    "usage: vram estimate LINK   the result as JSON; LINK as in the page's address,\n"
    "                            e.g. 'model=qwen2.5-7b&context=32768&gpu=rtx-4090'\n"
    "       vram explain LINK    the same as text, each number with its formula and source\n"
    "       vram solve LINK context | batch | micro_batch | seq_len | gpu_count | weights\n"
    "                            the largest, fewest or best that fits\n"
    "       vram plans LINK COUNT  ways to share out the work over so many devices\n"
    "       vram commands LINK     the command lines that run it, and how to measure them\n"
    "       vram hardware LINK     every accelerator: how many, how fast, what they cost\n"
    "       vram import FILE...  a configuration from config.json, safetensors or GGUF files\n"
    "       vram models | gpus | formats | schema\n"
    "       vram docs FOLDER     writes formulas.md and fields.md\n";

void print(const std::string& text) { std::printf("%s\n", text.c_str()); }

void explain_term(const Report& report, StepId id, Language language, int depth) {
  const Trace& trace = *report.trace;
  const auto term = static_cast<TermId>(trace[id].name);
  const std::string indent(static_cast<std::size_t>(depth) * 4, ' ');
  const std::string unit = spec(term).unit == kBytes ? " B" : "";
  print(indent + std::string(tr(label_of(term), language)) + ": " + grouped_text(trace[id].value) +
        unit);
  print(indent + "  " + std::string(spec(term).symbol) + " = " + symbols_text(trace, id));
  print(indent + "  = " + values_text(trace, id, Grouping::thousands));
  print(indent + "  [" + source_of(term, report, language).text + "]");
  for (const StepId used : terms_used(trace, id)) explain_term(report, used, language, depth + 1);
}

int explain(std::string_view link_text) {
  const Catalog& catalog = preset_catalog();
  DecodedLink link = decode_link(link_text, catalog);
  const Language language = link.inputs.lang();
  const Report report = estimate(link.inputs, catalog, std::move(link.issues));
  for (const Issue& problem : report.problems) print("! " + issue_text(problem, language));
  for (const Issue& warning : report.warnings) print("? " + issue_text(warning, language));
  for (const PhaseTotal& phase : report.phases) {
    print(std::string(label_of(phase.phase, language)) + ": " + grouped_text(phase.bytes) + " B" +
          (phase.phase == report.peak_phase ? "  <- peak" : ""));
  }
  print("");
  for (const Line& line : report.peak().lines) explain_term(report, line.formula, language, 0);
  const Fit& fit = report.fit;
  print("");
  print(std::string(report.scenario.gpu->name) + ": " + grouped_text(fit.usable_bytes) +
        " B usable, " + (fit.fits ? "fits, " : "does not fit, ") +
        grouped_text(fit.headroom_bytes) + " B headroom");
  return 0;
}

bool write_file(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return false;
  const bool is_written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return std::fclose(file) == 0 && is_written;
}

int write_documents(const std::string& folder) {
  std::vector<std::string> problems;
  const std::string formulas = formulas_document(problems);
  for (const std::string& problem : problems) std::fprintf(stderr, "docs: %s\n", problem.c_str());
  if (!problems.empty()) return 1;
  const bool is_written = write_file(folder + "/formulas.md", formulas) &&
                          write_file(folder + "/fields.md", fields_document());
  if (!is_written) std::fprintf(stderr, "docs: cannot write to %s\n", folder.c_str());
  return is_written ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view command = argc > 1 ? argv[1] : "";
  const std::string_view link = argc > 2 ? argv[2] : "";
  if (command == "estimate") {
    print(vram::api::estimate_link(link));
    return 0;
  }
  const std::string_view extra = argc > 3 ? argv[3] : "";
  if (command == "solve") {
    return print(vram::api::solve_link(link, extra.empty() ? "context" : extra)), 0;
  }
  if (command == "plans") return print(vram::api::plans_link(link, extra)), 0;
  if (command == "commands") return print(vram::api::commands_link(link)), 0;
  if (command == "hardware") return print(vram::api::hardware_link(link)), 0;
  if (command == "explain") return explain(link);
  if (command == "import" && argc > 2) {
    const std::string imported = import_files({argv + 2, argv + argc});
    if (imported.empty()) std::fprintf(stderr, "import: a file cannot be opened\n");
    return print(imported), imported.empty() ? 1 : 0;
  }
  if (command == "docs" && !link.empty()) return write_documents(std::string(link));
  if (command == "models") return print(vram::api::models()), 0;
  if (command == "gpus") return print(vram::api::gpus()), 0;
  if (command == "formats") return print(vram::api::formats()), 0;
  if (command == "schema") return print(vram::api::schema()), 0;
  std::fputs(std::string(kUsage).c_str(), stderr);
  return 2;
}
