// Stands in for imgui_tables.cpp, which is 5 % of the download: the app draws its own tables and
// never begins one of ImGui's. These are the few calls the rest of ImGui makes into that file.
// SPDX-License-Identifier: MIT
#include "imgui.h"
#include "imgui_internal.h"

namespace ImGui {

void EndTable() {}
void EndColumns() {}
void TablePushColumnChannel(int) {}
void TablePopColumnChannel() {}
void TableGcCompactTransientBuffers(ImGuiTable*) {}
void TableGcCompactTransientBuffers(ImGuiTableTempData*) {}
void TableGcCompactSettings() {}
void TableSettingsAddSettingsHandler() {}

}  // namespace ImGui
