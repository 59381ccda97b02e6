// Lines with their formula, the formula with values, and its source, all from the trace.
// SPDX-License-Identifier: MIT
#include "api/report_json.h"

#include <cmath>
#include <optional>
#include <set>

#include "api/config_json.h"
#include "engine/core/formula_text.h"
#include "engine/expected_error.h"
#include "engine/schema/fields.h"
#include "engine/url_state.h"
#include "i18n/describe.h"

namespace vram {
namespace {

class Writer {
 public:
  Writer(const Report& report, Language language) : report_(report), language_(language) {}

  Json line(const Line& line) const {
    const auto id = static_cast<std::size_t>(line.component);
    Json json{{"id", json_text(choice_keys(ChoiceList::Component)[id])},
              {"label", json_text(label_of(line.component, language_))},
              {"bytes", json_number(line.bytes)}};
    add_formula(json, line.formula);
    Json steps = Json::array();
    std::set<StepId> seen{line.formula};
    add_steps(steps, seen, line.formula);
    json["steps"] = std::move(steps);
    return json;
  }

  Json phase(const PhaseTotal& phase) const {
    Json lines = Json::array();
    for (const Line& each : phase.lines) lines.push_back(line(each));
    const auto id = static_cast<std::size_t>(phase.phase);
    return {{"id", json_text(choice_keys(ChoiceList::Phase)[id])},
            {"label", json_text(label_of(phase.phase, language_))},
            {"bytes", json_number(phase.bytes)},
            {"components", std::move(lines)}};
  }

  Json rule(const RuleOfThumb& rule) const {
    const auto compared = static_cast<std::size_t>(rule.compared_with);
    Json json{{"id", json_text(spec(rule.term).key)},
              {"label", json_text(tr(label_of(rule.term), language_))},
              {"bytes", json_number(rule.bytes)}};
    add_formula(json, rule.formula);
    json["compared_with"] = json_text(choice_keys(ChoiceList::Comparison)[compared]);
    json["compared_bytes"] = json_number(rule.compared_bytes);
    json["deviation"] = rule.deviation ? json_number(*rule.deviation) : Json(nullptr);
    return json;
  }

  Json speed(const SpeedLine& line) const {
    const Step& term_step = trace()[line.formula];
    const auto term = static_cast<TermId>(term_step.name);
    Json json{{"id", json_text(spec(line.figure).key)},
              {"label", json_text(tr(label_of(term), language_))},
              {"low", json_number(line.range.low)},
              {"expected", json_number(line.range.expected)},
              {"high", json_number(line.range.high)},
              {"unit", json_text(spec(term).unit_name)}};
    add_formula(json, line.formula);
    return json;
  }

  /// The terms below all figures of speed, each once: they share most of them.
  Json speed_steps() const {
    Json steps = Json::array();
    std::set<StepId> seen;
    for (const SpeedLine& line : report_.speed) seen.insert(line.formula);
    for (const SpeedLine& line : report_.speed) add_steps(steps, seen, line.formula);
    return steps;
  }

  /// A term that is no component: the parameter count, a term inside another.
  Json step(StepId id) const {
    const Step& term_step = trace()[id];
    const auto term = static_cast<TermId>(term_step.name);
    Json json{{"id", json_text(spec(term).key)},
              {"label", json_text(tr(label_of(term), language_))},
              {"symbol", json_text(spec(term).symbol)},
              {"value", json_number(term_step.value)},
              {"unit", json_text(spec(term).unit_name)}};
    add_formula(json, id);
    return json;
  }

 private:
  const Trace& trace() const { return *report_.trace; }

  void add_formula(Json& json, StepId id) const {
    const auto term = static_cast<TermId>(trace()[id].name);
    const SourceText source = source_of(term, report_, language_);
    json["formula"] = symbols_text(trace(), id);
    json["substituted"] = values_text(trace(), id, Grouping::none);
    json["source"] = source.text;
    if (!source.link.empty()) json["source_link"] = source.link;
    const auto confidence = static_cast<std::size_t>(spec(term).confidence);
    json["confidence"] = json_text(choice_keys(ChoiceList::Confidence)[confidence]);
  }

  /// The terms below a term, each once, outermost first.
  void add_steps(Json& steps, std::set<StepId>& seen, StepId id) const {
    for (const StepId used : terms_used(trace(), id)) {
      if (!seen.insert(used).second) continue;
      steps.push_back(step(used));
      add_steps(steps, seen, used);
    }
  }

