// The parts of the page, one file each. Panels read the report and change the configuration only
// through state.h; they do no arithmetic on bytes.
// SPDX-License-Identifier: MIT
#pragma once

#include "imgui_app/layout.h"
#include "imgui_app/state.h"

namespace vram::ui {

/// The bar at the top: name, mode, share, units, language, theme.
void top_bar(AppState& app, const Canvas& canvas, Rect bar);

/// How wide the tabs of all modes are beside each other.
float mode_tabs_width(const AppState& app, const Canvas& canvas);

/// The tabs of the modes; they scroll sideways where there is not enough room.
void mode_tabs(AppState& app, const Canvas& canvas, Rect row);

/// Whether the bar has room for the tabs.
bool has_tabs_in_bar(const AppState& app, const Canvas& canvas, float width);

/// The boxes that choose the model and the accelerator.
void model_picker(AppState& app, const Canvas& canvas, Column& column);
void gpu_picker(AppState& app, const Canvas& canvas, Column& column);

/// GiB or GB: in the bar, and on phones among the advanced inputs.
void units_control(AppState& app, const Canvas& canvas, Rect rect);

/// What was wrong with the link or the configuration, and what is used instead.
void notice_panel(AppState& app, const Canvas& canvas, Column& column);

/// Model, formats, workload and devices.
void inputs_panel(AppState& app, const Canvas& canvas, Column& column);

/// The number, against the accelerator's memory.
void summary_panel(AppState& app, const Canvas& canvas, Column& column);

/// The same in two lines, for the top of a phone's screen.
void summary_strip(AppState& app, const Canvas& canvas, Rect strip);

/// Every kind of memory with its formula.
void breakdown_panel(AppState& app, const Canvas& canvas, Column& column);

/// One bar per phase.
void phases_panel(AppState& app, const Canvas& canvas, Column& column);

/// Memory against the inputs it grows with, or what fits over both.
void plots_panel(AppState& app, const Canvas& canvas, Column& column);

/// The part of that card that shows both inputs at once.
void heat_map(AppState& app, const Canvas& canvas, Column& column, const HeatMap& map);

/// What rules of thumb say to the same configuration.
void rules_panel(AppState& app, const Canvas& canvas, Column& column);

/// What it takes to fit, and what is worth a look.
void fit_panel(AppState& app, const Canvas& canvas, Column& column);

/// Facts of the model and of the accelerator, with their sources.
void model_panel(AppState& app, const Canvas& canvas, Column& column);
void gpu_panel(AppState& app, const Canvas& canvas, Column& column);

}  // namespace vram::ui
