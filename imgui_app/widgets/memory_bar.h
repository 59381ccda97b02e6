// Memory as a bar: one colour per kind, to scale.
// SPDX-License-Identifier: MIT
#pragma once

#include "imgui_app/canvas.h"
#include "imgui_app/state.h"

namespace vram::ui {

/// The parts of a phase, side by side; `scale` bytes fill the rectangle.
void memory_bar(const AppState& app, const Canvas& canvas, Rect rect, const PhaseTotal& phase,
                double scale);

/// The bytes that fill the answer's bar: the larger of what is needed and what is usable.
double bar_scale(const Report& report);

/// How the answer stands against the accelerator.
enum class Verdict { fits, tight, over };
Verdict verdict(const Report& report);

/// "Fits · 7.8 GiB free" on a ground of its own; its right end at x = right.
float verdict_pill(const AppState& app, const Canvas& canvas, float right, float y, bool is_short);

/// The verdict in words.
std::string verdict_text(const AppState& app, bool is_short);
std::string verdict_text(const Report& report, UnitSystem units, Language language, bool is_short);

}  // namespace vram::ui
