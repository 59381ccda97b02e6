// The answer, found in two seconds: the number, what it is measured against, yes or no.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>
#include <vector>

#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/panels/plan_parts.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/memory_bar.h"

namespace vram::ui {
namespace {

constexpr float kBarHeight = 16;
constexpr float kMarkOverhang = 5;

/// "16.2 GiB of 24.0 usable", the number large; what is behind it shorter where there is less room.
void figure(const AppState& app, const Canvas& canvas, Rect rect, TextStyle number_style,
            TextStyle unit_style, UiText of_usable_text) {
  const Language language = app.language();
  const Amount needed = amount_of_bytes(app.report.per_gpu_bytes, app.units());
  const Amount all = amount_of_bytes(app.report.fit.usable_bytes, app.units());
  canvas.text({rect.x - 1, rect.y}, number_style, canvas.colours().ink, needed.number);
  // Baselines agree: both fonts have the same share of ascent.
  const float y = rect.y + (number_style.size - unit_style.size) * kAscent;
  float x = rect.x + canvas.text_width(number_style, needed.number) + 8;
  canvas.text({x, y}, unit_style, canvas.colours().ink, needed.unit);
  x += canvas.text_width(unit_style, needed.unit) + 9;
  const auto draw_if_fits = [&](UiText text) {
    const bool is_short = text == UiText::of_usable_short;
    const std::string usable = is_short && all.unit == needed.unit ? all.number : all.text();
    const std::string of_usable = tr(text, language, {{"usable", usable}});
    if (x + canvas.text_width(unit_style, of_usable) > rect.right()) return false;
    canvas.text({x, y}, unit_style, canvas.colours().quiet, of_usable);
    return true;
  };
  if (!draw_if_fits(of_usable_text)) draw_if_fits(UiText::of_usable_short);
}

/// The stacked bar, with a mark where the accelerator's memory ends.
void answer_bar(const AppState& app, const Canvas& canvas, Rect rect) {
  const double scale = bar_scale(app.report);
  memory_bar(app, canvas, rect, app.report.peak(), scale);
  const float x = rect.x + static_cast<float>(app.report.fit.usable_bytes / scale) * rect.width;
  canvas.fill({x - 1, rect.y - kMarkOverhang, 2, rect.height + 2 * kMarkOverhang},
              canvas.colours().ink, 1);
}

void announce_answer(const AppState& app, const Canvas& canvas, Rect rect) {
  const std::string value =
      bytes_text(app.report.per_gpu_bytes, app.units()) + ", " + verdict_text(app, false);
  const std::string phase(label_of(app.report.peak_phase, app.language()));
  announce_item(canvas, rect,
                {.role = accessibility::Role::status,
                 .label = tr(UiText::per_gpu, app.language(), {{"phase", phase}}),
                 .value_text = value});
}

}  // namespace

namespace {

/// At the end of the number's line, which it shortens: keeps this configuration for Compare.
void compare_link(AppState& app, const Canvas& canvas, Rect& number) {
  constexpr float kBefore = 16;
  if (app.compare.others.size() + 1 >= kMostCompared) return;
  const std::string_view text = tr(UiText::key_compare, app.language());
  const float width = canvas.text_width(kSmall, text);
  const Point at{number.right() - width, number.bottom() - Canvas::line_height(kSmall) - 9};
  number.width -= width + kBefore;
  if (!text_link(canvas, at, kSmall, "compare", text)) return;
  add_to_compare(app, app.inputs);
  choose_tool(app, Tool::compare);
}

/// Does not fit as it is set, but fits otherwise: how, and a press to have it so.
struct WayOut {
  std::string text;
  std::string pressed;  ///< what a press does, for those who listen
  const Inputs* inputs = nullptr;
};

WayOut way_out(AppState& app) {
  const Language language = app.language();
  if (const ParallelPlan* plan = way_out_plan(app)) {
    const std::string split = plan_text(*plan, language);
    return {tr(UiText::plan_way_out, language,
               {{"plan", split}, {"bytes", bytes_text(plan->needed_bytes, app.units())}}),
            tr(UiText::plan_apply, language, {{"plan", split}}), &plan->inputs};
  }
  if (const Suggestion* change = way_out_change(app)) {
    const std::string text = suggestion_text(*change, language);
    return {tr(UiText::change_way_out, language,
               {{"change", text}, {"bytes", bytes_text(change->needed_bytes, app.units())}}),
            text, &change->inputs};
  }
  return {};
}

constexpr float kWayOutPaddingX = 12;
constexpr float kWayOutPaddingY = 9;

/// Its words, beside what takes it.
std::vector<std::string> way_out_lines(const AppState& app, const Canvas& canvas, const WayOut& way,
                                       float width) {
  const float use = canvas.text_width(kSmallStrong, tr(UiText::plan_use, app.language()));
  return canvas.wrapped(kSmall, way.text, width - 3 * kWayOutPaddingX - use);
}

}  // namespace

float way_out_height(AppState& app, const Canvas& canvas, float width) {
  const WayOut way = way_out(app);
  if (way.inputs == nullptr) return 0;
  const auto lines = static_cast<float>(way_out_lines(app, canvas, way, width).size());
  return lines * Canvas::line_height(kSmall) + 2 * kWayOutPaddingY;
}

void way_out_line(AppState& app, const Canvas& canvas, Rect row) {
  const WayOut way = way_out(app);
  if (way.inputs == nullptr) return;
  const Palette& c = canvas.colours();
  const Touch touch = canvas.touch("way_out", row);
  if (touch.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  canvas.fill(row, c.good_soft, kControlRadius);
  float y = row.y + kWayOutPaddingY;
  for (const std::string& line : way_out_lines(app, canvas, way, row.width)) {
    canvas.text({row.x + kWayOutPaddingX, y}, kSmall, c.good, line);
    y += Canvas::line_height(kSmall);
  }
  const float middle = row.y + (row.height - Canvas::line_height(kSmallStrong)) / 2;
  canvas.text_right(row.right() - kWayOutPaddingX, middle, kSmallStrong, c.good,
                    tr(UiText::plan_use, app.language()));
  announce_item(canvas, row,
                {.id = touch.id,
                 .role = accessibility::Role::button,
                 .label = way.text,
                 .value_text = way.pressed});
  if (touch.clicked) app.applies = *way.inputs;
}

void summary_panel(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  const Palette& c = canvas.colours();
  Card card(canvas, column);
  Column& inside = card.inside();
  const Rect head = inside.take(26);
  const std::string phase(label_of(app.report.peak_phase, language));
  const float pill = verdict_pill(app, canvas, head.right(), head.y, false);
  const float room = pill - head.x - 12;
  std::string heading = tr(UiText::per_gpu, language, {{"phase", phase}});
  if (canvas.text_width(kTitle, heading) > room) {
    heading = tr(UiText::per_gpu_short, language, {{"phase", phase}});
  }
  canvas.text_left({head.x, head.y, room, head.height}, kTitle, c.quiet, heading);
  Rect number = inside.take(kFigure.size * kLineEm);
  announce_answer(app, canvas, {head.x, head.y, head.width, number.bottom() - head.y});
  compare_link(app, canvas, number);
  figure(app, canvas, number, kFigure, kFigureUnit, UiText::of_usable);
  if (const float height = way_out_height(app, canvas, inside.width); height > 0) {
    inside.space(6);
    way_out_line(app, canvas, inside.take(height));
  }
  inside.space(14);
  const Rect bar = inside.take(kBarHeight);
  answer_bar(app, canvas, bar);

  // The mark's caption stays inside the card.
  inside.space(9);
  const Rect caption = inside.take(Canvas::line_height(kSmall));
  const std::string usable = bytes_text(app.report.fit.usable_bytes, app.units());
  const std::string text = tr(UiText::usable_mark, language,
                              {{"gpu", app.report.scenario.gpu->name}, {"usable", usable}});
  const float width = canvas.text_width(kSmall, text);
  const double scale = bar_scale(app.report);
  const float mark = bar.x + static_cast<float>(app.report.fit.usable_bytes / scale) * bar.width;
  const float x = std::clamp(mark - width / 2, caption.x, caption.right() - width);
  canvas.text({x, caption.y}, kSmall, c.quiet, text);
  inside.space(8);
  accuracy_line(app, canvas, inside);
}

void summary_strip(AppState& app, const Canvas& canvas, Rect strip) {
  const Rect number{strip.x, strip.y, strip.width, kFigureSmall.size * kLineEm};
  figure(app, canvas, number, kFigureSmall, kFigureUnitSmall, UiText::of_usable_short);
  verdict_pill(app, canvas, strip.right(), strip.y + 9, true);
  answer_bar(app, canvas, {strip.x, number.bottom() + 8, strip.width, 12});
  announce_answer(app, canvas, strip);
}

}  // namespace vram::ui
