// An offer takes as many lines as it needs; every other row is one.
// SPDX-License-Identifier: MIT
#include "imgui_app/widgets/picker_rows.h"

#include <algorithm>
#include <cstddef>

#include "imgui_app/format.h"

namespace vram::ui {
namespace {

constexpr float kRowHeight = 36;
constexpr float kTextInset = 14;
constexpr float kOfferPadding = 9;

/// Every word of the query somewhere in the row.
bool matches(const PickerRow& row, const std::string& query) {
  const std::string text = lowered(row.name) + " " + lowered(row.detail) + " " +
                           lowered(row.group) + " " + lowered(row.keywords);
  std::size_t start = 0;
  while (start < query.size()) {
    const std::size_t space = std::min(query.find(' ', start), query.size());
    if (text.find(query.substr(start, space - start)) == std::string::npos) return false;
    start = space + 1;
  }
  return true;
}

std::vector<std::string> offer_lines(const Canvas& canvas, const PickerRow& row, float width) {
  return canvas.wrapped(kStrong, row.name, width - 2 * kTextInset);
}

std::vector<std::string> offer_details(const Canvas& canvas, const PickerRow& row, float width) {
  return canvas.wrapped(kSmall, row.detail, width - 2 * kTextInset);
}

/// What is offered on as many lines as it needs, and below it what that does.
void draw_offer(const Canvas& canvas, Rect rect, const PickerRow& row, bool is_marked) {
  const Palette& c = canvas.colours();
  const Rect ground{rect.x + 4, rect.y, rect.width - 8, rect.height - 2};
  canvas.fill(ground, c.accent_soft, kControlRadius);
  if (is_marked) canvas.stroke(ground, c.accent, kControlRadius);
  float y = rect.y + kOfferPadding;
  for (const std::string& line : offer_lines(canvas, row, rect.width)) {
    canvas.text({rect.x + kTextInset, y}, kStrong, c.accent_text, line);
    y += Canvas::line_height(kStrong) + 2;
  }
  for (const std::string& line : offer_details(canvas, row, rect.width)) {
    canvas.text({rect.x + kTextInset, y}, kSmall, row.is_doubtful ? c.bad : c.quiet, line);
    y += Canvas::line_height(kSmall) + 2;
  }
}

}  // namespace

std::vector<const PickerRow*> matching(const std::vector<PickerRow>& rows, const char* query) {
  const std::string lower = lowered(query);
  std::vector<const PickerRow*> found;
  for (const PickerRow& row : rows) {
    if (row.is_offer || matches(row, lower)) found.push_back(&row);
  }
  return found;
}

float row_height(const Canvas& canvas, const PickerRow& row, float width) {
  if (!row.is_offer) return kRowHeight;
  const auto lines = static_cast<float>(offer_lines(canvas, row, width).size());
  const auto details = static_cast<float>(offer_details(canvas, row, width).size());
  return 2 * kOfferPadding + lines * (Canvas::line_height(kStrong) + 2) +
         details * (Canvas::line_height(kSmall) + 2);
}

float content_height(const Canvas& canvas, const std::vector<const PickerRow*>& rows, float width) {
  float height = 0;
  std::string_view group;
  for (const PickerRow* row : rows) {
    if (row->group != group) height += kHeaderHeight;
    group = row->group;
    height += row_height(canvas, *row, width);
  }
  return height;
}

void draw_row(const Canvas& canvas, Rect rect, const PickerRow& row, bool is_chosen,
              bool is_marked) {
  const Palette& c = canvas.colours();
  const Rect ground{rect.x + 4, rect.y, rect.width - 8, rect.height};
  if (row.is_offer) return draw_offer(canvas, rect, row, is_marked);
  if (is_chosen) canvas.fill(ground, c.accent_soft, kControlRadius);
  if (is_marked && !is_chosen) canvas.fill(ground, c.hover, kControlRadius);
  const float detail_width = canvas.text_width(kSmall, row.detail);
  const Rect text{rect.x + 14, rect.y, rect.width - 28, rect.height};
  canvas.text_left({text.x, text.y, text.width - detail_width - 12, text.height},
                   is_chosen ? kStrong : kBody, is_chosen ? c.accent_text : c.ink, row.name);
  canvas.text_right(text.right(), text.y + (text.height - Canvas::line_height(kSmall)) / 2, kSmall,
                    c.quiet, row.detail);
}

}  // namespace vram::ui
