// Reading of values by the kind of their field.
// SPDX-License-Identifier: MIT
#include "engine/configure.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include "engine/aliases.h"
#include "engine/core/number.h"
#include "engine/core/number_text.h"
#include "engine/schema/fields.h"

namespace vram {
namespace {

/// How an empty set and an empty pattern are written.
constexpr std::string_view kNoneText = "none";

/// Cut to a readable length without splitting a UTF-8 character.
std::string quoted(std::string_view text) {
  if (text.size() <= kLongestQuotedValue) return std::string(text);
  std::size_t end = kLongestQuotedValue;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "…";
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += ',';
    text += part;
  }
  return text;
}

std::string shown(const RawValue& value) {
  if (const double* number = std::get_if<double>(&value)) return plain_text(*number);
  if (const bool* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* text = std::get_if<std::string>(&value)) return quoted(*text);
  if (const auto* list = std::get_if<std::vector<std::string>>(&value))
    return quoted(joined(*list));
  return "(object)";
}

std::string allowed_keys(ChoiceList list) {
  std::string text;
  for (const std::string_view key : choice_keys(list)) {
    if (!text.empty()) text += ", ";
    text += key;
  }
  return text;
}

/// What one field's value is read against.
struct Target {
  const FieldSpec& field;
  std::string key;  ///< with the prefix of model facts
  double current;   ///< what stays where the value is unusable
  std::string current_text;
};

std::optional<double> number_in(const RawValue& value) {
  if (const double* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return parse_number(*text);
  return std::nullopt;
}

double read_number(const Target& target, const RawValue& value, Issues& issues) {
  const FieldSpec& field = target.field;
  const std::optional<double> number = number_in(value);
  if (!number || std::isnan(*number)) {
    add_issue(issues, {IssueId::not_a_number, target.key, shown(value), target.current_text, ""});
    return target.current;
  }
  if (*number < field.min) {
    add_issue(issues, {IssueId::below_minimum, target.key, shown(value), plain_text(field.min),
                       plain_text(field.min)});
    return field.min;
  }
  if (*number > field.max) {
    add_issue(issues, {IssueId::above_maximum, target.key, shown(value), plain_text(field.max),
                       plain_text(field.max)});
    return field.max;
  }
  if (!field.is_whole) return *number;
  const double whole_number = std::floor(*number + 0.5);
  if (whole_number != *number) {
    add_issue(issues, {IssueId::not_whole, target.key, shown(value), plain_text(whole_number), ""});
  }
  return whole_number;
}

/// What gives a field back to the rest of the configuration.
bool is_auto(const Target& target, const RawValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  return target.field.automatic && text != nullptr && *text == "auto";
}

double read_choice(const Target& target, const RawValue& value, Issues& issues) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (const auto index = choice_index(target.field.list, *text)) {
      return static_cast<double>(*index);
    }
  }
  add_issue(issues, {IssueId::unknown_choice, target.key, shown(value), target.current_text,
                     allowed_keys(target.field.list)});
  return target.current;
}

double read_flag(const Target& target, const RawValue& value, Issues& issues) {
  if (const bool* flag = std::get_if<bool>(&value)) return *flag ? 1 : 0;
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (*text == "true" || *text == "1") return 1;
    if (*text == "false" || *text == "0") return 0;
  }
  if (const double* number = std::get_if<double>(&value)) {
    if (*number == 0 || *number == 1) return *number;
  }
  add_issue(issues, {IssueId::unknown_choice, target.key, shown(value), target.current_text,
                     "true, false"});
  return target.current;
}

std::vector<std::string> members_in(const std::string& text) {
  std::vector<std::string> members;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t comma = text.find(',', start);
    const std::size_t end = comma == std::string::npos ? text.size() : comma;
    members.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  return members;
}

