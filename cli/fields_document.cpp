// Settings and facts of models, as tables.
// SPDX-License-Identifier: MIT
#include <cstddef>
#include <string_view>

#include "cli/documents.h"
#include "cli/symbols.h"
#include "engine/core/number_text.h"
#include "engine/schema/fields.h"
#include "i18n/strings.h"

namespace vram {
namespace {

constexpr Language kLanguage = Language::en;

constexpr const char* kOpening =
    "# Settings and facts of models\n"
    "\n"
    "Generated from `engine/schema/inputs.def`, `engine/schema/model_fields.def` and the lists "
    "they\n"
    "name, by `cmake --build --preset native --target docs`; do not edit it. Keys are the same in\n"
    "links, in configurations and in the engine. *auto* follows from the rest of the "
    "configuration\n"
    "where nothing is given.\n";

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string range_of(const FieldSpec& field) {
  switch (field.kind) {
    case FieldKind::number: {
      const std::string unit = unit_name(field.unit);
      return grouped_text(field.min) + " to " + grouped_text(field.max) +
             (unit.empty() ? "" : " " + unit) + (field.is_whole ? "" : ", with fractions");
    }
    case FieldKind::choice:
    case FieldKind::set: {
      std::string values;
      for (const std::string_view key : choice_keys(field.list)) {
        values += (values.empty() ? "" : ", ") + code(key);
      }
      return field.kind == FieldKind::set ? "any of " + values : values;
    }
    case FieldKind::flag:
      return "`true`, `false`";
    case FieldKind::pattern:
      return "letters, as in " + code("3LF");
    case FieldKind::model:
      return "a model's id or `custom`";
    case FieldKind::gpu:
      return "an accelerator's id";
  }
  return {};
}

std::string default_of(const FieldSpec& field) {
  if (field.automatic) return "*auto*";
  switch (field.kind) {
    case FieldKind::number:
      return plain_text(field.fallback);
    case FieldKind::choice:
      return code(choice_keys(field.list)[static_cast<std::size_t>(field.fallback)]);
    case FieldKind::set:
      return field.fallback == 0 ? "none" : "all";
    case FieldKind::flag:
      return field.fallback != 0 ? "`true`" : "`false`";
    case FieldKind::pattern:
      return "none";
    case FieldKind::model:
      return code(kDefaultModelId);
    case FieldKind::gpu:
      return code(kDefaultGpuId);
  }
  return {};
}

}  // namespace

std::string fields_document() {
  std::string text = kOpening;
  text += "\n## Settings\n\n| Key | Values | Default | Meaning |\n| --- | --- | --- | --- |\n";
  for (std::size_t i = 0; i < kInputFieldCount; ++i) {
    const auto field = static_cast<InputField>(i);
    text += "| " + code(spec(field).key) + " | " + range_of(spec(field)) + " | " +
            default_of(spec(field)) + " | **" + std::string(tr(label_of(field), kLanguage)) +
            "**. " + std::string(tr(help_of(field), kLanguage)) + " |\n";
  }
  text +=
      "\n## Facts of a model\n\nIn links and configurations with the prefix `arch.`: "
      "`arch.hidden_size=4096`.\n\n| Key | Values | Default of `custom` | Meaning |\n"
      "| --- | --- | --- | --- |\n";
  for (std::size_t i = 0; i < kModelFieldCount; ++i) {
    const auto fact = static_cast<ModelField>(i);
    text += "| " + code(spec(fact).key) + " | " + range_of(spec(fact)) + " | " +
            default_of(spec(fact)) + " | " + std::string(tr(label_of(fact), kLanguage)) + " |\n";
  }
  return text;
}

}  // namespace vram
