// ImGui's child windows, a little wider than their cards: for edges on the left, and for the
// scrollbar on the right. SPDX-License-Identifier: MIT
#include "imgui_app/widgets/scroll_area.h"

#include <algorithm>

namespace vram::ui {
namespace {

constexpr float kLeft = kGap - kScrollbarWidth - 3;
constexpr float kRight = kGap - kLeft;
constexpr float kAboveCards = 2;

}  // namespace

ScrollArea::ScrollArea(const Canvas& canvas, const char* id, const Column& column, float bottom,
                       bool scrolls_to_top)
    : canvas_(canvas), column_(column) {
  const float top = column.y - kAboveCards;
  ImGui::SetCursorScreenPos(canvas.to_pixels({column.x - kLeft, top}));
  ImGui::BeginChild(id,
                    canvas.to_pixels({column.width + kLeft + kRight, std::max(bottom - top, 1.0f)}),
                    ImGuiChildFlags_None);
  if (scrolls_to_top) ImGui::SetScrollY(0);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->ChannelsSplit(kLayers);
  list->ChannelsSetCurrent(kUpperLayer);
  column_.y -= ImGui::GetScrollY() / canvas.ratio();
}

ScrollArea::~ScrollArea() {
  ImGui::GetWindowDrawList()->ChannelsMerge();
  ImGui::SetCursorScreenPos(canvas_.to_pixels({column_.x, column_.y}));
  ImGui::Dummy({1, 1});
  ImGui::EndChild();
}

}  // namespace vram::ui