/// A set is a list of members, "none", or, as in config.json, true for all and false for none.
double read_set(const Target& target, const RawValue& value, Issues& issues) {
  const auto keys = choice_keys(target.field.list);
  if (const bool* all = std::get_if<bool>(&value)) {
    return *all ? std::exp2(static_cast<double>(keys.size())) - 1 : 0;
  }
  std::vector<std::string> members;
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (*text != kNoneText) members = members_in(*text);
  } else if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    members = *list;
  } else {
    add_issue(issues, {IssueId::wrong_type, target.key, shown(value), target.current_text, ""});
    return target.current;
  }
  unsigned set = 0;
  for (const std::string& member : members) {
    if (member == "all") {
      set |= (1U << keys.size()) - 1;
    } else if (const auto index = choice_index(target.field.list, member)) {
      set |= 1U << *index;
    } else {
      add_issue(issues, {IssueId::unknown_choice, target.key, quoted(member), "",
                         allowed_keys(target.field.list)});
    }
  }
  return set;
}

/// A pattern is written in letters ("3LF") or as a list with a name for each layer.
std::optional<LayerPattern> pattern_in(LayerAlphabet alphabet, const RawValue& value) {
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    return pattern_of_names(alphabet, *list);
  }
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return std::nullopt;
  if (text->empty() || *text == kNoneText) return LayerPattern{};
  if (const auto pattern = parse_pattern(alphabet, *text)) return pattern;
  return pattern_of_names(alphabet, members_in(*text));
}

void read_pattern(Inputs& inputs, ModelField fact, const Target& target, const RawValue& value,
                  Issues& issues) {
  const LayerAlphabet alphabet = target.field.alphabet;
  if (const auto pattern = pattern_in(alphabet, value)) {
    inputs.overrides[fact] = pattern->is_empty() ? 0 : 1;
    inputs.overrides[pattern_field(fact)] = *pattern;
    return;
  }
  add_issue(issues, {IssueId::unknown_choice, target.key, shown(value), target.current_text,
                     letters_of(alphabet)});
}

/// Other names of a preset: its id and name in any spelling, a model's repository, an accelerator
/// without its maker.
bool is_called(const ModelPreset& preset, std::string_view text) {
  return !text.empty() && (is_same_name(preset.id, text) || is_same_name(preset.name, text) ||
                           is_same_name(preset.repository, text));
}
bool is_called(const GpuPreset& preset, std::string_view text) {
  if (text.empty()) return false;
  const std::size_t after_maker = preset.id.find('-');
  return is_same_name(preset.id, text) || is_same_name(preset.name, text) ||
         (after_maker != std::string_view::npos && preset.id.substr(0, after_maker) != "rtx" &&
          is_same_name(preset.id.substr(after_maker + 1), text));
}

template <class Preset>
double read_preset(const Target& target, const RawValue& value, std::span<const Preset> presets,
                   IssueId unknown, Issues& issues) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    for (std::size_t i = 0; i < presets.size(); ++i) {
      if (presets[i].id == *text) return static_cast<double>(i);
    }
    for (std::size_t i = 0; i < presets.size(); ++i) {
      if (is_called(presets[i], *text)) return static_cast<double>(i);
    }
    // The beginning of one id alone: "llama-3.3-70b" is its instruct version.
    const auto begins = [&](const Preset& preset) { return preset.id.starts_with(*text + "-"); };
    const auto first = std::find_if(presets.begin(), presets.end(), begins);
    if (first != presets.end() && std::find_if(first + 1, presets.end(), begins) == presets.end()) {
      return static_cast<double>(first - presets.begin());
    }
  }
  add_issue(issues, {unknown, target.key, shown(value), target.current_text, ""});
  return target.current;
}

double read_value(const Target& target, const RawValue& value, const Catalog& catalog,
                  Issues& issues) {
  if (is_auto(target, value)) return target.field.fallback;
  switch (target.field.kind) {
    case FieldKind::number:
      return read_number(target, value, issues);
    case FieldKind::choice:
      return read_choice(target, value, issues);
    case FieldKind::flag:
      return read_flag(target, value, issues);
    case FieldKind::set:
      return read_set(target, value, issues);
    case FieldKind::pattern:
      break;  // has a text beside its number: read_pattern
    case FieldKind::gpu:
      return read_preset(target, value, catalog.gpus, IssueId::unknown_gpu, issues);
    case FieldKind::model: {
      const auto* text = std::get_if<std::string>(&value);
      if (text != nullptr && *text == "custom") return kCustomModelIndex;
      return read_preset(target, value, catalog.models, IssueId::unknown_model, issues);
    }
  }
  return target.current;
}

