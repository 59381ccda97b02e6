// Reads the trace; writes nothing of its own.
// SPDX-License-Identifier: MIT
#include "imgui_app/widgets/formula_view.h"

#include <cstddef>
#include <vector>

#include "engine/core/formula_text.h"
#include "engine/core/number_text.h"
#include "imgui_app/format.h"
#include "imgui_app/platform.h"
#include "imgui_app/widgets/controls.h"

namespace vram::ui {
namespace {

constexpr float kPadding = 14;
constexpr float kIndent = 14;
constexpr float kFormulaLine = 3;  // between lines of a formula
constexpr float kRowHeight = 32;

/// With so few inner terms all are shown at once; more are opened one by one.
constexpr std::size_t kFewTerms = 2;

/// The addends of a sum, where each is a product and deserves a line of its own.
std::vector<std::string_view> addends(std::string_view formula) {
  constexpr std::string_view kPlus = " + ";
  std::vector<std::string_view> parts;
  int depth = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i < formula.size(); ++i) {
    if (formula[i] == '(') ++depth;
    if (formula[i] == ')') --depth;
    if (depth == 0 && formula.substr(i, kPlus.size()) == kPlus) {
      parts.push_back(formula.substr(start, i - start));
      start = i + kPlus.size();
    }
  }
  parts.push_back(formula.substr(start));
  const bool has_products = formula.find("×") != std::string_view::npos;
  return has_products ? parts : std::vector<std::string_view>{formula};
}

/// One line after its lead ("= ", "+ "); what does not fit hangs below.
void formula_line(const Canvas& canvas, Column& column, std::string_view lead,
                  std::string_view text) {
  const Palette& c = canvas.colours();
  const float hang = canvas.text_width(kFormula, lead);
  const std::vector<std::string> lines = canvas.wrapped(kFormula, text, column.width - hang);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const Rect row = column.take(Canvas::line_height(kFormula) + kFormulaLine);
    if (i == 0) canvas.text({row.x, row.y}, kFormula, c.quiet, lead);
    canvas.text({row.x + hang, row.y}, kFormula, c.ink, lines[i]);
  }
}

/// A formula on one line where it fits, otherwise one line for each addend.
void formula_lines(const Canvas& canvas, Column& column, std::string_view lead,
                   std::string_view formula) {
  const bool fits =
      canvas.text_width(kFormula, lead) + canvas.text_width(kFormula, formula) <= column.width;
  const std::vector<std::string_view> parts =
      fits ? std::vector<std::string_view>{formula} : addends(formula);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    formula_line(canvas, column, i == 0 ? lead : "+ ", parts[i]);
  }
}

std::string result_text(const Step& step) {
  const bool is_bytes = spec(static_cast<TermId>(step.name)).unit == kBytes;
  return grouped_text(step.value) + (is_bytes ? " B" : "");
}

void source_line(AppState& app, const Canvas& canvas, Column& column, TermId term,
                 const std::string& path) {
  const Language language = app.language();
  const SourceText source = source_of(term, app.report, language);
  const std::string confidence(label_of(spec(term).confidence, language));
  const std::vector<std::string> lines =
      canvas.wrapped(kSmall, confidence + " · " + source.text, column.width);
  const float top = column.y;
  for (const std::string& line : lines) {
    const Rect row = column.take(Canvas::line_height(kSmall) + 2);
    canvas.text({row.x, row.y}, kSmall, canvas.colours().quiet, line);
  }
  announce_item(canvas, {column.x, top, column.width, column.y - top},
                {.role = accessibility::Role::text,
                 .label = tr(UiText::source, language),
                 .value_text = source.text});
  if (source.link.empty()) return;
  const Rect row = column.take(Canvas::line_height(kSmall) + 2);
  const std::string shown = canvas.fitted(kSmall, source.link, column.width);
  if (text_link(canvas, {row.x, row.y}, kSmall, path + "/source", shown)) {
    platform::open_address(source.link);
  }
}

void inner_term(AppState& app, const Canvas& canvas, Column& column, StepId id,
                const std::string& outer, bool opens_by_itself);

