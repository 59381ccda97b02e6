// The ground is as tall as the lines that end up on it, so these are broken first.
// SPDX-License-Identifier: MIT
#include "imgui_app/widgets/code_block.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "imgui_app/widgets/controls.h"

namespace vram::ui {
namespace {

constexpr float kPadding = 12;
constexpr float kBetweenLines = 3;
constexpr float kHang = 24;  // of what continues a line

struct CodeLine {
  float indent = 0;
  std::string text;
};

/// A line keeps its own indent; what continues it hangs further in.
void add_line(const Canvas& canvas, std::string_view line, float width,
              std::vector<CodeLine>& lines) {
  const std::size_t spaces = std::min(line.find_first_not_of(' '), line.size());
  const float indent = canvas.text_width(kFormula, line.substr(0, spaces));
  line.remove_prefix(spaces);
  if (indent + canvas.text_width(kFormula, line) <= width) {
    lines.push_back({indent, std::string(line)});
    return;
  }
  float here = indent;
  for (std::string& part : canvas.wrapped(kFormula, line, width - indent - kHang)) {
    lines.push_back({here, std::move(part)});
    here = indent + kHang;
  }
}

}  // namespace

void code_block(const Canvas& canvas, Column& column, std::string_view label,
                std::string_view text) {
  std::vector<CodeLine> lines;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    add_line(canvas, rest.substr(0, end), column.width - 2 * kPadding, lines);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const float line_height = Canvas::line_height(kFormula) + kBetweenLines;
  const Rect ground =
      column.take(line_height * static_cast<float>(lines.size()) - kBetweenLines + 2 * kPadding);
  canvas.fill(ground, canvas.colours().inset, kControlRadius);
  canvas.stroke(ground, canvas.colours().hairline, kControlRadius);
  float y = ground.y + kPadding;
  for (const CodeLine& line : lines) {
    canvas.text({ground.x + kPadding + line.indent, y}, kFormula, canvas.colours().ink, line.text);
    y += line_height;
  }
  announce_item(canvas, ground,
                {.role = accessibility::Role::text, .label = label, .value_text = text});
}

}  // namespace vram::ui
