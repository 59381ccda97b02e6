// Lookup of the app's texts.
// SPDX-License-Identifier: MIT
#include "i18n/ui_strings.h"

namespace vram {
namespace {

struct Row {
  std::string_view en;
  std::string_view zh;
};

constexpr Row kRows[] = {
#define UI_STRING(id, en, zh) {en, zh},
#include "ui_strings_data.inc"
};

}  // namespace

std::string_view tr(UiText id, Language language) {
  const Row& row = kRows[static_cast<std::size_t>(id)];
  return language == Language::zh ? row.zh : row.en;
}

}  // namespace vram
