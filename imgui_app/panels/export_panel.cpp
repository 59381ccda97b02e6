// Four formats, each to copy or to download.
// SPDX-License-Identifier: MIT
#include <string>

#include "imgui_app/panels/transfer_panels.h"
#include "imgui_app/platform.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/sheet.h"

namespace vram::ui {
namespace {

constexpr const char* kPopup = "export";
constexpr float kWidth = 500;
constexpr float kHeight = 400;
constexpr float kRowHeight = 62;
constexpr float kButtonHeight = 34;
constexpr float kButtonPadding = 12;
constexpr float kBetween = 8;

struct Format {
  const char* key;   ///< for the page
  const char* name;  ///< the same in every language
  UiText help;
};

constexpr Format kFormats[] = {{"markdown", "Markdown", UiText::export_markdown},
                               {"csv", "CSV", UiText::export_csv},
                               {"json", "JSON", UiText::export_json},
                               {"png", "PNG", UiText::export_png}};

/// A button as wide as its text at the right end of a row, which it shortens.
bool end_button(const Canvas& canvas, Rect& row, std::string_view text, std::string_view name) {
  const float width = canvas.text_width(kStrong, text) + 2 * kButtonPadding;
  const Rect rect{row.right() - width, row.y, width, kButtonHeight};
  row.width -= width + kBetween;
  return button(canvas, rect, std::string(text) + "##" + std::string(name), false, name);
}

/// Returns true when the format goes out.
bool format_row(const AppState& app, const Canvas& canvas, Column& column, const Format& format) {
  const Language language = app.language();
  const Palette& c = canvas.colours();
  Rect row = column.take(kRowHeight);
  const std::string name = format.name;
  ImGui::PushID(format.key);
  const std::string link = link_of(app);
  bool is_done = false;
  if (end_button(canvas, row, tr(UiText::export_download, language), name)) {
    platform::export_result(format.key, platform::Destination::file, link);
    is_done = true;
  }
  if (end_button(canvas, row, tr(UiText::export_copy, language), name)) {
    platform::export_result(format.key, platform::Destination::clipboard, link);
    is_done = true;
  }
  canvas.text({row.x, row.y}, kStrong, c.ink, name);
  const std::string help = canvas.fitted(kSmall, tr(format.help, language), row.width);
  canvas.text({row.x, row.y + Canvas::line_height(kStrong) + 2}, kSmall, c.quiet, help);
  announce_item(
      canvas, {row.x, row.y, row.width, kButtonHeight},
      {.role = accessibility::Role::text, .label = name, .value_text = tr(format.help, language)});
  ImGui::PopID();
  return is_done;
}

}  // namespace

void export_sheet(AppState& app, const Canvas& canvas) {
  if (app.opens_export) ImGui::OpenPopup(kPopup);
  app.opens_export = false;
  const Language language = app.language();
  Sheet sheet(canvas, kPopup, tr(UiText::export_title, language), tr(UiText::close, language),
              kWidth, kHeight);
  if (!sheet.is_open()) return;
  for (const Format& format : kFormats) {
    if (format_row(app, canvas, sheet.column(), format)) sheet.close();
  }
}

}  // namespace vram::ui
