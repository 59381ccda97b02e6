// The texts of the engine's data (fields, terms, choices, issues), by id, in every language.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "engine/schema/choices.h"
#include "engine/schema/fields.h"
#include "engine/schema/issues.h"
#include "engine/schema/terms.h"
#include "engine/solve/suggestions.h"

namespace vram {

enum class StringId : std::uint16_t {
#define STRING(id, en, zh) id,
#include "strings_data.inc"
};

/// The text in a language; it may hold {placeholders}.
std::string_view tr(StringId id, Language language);

/// Fills the placeholders of a text.
std::string fill(std::string_view text,
                 std::initializer_list<std::pair<std::string_view, std::string_view>> values);

/// tr and fill in one.
inline std::string tr(StringId id, Language language,
                      std::initializer_list<std::pair<std::string_view, std::string_view>> values) {
  return fill(tr(id, language), values);
}

// Texts of table rows. Each table is expanded in strings.cpp, so a row without a text does not
// compile.
StringId label_of(InputField field);
StringId help_of(InputField field);
StringId label_of(ModelField field);
StringId label_of(TermId term);
StringId text_of(IssueId issue);
StringId label_of(FieldUnit unit);
StringId label_of(SuggestionId suggestion);

/// The label of one value of a list of choices.
std::string_view choice_label(ChoiceList list, std::size_t index, Language language);

std::string_view label_of(Phase phase, Language language);
std::string_view label_of(Component component, Language language);
std::string_view label_of(Confidence confidence, Language language);
std::string_view label_of(Comparison comparison, Language language);

}  // namespace vram
