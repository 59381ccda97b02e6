// The command itself comes from export/commands.h; here it is only drawn.
// SPDX-License-Identifier: MIT
#include "imgui_app/panels/command_view.h"

#include <string>

#include "export/measure.h"
#include "imgui_app/format.h"
#include "imgui_app/platform.h"
#include "imgui_app/widgets/code_block.h"
#include "imgui_app/widgets/transfer_buttons.h"

namespace vram::ui {
namespace {

constexpr float kHeadHeight = 34;

}  // namespace

std::string_view program_name(ToolId tool, Language language) {
  switch (tool) {
#define TOOL(id, ...) \
  case ToolId::id:    \
    return tr(StringId::tool_##id, language);
#include "export/commands.def"
  }
  return {};
}

void command_view(AppState& app, const Canvas& canvas, Column& column, const Command& command) {
  const Language language = app.language();
  const std::string_view name = program_name(command.tool, language);
  const std::string label = tr(UiText::commands_of, language, {{"name", name}});
  ImGui::PushID(static_cast<int>(command.tool));
  Rect head = column.take(kHeadHeight);
  const bool is_copied = app.copied == command.text && ImGui::GetTime() < app.copied_until;
  const auto pressed = transfer_buttons(canvas, head, label, is_copied, language);
  canvas.text_left(head, kStrong, canvas.colours().ink, name);
  if (pressed == platform::Destination::clipboard) {
    app.copies = command.text;
    platform::copy_text(command.text);
  } else if (pressed == platform::Destination::file) {
    platform::save_text(std::string(key_of(command.tool)) + ".sh", command.text + "\n");
  }
  column.space(8);
  code_block(canvas, column, label, command.text);
  ImGui::PopID();
}

void measure_view(const AppState& app, const Canvas& canvas, Column& column,
                  const Command& command) {
  const Language language = app.language();
  const std::string expected = command.compared == Compared::kv_capacity
                                   ? tr(UiText::commands_expected_tokens, language,
                                        {{"count", count_text(command.expected)}})
                                   : tr(UiText::commands_expected_bytes, language,
                                        {{"bytes", bytes_text(command.expected, app.units())}});
  column.space(8);
  paragraph(canvas, column, kSmall, canvas.colours().quiet, measure_text(command.tool, language));
  paragraph(canvas, column, kSmallStrong, canvas.colours().ink, expected);
}

}  // namespace vram::ui
