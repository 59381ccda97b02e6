// Sheets for what comes from files and goes into them.
// SPDX-License-Identifier: MIT
#pragma once

#include "imgui_app/canvas.h"
#include "imgui_app/state.h"

namespace vram::ui {

/// Opening a model's files, and what was understood of them.
void import_sheet(AppState& app, const Canvas& canvas);

/// The result as JSON, CSV, Markdown or a picture, to copy or to download.
void export_sheet(AppState& app, const Canvas& canvas);

}  // namespace vram::ui
