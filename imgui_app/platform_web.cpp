// The platform in a browser: events and frames in from web/page.js, requests out to it.
// SPDX-License-Identifier: MIT
#include <GLES3/gl3.h>
#include <emscripten/emscripten.h>
#include <emscripten/html5_webgl.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "backends/imgui_impl_opengl3.h"
#include "imgui.h"
#include "imgui_app/accessibility.h"
#include "imgui_app/browser_keys.h"
#include "imgui_app/platform.h"
#include "imgui_app/scrolling.h"
#include "imgui_internal.h"

// ---------------------------------------------------------------------------------------------
// Out: each function is one method of Module.platform, made by web/page.js.

// clang-format off
EM_JS(void, page_copy_text, (const char* text, size_t size),
      { Module.platform.copyText(UTF8ToString(text, size)); });
EM_JS(void, page_set_link, (const char* text, size_t size, int push),
      { Module.platform.setLink(UTF8ToString(text, size), push !== 0); });
EM_JS(char*, page_share_address, (const char* text, size_t size),
      { return Module.platform.give(Module.platform.shareAddress(UTF8ToString(text, size))); });
EM_JS(void, page_show_qr_code, (const char* text, size_t size),
      { Module.platform.showQrCode(UTF8ToString(text, size)); });
EM_JS(void, page_set_title, (const char* text, size_t size),
      { document.title = UTF8ToString(text, size); });
EM_JS(void, page_remember, (const char* key, size_t key_size, const char* text, size_t size),
      { Module.platform.remember(UTF8ToString(key, key_size), UTF8ToString(text, size)); });
EM_JS(char*, page_recall, (const char* key, size_t key_size),
      { return Module.platform.give(Module.platform.recall(UTF8ToString(key, key_size))); });
EM_JS(void, page_request_font, (const char* name, size_t size),
      { Module.platform.requestFont(UTF8ToString(name, size)); });
EM_JS(void, page_set_look, (const char* language, size_t size, int dark),
      { Module.platform.setLook(UTF8ToString(language, size), dark !== 0); });
EM_JS(void, page_open_address, (const char* text, size_t size),
      { Module.platform.openAddress(UTF8ToString(text, size)); });
EM_JS(void, page_pick_files, (), { Module.platform.pickFiles(); });
EM_JS(void, page_export, (const char* format, size_t format_size, int is_file, const char* text, size_t size),
      { Module.platform.exportResult(UTF8ToString(format, format_size), is_file !== 0, UTF8ToString(text, size)); });
EM_JS(void, page_save_text, (const char* name, size_t name_size, const char* text, size_t size),
      { Module.platform.saveText(UTF8ToString(name, name_size), UTF8ToString(text, size)); });
EM_JS(void, page_request_frame, (), { Module.platform.requestFrame(); });
EM_JS(void, page_set_cursor, (const char* name),
      { Module.platform.setCursor(UTF8ToString(name)); });
EM_JS(void, page_text_input, (ImGuiID id, float x, float y, float height, int decimal),
      { Module.platform.textInput(id >>> 0, x, y, height, decimal !== 0); });
EM_JS(void, page_show_accessible, (const void* records, int count, const char* texts, size_t size),
      { Module.platform.showAccessible(records, count, texts, size); });
EM_JS(void, page_announce, (const char* text, size_t size),
      { Module.platform.announce(UTF8ToString(text, size)); });
// clang-format on

