// Four formats and the command lines of other programs, each to copy or to download.
// SPDX-License-Identifier: MIT
#include <string>

#include "imgui_app/panels/command_view.h"
#include "imgui_app/panels/transfer_panels.h"
#include "imgui_app/platform.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/sheet.h"
#include "imgui_app/widgets/transfer_buttons.h"

namespace vram::ui {
namespace {

constexpr const char* kPopup = "export";
constexpr float kWidth = 620;
constexpr float kRowHeight = 56;
constexpr float kTextHeight = 34;
constexpr float kBetweenCommands = 22;

struct Format {
  const char* key;   ///< for the page
  const char* name;  ///< the same in every language
  UiText help;
};

constexpr Format kFormats[] = {{"markdown", "Markdown", UiText::export_markdown},
                               {"csv", "CSV", UiText::export_csv},
                               {"json", "JSON", UiText::export_json},
                               {"png", "PNG", UiText::export_png}};

/// Returns true when the format goes out.
bool format_row(const AppState& app, const Canvas& canvas, Column& column, const Format& format) {
  const Language language = app.language();
  const Palette& c = canvas.colours();
  Rect row = column.take(kRowHeight);
  ImGui::PushID(format.key);
  const auto pressed = transfer_buttons(canvas, row, format.name, false, language);
  ImGui::PopID();
  canvas.text({row.x, row.y}, kStrong, c.ink, format.name);
  const std::string help = canvas.fitted(kSmall, tr(format.help, language), row.width);
  canvas.text({row.x, row.y + Canvas::line_height(kStrong) + 2}, kSmall, c.quiet, help);
  announce_item(canvas, {row.x, row.y, row.width, kTextHeight},
                {.role = accessibility::Role::text,
                 .label = format.name,
                 .value_text = tr(format.help, language)});
  if (pressed) platform::export_result(format.key, *pressed, link_of(app));
  return pressed.has_value();
}

void command_section(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  const std::vector<Command>& all = commands_now(app);
  column.space(10);
  title(canvas, column, tr(UiText::commands, language));
  paragraph(canvas, column, kSmall, canvas.colours().quiet,
            tr(all.empty() ? UiText::commands_none : UiText::commands_text, language));
  for (const Command& each : all) {
    column.space(kBetweenCommands);
    command_view(app, canvas, column, each);
    measure_view(app, canvas, column, each);
  }
}

}  // namespace

void export_sheet(AppState& app, const Canvas& canvas) {
  if (app.opens_export) ImGui::OpenPopup(kPopup);
  app.opens_export = false;
  const Language language = app.language();
  Sheet sheet(canvas, kPopup, tr(UiText::export_title, language), tr(UiText::close, language),
              kWidth);
  if (!sheet.is_open()) return;
  for (const Format& format : kFormats) {
    if (format_row(app, canvas, sheet.column(), format)) sheet.close();
  }
  command_section(app, canvas, sheet.column());
}

}  // namespace vram::ui
