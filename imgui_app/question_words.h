// The words of a question: taken apart, and looked up among those that have a meaning of their own.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vram {

/// What a word is about; names of models and accelerators are not among these.
enum class WordKind : std::uint8_t {
  unknown,
  filler,        ///< says nothing, as in "can I run"
  mode,          ///< key: of Mode
  peft,          ///< key: of Peft
  rl_algorithm,  ///< key: of RlAlgorithm
  format,        ///< key: of WeightFormat, KvFormat or Precision
  runtime,       ///< key: of Runtime
  cache,         ///< the next format is the cache's
  tokens,        ///< a number beside it is a length
  sequences,     ///< a number beside it is a batch
  devices,       ///< a number beside it counts devices
};

struct WordMeaning {
  WordKind kind = WordKind::unknown;
  std::string_view key{};
};

/// Without signs and in small letters, so that "Q4_K_M" and "q4-k-m" are one.
std::string plain_word(std::string_view word);

/// The meaning of a plain word.
WordMeaning meaning_of(std::string_view plain);

/// The words of a text in small letters. Chinese is cut at words that are known; "32,768" is one
/// word, and × is an x.
std::vector<std::string> words_of(std::string_view text);

/// "32768", "32k", "1m": a whole number above zero, with binary thousands.
struct WholeNumber {
  double value = 0;
  bool has_thousands = false;
};
std::optional<WholeNumber> whole_number(std::string_view text);

/// "4x", "x4": how often what stands beside it.
std::optional<double> times(std::string_view word);

/// What names are made of: "qwen3-32b" is qwen, 3, 32b.
std::vector<std::string> atoms_of(std::string_view text);

}  // namespace vram
