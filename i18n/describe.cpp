// Wording of issues and sources.
// SPDX-License-Identifier: MIT
#include "i18n/describe.h"

#include <cmath>

#include "engine/core/number_text.h"
#include "engine/model/architecture.h"
#include "engine/schema/fields.h"
#include "engine/schema/formats.h"
#include "engine/schema/optimizers.h"

namespace vram {
namespace {

/// The label of a field's key, or the key itself where there is no such field.
std::string shown_key(const std::string& key, Language language) {
  if (const auto input = find_input(key)) return std::string(tr(label_of(*input), language));
  const std::string_view rest = key;
  if (rest.substr(0, kArchPrefix.size()) == kArchPrefix) {
    if (const auto fact = find_model_field(rest.substr(kArchPrefix.size()))) {
      return std::string(tr(label_of(*fact), language));
    }
  }
  return key;
}

/// Long numbers get their thousands marked; other values stay as they are.
std::string shown_value(const std::string& value, Language language) {
  if (value == "auto") return std::string(tr(StringId::value_auto, language));
  const auto number = parse_number(value);
  return number && std::floor(*number) == *number && value == plain_text(*number)
             ? grouped_text(*number)
             : value;
}

std::string located(std::string_view title, std::string_view locator) {
  std::string text(title);
  if (!locator.empty()) text += ", " + std::string(locator);
  return text;
}

/// The storage format's own source, which "shapes times widths" leaves open.
SourceText format_source(const Report& report, Language language) {
  const WeightFormatSpec& format = spec(report.scenario.inputs.weights());
  const SourceSpec& source = spec(format.source);
  return {std::string(tr(StringId::source_weight_format, language)) + " · " +
              located(source.title, source.locator),
          std::string(source.link)};
}

/// The optimizer's own source, which "states per parameter" leaves open.
SourceText optimizer_source(const Report& report, Language language) {
  const SourceSpec& source = spec(spec(report.scenario.inputs.optimizer()).source);
  return {std::string(tr(StringId::source_optimizer_row, language)) + " · " +
              located(source.title, source.locator),
          std::string(source.link)};
}

SourceText model_source(const Report& report, Language language) {
  std::string text(tr(StringId::source_model_config, language));
  if (report.scenario.preset != nullptr) {
    text += " · " + std::string(report.scenario.preset->source);
  }
  return {text, ""};
}

bool has_file_size(const Report& report) {
  const Scenario& scenario = report.scenario;
  return scenario.inputs[InputField::weights_bytes] > 0 && !scenario.recipe.trains;
}

SourceText model_file(Language language) {
  return {std::string(tr(StringId::source_model_file, language)), ""};
}

/// The version of the program that serves, and where its rules are from.
SourceText version_source(const Report& report) {
  const ServingRuntimeSpec& version = *report.scenario.serving.version;
  const SourceSpec& source = spec(version.source);
  return {std::string(version.name) + " · " + located(source.title, source.locator),
          std::string(source.link)};
}

}  // namespace

std::string issue_text(const Issue& issue, Language language) {
  const std::string key = shown_key(issue.key, language);
  const std::string value = shown_value(issue.value, language);
  const std::string used = shown_value(issue.used, language);
  const std::string detail = shown_value(issue.detail, language);
  return tr(text_of(issue.id), language,
            {{"key", key}, {"value", value}, {"used", used}, {"detail", detail}});
}

SourceText source_of(TermId term, const Report& report, Language language) {
  const SourceId id = spec(term).source;
  switch (id) {
    case SourceId::model_config:
      return model_source(report, language);
    case SourceId::weight_format:
      return term == TermId::weights && has_file_size(report) ? model_file(language)
                                                              : format_source(report, language);
    case SourceId::model_file:
      return model_file(language);
    case SourceId::user_input:
      return {std::string(tr(StringId::source_user_input, language)), ""};
    case SourceId::own_assumption:
      return {std::string(tr(StringId::source_own_assumption, language)), ""};
    case SourceId::common_rule:
      return {std::string(tr(StringId::source_common_rule, language)), ""};
    case SourceId::optimizer_row:
      return optimizer_source(report, language);
    case SourceId::serving_version:
      return version_source(report);
    case SourceId::own_saved_tensors:
      return {std::string(tr(StringId::source_own_saved_tensors, language)), ""};
    case SourceId::own_live_tensors:
      return {std::string(tr(StringId::source_own_live_tensors, language)), ""};
    default: {
      const SourceSpec& source = spec(id);
      return {located(source.title, source.locator), std::string(source.link)};
    }
  }
}

std::string suggestion_text(const Suggestion& suggestion, Language language) {
  const Inputs& inputs = suggestion.inputs;
  return tr(label_of(suggestion.id), language,
            {{"format", choice_label(ChoiceList::WeightFormat,
                                     static_cast<std::size_t>(inputs.weights()), language)},
             {"layers", plain_text(inputs[InputField::host_layers])},
             {"devices", plain_text(inputs[InputField::gpu_count])}});
}

std::string attention_text(const ModelValues& model, Language language) {
  const std::string heads = plain_text(model[ModelField::num_attention_heads]);
  const double kv_heads = model[ModelField::num_key_value_heads];
  if (uses_latent_attention(model)) {
    return tr(StringId::attention_mla, language, {{"heads", heads}});
  }
  if (kv_heads == model[ModelField::num_attention_heads]) {
    return std::string(tr(StringId::attention_mha, language));
  }
  if (kv_heads == 1) return tr(StringId::attention_mqa, language, {{"heads", heads}});
  return tr(StringId::attention_gqa, language,
            {{"heads", heads}, {"kv_heads", plain_text(kv_heads)}});
}

}  // namespace vram
