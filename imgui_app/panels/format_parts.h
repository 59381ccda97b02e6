// What both halves of the number formats draw with: parts of a format, colours of bits, texts.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "imgui_app/layout.h"
#include "imgui_app/state.h"

namespace vram::ui {

enum class Part { unused, sign, exponent, mantissa };

/// Which part of the format a bit belongs to; bit 0 is the last.
Part part_of(const NumberFormatSpec& format, int bit);

/// What a part is called in this format.
UiText label_of(const NumberFormatSpec& format, Part part);

ImU32 part_colour(const AppState& app, const Canvas& canvas, Part part);

bool bit_is_set(std::uint64_t bits, int bit);

/// Ones are filled, zeros only tinted.
ImU32 bit_colour(const AppState& app, const Canvas& canvas, Part part, bool is_set);

/// A stored number with all its digits, and one with about four; both with a true minus.
std::string number_text(double value);
std::string short_number_text(double value);

/// Whether a format stores exactly what was typed, and how far it is off in relation to it.
bool is_exact(const FormatsState& state, const Encoded& encoded);
std::string error_text(const FormatsState& state, const Encoded& encoded, Language language);

/// The number, examples of numbers, and the chosen format's bits, to be turned.
void chosen_format(AppState& app, const Canvas& canvas, Column& column);

}  // namespace vram::ui