namespace vram::platform {
namespace {

// ImGui shows the effect of an event one frame after it, and some layouts settle one frame later.
constexpr int kFramesPerEvent = 3;
// Longer pauses are sleep, not animation time.
constexpr float kLongestStepSeconds = 0.25f;

struct Page {
  int frames_wanted = 0;
  double last_frame_ms = 0;
  float pixel_ratio = 0;
  bool context_lost = false;
  double frame_cost_ms = 0;
  bool reduces_motion = false;
  ImGuiMouseCursor cursor = ImGuiMouseCursor_Arrow;
  std::string clipboard;
};

Page& page() {
  static Page the_page;
  return the_page;
}

std::string taken(char* text) {
  std::string copy = text;
  std::free(text);
  return copy;
}

void wake() {
  page().frames_wanted = kFramesPerEvent;
  page_request_frame();
}

void show_cursor() {
  const ImGuiMouseCursor cursor = ImGui::GetMouseCursor();
  if (cursor == page().cursor) return;
  page().cursor = cursor;
  constexpr std::array<const char*, ImGuiMouseCursor_COUNT> kNames{
      "default",     "text",    "move", "ns-resize", "ew-resize",  "nesw-resize",
      "nwse-resize", "pointer", "wait", "progress",  "not-allowed"};
  page_set_cursor(cursor < 0 ? "none" : kNames.at(static_cast<std::size_t>(cursor)));
}

// When ImGui's own tooltip delays next run out; below 0 when none is running.
double seconds_until_hover_delay() {
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  if (g.HoverItemDelayId == 0) return -1;
  double next = -1;
  const auto consider = [&next](float delay, float elapsed) {
    const double left = static_cast<double>(delay - elapsed);
    if (left > 0 && (next < 0 || left < next)) next = left;
  };
  consider(g.Style.HoverStationaryDelay, g.MouseStationaryTimer);
  consider(g.Style.HoverDelayShort, g.HoverItemDelayTimer);
  consider(g.Style.HoverDelayNormal, g.HoverItemDelayTimer);
  return next;
}

double seconds_until_next_frame() {
  Page& p = page();
  const ImGuiContext& g = *ImGui::GetCurrentContext();
  // ImGui spreads quick events, such as press and release, over several frames.
  if (!g.InputEventsQueue.empty()) p.frames_wanted = kFramesPerEvent;
  const bool holds = ImGui::GetActiveID() != 0 && ImGui::IsAnyMouseDown();
  if (p.frames_wanted > 0 || holds || scrolling::is_moving()) return 0;
  if (accessibility::has_pending_acts()) return 0;
  const double app = app_hooks::seconds_until_next_frame();
  const double hover = seconds_until_hover_delay();
  if (app < 0) return hover;
  return hover < 0 ? app : std::min(app, hover);
}

void set_up_imgui(bool uses_mac_keys) {
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.BackendPlatformName = "page";
  io.BackendFlags |= ImGuiBackendFlags_HasMouseCursors;
  io.ConfigInputTextCursorBlink = false;  // a blinking cursor would draw frames for ever
  io.ConfigMacOSXBehaviors = uses_mac_keys;
  ImGuiPlatformIO& hooks = ImGui::GetPlatformIO();
  hooks.Platform_SetClipboardTextFn = [](ImGuiContext*, const char* text) { copy_text(text); };
  hooks.Platform_GetClipboardTextFn = [](ImGuiContext*) { return page().clipboard.c_str(); };
  hooks.Platform_OpenInShellFn = [](ImGuiContext*, const char* address) {
    open_address(address);
    return true;
  };
  hooks.Platform_SetImeDataFn = [](ImGuiContext* g, ImGuiViewport*, ImGuiPlatformImeData* ime) {
    const ImGuiInputTextFlags numeric =
        ImGuiInputTextFlags_CharsDecimal | ImGuiInputTextFlags_CharsScientific;
    page_text_input(ime->WantTextInput ? g->ActiveId : 0, ime->InputPos.x, ime->InputPos.y,
                    ime->InputLineHeight, (g->InputTextState.Flags & numeric) != 0);
  };
}

bool open_webgl() {
  // page.js has already made the context of this canvas, with the same attributes.
  EmscriptenWebGLContextAttributes attributes;
  emscripten_webgl_init_context_attributes(&attributes);
  attributes.alpha = attributes.antialias = attributes.depth = attributes.stencil = false;
  attributes.majorVersion = 2;
  attributes.enableExtensionsByDefault = false;
  const auto context = emscripten_webgl_create_context("#canvas", &attributes);
  if (context <= 0) return false;
  emscripten_webgl_make_context_current(context);
  return ImGui_ImplOpenGL3_Init("#version 300 es");
}

}  // namespace

void copy_text(std::string_view text) { page_copy_text(text.data(), text.size()); }

void set_link(std::string_view fragment, LinkEntry how) {
  page_set_link(fragment.data(), fragment.size(), how == LinkEntry::push);
}

std::string share_address(std::string_view fragment) {
  return taken(page_share_address(fragment.data(), fragment.size()));
}

void show_qr_code(std::string_view address) { page_show_qr_code(address.data(), address.size()); }

void set_title(std::string_view title) { page_set_title(title.data(), title.size()); }

void remember(std::string_view key, std::string_view value) {
  page_remember(key.data(), key.size(), value.data(), value.size());
}

std::string recall(std::string_view key) { return taken(page_recall(key.data(), key.size())); }

void request_font(std::string_view name) { page_request_font(name.data(), name.size()); }

void set_page_look(std::string_view language, bool dark) {
  page_set_look(language.data(), language.size(), dark);
}

void open_address(std::string_view address) { page_open_address(address.data(), address.size()); }

void request_frame() { wake(); }

void claim_finger(FingerDrag drag) { scrolling::claim_finger(drag); }

void show_accessible(const void* records, int count, std::string_view texts) {
  page_show_accessible(records, count, texts.data(), texts.size());
}

void pick_files() { page_pick_files(); }

void export_result(std::string_view format, Destination where, std::string_view link) {
  page_export(format.data(), format.size(), where == Destination::file ? 1 : 0, link.data(),
              link.size());
}

void save_text(std::string_view file_name, std::string_view text) {
  page_save_text(file_name.data(), file_name.size(), text.data(), text.size());
}

void announce(std::string_view text) { page_announce(text.data(), text.size()); }

}  // namespace vram::platform

