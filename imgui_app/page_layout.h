// Where the parts of the page are: the bar at the top, and below it columns of cards.
// SPDX-License-Identifier: MIT
#pragma once

#include "imgui_app/canvas.h"
#include "imgui_app/state.h"

namespace vram::ui {

/// The bar with the name, the tabs and, on phones, the answer, and what opens from it. Returns its
/// height.
float draw_bar(AppState& app, const Canvas& canvas, float width);

/// On phones, at the bottom: how it would fit, where it does not. It comes and goes without moving
/// the page. Returns its height.
float draw_foot(AppState& app, const Canvas& canvas, float width, float bottom);

/// Everything between the two. Where there is room the columns scroll on their own and the answer
/// stays above them; small windows scroll as one.
void draw_page(AppState& app, const Canvas& canvas, Rect area);

}  // namespace vram::ui
