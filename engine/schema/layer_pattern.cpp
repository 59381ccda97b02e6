// Patterns of layers from texts and lists.
// SPDX-License-Identifier: MIT
#include "engine/schema/layer_pattern.h"

namespace vram {
namespace {

struct LayerName {
  LayerAlphabet alphabet;
  std::string_view name;
  char letter;
};

constexpr LayerName kNames[] = {
#define LAYER_NAME(alphabet, name, letter) {LayerAlphabet::alphabet, name, letter},
#include "engine/schema/layer_names.def"
};

struct LayerLetter {
  LayerAlphabet alphabet;
  char letter;
};

constexpr LayerLetter kLetters[] = {
#define LAYER_LETTER(alphabet, letter, kind) {LayerAlphabet::alphabet, letter},
#include "engine/schema/layer_names.def"
};

/// Longer runs and lists than any model has layers are refused: they only cost time.
constexpr std::size_t kMostLayers = 4096;

bool is_letter(LayerAlphabet alphabet, char letter) {
  for (const LayerLetter& row : kLetters) {
    if (row.alphabet == alphabet && row.letter == letter) return true;
  }
  return false;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Every layer's letter. Empty where the text is no pattern.
std::string expanded(LayerAlphabet alphabet, std::string_view text) {
  std::string layers;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::size_t count = 0;
    const bool is_counted = is_digit(text[i]);
    while (i < text.size() && is_digit(text[i]) && count <= kMostLayers) {
      count = count * 10 + static_cast<std::size_t>(text[i++] - '0');
    }
    if (!is_counted) count = 1;
    if (count == 0 || i == text.size() || !is_letter(alphabet, text[i])) return {};
    if (layers.size() + count > kMostLayers) return {};
    layers.append(count, text[i]);
  }
  return layers;
}

/// Whether the layers are their first `period` layers over and over, the last time perhaps cut off.
bool repeats(std::string_view layers, std::size_t period) {
  return layers.substr(period) == layers.substr(0, layers.size() - period);
}

/// The shortest beginning that gives all the layers when it is repeated a whole number of times.
/// A text goes on after its end, so it may only be shortened this way.
std::string_view unit_of(std::string_view layers) {
  for (std::size_t period = 1; period < layers.size(); ++period) {
    if (layers.size() % period == 0 && repeats(layers, period)) return layers.substr(0, period);
  }
  return layers;
}

/// The shortest beginning that gives all the layers; a list has nothing after its end.
std::string_view period_of(std::string_view layers) {
  for (std::size_t period = 1; period < layers.size(); ++period) {
    if (repeats(layers, period)) return layers.substr(0, period);
  }
  return layers;
}

std::optional<LayerPattern> packed(std::string_view period) {
  if (period.empty()) return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i < period.size();) {
    std::size_t end = i;
    while (end < period.size() && period[end] == period[i]) ++end;
    if (end - i > 1) text += std::to_string(end - i);
    text += period[i];
    i = end;
  }
  if (text.size() > kLongestPattern) return std::nullopt;
  return LayerPattern(text);
}

}  // namespace

std::optional<LayerPattern> parse_pattern(LayerAlphabet alphabet, std::string_view text) {
  return packed(unit_of(expanded(alphabet, text)));
}

std::optional<LayerPattern> pattern_of_names(LayerAlphabet alphabet,
                                             const std::vector<std::string>& names) {
  if (names.size() > kMostLayers) return std::nullopt;
  std::string layers;
  for (const std::string& name : names) {
    const std::size_t before = layers.size();
    if (name.size() == 1 && is_letter(alphabet, name[0])) layers += name[0];
    for (const LayerName& row : kNames) {
      if (row.alphabet == alphabet && row.name == name) layers += row.letter;
    }
    if (layers.size() == before) return std::nullopt;
  }
  return packed(period_of(layers));
}

std::string letters_of(LayerAlphabet alphabet) {
  std::string text;
  for (const LayerLetter& row : kLetters) {
    if (row.alphabet != alphabet) continue;
    if (!text.empty()) text += ", ";
    text += row.letter;
  }
  return text;
}

}  // namespace vram