/// Formula, values and result of a term, then its source and the terms it uses.
void term_body(AppState& app, const Canvas& canvas, Column& column, StepId id,
               const std::string& path) {
  const Trace& trace = *app.report.trace;
  const Step& step = trace[id];
  const auto term = static_cast<TermId>(step.name);
  const std::string symbols = symbols_text(trace, id);
  const std::string values = values_text(trace, id, Grouping::thousands);
  const std::string result = result_text(step);
  const float top = column.y;
  formula_lines(canvas, column, "  ", symbols);
  const bool is_result_only = values == grouped_text(step.value);
  if (!is_result_only) formula_lines(canvas, column, "= ", values);
  formula_line(canvas, column, "= ", result);
  announce_item(
      canvas, {column.x, top, column.width, column.y - top},
      {.role = accessibility::Role::text, .label = symbols, .value_text = values + " = " + result});
  column.space(4);
  source_line(app, canvas, column, term, path);
  const std::vector<StepId> used = terms_used(trace, id);
  for (const StepId inner : used) {
    inner_term(app, canvas, column, inner, path, used.size() <= kFewTerms);
  }
}

void inner_term(AppState& app, const Canvas& canvas, Column& column, StepId id,
                const std::string& outer, bool opens_by_itself) {
  const Step& step = (*app.report.trace)[id];
  const auto term = static_cast<TermId>(step.name);
  const std::string path = outer + "/" + std::string(spec(term).key);
  // A row that is open by itself is remembered when it was closed, and the other way round.
  const bool is_toggled = app.open_rows.count(path) > 0;
  const bool is_open = is_toggled != opens_by_itself;

  column.space(4);
  canvas.line({column.x, column.y}, {column.x + column.width, column.y}, canvas.colours().edge);
  const Rect row = column.take(kRowHeight);
  constexpr float kChevronRoom = 20;
  const Touch touch = canvas.touch(path, row);
  if (touch.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  canvas.chevron({row.x + 5, row.centre().y}, canvas.colours().quiet, is_open);
  const std::string result = result_text(step);
  const float result_width = canvas.text_width(kFormula, result);
  const std::string_view label = tr(label_of(term), app.language());
  const float label_width = row.width - kChevronRoom - result_width - 12;
  canvas.text_left({row.x + kChevronRoom, row.y, label_width, row.height}, kSmallStrong,
                   touch.hovered ? canvas.colours().accent_text : canvas.colours().ink, label);
  const float symbol_x = row.x + kChevronRoom + canvas.text_width(kSmallStrong, label) + 10;
  const std::string_view symbol = spec(term).symbol;
  if (symbol_x + canvas.text_width(kFormula, symbol) < row.right() - result_width - 12) {
    canvas.text({symbol_x, row.y + (row.height - Canvas::line_height(kFormula)) / 2 + 0.5f},
                kFormula, canvas.colours().quiet, symbol);
  }
  canvas.text_right(row.right(), row.y + (row.height - Canvas::line_height(kFormula)) / 2, kFormula,
                    canvas.colours().ink, result);
  announce_item(canvas, row,
                {.id = touch.id,
                 .role = accessibility::Role::button,
                 .label = label,
                 .value_text = result,
                 .expandable = true,
                 .expanded = is_open});
  if (touch.clicked) {
    if (is_toggled) {
      app.open_rows.erase(path);
    } else {
      app.open_rows.insert(path);
    }
  }
  if (!is_open) return;
  Column inside{column.x + kIndent, column.width - kIndent, column.y + 2};
  term_body(app, canvas, inside, id, path);
  column.y = inside.y + 6;
}

}  // namespace

void formula_view(AppState& app, const Canvas& canvas, Column& column, StepId term,
                  const std::string& path) {
  // The ground is drawn below when its height is known, as a card's is.
  const Rect start{column.x, column.y, column.width, 0};
  Column inside{column.x + kPadding, column.width - 2 * kPadding, column.y + kPadding};
  term_body(app, canvas, inside, term, path);
  const float bottom = inside.y + kPadding - 4;
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->ChannelsSetCurrent(kInsetLayer);
  canvas.fill({start.x, start.y, start.width, bottom - start.y}, canvas.colours().inset,
              kControlRadius + 1);
  list->ChannelsSetCurrent(kUpperLayer);
  column.y = bottom;
}

}  // namespace vram::ui
