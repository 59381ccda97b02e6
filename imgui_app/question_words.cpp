// Keys of the choices are words by themselves; below are the other ways to say them.
// SPDX-License-Identifier: MIT
#include "imgui_app/question_words.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

#include "engine/core/number_text.h"
#include "engine/schema/choices.h"
#include "i18n/ui_strings.h"

namespace vram {
namespace {

/// Words of one meaning, with spaces between them, in every language.
struct WordRow {
  UiText words;
  WordMeaning meaning;
};

constexpr WordRow kWords[] = {
    {UiText::word_inference, {WordKind::mode, "inference"}},
    {UiText::word_train, {WordKind::mode, "train"}},
    {UiText::word_finetune, {WordKind::mode, "finetune"}},
    {UiText::word_rl, {WordKind::mode, "rl"}},
    {UiText::word_multimodal, {WordKind::mode, "multimodal"}},
    {UiText::word_full, {WordKind::peft, "full"}},
    {UiText::word_q4, {WordKind::format, "q4_k_m"}},
    {UiText::word_q8, {WordKind::format, "q8_0"}},
    {UiText::word_q3, {WordKind::format, "q3_k_m"}},
    {UiText::word_q5, {WordKind::format, "q5_k_m"}},
    {UiText::word_q6, {WordKind::format, "q6_k"}},
    {UiText::word_awq, {WordKind::format, "awq_int4"}},
    {UiText::word_gptq, {WordKind::format, "gptq_int4"}},
    {UiText::word_fp16, {WordKind::format, "fp16"}},
    {UiText::word_fp32, {WordKind::format, "fp32"}},
    {UiText::word_transformers, {WordKind::runtime, "transformers"}},
    {UiText::word_tensorrt, {WordKind::runtime, "tensorrt_llm"}},
    {UiText::word_cache, {WordKind::cache}},
    {UiText::word_tokens, {WordKind::tokens}},
    {UiText::word_sequences, {WordKind::sequences}},
    {UiText::word_devices, {WordKind::devices}},
    {UiText::word_filler, {WordKind::filler}},
};

/// Calls for every word of a text until one is taken.
template <class Take>
bool any_word(UiText words, Take take) {
  for (std::size_t i = 0; i < choice_count(ChoiceList::Language); ++i) {
    std::string_view rest = tr(words, static_cast<Language>(i));
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      if (take(rest.substr(0, end))) return true;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return false;
}

/// Choices whose keys are words. Prefix and prompt are not: they are said of other things as well.
struct KeyedList {
  ChoiceList list;
  WordKind kind;
};
constexpr KeyedList kLists[] = {{ChoiceList::Mode, WordKind::mode},
                                {ChoiceList::Peft, WordKind::peft},
                                {ChoiceList::RlAlgorithm, WordKind::rl_algorithm},
                                {ChoiceList::WeightFormat, WordKind::format},
                                {ChoiceList::KvFormat, WordKind::format},
                                {ChoiceList::Runtime, WordKind::runtime}};
constexpr std::string_view kAmbiguousKeys[] = {"prefix", "prompt", "generic"};

template <class List>
bool contains(const List& list, std::string_view text) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// The longest known word that a Chinese text begins with; one character where there is none.
std::size_t chinese_word(std::string_view text) {
  std::size_t longest = 0;
  for (const WordRow& row : kWords) {
    any_word(row.words, [&](std::string_view word) {
      const bool begins = !is_ascii(word.front()) && text.substr(0, word.size()) == word;
      if (begins) longest = std::max(longest, word.size());
      return false;
    });
  }
  if (longest > 0) return longest;
  std::size_t end = 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return end;
}

/// Punctuation that is more than a byte; 0 where there is none.
std::size_t punctuation_at(std::string_view text) {
  std::size_t size = 0;
  any_word(UiText::word_signs, [&](std::string_view sign) {
    if (text.substr(0, sign.size()) == sign) size = sign.size();
    return size > 0;
  });
  return size;
}

bool is_separator(char c) {
  return is_ascii(c) && !is_digit(c) && !is_letter(c) && c != '.' && c != '-' && c != '_';
}

/// A comma inside a number: "32,768".
bool groups_digits(std::string_view text, std::size_t at) {
  if (text[at] != ',' || at == 0 || !is_digit(text[at - 1])) return false;
  const std::string_view next = text.substr(at + 1, 4);
  const bool has_three = next.size() >= 3 && std::all_of(next.begin(), next.begin() + 3, is_digit);
  return has_three && (next.size() == 3 || !is_digit(next[3]));
}

}  // namespace

std::string plain_word(std::string_view word) {
  std::string plain;
  for (const char c : word) {
    if (c != '-' && c != '_' && c != '.') plain += lowered(c);
  }
  return plain;
}

WordMeaning meaning_of(std::string_view plain) {
  for (const WordRow& row : kWords) {
    if (any_word(row.words, [&](std::string_view word) { return word == plain; })) {
      return row.meaning;
    }
  }
  for (const KeyedList& each : kLists) {
    for (const std::string_view key : choice_keys(each.list)) {
      if (plain_word(key) == plain && !contains(kAmbiguousKeys, key)) return {each.kind, key};
    }
  }
  return {};
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    while (!word.empty() && (word.back() == '.' || word.back() == '-')) word.pop_back();
    if (!word.empty()) words.push_back(word);
    word.clear();
  };
  constexpr std::string_view kTimes = "×";
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    const char c = lowered(text[i]);
    if (groups_digits(text, i)) {
      ++i;
    } else if (c == '*' || rest.substr(0, kTimes.size()) == kTimes) {
      word += 'x';
      i += c == '*' ? 1 : kTimes.size();
    } else if (is_separator(c)) {
      end_word();
      ++i;
    } else if (is_ascii(c)) {
      word += c;
      ++i;
    } else {
      end_word();
      const std::size_t sign = punctuation_at(rest);
      const std::size_t size = sign > 0 ? sign : chinese_word(rest);
      if (sign == 0) words.emplace_back(rest.substr(0, size));
      i += size;
    }
  }
  end_word();
  return words;
}