  const Report& report_;
  Language language_;
};

Json fit_json(const Report& report) {
  const Fit& fit = report.fit;
  return {{"gpu", json_text(report.scenario.gpu->id)},
          {"capacity_bytes", json_number(fit.capacity_bytes)},
          {"usable_bytes", json_number(fit.usable_bytes)},
          {"fits", fit.fits},
          {"headroom_bytes", json_number(fit.headroom_bytes)},
          {"needed_bytes", json_number(fit.needed_bytes)},
          {"gpus_needed", fit.gpus_needed ? json_number(*fit.gpus_needed) : Json(nullptr)}};
}

Json tokens_json(const TokenFigures& tokens) {
  return {{"sequence", json_number(tokens.sequence)},
          {"cached", json_number(tokens.cached)},
          {"trained", json_number(tokens.trained)},
          {"kv_capacity", json_number(tokens.kv_capacity)},
          {"concurrency", json_number(tokens.concurrency)},
          {"kv_bytes_per_token", json_number(tokens.kv_bytes_per_token)}};
}

/// How the model is served: which versions are described, and what they take before any request.
Json serving_json(const Report& report) {
  const Scenario& scenario = report.scenario;
  const Serving& serving = scenario.serving;
  const Inputs& inputs = scenario.inputs;
  const auto version = static_cast<std::size_t>(serving.version->version);
  return {{"version", json_text(choice_keys(ChoiceList::RuntimeVersion)[version])},
          {"describes", json_text(serving.version->name)},
          {"preallocates", serving.has_pool()},
          {"memory_share", json_number(inputs[InputField::gpu_memory_utilization])},
          {"pool_bytes", json_number(report.pool_bytes)},
          {"block_tokens", json_number(inputs[InputField::kv_block_tokens])},
          {"chunk_tokens", json_number(inputs[InputField::prefill_chunk])},
          {"sequences", json_number(inputs[InputField::max_num_seqs])},
          {"context_bytes", json_number(serving.context_bytes)},
          {"library_bytes", json_number(serving.library_bytes)},
          {"collective_bytes", json_number(serving.collective_bytes)},
          {"cuda_graph_bytes", json_number(serving.graph_bytes)}};
}

/// What published measurements say of answers like this one; null where too few are known.
Json accuracy_json(const Report& report) {
  const std::optional<ExpectedError> error = expected_error(report.scenario);
  if (!error) return nullptr;
  return {{"cases", json_number(error->cases)},
          {"median_error", json_number(error->median_error)},
          {"low_bytes", json_number(std::floor(report.per_gpu_bytes * error->low))},
          {"high_bytes", json_number(std::ceil(report.per_gpu_bytes * error->high))},
          {"of_this_runtime", error->is_of_runtime}};
}

/// The expected figures by their keys, then all of them with their ranges and formulas.
Json speed_json(const Report& report, const Writer& writer) {
  Json json = Json::object();
  Json figures = Json::array();
  for (const SpeedLine& line : report.speed) {
    json[std::string(spec(line.figure).key)] = json_number(line.range.expected);
    figures.push_back(writer.speed(line));
  }
  json["figures"] = std::move(figures);
  json["steps"] = writer.speed_steps();
  return json;
}

Json warnings_json(const Issues& warnings, Language language) {
  Json json = Json::array();
  for (const Issue& warning : warnings) {
    json.push_back({{"id", json_text(key_of(warning.id))},
                    {"key", warning.key},
                    {"message", issue_text(warning, language)}});
  }
  return json;
}

}  // namespace

Json report_json(const Report& report, const Catalog& catalog, Language language) {
  const Writer writer(report, language);
  const Inputs& inputs = report.scenario.inputs;
  const auto peak_phase = static_cast<std::size_t>(report.peak_phase);

  Json phases = Json::array();
  for (const PhaseTotal& phase : report.phases) phases.push_back(writer.phase(phase));
  Json components = Json::array();
  for (const Line& line : report.peak().lines) components.push_back(writer.line(line));

  Json rules = Json::array();
  for (const RuleOfThumb& rule : report.rules_of_thumb) rules.push_back(writer.rule(rule));

  return {{"per_gpu_bytes", json_number(report.per_gpu_bytes)},
          {"total_bytes", json_number(report.total_bytes)},
          {"peak_phase", json_text(choice_keys(ChoiceList::Phase)[peak_phase])},
          {"components", std::move(components)},
          {"phases", std::move(phases)},
          {"parameters",
           {{"total", json_number(report.parameters.total)},
            {"active", json_number(report.parameters.active)},
            {"trainable", json_number(report.parameters.trainable)},
            {"mtp", json_number(report.parameters.mtp)}}},
          {"parameters_formula", writer.step(report.parameters.total_formula)},
          {"tokens", tokens_json(report.tokens)},
          {"serving", serving_json(report)},
          {"fit", fit_json(report)},
          {"plan",
           {{"gpu_count", json_number(inputs[InputField::gpu_count])},
            {"tp", json_number(inputs[InputField::tp])},
            {"pp", json_number(inputs[InputField::pp])},
            {"dp", json_number(inputs[InputField::dp])},
            {"ep", json_number(inputs[InputField::ep])},
            {"cp", json_number(inputs[InputField::cp])},
            {"first_stage_bytes", json_number(report.first_stage_bytes)},
            {"last_stage_bytes", json_number(report.last_stage_bytes)}}},
          {"accuracy", accuracy_json(report)},
          {"speed", speed_json(report, writer)},
          {"rules_of_thumb", std::move(rules)},
          {"warnings", warnings_json(report.warnings, language)},
          {"problems", problems_json(report.problems, language)},
          {"presets_revision", json_text(catalog.revision)}};
}

}  // namespace vram
