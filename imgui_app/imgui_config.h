// Compile-time settings of Dear ImGui, given to every file by IMGUI_USER_CONFIG.
// SPDX-License-Identifier: MIT
#pragma once

#define IMGUI_DISABLE_OBSOLETE_FUNCTIONS

// The page has no shell, no files and its own fonts.
#define IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS
#define IMGUI_DISABLE_FILE_FUNCTIONS
#define IMGUI_DISABLE_DEFAULT_FONT

// The demo and metrics windows are 130 KB of the download; debug builds keep them.
#ifdef NDEBUG
#define IMGUI_DISABLE_DEMO_WINDOWS
#define IMGUI_DISABLE_DEBUG_TOOLS
#endif

// WebGL 2 has no base-vertex draws, so 16-bit indices would limit one window to 16,000 characters.
#define ImDrawIdx unsigned int

// WebGL 2 is OpenGL ES 3; the renderer would otherwise choose ES 2 under Emscripten.
#define IMGUI_IMPL_OPENGL_ES3
