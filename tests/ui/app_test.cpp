// The whole app with a page of plain memory: every tab in both languages, at three widths.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <catch_amalgamated.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "imgui_app/accessibility.h"
#include "imgui_app/platform.h"

namespace vram {
namespace {

using accessibility::Role;

constexpr float kHeight = 900;

const char* const kLinks[] = {
    "model=qwen3-32b&context=32768",
    "model=qwen3-30b-a3b&runtime=vllm&gpu=nvidia-h100-sxm&gpu_count=4&batch=8",
    "method=classic",
    "mode=finetune&peft=lora",
    "mode=train&model=llama-3.1-70b&gpu=nvidia-h100-sxm&gpu_count=64&tp=8&pp=2",
    "mode=rl&gpu_count=8",
    "mode=multimodal&model=gemma-3-27b&images=4",
    "model=gpt-9&context=abc&foo=1",
    "tab=compare&model=qwen3-32b&compare=2&model=qwen3-32b&weights=q4_k_m&compare=3&mode=train",
    "tab=gpus&model=llama-3.1-70b",
    "tab=formats&number=0.1&format=nvfp4",
};

std::vector<unsigned char> font(const std::string& path) {
  std::ifstream file(std::string(VRAM_FONT_PACKAGES) + "/" + path, std::ios::binary);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Opens the app at a link and draws until nothing changes any more.
void open(const std::string& link, const char* language, float width, float height = kHeight) {
  platform::fake::open({.fragment = link, .preferred_language = language}, width, height, 1);
  app_hooks::add_font("ui-regular", font("inter/400Regular/Inter_400Regular.ttf"));
  app_hooks::add_font("ui-semibold", font("inter/600SemiBold/Inter_600SemiBold.ttf"));
  app_hooks::add_font("mono-regular",
                      font("jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf"));
  if (std::string(language) == "zh") {
    app_hooks::add_font("cjk", font("noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf"));
  }
  for (int frame = 0; frame < 4; ++frame) platform::fake::draw_frame();
}

bool is_control(Role role) { return role >= Role::link && role <= Role::textbox; }

/// What can be pressed has a name, and an id of its own.
void check_controls() {
  const accessibility::Shown& shown = accessibility::shown();
  std::set<std::uint32_t> ids;
  std::size_t at = 0;
  for (const accessibility::Record& record : shown.records) {
    const std::string label = shown.texts.c_str() + at;
    at = shown.texts.find('\0', at) + 1;
    const std::string value = shown.texts.c_str() + at;
    at = shown.texts.find('\0', at) + 1;
    CHECK(label.find('{') == std::string::npos);
    CHECK(value.find('{') == std::string::npos);
    if (!is_control(static_cast<Role>(record.role_and_flags & 0xff))) continue;
    CHECK_FALSE(label.empty());
    INFO(label);
    CHECK(ids.insert(record.id).second);
  }
  CHECK(ids.size() > 10);
}

}  // namespace

TEST_CASE("Every tab draws in both languages and at three widths", "[ui]") {
  for (const char* const link : kLinks) {
    for (const char* const language : {"en", "zh"}) {
      for (const float width : {360.0F, 900.0F, 1440.0F}) {
        INFO(link << " in " << language << " at " << width);
        open(link, language, width);
        check_controls();
        platform::fake::close();
      }
    }
  }
}

TEST_CASE("Windows of any size are drawn", "[ui]") {
  for (const char* const link : kLinks) {
    for (const float width : {1.0F, 7.0F, 100.0F, 2400.0F}) {
      for (const float height : {1.0F, 244.0F, 1600.0F}) {
        INFO(link << " at " << width << " by " << height);
        open(link, "en", width, height);
        CHECK(accessibility::shown().records.size() > 0);
        platform::fake::close();
      }
    }
  }
}

TEST_CASE("Tabs, undo and history work without a browser", "[ui]") {
  open("", "en", 1440);
  const accessibility::Record* tab = accessibility::find(Role::tab, "Compare");
  REQUIRE(tab != nullptr);
  accessibility::push_activation(tab->id);
  for (int frame = 0; frame < 4; ++frame) platform::fake::draw_frame();
  CHECK(platform::fake::page().link == "v=1&tab=compare");
  CHECK(platform::fake::page().storage.count("history") == 1);
  CHECK(accessibility::find(Role::button, "Add the current configuration") != nullptr);
  platform::fake::close();
}

TEST_CASE("A frame costs little", "[ui]") {
  constexpr int kFrames = 50;
  for (const char* const link : {kLinks[0], kLinks[4], kLinks[8], kLinks[9], kLinks[10]}) {
    open(link, "en", 1440);
    const auto start = std::chrono::steady_clock::now();
    for (int frame = 0; frame < kFrames; ++frame) platform::fake::draw_frame();
    const std::chrono::duration<double, std::milli> spent =
        std::chrono::steady_clock::now() - start;
    std::printf("  %-60.60s %.3f ms per frame\n", link, spent.count() / kFrames);
    platform::fake::close();
  }
  SUCCEED("the figures are printed; sanitizers make them several times what they are");
}

}  // namespace vram
