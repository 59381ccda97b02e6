// Editors of the model's facts.
// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstddef>
#include <string>

#include "engine/configure.h"
#include "engine/schema/fields.h"
#include "imgui_app/format.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/field_editor.h"

namespace vram::ui {
namespace {

constexpr float kBoxWidth = 104;
constexpr float kBoxHeight = 32;
constexpr float kFactHeight = 38;

std::string arch_key(ModelField fact) {
  return std::string(kArchPrefix) + std::string(spec(fact).key);
}

/// A box with the fact's text.
void text_fact(AppState& app, const Canvas& canvas, Rect edit, ModelField fact, ImGuiID id,
               const std::string& shown) {
  const std::string_view label = tr(label_of(fact), app.language());
  const bool is_refused = app.refusals.count(id) > 0;
  if (const auto typed = text_box(canvas, edit, label, shown, is_refused)) {
    take_typed(app, id, arch_key(fact), *typed);
  }
}

/// Few values and rarely changed: each press goes to the next.
void choice_fact(AppState& app, const Canvas& canvas, Rect edit, ModelField fact, double value) {
  const FieldSpec& row = spec(fact);
  const std::string_view shown =
      choice_label(row.list, static_cast<std::size_t>(value), app.language());
  if (!button(canvas, edit, std::string(shown) + "##" + std::string(row.key), false)) return;
  set_fact(app, fact, std::fmod(value + 1, static_cast<double>(choice_count(row.list))));
}

/// One cell for each member.
void set_fact_cells(AppState& app, const Canvas& canvas, Rect edit, ModelField fact, double value) {
  const Palette& c = canvas.colours();
  const auto keys = choice_keys(spec(fact).list);
  const float width = edit.width / static_cast<float>(keys.size());
  const auto set = static_cast<unsigned>(value);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Rect cell{edit.x + width * static_cast<float>(i), edit.y, width, edit.height};
    const bool is_member = contains(set, i);
    const std::string name =
        std::string(tr(label_of(fact), app.language())) + " " + std::string(keys[i]);
    const Touch touch = canvas.touch(name, cell);
    if (is_member) canvas.fill(cell, c.accent_soft);
    canvas.text_centred(cell, is_member ? kSmallStrong : kSmall,
                        is_member ? c.accent_text : c.quiet, keys[i]);
    announce_item(canvas, cell,
                  {.id = touch.id,
                   .role = accessibility::Role::checkbox,
                   .label = name,
                   .checked = is_member});
    if (touch.clicked) set_fact(app, fact, static_cast<double>(set ^ (1U << i)));
  }
  canvas.stroke(edit, c.edge, kControlRadius);
}

}  // namespace

void fact_field(AppState& app, const Canvas& canvas, Column& column, ModelField fact) {
  const Language language = app.language();
  const FieldSpec& row = spec(fact);
  const std::string_view label = tr(label_of(fact), language);
  const double value = fact_of(app, fact);
  ImGui::PushID(row.key.data(), row.key.data() + row.key.size());
  const ImGuiID id = ImGui::GetID(row.key.data(), row.key.data() + row.key.size());
  const bool is_overridden = !std::isnan(app.inputs.overrides[fact]);

  const Rect line = column.take(kFactHeight);
  constexpr float kResetWidth = 24;
  const float edit_width = row.kind == FieldKind::flag ? 40 : kBoxWidth + 16;
  const Rect edit{line.right() - edit_width, line.y + 3, edit_width, kBoxHeight};
  const Rect text{line.x, line.y, line.width - edit_width - kResetWidth - 8, line.height};
  canvas.text_left(text, kSmall,
                   is_overridden ? canvas.colours().accent_text : canvas.colours().ink, label);
  if (is_overridden) {
    const Rect reset{edit.x - kResetWidth - 2, line.y + 7, kResetWidth, kResetWidth};
    if (reset_button(app, canvas, reset, label, {})) {
      app.refusals.erase(id);
      app.inputs.overrides[fact] = kNotOverridden;
      refresh(app);
    }
  }

  switch (row.kind) {
    case FieldKind::flag:
      if (toggle(canvas, edit, label, value != 0)) set_fact(app, fact, value != 0 ? 0 : 1);
      break;
    case FieldKind::number:
      text_fact(app, canvas, edit, fact, id, count_text(value));
      break;
    case FieldKind::pattern:
      text_fact(app, canvas, edit, fact, id, field_text(app.report.scenario.model, fact));
      break;
    case FieldKind::choice:
      choice_fact(app, canvas, edit, fact, value);
      break;
    case FieldKind::set:
      set_fact_cells(app, canvas, edit, fact, value);
      break;
    case FieldKind::model:
    case FieldKind::gpu:
      break;
  }
  refusal(app, canvas, column, id);
  ImGui::PopID();
}

}  // namespace vram::ui
