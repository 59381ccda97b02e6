// The door between the app and the page around it: what the app may ask for, and what it is told.
// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vram::platform {

// What the app may ask of the page. platform_web.cpp asks the browser; platform_null.cpp notes it
// down for tests. Texts are UTF-8.

// Puts text on the clipboard; app_hooks::copy_finished follows. Call it in the frame that handled
// the click or the key: browsers allow it only shortly after a gesture.
void copy_text(std::string_view text);

enum class LinkEntry { replace, push };
// Shows this fragment (without '#') in the address bar; `push` makes a step for the Back button.
// Equal fragments cost nothing; replacing is done at most four times a second.
void set_link(std::string_view fragment, LinkEntry how);
// The page's full address with this fragment.
std::string share_address(std::string_view fragment);
// A dialog of the page with this address as a QR code, for the camera of a phone.
void show_qr_code(std::string_view address);
void set_title(std::string_view title);

// Small values kept between visits. Where storage is blocked or full, nothing is kept and recall
// answers "". The page itself reads two keys before the app runs: "language" ("en" or "zh") and
// "theme" ("light" or "dark"; anything else follows the system).
void remember(std::string_view key, std::string_view value);
std::string recall(std::string_view key);

// Fetches fonts/<name>.ttf; app_hooks::add_font follows, or nothing when the fetch fails. May be
// called every frame: a fetch under way, or one that failed seconds ago, is not repeated.
void request_font(std::string_view name);

// Language ("en", "zh") and colours of everything around the canvas.
void set_page_look(std::string_view language, bool dark);

// Opens an http or https address in a new tab; other addresses are ignored.
void open_address(std::string_view address);

// Lets the visitor choose files of a model. Like files that are dropped or pasted, the page reads
// their heads and has them understood; app_hooks::import_told follows, and with success a new link.
void pick_files();

// Writes the result for a link's configuration as "json", "csv", "markdown" or "png".
enum class Destination { file, clipboard };
void export_result(std::string_view format, Destination where, std::string_view link);

// Keeps a text as a file of the visitor's.
void save_text(std::string_view file_name, std::string_view text);

// Wakes the page: one more frame will be drawn. For changes that no input event announced.
void request_frame();

// Called while an item is hovered or held that follows the finger. `horizontal` (a slider, a plot):
// sideways movement drags it, vertical movement still scrolls. `any`: it takes every movement.
enum class FingerDrag { horizontal, any };
void claim_finger(FingerDrag drag);

// Used by accessibility.cpp only.
void show_accessible(const void* records, int count, std::string_view texts);
void announce(std::string_view text);

}  // namespace vram::platform

// What the app is told. The app implements these.
namespace vram::app_hooks {

struct Startup {
  std::string fragment;            // of the address, without '#', as the browser gives it
  std::string preferred_language;  // "en" or "zh": remembered, else the browser's
  bool prefers_dark = false;       // the system's theme
  bool reduces_motion = false;     // the system asks for little animation
  bool uses_mac_keys = false;      // shortcuts are Cmd, not Ctrl
};

// Order: start, then add_font for each font that arrived, then pixel_ratio_changed, then frames.
void start(const Startup& startup);
void frame();  // between ImGui::NewFrame and ImGui::Render, with the accessible frame begun
// The visitor went back or forward or typed another fragment.
void open_link(std::string_view fragment);
void add_font(std::string_view name, std::vector<unsigned char>&& ttf);
// Canvas pixels per CSS pixel; also called once before the first frame.
void pixel_ratio_changed(float ratio);
void system_theme_changed(bool dark);
// Whether the last text is on the clipboard now; browsers may refuse.
void copy_finished(bool is_copied);
// How far the page is with a model's files, as transfer.h reads it.
void import_told(std::string_view message);
// Whether the last export is where it was to go.
void export_finished(bool is_done);
// Asked after each frame: 0 draws again at once, below 0 sleeps until an event, else seconds.
double seconds_until_next_frame();

}  // namespace vram::app_hooks

// Only in platform_null.cpp: a page made of plain memory, for native tests.
namespace vram::platform::fake {

struct Page {
  std::string clipboard, link, title, language, qr_code;
  std::vector<std::string> pushed_links, requested_fonts, opened_addresses, announcements, exports,
      saved_files;
  std::map<std::string, std::string, std::less<>> storage;
  bool dark = false;
  int frames_requested = 0;
  int files_picked = 0;
  int links_replaced = 0;
  int accessible_updates = 0;
};
Page& page();

// Makes an ImGui context of this size in canvas pixels and starts the app. What a test has put into
// page() before, such as storage, is there for the app to find; close() empties it.
void open(const app_hooks::Startup& startup, float width, float height, float pixel_ratio);
void draw_frame(double seconds = 1.0 / 60);
void close();

}  // namespace vram::platform::fake
