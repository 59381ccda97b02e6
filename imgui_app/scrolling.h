// Content that follows the wheel and the finger, and glides on after it.
// SPDX-License-Identifier: MIT
#pragma once

#include "imgui_app/platform.h"

namespace vram::scrolling {

// All lengths are canvas pixels. Once a frame: the wheel before ImGui::NewFrame, the finger after.
void feed_wheel(float seconds, float pixel_ratio, bool at_once);
void move_content(float seconds, float pixel_ratio);
// True while something is still to be moved.
bool is_moving();

// Movement of the wheel as a WheelEvent has it.
void turn_wheel(float x, float y);

// Noted while the frame is built; forgotten at the next.
void claim_finger(platform::FingerDrag drag);
void forget_claim();
// Whether a finger where the pointer is, starting to move that way, drags what is under it.
bool finger_drags(bool horizontally);

// From here on the content where the pointer is follows the finger, which starts to move that way.
void begin_pan(float x, float y);
void pan(float x, float y);
// The finger left with this speed per second.
void glide(float x, float y);
// Stops gliding content; false when none was.
bool stop();

}  // namespace vram::scrolling
