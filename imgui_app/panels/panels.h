// The parts of the page, one file each. Panels read the report and change the configuration only
// through state.h; they do no arithmetic on bytes.
// SPDX-License-Identifier: MIT
#pragma once

#include "imgui_app/layout.h"
#include "imgui_app/state.h"

namespace vram::ui {

/// The bar at the top: name, mode, share, units, language, theme.
void top_bar(AppState& app, const Canvas& canvas, Rect bar);

/// How wide all tabs are beside each other, with more or with less space between them.
float tabs_width(const AppState& app, const Canvas& canvas, bool is_tight);

/// The tabs of modes and tools; they scroll sideways where there is not enough room.
void tabs(AppState& app, const Canvas& canvas, Rect row);

/// The list of recent configurations, while it is open, below a button.
void history_list(AppState& app, const Canvas& canvas, Rect anchor);

/// The same as a card.
void history_panel(AppState& app, const Canvas& canvas, Column& column);

/// What the keys do, over everything else.
void shortcuts_sheet(AppState& app, const Canvas& canvas);

/// The tools, each on the whole page.
void compare_panel(AppState& app, const Canvas& canvas, Column& column);
void gpus_panel(AppState& app, const Canvas& canvas, Column& column, float top, float bottom);
void formats_panel(AppState& app, const Canvas& canvas, Column& column);

/// Whether the bar has room for the tabs.
bool has_tabs_in_bar(const AppState& app, const Canvas& canvas, float width);

/// The boxes that choose the model and the accelerator.
void model_picker(AppState& app, const Canvas& canvas, Column& column);
void gpu_picker(AppState& app, const Canvas& canvas, Column& column);

/// The name of a kind of accelerator.
StringId kind_label(std::string_view kind);

/// GiB or GB: in the bar, and on phones among the advanced inputs.
void units_control(AppState& app, const Canvas& canvas, Rect rect);

/// What was wrong with the link or the configuration, and what is used instead.
void notice_panel(AppState& app, const Canvas& canvas, Column& column);

/// Model, formats, workload and devices.
void inputs_panel(AppState& app, const Canvas& canvas, Column& column);

/// The number, against the accelerator's memory.
void summary_panel(AppState& app, const Canvas& canvas, Column& column);

/// Where it does not fit but would with a change or another split: that, and a press to have it so.
void way_out_line(AppState& app, const Canvas& canvas, Rect row);

/// How high that line is in so much width; 0 where there is nothing to say.
float way_out_height(AppState& app, const Canvas& canvas, float width);

/// The number in two lines, for the top of a phone's screen.
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
/// What measurements say of answers like this one, with a link to the sheet of all comparisons.
void accuracy_line(AppState& app, const Canvas& canvas, Column& column);
void accuracy_sheet(AppState& app, const Canvas& canvas);
void rules_panel(AppState& app, const Canvas& canvas, Column& column);

/// The largest that fits, and what to change; each a press away.
void what_fits_panel(AppState& app, const Canvas& canvas, Column& column);
void suggestions_panel(AppState& app, const Canvas& canvas, Column& column);

/// How fast, and at what cost.
void speed_panel(AppState& app, const Canvas& canvas, Column& column);

/// Ways to share the work out over several devices.
void plans_panel(AppState& app, const Canvas& canvas, Column& column);

/// What it takes to fit, and what is worth a look.
void fit_panel(AppState& app, const Canvas& canvas, Column& column);

/// Facts of the model and of the accelerator, with their sources.
void model_panel(AppState& app, const Canvas& canvas, Column& column);
void gpu_panel(AppState& app, const Canvas& canvas, Column& column);

}  // namespace vram::ui
