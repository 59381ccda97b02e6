// Inputs by their label, facts by theirs and their key, formats by their name, the rest by
// symbols.def.
// SPDX-License-Identifier: MIT
#include "cli/symbols.h"

#include "engine/schema/formats.h"
#include "i18n/strings.h"

namespace vram {
namespace {

constexpr Language kLanguage = Language::en;

struct NamedSymbol {
  std::string_view symbol;
  std::string_view unit;
  std::string_view text;
};

constexpr NamedSymbol kSymbols[] = {
#define SYMBOL(symbol, unit, text) {#symbol, unit, text},
#include "cli/symbols.def"
};

struct FactSymbol {
  std::string_view symbol;
  ModelField fact;
};

constexpr FactSymbol kFacts[] = {
#define FACT_NUMBER(key, symbol, unit, fallback, min, max, relevant) {#symbol, ModelField::key},
#include "engine/schema/model_fields.def"
};

}  // namespace

std::string unit_name(FieldUnit unit) {
  if (unit == FieldUnit::elements || unit == FieldUnit::vectors) return "elements";
  return unit == FieldUnit::none ? "" : std::string(tr(label_of(unit), kLanguage));
}

std::optional<SymbolMeaning> meaning_of(std::string_view symbol) {
  if (const auto input = find_input(symbol)) {
    return SymbolMeaning{
        std::string(tr(label_of(*input), kLanguage)) + " (`" + std::string(symbol) + "`)",
        unit_name(spec(*input).unit)};
  }
  for (const FactSymbol& each : kFacts) {
    if (each.symbol != symbol) continue;
    return SymbolMeaning{std::string(tr(label_of(each.fact), kLanguage)) + " (`" +
                             std::string(spec(each.fact).key) + "`)",
                         unit_name(spec(each.fact).unit)};
  }
  for (const NamedSymbol& each : kSymbols) {
    if (each.symbol == symbol) return SymbolMeaning{std::string(each.text), std::string(each.unit)};
  }
  for (const TensorTypeSpec& type : kTensorTypes) {
    if (type.bits_symbol == symbol) {
      return SymbolMeaning{"Of one element stored as `" + std::string(type.key) +
                               "`, the scales of its block included",
                           "bits"};
    }
    if (type.layers_symbol == symbol) {
      return SymbolMeaning{"Layers whose matrix is stored as `" + std::string(type.key) + "`",
                           "layers"};
    }
  }
  constexpr std::string_view kOfAStage = "stage_";
  if (symbol.substr(0, kOfAStage.size()) != kOfAStage) return std::nullopt;
  auto whole = meaning_of(symbol.substr(kOfAStage.size()));
  if (whole) whole->text += ", of one pipeline stage";
  return whole;
}

}  // namespace vram