// ---------------------------------------------------------------------------------------------
// In: called by web/page.js and its neighbours.

using namespace vram;            // NOLINT: nothing includes this file
using namespace vram::platform;  // NOLINT

extern "C" {

EMSCRIPTEN_KEEPALIVE int vram_start(const char* fragment, const char* language, int prefers_dark,
                                    int reduces_motion, int uses_mac_keys) {
  set_up_imgui(uses_mac_keys != 0);
  if (!open_webgl()) return 0;
  page().reduces_motion = reduces_motion != 0;
  app_hooks::start({.fragment = fragment,
                    .preferred_language = language,
                    .prefers_dark = prefers_dark != 0,
                    .reduces_motion = reduces_motion != 0,
                    .uses_mac_keys = uses_mac_keys != 0});
  return 1;
}

// Draws one frame; answers like app_hooks::seconds_until_next_frame.
EMSCRIPTEN_KEEPALIVE double vram_frame(double now_ms, int width, int height, float pixel_ratio) {
  Page& p = page();
  if (p.context_lost) return -1;
  ImGuiIO& io = ImGui::GetIO();
  if (pixel_ratio != p.pixel_ratio) {
    p.pixel_ratio = pixel_ratio;
    const ImGuiIO defaults;
    io.MouseDragThreshold = defaults.MouseDragThreshold * pixel_ratio;
    io.MouseDoubleClickMaxDist = defaults.MouseDoubleClickMaxDist * pixel_ratio;
    app_hooks::pixel_ratio_changed(pixel_ratio);
  }
  // A phone's keyboard may have come up over the field that is typed into.
  const float old_height = io.DisplaySize.y;
  io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
  if (io.DisplaySize.y < old_height && io.WantTextInput) {
    accessibility::reveal(ImGui::GetActiveID());
  }
  const auto seconds = static_cast<float>((now_ms - p.last_frame_ms) / 1000);
  io.DeltaTime = std::clamp(seconds, 0.0001f, kLongestStepSeconds);
  p.last_frame_ms = now_ms;
  p.frames_wanted = std::max(p.frames_wanted - 1, 0);
  const double began = emscripten_get_now();
  scrolling::forget_claim();
  scrolling::feed_wheel(io.DeltaTime, pixel_ratio, p.reduces_motion);
  accessibility::begin_frame();
  const double before_renderer = emscripten_get_now();
  ImGui_ImplOpenGL3_NewFrame();
  const double renderer = emscripten_get_now() - before_renderer;
  ImGui::NewFrame();
  scrolling::move_content(io.DeltaTime, pixel_ratio);
  app_hooks::frame();
  accessibility::end_frame();
  ImGui::Render();
  p.frame_cost_ms = emscripten_get_now() - began - renderer;
  const ImVec4 ground = ImGui::GetStyleColorVec4(ImGuiCol_WindowBg);
  glViewport(0, 0, width, height);
  glClearColor(ground.x, ground.y, ground.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  show_cursor();
  return seconds_until_next_frame();
}

// What the last frame took, in milliseconds: all but the calls of WebGL.
EMSCRIPTEN_KEEPALIVE double vram_frame_cost() { return page().frame_cost_ms; }

EMSCRIPTEN_KEEPALIVE void vram_wake() { wake(); }

EMSCRIPTEN_KEEPALIVE void vram_context_lost() {
  if (page().context_lost) return;
  page().context_lost = true;
  // Everything made with the context is gone; ImGui keeps its textures' pixels and asks for new
  // ones once these are reported destroyed. Deleting is silent now, and an error once there is a
  // new one.
  ImGui_ImplOpenGL3_Shutdown();
}

EMSCRIPTEN_KEEPALIVE void vram_context_restored() {
  ImGui_ImplOpenGL3_Init("#version 300 es");
  page().context_lost = false;
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_open_link(const char* fragment) {
  app_hooks::open_link(fragment);
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_import(const char* message) {
  app_hooks::import_told(message);
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_exported(int is_done) {
  app_hooks::export_finished(is_done != 0);
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_font(const char* name, const unsigned char* bytes, int size) {
  app_hooks::add_font(name, std::vector<unsigned char>(bytes, bytes + size));
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_system_theme(int dark) {
  app_hooks::system_theme_changed(dark != 0);
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_page_focus(int focused) {
  ImGui::GetIO().AddFocusEvent(focused != 0);
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_pointer(float x, float y, int finger) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseSourceEvent(finger != 0 ? ImGuiMouseSource_TouchScreen : ImGuiMouseSource_Mouse);
  io.AddMousePosEvent(x, y);
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_pointer_gone() {
  ImGui::GetIO().AddMousePosEvent(-FLT_MAX, -FLT_MAX);
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_button(int button, int down) {
  ImGui::GetIO().AddMouseButtonEvent(button, down != 0);
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_wheel(float x, float y) {
  scrolling::turn_wheel(x, y);
  wake();
}

EMSCRIPTEN_KEEPALIVE int vram_finger_drags(int horizontally) {
  return scrolling::finger_drags(horizontally != 0);
}

EMSCRIPTEN_KEEPALIVE void vram_pan_begin(float x, float y) { scrolling::begin_pan(x, y); }

EMSCRIPTEN_KEEPALIVE void vram_pan(float x, float y) {
  scrolling::pan(x, y);
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_pan_end(float x, float y) {
  scrolling::glide(x, y);
  wake();
}

EMSCRIPTEN_KEEPALIVE int vram_pan_stop() { return scrolling::stop(); }

EMSCRIPTEN_KEEPALIVE int vram_tooltip_is_shown() {
  const ImGuiWindow* tooltip = ImGui::GetCurrentContext()->TooltipPreviousWindow;
  return tooltip != nullptr && tooltip->Active;
}

// Bits of `modifiers`: 1 Ctrl, 2 Shift, 4 Alt, 8 Meta.
EMSCRIPTEN_KEEPALIVE void vram_key(const char* code, int down, int modifiers) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddKeyEvent(ImGuiMod_Ctrl, (modifiers & 1) != 0);
  io.AddKeyEvent(ImGuiMod_Shift, (modifiers & 2) != 0);
  io.AddKeyEvent(ImGuiMod_Alt, (modifiers & 4) != 0);
  io.AddKeyEvent(ImGuiMod_Super, (modifiers & 8) != 0);
  const ImGuiKey key = key_of(code);
  if (key != ImGuiKey_None) io.AddKeyEvent(key, down != 0);
  wake();
}

// The platform's shortcut with this letter, as copy and paste events stand for it.
EMSCRIPTEN_KEEPALIVE void vram_shortcut(int letter) {
  ImGuiIO& io = ImGui::GetIO();
  const auto key = static_cast<ImGuiKey>(ImGuiKey_A + (letter - 'A'));
  const ImGuiKey modifier = io.ConfigMacOSXBehaviors ? ImGuiMod_Super : ImGuiMod_Ctrl;
  io.AddKeyEvent(modifier, true);
  io.AddKeyEvent(key, true);
  // ImGui leaves the release for the next frame, and what follows with it.
  io.AddKeyEvent(key, false);
  io.AddKeyEvent(modifier, false);
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_text(const char* text) {
  ImGui::GetIO().AddInputCharactersUTF8(text);
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_erase(int characters) {
  for (int i = 0; i < characters; ++i) {
    ImGui::GetIO().AddKeyEvent(ImGuiKey_Backspace, true);
    ImGui::GetIO().AddKeyEvent(ImGuiKey_Backspace, false);
  }
  wake();
}

// The page took the focus away from the text field, as a phone's keyboard does when it is closed.
EMSCRIPTEN_KEEPALIVE void vram_end_typing() {
  if (ImGui::GetIO().WantTextInput) ImGui::ClearActiveID();
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_copied(int is_copied) {
  app_hooks::copy_finished(is_copied != 0);
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_clipboard(const char* text) { page().clipboard = text; }

EMSCRIPTEN_KEEPALIVE void vram_activate(ImGuiID id) {
  accessibility::push_activation(id);
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_adjust_by(ImGuiID id, double steps) {
  accessibility::push_adjustment(id, {.steps = steps, .value = {}});
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_adjust_to(ImGuiID id, double value) {
  accessibility::push_adjustment(id, {.steps = 0, .value = value});
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_set_text(const char* text, ImGuiID id) {
  accessibility::push_text(id, text);
  wake();
}

EMSCRIPTEN_KEEPALIVE void vram_focus(ImGuiID id) {
  accessibility::set_focus(id);
  wake();
}

EMSCRIPTEN_KEEPALIVE ImGuiID vram_last_used() { return accessibility::last_used_id(); }

}  // extern "C"
