// The rules of model_aliases.def.
// SPDX-License-Identifier: MIT
#include "engine/aliases.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "engine/core/number_text.h"

namespace vram {
namespace {

using Settings = std::optional<FactSettings>;  ///< none: the value makes no sense

/// Layers beyond the last index that a list names: more than any model has.
constexpr std::size_t kMostLayers = 4096;

std::optional<double> number_in(const RawValue& value) {
  if (const double* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return parse_number(*text);
  return std::nullopt;
}

std::optional<bool> flag_in(const RawValue& value) {
  if (const bool* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (*text == "true") return true;
    if (*text == "false") return false;
  }
  return std::nullopt;
}

/// Members of a list, or of a link's text with commas.
std::optional<std::vector<double>> numbers_in(const RawValue& value) {
  std::vector<std::string> members;
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    members = *list;
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    for (std::size_t start = 0; start < text->size();) {
      const std::size_t end = std::min(text->find(',', start), text->size());
      members.push_back(text->substr(start, end - start));
      start = end + 1;
    }
  } else {
    return std::nullopt;
  }
  std::vector<double> numbers;
  for (const std::string& member : members) {
    const auto number = parse_number(member);
    if (!number || *number < 0 || *number >= static_cast<double>(kMostLayers)) return std::nullopt;
    numbers.push_back(*number);
  }
  return numbers;
}

/// One layer of every period, its last: (i + 1) mod period = 0.
Settings last_of_period(const RawValue& value) {
  const auto period = number_in(value);
  if (!period || *period < 1) return std::nullopt;
  return FactSettings{{"moe_layer_freq", *period}, {"expert_layer_offset", *period - 1}};
}

Settings query_key_value_bias(const RawValue& value) {
  const auto flag = flag_in(value);
  if (!flag) return std::nullopt;
  return FactSettings{{"attention_bias", std::string(*flag ? "q,k,v" : "none")}};
}

Settings head_norm(const RawValue& value) {
  const auto flag = flag_in(value);
  if (!flag) return std::nullopt;
  return FactSettings{{"qk_norm", std::string(*flag ? "head_dim" : "none")}};
}

Settings one_kv_head(const RawValue& value) {
  const auto flag = flag_in(value);
  if (!flag) return std::nullopt;
  return *flag ? FactSettings{{"num_key_value_heads", 1.0}} : FactSettings{};
}

/// Nemotron-H: each layer is one mixer with one norm; M state space, * attention, - MLP, E experts.
Settings one_mixer_pattern(const RawValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || text->empty()) return std::nullopt;
  std::string mixers;
  std::string channels;
  for (const char c : *text) {
    switch (c) {
      case 'M':
        mixers += 'M', channels += 'N';
        break;
      case '*':
        mixers += 'F', channels += 'N';
        break;
      case '-':
        mixers += 'N', channels += 'D';
        break;
      case 'E':
        mixers += 'N', channels += 'E';
        break;
      default:
        return std::nullopt;
    }
  }
  return FactSettings{
      {"layer_types", mixers}, {"mlp_layer_types", channels}, {"norms_per_layer", 1.0}};
}

/// MiniMax: 0 is linear attention, 1 attention.
Settings linear_or_full(const RawValue& value) {
  const auto numbers = numbers_in(value);
  if (!numbers || numbers->empty()) return std::nullopt;
  std::string mixers;
  for (const double number : *numbers) mixers += number == 0 ? 'L' : 'F';
  return FactSettings{{"layer_types", mixers}};
}

/// Layers that a list names are `named`, the others `other`.
Settings by_index(const RawValue& value, std::string_view pattern, char named, char other) {
  const auto numbers = numbers_in(value);
  if (!numbers) return std::nullopt;
  if (numbers->empty()) return FactSettings{};
  std::string layers(kMostLayers, other);
  for (const double number : *numbers) layers[static_cast<std::size_t>(number)] = named;
  return FactSettings{{pattern, layers}};
}

Settings cross_indices(const RawValue& value) { return by_index(value, "layer_types", 'C', 'F'); }
Settings convolution_indices(const RawValue& value) {
  return by_index(value, "layer_types", 'F', 'S');
}
Settings state_space_indices(const RawValue& value) {
  return by_index(value, "layer_types", 'F', 'M');
}
Settings dense_indices(const RawValue& value) {
  return by_index(value, "mlp_layer_types", 'D', 'E');
}

struct AliasRule {
  std::string_view name;
  Settings (*settings)(const RawValue&);
};

constexpr AliasRule kRules[] = {
#define MODEL_ALIAS_RULE(name, rule) {#name, &rule},
#include "engine/schema/model_aliases.def"
};

const AliasRule* rule_of(std::string_view name) {
  for (const AliasRule& rule : kRules) {
    if (rule.name == name) return &rule;
  }
  return nullptr;
}

}  // namespace

bool has_alias_rule(std::string_view name) { return rule_of(name) != nullptr; }

Settings alias_settings(std::string_view name, const RawValue& value) {
  const AliasRule* rule = rule_of(name);
  return rule == nullptr ? std::nullopt : rule->settings(value);
}

}  // namespace vram
