// The first is as wide as the longer of its two texts, so that nothing moves when it says "copied".
// SPDX-License-Identifier: MIT
#include "imgui_app/widgets/transfer_buttons.h"

#include <algorithm>
#include <string>

#include "i18n/ui_strings.h"
#include "imgui_app/widgets/controls.h"

namespace vram::ui {
namespace {

constexpr float kHeight = 34;
constexpr float kPadding = 12;
constexpr float kBetween = 8;

Rect at_end(Rect& row, float text_width) {
  const float width = text_width + 2 * kPadding;
  const Rect rect{row.right() - width, row.y, width, kHeight};
  row.width -= width + kBetween;
  return rect;
}

}  // namespace

std::optional<platform::Destination> transfer_buttons(const Canvas& canvas, Rect& row,
                                                      std::string_view name, bool is_copied,
                                                      Language language) {
  const auto width = [&](UiText text) { return canvas.text_width(kBody, tr(text, language)); };
  const Rect file = at_end(row, width(UiText::export_download));
  const Rect clipboard =
      at_end(row, std::max(width(UiText::export_copy), width(UiText::export_copied)));
  std::optional<platform::Destination> pressed;
  const auto draw = [&](Rect rect, UiText text, UiText spoken, platform::Destination where) {
    // The id stays while the text changes.
    const std::string id = std::string(tr(text, language)) + "###" +
                           (where == platform::Destination::file ? "file" : "clipboard");
    const std::string label = tr(spoken, language, {{"name", name}});
    if (button(canvas, rect, id, false, {}, label)) pressed = where;
  };
  draw(clipboard, is_copied ? UiText::export_copied : UiText::export_copy, UiText::export_copy_of,
       platform::Destination::clipboard);
  draw(file, UiText::export_download, UiText::export_download_of, platform::Destination::file);
  return pressed;
}

}  // namespace vram::ui
