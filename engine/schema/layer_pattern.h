// The order of a model's layers as a short text: "3LF" is three layers L, then one F, and so on to
// the last layer. Models that mix kinds of layers without a simple rule are described this way.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vram {

/// What a pattern's letters tell about a layer: how it mixes tokens, or how it mixes channels.
enum class LayerAlphabet : std::uint8_t { mixer, channel };

/// The longest text of a pattern, in characters.
inline constexpr std::size_t kLongestPattern = 127;

/// Runs of letters with their counts, zero-terminated. Empty where a model needs no pattern.
struct LayerPattern {
  std::array<char, kLongestPattern + 1> text{};

  constexpr LayerPattern() = default;
  /// From a text known to be one of at most kLongestPattern characters.
  constexpr explicit LayerPattern(std::string_view from) {
    for (std::size_t i = 0; i < from.size() && i < kLongestPattern; ++i) text[i] = from[i];
  }

  constexpr bool has(char letter) const {
    for (const char c : text) {
      if (c == letter) return true;
      if (c == '\0') break;
    }
    return false;
  }
  constexpr bool is_empty() const { return text[0] == '\0'; }
  std::string_view view() const { return text.data(); }
  bool operator==(const LayerPattern&) const = default;
};

/// Reads a pattern layer by layer, from the first, without end: after the last run comes the first.
class PatternReader {
 public:
  explicit PatternReader(const LayerPattern& pattern) : pattern_(&pattern) {}

  /// The next layer's letter. Only for a pattern that is not empty.
  char next() {
    if (left_in_run_ == 0) start_run();
    --left_in_run_;
    return letter_;
  }

 private:
  void start_run() {
    if (pattern_->text[at_] == '\0') at_ = 0;
    int count = 0;
    while (pattern_->text[at_] >= '0' && pattern_->text[at_] <= '9') {
      count = count * 10 + (pattern_->text[at_++] - '0');
    }
    left_in_run_ = count == 0 ? 1 : count;
    letter_ = pattern_->text[at_++];
  }

  const LayerPattern* pattern_;
  std::size_t at_ = 0;
  int left_in_run_ = 0;
  char letter_ = '\0';
};

/// The pattern a text writes, in its shortest form. Empty where the text is none.
std::optional<LayerPattern> parse_pattern(LayerAlphabet alphabet, std::string_view text);

/// The pattern of a list with one name or letter per layer, as config.json files have it. Empty
/// where a name is unknown or the list has too many changes for a text.
std::optional<LayerPattern> pattern_of_names(LayerAlphabet alphabet,
                                             const std::vector<std::string>& names);

/// The letters of an alphabet, for messages: "F, W, L".
std::string letters_of(LayerAlphabet alphabet);

}  // namespace vram
