// Which files tell of a model, and what the last ones told.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>

#include "engine/schema/fields.h"
#include "i18n/hub_files.h"
#include "imgui_app/panels/transfer_panels.h"
#include "imgui_app/platform.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/sheet.h"

namespace vram::ui {
namespace {

constexpr const char* kPopup = "import";
constexpr float kWidth = 620;
constexpr float kButtonHeight = 36;
constexpr float kBarHeight = 6;
constexpr float kRowGap = 5;

struct Section {
  const char* kind;
  UiText title;
};

constexpr Section kSections[] = {{"understood", UiText::import_understood},
                                 {"assumed", UiText::import_assumed},
                                 {"unknown", UiText::import_unknown},
                                 {"ignored", UiText::import_ignored}};

/// A fact by its label; other names as they are.
std::string shown_fact(std::string_view key, Language language) {
  if (const auto fact = find_model_field(key)) return std::string(tr(label_of(*fact), language));
  if (const auto input = find_input(key)) return std::string(tr(label_of(*input), language));
  return std::string(key);
}

/// "hidden_size = 4096 → Hidden size", "Norms per layer = 2: what nearly all models have".
std::string row_text(const ImportRow& row, Language language) {
  const bool is_assumed = row.kind == "assumed";
  std::string text = is_assumed ? shown_fact(row.name, language) : row.name;
  if (!row.value.empty()) text += " = " + row.value;
  if (row.note.empty()) return text;
  return text + (is_assumed ? ": " + row.note : " → " + shown_fact(row.note, language));
}

void draw_rows(const AppState& app, const Canvas& canvas, Column& column, const Section& section) {
  const Language language = app.language();
  const auto is_of_section = [&](const ImportRow& row) { return row.kind == section.kind; };
  const auto& rows = app.import.rows;
  const auto count = std::count_if(rows.begin(), rows.end(), is_of_section);
  if (count == 0) return;
  column.space(10);
  title(canvas, column,
        std::string(tr(section.title, language)) + " (" + std::to_string(count) + ")");
  for (const ImportRow& row : rows) {
    if (!is_of_section(row)) continue;
    paragraph(canvas, column, kSmall, canvas.colours().ink, row_text(row, language));
    column.space(kRowGap);
  }
}

void draw_progress(const AppState& app, const Canvas& canvas, Column& column) {
  const std::string text = tr(UiText::import_reading, app.language(), {{"name", app.import.file}});
  paragraph(canvas, column, kBody, canvas.colours().ink, text);
  column.space(6);
  const Rect bar = column.take(kBarHeight);
  const auto share = static_cast<float>(std::clamp(app.import.share, 0.0, 1.0));
  canvas.fill(bar, canvas.colours().inset, kBarHeight / 2);
  canvas.fill({bar.x, bar.y, bar.width * share, bar.height}, canvas.colours().accent,
              kBarHeight / 2);
  announce_item(canvas, bar, {.role = accessibility::Role::progressbar, .label = text});
}

/// Parameters and bytes first, then what was wrong, then where each fact is from.
void draw_report(const AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  const bool is_read = app.import.state == ImportState::read;
  paragraph(canvas, column, kStrong, canvas.colours().ink,
            tr(is_read ? UiText::import_done : UiText::import_refused, language,
               {{"name", app.import.file}}));
  for (const ImportRow& row : app.import.rows) {
    if (row.kind != "summary" && row.kind != "problem") continue;
    column.space(kRowGap);
    const bool is_problem = row.kind == "problem";
    const std::string name =
        row.name == "parameters"      ? std::string(tr(UiText::fact_parameters, language))
        : row.name == "weights_bytes" ? std::string(tr(UiText::import_weights, language))
                                      : row.name;
    paragraph(canvas, column, kBody, is_problem ? canvas.colours().bad : canvas.colours().ink,
              row.value.empty() ? name : name + ": " + row.value);
  }
  for (const Section& section : kSections) draw_rows(app, canvas, column, section);
}

/// Where to get a file, for what was last searched for.
void draw_advice(AppState& app, const Canvas& canvas, Column& column) {
  const HubAdvice advice = hub_advice(app.import_query, app.language());
  paragraph(canvas, column, kBody, canvas.colours().ink, advice.text);
  for (const HubFile& file : advice.files) {
    column.space(8);
    if (file.address.empty()) {
      paragraph(canvas, column, kStrong, canvas.colours().ink, file.file);
    } else {
      const Rect line = column.take(Canvas::line_height(kStrong) + 2);
      if (text_link(canvas, {line.x, line.y}, kStrong, file.file, file.file)) {
        platform::open_address(file.address);
      }
    }
    paragraph(canvas, column, kSmall, canvas.colours().quiet, file.tells);
  }
}

}  // namespace

void import_sheet(AppState& app, const Canvas& canvas) {
  if (app.opens_import) ImGui::OpenPopup(kPopup);
  app.opens_import = false;
  const Language language = app.language();
  Sheet sheet(canvas, kPopup, tr(UiText::import_title, language), tr(UiText::close, language),
              kWidth);
  if (!sheet.is_open()) return;
  Column& column = sheet.column();
  paragraph(canvas, column, kBody, canvas.colours().ink, tr(UiText::import_text, language));
  column.space(12);
  const std::string_view choose = tr(UiText::import_choose, language);
  Rect row = column.take(kButtonHeight);
  row.width = canvas.text_width(kStrong, choose) + 32;
  if (button(canvas, row, choose, true)) platform::pick_files();
  column.space(16);
  switch (app.import.state) {
    case ImportState::waiting:
      return draw_advice(app, canvas, column);
    case ImportState::reading:
      return draw_progress(app, canvas, column);
    case ImportState::read:
    case ImportState::failed:
      return draw_report(app, canvas, column);
  }
}

}  // namespace vram::ui
