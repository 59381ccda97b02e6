// Facts with their origin in words.
// SPDX-License-Identifier: MIT
#include "api/import/import_json.h"

#include <string>
#include <utility>

#include "api/config_json.h"
#include "engine/core/number.h"
#include "engine/schema/fields.h"
#include "i18n/strings.h"

namespace vram {
namespace {

StringId label_of(Assumption why) {
  switch (why) {
    case Assumption::family_code:
      return StringId::assumption_family_code;
    case Assumption::family_default:
      return StringId::assumption_family_default;
    case Assumption::usual:
      return StringId::assumption_usual;
    case Assumption::derived:
      return StringId::assumption_derived;
    case Assumption::nearest_model:
      return StringId::assumption_nearest_model;
    case Assumption::generic_encoder:
      break;
  }
  return StringId::assumption_generic_encoder;
}

Json notes_json(const std::vector<FactNote>& notes, Language language) {
  Json json = Json::array();
  for (const FactNote& note : notes) {
    Json row = Json::object();
    if (!note.key.empty()) row["key"] = note.key;
    row["fact"] = note.fact;
    row["value"] = note.value;
    if (note.why) row["reason"] = json_text(tr(label_of(*note.why), language));
    json.push_back(std::move(row));
  }
  return json;
}

Json types_json(const std::vector<TypeNote>& types) {
  Json json = Json::array();
  for (const TypeNote& type : types) {
    json.push_back({{"type", json_text(type.name)},
                    {"tensors", json_number(type.tensors)},
                    {"elements", json_number(type.elements)},
                    {"bytes", json_number(type.bytes)}});
  }
  return json;
}

/// A measured amount; null where the file does not tell.
Json amount_json(double amount) { return amount == 0 ? Json(nullptr) : json_number(amount); }

Json facts_json(const FileFacts& facts, Language language) {
  return {{"kind", json_text(facts.kind)},
          {"name", facts.name},
          {"architecture", facts.architecture},
          {"parameters", amount_json(facts.parameters)},
          {"weights_bytes", amount_json(facts.weights_bytes)},
          {"prediction_bytes", json_number(facts.prediction_bytes)},
          {"tensors", json_number(facts.tensors)},
          {"file_bytes", amount_json(facts.file_bytes)},
          {"types", types_json(facts.types)},
          {"parts", facts.parts},
          {"understood", notes_json(facts.understood, language)},
          {"assumed", notes_json(facts.assumed, language)},
          {"ignored", facts.ignored},
          {"unknown", facts.unknown}};
}

/// The configuration as far as the file decides it, the model and its format always named: what is
/// the default here may not be where it is applied.
Json applied_json(const Inputs& inputs, const Catalog& catalog) {
  Json config = config_json(inputs, catalog);
  for (const InputField field : {InputField::model, InputField::weights}) {
    config[std::string(spec(field).key)] = field_text(inputs, field, catalog);
  }
  return config;
}

/// A number, or the member of a list of numbers; 0 where there is none.
double amount_in(const Json& json, std::size_t index) {
  if (json.is_number()) return json.get<double>();
  if (!json.is_array() || index >= json.size() || !json[index].is_number()) return 0;
  return json[index].get<double>();
}

}  // namespace

ImportOptions read_import_options(std::string_view options, std::string_view bytes) {
  ImportOptions read;
  const Json json = Json::parse(options, nullptr, false);
  const auto member = [&](const char* key) {
    return json.is_object() && json.contains(key) ? json[key] : Json();
  };
  const Json lang = member("lang");
  if (lang.is_string()) {
    const auto index = choice_index(ChoiceList::Language, lang.get<std::string>());
    if (index) read.language = static_cast<Language>(*index);
  }
  const Json file_bytes = member("file_bytes");
  const Json lengths = member("lengths");
  const std::size_t count = lengths.is_array() ? lengths.size() : 1;
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  std::size_t begin = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double rest = static_cast<double>(bytes.size() - begin);
    const double length = count == 1 && !lengths.is_array() ? rest : amount_in(lengths, i);
    const auto taken = static_cast<std::size_t>(max_of(0, min_of(rest, length)));
    read.parts.push_back({{data + begin, taken}, max_of(0, amount_in(file_bytes, i))});
    begin += taken;
  }
  return read;
}

Json imported_json(const Imported& imported, const Catalog& catalog, Language language) {
  Json json{{"config", imported.config ? applied_json(*imported.config, catalog) : Json(nullptr)},
            {"facts", facts_json(imported.facts, language)},
            {"problems", problems_json(imported.problems, language)}};
  if (imported.needs_bytes > 0) {
    json["needs_bytes"] = json_number(imported.needs_bytes);
    json["needing_part"] = imported.needing_part;
  }
  return json;
}

}  // namespace vram