std::vector<std::string> atoms_of(std::string_view text) {
  std::vector<std::string> atoms;
  std::string atom;
  const auto end_atom = [&] {
    while (!atom.empty() && atom.back() == '.') atom.pop_back();
    if (!atom.empty()) atoms.push_back(atom);
    atom.clear();
  };
  for (const char raw : text) {
    const char c = lowered(raw);
    const bool belongs = is_letter(c) || is_digit(c) || (c == '.' && !atom.empty());
    const bool begins_number = is_digit(c) && !atom.empty() && is_letter(atom.back());
    // Letters before digits are a name, behind them a unit: "qwen3" is two, "32b" is one. But
    // "8x7b" is one size.
    const bool is_size = begins_number && is_digit(atom.front()) && atom.back() == 'x';
    if (!belongs || (begins_number && !is_size)) end_atom();
    if (belongs) atom += c;
  }
  end_atom();
  return atoms;
}

std::optional<WholeNumber> whole_number(std::string_view text) {
  WholeNumber number{1, !text.empty() && (text.back() == 'k' || text.back() == 'm')};
  if (number.has_thousands) {
    number.value = text.back() == 'k' ? kKibi : kMebi;
    text.remove_suffix(1);
  }
  const auto parsed = parse_number(text);
  if (!parsed) return std::nullopt;
  number.value *= *parsed;
  if (number.value < 1 || number.value != std::floor(number.value)) return std::nullopt;
  return number;
}

std::optional<double> times(std::string_view word) {
  if (word.size() < 2) return std::nullopt;
  const bool is_behind = word.back() == 'x';
  if (!is_behind && word.front() != 'x') return std::nullopt;
  const auto number = whole_number(is_behind ? word.substr(0, word.size() - 1) : word.substr(1));
  if (!number || number->has_thousands) return std::nullopt;
  return number->value;
}

}  // namespace vram
