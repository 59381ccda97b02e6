// How the app looks: colours, type and measures, each set once. Lengths are CSS pixels.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/schema/choices.h"
#include "imgui.h"

namespace vram::ui {

/// The colours of one theme.
struct Palette {
  ImU32 ground;       ///< behind everything
  ImU32 card;         ///< cards and the top bar
  ImU32 edge;         ///< borders of cards and controls
  ImU32 hairline;     ///< between rows
  ImU32 ink;          ///< text that is read first
  ImU32 quiet;        ///< labels and remarks
  ImU32 accent;       ///< what can be moved or is chosen
  ImU32 accent_text;  ///< accent as text
  ImU32 accent_soft;  ///< ground of a chosen segment
  ImU32 on_accent;    ///< text on accent
  ImU32 track;        ///< empty part of sliders and bars
  ImU32 inset;        ///< ground of formulas
  ImU32 hover;        ///< ground of what the pointer is over
  ImU32 good, good_soft;
  ImU32 tight, tight_soft;
  ImU32 bad, bad_soft;
  ImU32 scrim;   ///< over the page while a picker is open on a phone
  ImU32 shadow;  ///< below what floats
};

const Palette& palette(Theme theme);

/// The colour a kind of memory has in every bar and table.
ImU32 component_colour(Component component, Theme theme);

enum class Face { regular, semibold, mono };

/// A way of setting text; size is that of the em square.
struct TextStyle {
  Face face;
  float size;
};

inline constexpr TextStyle kBody{Face::regular, 14.5f};
inline constexpr TextStyle kStrong{Face::semibold, 14.5f};
inline constexpr TextStyle kSmall{Face::regular, 13.0f};
inline constexpr TextStyle kSmallStrong{Face::semibold, 13.0f};
inline constexpr TextStyle kTitle{Face::semibold, 13.0f};   ///< of a card
inline constexpr TextStyle kBrand{Face::semibold, 16.5f};   ///< the app's name
inline constexpr TextStyle kFigure{Face::semibold, 44.0f};  ///< the answer
inline constexpr TextStyle kFigureSmall{Face::semibold, 34.0f};
inline constexpr TextStyle kFigureUnit{Face::regular, 19.0f};
inline constexpr TextStyle kFigureUnitSmall{Face::regular, 15.5f};
inline constexpr TextStyle kTick{Face::regular, 11.5f};  ///< of plots
inline constexpr TextStyle kTickStrong{Face::semibold, 11.5f};
inline constexpr TextStyle kFormula{Face::mono, 12.5f};

/// Line metrics of every font, in em; tools/subset_fonts.py gives the fonts these.
inline constexpr float kAscent = 0.96875f;
inline constexpr float kDescent = 0.2412f;
inline constexpr float kLineEm = kAscent + kDescent;

inline constexpr float kCardRadius = 12;
inline constexpr float kControlRadius = 7;
inline constexpr float kCardPadding = 18;
inline constexpr float kGap = 16;
inline constexpr float kControlHeight = 34;
inline constexpr float kTouchHeight = 44;  ///< of controls where a finger is likely
inline constexpr float kTopBarHeight = 56;
inline constexpr float kScrollbarWidth = 10;

/// Widths at which the layout changes.
inline constexpr float kThreeColumns = 1200;
inline constexpr float kTwoColumns = 780;

}  // namespace vram::ui
