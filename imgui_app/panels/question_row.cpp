// The question is read again only when another text or another configuration is there.
// SPDX-License-Identifier: MIT
#include "imgui_app/panels/question_row.h"

#include <cstddef>

#include "engine/schema/fields.h"
#include "imgui_app/format.h"
#include "presets/presets.h"

namespace vram::ui {
namespace {

std::string part_text(const QuestionPart& part, const Question& question, const Inputs& asked,
                      Language language) {
  const Catalog& catalog = preset_catalog();
  const FieldSpec& field = spec(part.field);
  if (part.field == InputField::model) {
    return std::string(catalog.models[static_cast<std::size_t>(part.value)].name);
  }
  if (part.field == InputField::gpu || part.field == InputField::gpu_count) {
    const bool has_gpu = question.says(InputField::gpu);
    if (part.field == InputField::gpu_count && has_gpu) return {};  // said with the GPU
    const auto gpu = static_cast<std::size_t>(asked[InputField::gpu]);
    std::string name = short_gpu_name(catalog.gpus[gpu].name);
    if (!question.says(InputField::gpu_count)) return name;
    return count_text(asked[InputField::gpu_count]) + " × " + name;
  }
  if (field.kind == FieldKind::choice) {
    std::string label(choice_label(field.list, static_cast<std::size_t>(part.value), language));
    if (part.field != InputField::kv_cache) return label;
    return std::string(tr(label_of(part.field), language)) + " " + label;
  }
  return count_text(part.value) + " " + std::string(tr(label_of(field.unit), language));
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

std::string question_text(const Question& question, const Inputs& now, Language language) {
  const Inputs asked = asked_inputs(question, now);
  std::string text;
  for (const QuestionPart& part : question.parts) {
    const std::string said = part_text(part, question, asked, language);
    if (!said.empty()) text += (text.empty() ? "" : " · ") + said;
  }
  return text;
}

std::optional<PickerRow> question_row(AppState& app) {
  const std::string typed = app.picker.query.data();
  AskedQuestion& asked = app.asked;
  if (asked.text != typed || asked.revision != app.revision) {
    asked = {typed, app.revision, read_question(typed, app.inputs, preset_catalog())};
  }
  if (!asked.question.is_more_than_model()) return std::nullopt;
  const Language language = app.language();
  PickerRow row;
  row.name = question_text(asked.question, app.inputs, language);
  row.value = kQuestionValue;
  row.is_offer = true;
  row.is_doubtful = !asked.question.unknown.empty();
  row.detail = row.is_doubtful ? tr(UiText::question_unknown, language,
                                    {{"words", listed(asked.question.unknown)}})
                               : std::string(tr(UiText::question_sets, language));
  return row;
}

}  // namespace vram::ui
