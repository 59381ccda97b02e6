// How right answers like this one were: the range beside the answer, and a sheet with all that was
// compared.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <string>

#include "engine/core/number_text.h"
#include "engine/expected_error.h"
#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/sheet.h"

namespace vram::ui {
namespace {

constexpr const char* kPopup = "accuracy";
constexpr float kWidth = 560;
constexpr float kRowHeight = 28;
constexpr float kCasesEnd = 0.55f;  // of the width: where columns of numbers end
constexpr float kErrorEnd = 0.75f;
constexpr float kCasesWidth = 0.14f;
constexpr float kColumnGap = 10;

std::string choice_text(ChoiceList list, std::string_view key, Language language) {
  const auto keys = choice_keys(list);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == key) return std::string(choice_label(list, i, language));
  }
  return std::string(key);
}

std::string name_of(const ExpectedErrorRow& row, Language language) {
  const std::string program = row.runtime.empty()
                                  ? std::string(tr(UiText::accuracy_any, language))
                                  : choice_text(ChoiceList::Runtime, row.runtime, language);
  return choice_text(ChoiceList::Mode, row.mode, language) + ", " + program;
}

std::string percent(double share) { return fixed_text(share * 100, 1) + " %"; }

struct Cells {
  std::string what;
  std::string cases;
  std::string error;
  std::string spread;
};

/// A cell that ends at so much of the row, on as many lines as it needs. Returns how many.
std::size_t cell(const Canvas& canvas, Rect row, float from, float to, TextStyle style,
                 ImU32 colour, std::string_view text) {
  const float room = row.width * (to - from) - (from > 0 ? kColumnGap : 0);
  const auto lines = canvas.wrapped(style, text, room);
  float y = row.y + (kRowHeight - Canvas::line_height(style)) / 2;
  for (const std::string& line : lines) {
    const float end = row.x + row.width * to;
    const float x = from > 0 ? end - canvas.text_width(style, line) : row.x;
    canvas.text({x, y}, style, colour, line);
    y += Canvas::line_height(style);
  }
  return lines.size();
}

void table_row(const Canvas& canvas, Column& column, const Cells& cells, TextStyle style,
               ImU32 colour) {
  Rect row{column.x, column.y, column.width, kRowHeight};
  const float first = kCasesEnd - kCasesWidth;
  const std::size_t lines =
      std::max({cell(canvas, row, 0, first, style, colour, cells.what),
                cell(canvas, row, first, kCasesEnd, style, colour, cells.cases),
                cell(canvas, row, kCasesEnd, kErrorEnd, style, colour, cells.error),
                cell(canvas, row, kErrorEnd, 1, style, colour, cells.spread)});
  row.height += static_cast<float>(lines - 1) * Canvas::line_height(style);
  column.space(row.height);
  canvas.fill({row.x, row.bottom() - 1, row.width, 1}, canvas.colours().edge);
  announce_item(canvas, row,
                {.role = accessibility::Role::text,
                 .label = cells.what,
                 .value_text = cells.cases + ", " + cells.error + ", " + cells.spread});
}

void table(const Canvas& canvas, Column& column, Language language) {
  table_row(canvas, column,
            {std::string(tr(UiText::accuracy_what, language)),
             std::string(tr(UiText::accuracy_cases, language)),
             std::string(tr(UiText::accuracy_error, language)),
             std::string(tr(UiText::accuracy_spread, language))},
            kSmall, canvas.colours().quiet);
  for (const ExpectedErrorRow& row : expected_errors()) {
    const std::string spread = fixed_text(row.error.low, 2) + " – " + fixed_text(row.error.high, 2);
    table_row(canvas, column,
              {name_of(row, language), plain_text(row.error.cases), percent(row.error.median_error),
               spread},
              kBody, canvas.colours().ink);
  }
}

}  // namespace

void accuracy_line(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  const auto error = expected_error(app.report.scenario);
  const Rect line = column.take(Canvas::line_height(kSmall));
  std::string text(tr(UiText::accuracy_none, language));
  if (error) {
    const double bytes = app.report.per_gpu_bytes;
    text = tr(UiText::accuracy_range, language,
              {{"low", bytes_text(bytes * error->low, app.units())},
               {"high", bytes_text(bytes * error->high, app.units())}});
  }
  const std::string_view link = tr(UiText::accuracy, language);
  const float width = canvas.text_width(kSmall, link);
  canvas.text_left({line.x, line.y, line.width - width - 12, line.height}, kSmall,
                   canvas.colours().quiet, text);
  announce_item(canvas, line, {.role = accessibility::Role::text, .label = text});
  if (text_link(canvas, {line.right() - width, line.y}, kSmall, "accuracy", link)) {
    app.opens_accuracy = true;
  }
}

void accuracy_sheet(AppState& app, const Canvas& canvas) {
  if (app.opens_accuracy) ImGui::OpenPopup(kPopup);
  app.opens_accuracy = false;
  if (!ImGui::IsPopupOpen(kPopup)) return;
  const Language language = app.language();
  Sheet sheet(canvas, kPopup, tr(UiText::accuracy, language), tr(UiText::close, language), kWidth);
  if (!sheet.is_open()) return;
  Column& column = sheet.column();
  if (const auto error = expected_error(app.report.scenario)) {
    paragraph(canvas, column, kBody, canvas.colours().ink,
              tr(UiText::accuracy_about, language, {{"count", plain_text(error->cases)}}));
  } else {
    paragraph(canvas, column, kBody, canvas.colours().ink, tr(UiText::accuracy_none, language));
  }
  column.space(10);
  table(canvas, column, language);
}

}  // namespace vram::ui