std::string set_text(ChoiceList list, unsigned set) {
  const auto keys = choice_keys(list);
  std::string text;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if ((set >> i & 1U) == 0) continue;
    if (!text.empty()) text += ',';
    text += keys[i];
  }
  return text.empty() ? std::string(kNoneText) : text;
}

std::string value_text(const FieldSpec& field, double value) {
  switch (field.kind) {
    case FieldKind::choice:
      return std::string(choice_keys(field.list)[static_cast<std::size_t>(value)]);
    case FieldKind::flag:
      return value != 0 ? "true" : "false";
    case FieldKind::set:
      return set_text(field.list, static_cast<unsigned>(value));
    default:
      return plain_text(value);
  }
}

/// Where a fact comes from: the user's overrides, or else the chosen model.
const ModelValues& facts_in_force(const Inputs& inputs, ModelField fact, const Catalog& catalog) {
  if (!std::isnan(inputs.overrides[fact])) return inputs.overrides;
  const double model = inputs[InputField::model];
  if (model == kCustomModelIndex) return kCustomModel;
  return catalog.models[static_cast<std::size_t>(model)].facts;
}

}  // namespace

void add_issue(Issues& issues, Issue issue) {
  if (issues.size() + 1 < kMostIssues) {
    issues.push_back(std::move(issue));
  } else if (issues.size() + 1 == kMostIssues) {
    issues.push_back({IssueId::too_many_problems, "", "", "", plain_text(kMostIssues - 1)});
  }
}

void set_field(Inputs& inputs, std::string_view key, const RawValue& value, const Catalog& catalog,
               Issues& issues) {
  if (const auto input = find_input(key)) {
    const std::string text = field_text(inputs, *input, catalog);
    const Target target{spec(*input), std::string(key), inputs[*input],
                        text.empty() ? "auto" : text};
    inputs[*input] = read_value(target, value, catalog, issues);
    return;
  }
  const bool is_fact = key.substr(0, kArchPrefix.size()) == kArchPrefix;
  const std::string_view name = is_fact ? key.substr(kArchPrefix.size()) : std::string_view{};
  if (is_fact) {
    if (const auto fact = find_model_field(name)) {
      const Target target{spec(*fact), std::string(key), inputs.overrides[*fact],
                          field_text(facts_in_force(inputs, *fact, catalog), *fact)};
      if (target.field.kind == FieldKind::pattern) {
        read_pattern(inputs, *fact, target, value, issues);
      } else {
        inputs.overrides[*fact] = read_value(target, value, catalog, issues);
      }
      return;
    }
  }
  if (is_fact && has_alias_rule(name)) {
    const auto settings = alias_settings(name, value);
    if (!settings) {
      add_issue(issues, {IssueId::wrong_type, quoted(key), shown(value), "", ""});
      return;
    }
    for (const auto& [fact, setting] : *settings) {
      set_field(inputs, std::string(kArchPrefix) + std::string(fact), setting, catalog, issues);
    }
    return;
  }
  add_issue(issues, {IssueId::unknown_key, quoted(key), shown(value), "", ""});
}

std::string field_text(const Inputs& inputs, InputField field, const Catalog& catalog) {
  const FieldSpec& row = spec(field);
  const double value = inputs[field];
  switch (row.kind) {
    case FieldKind::model:
      if (value == kCustomModelIndex) return "custom";
      return std::string(catalog.models[static_cast<std::size_t>(value)].id);
    case FieldKind::gpu:
      return std::string(catalog.gpus[static_cast<std::size_t>(value)].id);
    default:
      return is_automatic(row, value) ? "" : value_text(row, value);
  }
}

std::string field_text(const ModelValues& values, ModelField field) {
  if (std::isnan(values[field])) return "";
  if (spec(field).kind != FieldKind::pattern) return value_text(spec(field), values[field]);
  const LayerPattern& pattern = values[pattern_field(field)];
  return std::string(pattern.is_empty() ? kNoneText : pattern.view());
}

}  // namespace vram
