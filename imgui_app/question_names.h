// Which model and which accelerator the words of a question name.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/catalog.h"

namespace vram {

/// A word and whether something has been made of it.
struct QuestionWord {
  std::string text;
  bool is_used = false;
};

/// A preset, and the words that name it.
struct NamedPreset {
  std::size_t index = 0;
  int score = 0;
  std::vector<std::size_t> words;
};

/// The model that fits the unused words best; nothing where none is named.
std::optional<NamedPreset> named_model(const std::vector<QuestionWord>& words,
                                       const Catalog& catalog);
std::optional<NamedPreset> named_gpu(const std::vector<QuestionWord>& words,
                                     const Catalog& catalog);

/// Marks the words of the model and of the accelerator and returns both. A word that could name
/// either goes where more of the question is understood.
struct NamedPresets {
  std::optional<NamedPreset> model;
  std::optional<NamedPreset> gpu;
};
NamedPresets take_names(std::vector<QuestionWord>& words, const Catalog& catalog);

}  // namespace vram
