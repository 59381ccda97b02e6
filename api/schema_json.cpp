// One object per table row.
// SPDX-License-Identifier: MIT
#include "api/schema_json.h"

#include <cstddef>

#include "engine/schema/fields.h"
#include "i18n/strings.h"

namespace vram {
namespace {

std::string_view kind_key(FieldKind kind) {
  switch (kind) {
    case FieldKind::number:
      return "number";
    case FieldKind::choice:
      return "choice";
    case FieldKind::flag:
      return "flag";
    case FieldKind::set:
      return "set";
    case FieldKind::pattern:
      return "pattern";
    case FieldKind::model:
      return "model";
    case FieldKind::gpu:
      return "gpu";
  }
  return {};
}

Json field_json(const FieldSpec& field, StringId label) {
  Json json{{"key", json_text(field.key)},
            {"kind", json_text(kind_key(field.kind))},
            {"label", json_text(tr(label, Language::en))},
            {"since", field.since}};
  if (field.kind == FieldKind::number) {
    json["unit"] = json_text(tr(label_of(field.unit), Language::en));
    json["min"] = json_number(field.min);
    json["max"] = json_number(field.max);
    json["default"] = json_number(field.fallback);
    json["whole"] = field.is_whole;
  }
  if (field.kind == FieldKind::choice || field.kind == FieldKind::set) {
    Json values = Json::array();
    for (const std::string_view key : choice_keys(field.list)) values.push_back(json_text(key));
    json["values"] = values;
  }
  if (field.kind == FieldKind::choice && !field.automatic) {
    json["default"] = json_text(choice_keys(field.list)[static_cast<std::size_t>(field.fallback)]);
  }
  if (field.kind == FieldKind::flag) json["default"] = field.fallback != 0;
  if (field.automatic) json["default"] = "auto";
  return json;
}

}  // namespace

Json schema_json() {
  Json inputs = Json::array();
  for (std::size_t i = 0; i < kInputFieldCount; ++i) {
    const auto field = static_cast<InputField>(i);
    Json json = field_json(spec(field), label_of(field));
    json["help"] = json_text(tr(help_of(field), Language::en));
    if (field == InputField::model) json["default"] = kDefaultModelId;
    if (field == InputField::gpu) json["default"] = kDefaultGpuId;
    inputs.push_back(json);
  }
  Json arch = Json::array();
  for (std::size_t i = 0; i < kModelFieldCount; ++i) {
    const auto fact = static_cast<ModelField>(i);
    arch.push_back(field_json(spec(fact), label_of(fact)));
  }
  return {{"version", kSchemaVersion}, {"inputs", inputs}, {"arch", arch}};
}

}  // namespace vram
