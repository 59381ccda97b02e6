// The app's own texts, by id, in every language.
// SPDX-License-Identifier: MIT
#pragma once

#include "i18n/strings.h"

namespace vram {

enum class UiText : std::uint16_t {
#define UI_STRING(id, en, zh) id,
#include "ui_strings_data.inc"
};

/// The text in a language; it may hold {placeholders}.
std::string_view tr(UiText id, Language language);

/// tr and fill in one.
inline std::string tr(UiText id, Language language,
                      std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
  return fill(tr(id, language), values);
}

}  // namespace vram
