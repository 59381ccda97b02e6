// The platform without a page: notes what the app asks for, and draws frames to nowhere.
// SPDX-License-Identifier: MIT
#include "imgui.h"
#include "imgui_app/accessibility.h"
#include "imgui_app/platform.h"
#include "imgui_internal.h"

namespace vram::platform {

namespace fake {
namespace {

float pixel_ratio_to_tell = 0;  // 0 once told

// What a renderer does with ImGui's texture requests, less the pixels.
void accept_textures() {
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    if (texture->Status == ImTextureStatus_WantDestroy) {
      texture->SetTexID(ImTextureID_Invalid);
      texture->SetStatus(ImTextureStatus_Destroyed);
    } else if (texture->Status != ImTextureStatus_OK &&
               texture->Status != ImTextureStatus_Destroyed) {
      texture->SetTexID(1);
      texture->SetStatus(ImTextureStatus_OK);
    }
  }
}

}  // namespace

Page& page() {
  static Page the_page;
  return the_page;
}

void open(const app_hooks::Startup& startup, float width, float height, float pixel_ratio) {
  accessibility::forget_everything();
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures | ImGuiBackendFlags_HasMouseCursors;
  io.ConfigInputTextCursorBlink = false;
  io.ConfigMacOSXBehaviors = startup.uses_mac_keys;
  io.DisplaySize = {width, height};
  ImGuiPlatformIO& hooks = ImGui::GetPlatformIO();
  hooks.Platform_SetClipboardTextFn = [](ImGuiContext*, const char* text) { copy_text(text); };
  hooks.Platform_GetClipboardTextFn = [](ImGuiContext*) { return page().clipboard.c_str(); };
  app_hooks::start(startup);
  pixel_ratio_to_tell = pixel_ratio;
}

void draw_frame(double seconds) {
  if (pixel_ratio_to_tell > 0) app_hooks::pixel_ratio_changed(pixel_ratio_to_tell);
  pixel_ratio_to_tell = 0;
  ImGui::GetIO().DeltaTime = static_cast<float>(seconds);
  accessibility::begin_frame();
  ImGui::NewFrame();
  app_hooks::frame();
  accessibility::end_frame();
  ImGui::Render();
  accept_textures();
}

void close() {
  for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
    texture->SetTexID(ImTextureID_Invalid);
    texture->SetStatus(ImTextureStatus_Destroyed);
  }
  ImGui::DestroyContext();
  page() = Page{};
}

}  // namespace fake

void copy_text(std::string_view text) {
  fake::page().clipboard = text;
  app_hooks::copy_finished(true);
}

void set_link(std::string_view fragment, LinkEntry how) {
  fake::Page& page = fake::page();
  if (page.link == fragment) return;
  page.link = fragment;
  if (how == LinkEntry::push) page.pushed_links.emplace_back(fragment);
  if (how == LinkEntry::replace) ++page.links_replaced;
}

std::string share_address(std::string_view fragment) {
  return "https://example.org/vram/#" + std::string(fragment);
}

void show_qr_code(std::string_view address) { fake::page().qr_code = address; }

void set_title(std::string_view title) { fake::page().title = title; }

void remember(std::string_view key, std::string_view value) {
  fake::page().storage.insert_or_assign(std::string(key), std::string(value));
}

std::string recall(std::string_view key) {
  const auto& storage = fake::page().storage;
  const auto found = storage.find(key);
  return found == storage.end() ? std::string() : found->second;
}

void request_font(std::string_view name) { fake::page().requested_fonts.emplace_back(name); }

void set_page_look(std::string_view language, bool dark) {
  fake::page().language = language;
  fake::page().dark = dark;
}

void open_address(std::string_view address) {
  if (address.starts_with("https://") || address.starts_with("http://")) {
    fake::page().opened_addresses.emplace_back(address);
  }
}

void pick_files() { ++fake::page().files_picked; }

void export_result(std::string_view format, Destination where, std::string_view link) {
  const std::string target = where == Destination::file ? " file " : " clipboard ";
  fake::page().exports.push_back(std::string(format) + target + std::string(link));
}

void save_text(std::string_view file_name, std::string_view text) {
  fake::page().saved_files.push_back(std::string(file_name) + "\n" + std::string(text));
}

void request_frame() { ++fake::page().frames_requested; }

void claim_finger(FingerDrag) {}

void show_accessible(const void*, int, std::string_view) { ++fake::page().accessible_updates; }

void announce(std::string_view text) { fake::page().announcements.emplace_back(text); }

}  // namespace vram::platform
