// One column on phones, two or three where there is room. What stands where follows from whether
// the answer fits: if it does not, the ways out come first.
// SPDX-License-Identifier: MIT
#include "imgui_app/page_layout.h"

#include <algorithm>

#include "imgui_app/panels/panels.h"
#include "imgui_app/panels/plan_parts.h"
#include "imgui_app/panels/transfer_panels.h"
#include "imgui_app/widgets/scroll_area.h"

namespace vram::ui {
namespace {

constexpr float kPageMargin = 20;
constexpr float kPhoneMargin = 12;
constexpr float kSideColumn = 372;  // the inputs, where there is room
constexpr float kNarrowSide = 320;  // and where there is less
constexpr float kTabRowHeight = 42;
constexpr float kStripHeight = 82;  // the answer that stays in sight on phones
/// Lower windows scroll as a whole: beside the answer too little would be left to see.
constexpr float kLeastHeight = 520;

void tool_page(AppState& app, const Canvas& canvas, Column& column, Rect area) {
  if (app.tool == Tool::compare) compare_panel(app, canvas, column);
  if (app.tool == Tool::gpus) gpus_panel(app, canvas, column, area.y, area.bottom());
  if (app.tool == Tool::formats) formats_panel(app, canvas, column);
}

void way_out(AppState& app, const Canvas& canvas, Column& column) {
  const bool is_plan_first = way_out_plan(app) != nullptr;
  if (is_plan_first) suggestions_panel(app, canvas, column);
  what_fits_panel(app, canvas, column);
  if (!is_plan_first) suggestions_panel(app, canvas, column);
}

void phone_page(AppState& app, const Canvas& canvas, Column& column) {
  const bool fits = app.report.fit.fits;
  inputs_panel(app, canvas, column);
  if (!fits) way_out(app, canvas, column);
  if (!fits) plans_panel(app, canvas, column);
  breakdown_panel(app, canvas, column);
  if (fits) way_out(app, canvas, column);
  if (fits) plans_panel(app, canvas, column);
  phases_panel(app, canvas, column);
  plots_panel(app, canvas, column);
  fit_panel(app, canvas, column);
  speed_panel(app, canvas, column);
  rules_panel(app, canvas, column);
  model_panel(app, canvas, column);
  gpu_panel(app, canvas, column);
}

/// What the number is made of, below it.
void centre_cards(AppState& app, const Canvas& canvas, Column& column, bool has_three) {
  const bool fits = app.report.fit.fits;
  if (!fits) plans_panel(app, canvas, column);
  breakdown_panel(app, canvas, column);
  if (!has_three) way_out(app, canvas, column);
  if (fits) plans_panel(app, canvas, column);
  phases_panel(app, canvas, column);
  plots_panel(app, canvas, column);
  if (has_three) return;
  model_panel(app, canvas, column);
  gpu_panel(app, canvas, column);
}

void remarks(AppState& app, const Canvas& canvas, Column& column) {
  fit_panel(app, canvas, column);
  speed_panel(app, canvas, column);
  rules_panel(app, canvas, column);
}

void left_cards(AppState& app, const Canvas& canvas, Column& column, bool has_three) {
  inputs_panel(app, canvas, column);
  if (!has_three) remarks(app, canvas, column);
}

void right_cards(AppState& app, const Canvas& canvas, Column& column) {
  way_out(app, canvas, column);
  remarks(app, canvas, column);
  model_panel(app, canvas, column);
  gpu_panel(app, canvas, column);
}

struct Columns {
  bool has_three = false;
  Column left, centre, right;
};

Columns columns_of(const Column& all, float width) {
  const bool has_three = width >= kThreeColumns;
  const float side = width >= kThreeColumns + 200 ? kSideColumn : kNarrowSide;
  const float middle = all.width - side - kGap - (has_three ? side + kGap : 0);
  const float centre = all.x + side + kGap;
  return {has_three,
          {all.x, side, all.y},
          {centre, middle, all.y},
          {centre + middle + kGap, side, all.y}};
}

/// Columns that scroll on their own, the answer above the one in the middle.
void scrolling_columns(AppState& app, const Canvas& canvas, Columns columns, float bottom,
                       bool to_top) {
  {
    ScrollArea area(canvas, "inputs", columns.left, bottom, to_top);
    left_cards(app, canvas, area.column(), columns.has_three);
  }
  summary_panel(app, canvas, columns.centre);
  {
    ScrollArea area(canvas, "answer", columns.centre, bottom, to_top);
    centre_cards(app, canvas, area.column(), columns.has_three);
  }
  if (!columns.has_three) return;
  ScrollArea area(canvas, "ways_out", columns.right, bottom, to_top);
  right_cards(app, canvas, area.column());
}

/// Columns that scroll with the page. Returns where the longest ends.
float still_columns(AppState& app, const Canvas& canvas, Columns columns) {
  left_cards(app, canvas, columns.left, columns.has_three);
  summary_panel(app, canvas, columns.centre);
  centre_cards(app, canvas, columns.centre, columns.has_three);
  if (columns.has_three) right_cards(app, canvas, columns.right);
  return std::max({columns.left.y, columns.centre.y, columns.right.y});
}

/// A window of the page that stays where it is.
void begin_still(const Canvas& canvas, const char* name, Rect rect) {
  ImGui::SetNextWindowPos(canvas.to_pixels({rect.x, rect.y}));
  ImGui::SetNextWindowSize(canvas.to_pixels({rect.width, rect.height}));
  ImGui::Begin(name, nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground |
                   ImGuiWindowFlags_NoBringToFrontOnFocus);
  canvas.fill(rect, canvas.colours().card);
}

}  // namespace

void draw_page(AppState& app, const Canvas& canvas, Rect area) {
  const bool is_phone = area.width < kTwoColumns;
  const float margin = is_phone ? kPhoneMargin : kPageMargin;
  ImGui::SetNextWindowPos(canvas.to_pixels({area.x, area.y}));
  ImGui::SetNextWindowSize(canvas.to_pixels({area.width, area.height}));
  ImGui::Begin("page", nullptr,
               ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus);
  const bool to_top = app.scrolls_to_top;
  if (to_top) ImGui::SetScrollY(0);
  app.scrolls_to_top = false;
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->ChannelsSplit(kLayers);
  list->ChannelsSetCurrent(kUpperLayer);

  // The scrollbar's room is always left free, so that nothing moves when it comes.
  const float room = area.width - 2 * margin - (is_phone ? 0 : kScrollbarWidth - 4);
  const float scrolled = ImGui::GetScrollY() / canvas.ratio();
  Column all{margin, room, area.y + margin - scrolled};
  notice_panel(app, canvas, all);
  bool scrolls_as_one = true;
  if (app.tool != Tool::none) {
    tool_page(app, canvas, all, area);
  } else if (is_phone) {
    phone_page(app, canvas, all);
  } else if (area.bottom() - all.y - scrolled >= kLeastHeight) {
    scrolling_columns(app, canvas, columns_of(all, area.width), area.bottom(), to_top);
    scrolls_as_one = false;
  } else {
    all.y = still_columns(app, canvas, columns_of(all, area.width));
  }
  list->ChannelsMerge();
  shortcuts_sheet(app, canvas);
  if (scrolls_as_one) {
    ImGui::SetCursorScreenPos(canvas.to_pixels({margin, all.y + margin - kGap}));
    ImGui::Dummy({1, 0});
  }
  ImGui::End();
}

float draw_bar(AppState& app, const Canvas& canvas, float width) {
  const bool is_phone = width < kTwoColumns;
  const bool has_tab_row = !has_tabs_in_bar(app, canvas, width);
  const float tab_row = has_tab_row ? kTabRowHeight : 0;
  const bool has_strip = is_phone && app.tool == Tool::none;
  const float height = kTopBarHeight + tab_row + (has_strip ? kStripHeight : 0);
  begin_still(canvas, "bar", {0, 0, width, height});
  canvas.line({0, height - 1}, {width, height - 1}, canvas.colours().edge);
  top_bar(app, canvas, {0, 0, width, kTopBarHeight});
  float y = kTopBarHeight;
  const auto row_line = [&] { canvas.line({0, y - 1}, {width, y - 1}, canvas.colours().hairline); };
  if (has_tab_row) {
    row_line();
    const float margin = is_phone ? kPhoneMargin - 5 : kPageMargin - 10;
    tabs(app, canvas, {margin, y, width - 2 * margin, kTabRowHeight});
    y += kTabRowHeight;
  }
  if (has_strip) {
    row_line();
    const float margin = kPhoneMargin + 4;
    summary_strip(app, canvas, {margin, y + 6, width - 2 * margin, kStripHeight - 14});
  }
  accuracy_sheet(app, canvas);
  import_sheet(app, canvas);
  export_sheet(app, canvas);
  ImGui::End();
  return height;
}

float draw_foot(AppState& app, const Canvas& canvas, float width, float bottom) {
  constexpr float kSpace = 8;
  if (width >= kTwoColumns || bottom < kLeastHeight || app.tool != Tool::none) return 0;
  const float inner = width - 2 * kPhoneMargin;
  const float line = way_out_height(app, canvas, inner);
  if (line == 0) return 0;
  const float height = line + 2 * kSpace;
  const float y = bottom - height;
  begin_still(canvas, "foot", {0, y, width, height});
  canvas.line({0, y}, {width, y}, canvas.colours().edge);
  way_out_line(app, canvas, {kPhoneMargin, y + kSpace, inner, line});
  ImGui::End();
  return height;
}

}  // namespace vram::ui
