// A command line that runs a configuration, to read, to copy and to keep.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "export/commands.h"
#include "imgui_app/layout.h"
#include "imgui_app/state.h"

namespace vram::ui {

/// What a program is called.
std::string_view program_name(ToolId tool, Language language);

/// The program's name with Copy and Download, and below it the command.
void command_view(AppState& app, const Canvas& canvas, Column& column, const Command& command);

/// How to see what the program really takes, and which number it is to be compared with.
void measure_view(const AppState& app, const Canvas& canvas, Column& column,
                  const Command& command);

}  // namespace vram::ui
