// What a typed question will set, as the first row of the list it is typed into.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "imgui_app/state.h"
#include "imgui_app/widgets/picker.h"

namespace vram::ui {

/// The value of that row; no preset has it.
inline constexpr double kQuestionValue = -2;

/// "Qwen3 32B · RTX 4090 · 32,768 tokens".
std::string question_text(const Question& question, const Inputs& now, Language language);

/// The row for what is typed into the search field, where that is more than a model's name.
std::optional<PickerRow> question_row(AppState& app);

}  // namespace vram::ui
