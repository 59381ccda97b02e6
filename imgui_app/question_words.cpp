// Keys of the choices are words by themselves; below are the other ways to say them.
// SPDX-License-Identifier: MIT
#include "imgui_app/question_words.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

#include "engine/core/number_text.h"
#include "engine/schema/choices.h"

namespace vram {
namespace {

struct Word {
  std::string_view plain;
  WordMeaning meaning;
};

constexpr Word kWords[] = {
    {"serving", {WordKind::mode, "inference"}},
    {"serve", {WordKind::mode, "inference"}},
    {"infer", {WordKind::mode, "inference"}},
    {"run", {WordKind::filler}},
    {"推理", {WordKind::mode, "inference"}},
    {"部署", {WordKind::mode, "inference"}},
    {"training", {WordKind::mode, "train"}},
    {"pretrain", {WordKind::mode, "train"}},
    {"pretraining", {WordKind::mode, "train"}},
    {"预训练", {WordKind::mode, "train"}},
    {"训练", {WordKind::mode, "train"}},
    {"finetuning", {WordKind::mode, "finetune"}},
    {"tuning", {WordKind::mode, "finetune"}},
    {"sft", {WordKind::mode, "finetune"}},
    {"微调", {WordKind::mode, "finetune"}},
    {"强化学习", {WordKind::mode, "rl"}},
    {"多模态", {WordKind::mode, "multimodal"}},
    {"full", {WordKind::peft, "full"}},
    {"全参", {WordKind::peft, "full"}},
    {"全量", {WordKind::peft, "full"}},
    {"4bit", {WordKind::format, "q4_k_m"}},
    {"q4", {WordKind::format, "q4_k_m"}},
    {"q3", {WordKind::format, "q3_k_m"}},
    {"q5", {WordKind::format, "q5_k_m"}},
    {"q6", {WordKind::format, "q6_k"}},
    {"8bit", {WordKind::format, "q8_0"}},
    {"q8", {WordKind::format, "q8_0"}},
    {"awq", {WordKind::format, "awq_int4"}},
    {"gptq", {WordKind::format, "gptq_int4"}},
    {"hqq", {WordKind::format, "hqq_int4"}},
    {"mlx", {WordKind::format, "mlx_int4"}},
    {"gguf", {WordKind::format, "q4_k_m"}},
    {"f16", {WordKind::format, "fp16"}},
    {"f32", {WordKind::format, "fp32"}},
    {"hf", {WordKind::runtime, "transformers"}},
    {"trtllm", {WordKind::runtime, "tensorrt_llm"}},
    {"tensorrt", {WordKind::runtime, "tensorrt_llm"}},
    {"kv", {WordKind::cache}},
    {"kvcache", {WordKind::cache}},
    {"缓存", {WordKind::cache}},
    {"token", {WordKind::tokens}},
    {"tokens", {WordKind::tokens}},
    {"ctx", {WordKind::tokens}},
    {"context", {WordKind::tokens}},
    {"contexts", {WordKind::tokens}},
    {"length", {WordKind::tokens}},
    {"seq", {WordKind::tokens}},
    {"上下文", {WordKind::tokens}},
    {"长度", {WordKind::tokens}},
    {"bs", {WordKind::sequences}},
    {"batch", {WordKind::sequences}},
    {"users", {WordKind::sequences}},
    {"requests", {WordKind::sequences}},
    {"sequences", {WordKind::sequences}},
    {"concurrent", {WordKind::sequences}},
    {"concurrency", {WordKind::sequences}},
    {"并发", {WordKind::sequences}},
    {"批", {WordKind::sequences}},
    {"gpu", {WordKind::devices}},
    {"gpus", {WordKind::devices}},
    {"card", {WordKind::devices}},
    {"cards", {WordKind::devices}},
    {"张", {WordKind::devices}},
    {"卡", {WordKind::devices}},
    {"块", {WordKind::devices}},
};

constexpr std::string_view kFillers[] = {
    "a",      "an",   "the",  "on",   "with", "and",  "at",    "for",  "of",   "in",    "to",
    "i",      "can",  "do",   "does", "is",   "it",   "my",    "one",  "how",  "much",  "many",
    "need",   "fit",  "fits", "vram", "what", "will", "using", "from", "chat", "model", "instruct",
    "memory", "size", "的",   "用",   "在",   "上",   "能",    "跑",   "吗",   "和",    "需要",
    "多少",   "能否", "可以", "运行", "显存", "模型", "个"};

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
  const auto consider = [&](std::string_view word) {
    if (!is_ascii(word.front()) && text.substr(0, word.size()) == word) {
      longest = std::max(longest, word.size());
    }
  };
  for (const Word& word : kWords) consider(word.plain);
  for (const std::string_view word : kFillers) consider(word);
  if (longest > 0) return longest;
  std::size_t end = 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return end;
}

/// Punctuation that Chinese texts have in their own width.
constexpr std::string_view kWidePunctuation[] = {"，", "。", "？", "！", "、",
                                                 "；", "：", "（", "）", "·"};

std::size_t punctuation_at(std::string_view text) {
  for (const std::string_view sign : kWidePunctuation) {
    if (text.substr(0, sign.size()) == sign) return sign.size();
  }
  return 0;
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
  for (const Word& word : kWords) {
    if (word.plain == plain) return word.meaning;
  }
  if (contains(kFillers, plain)) return {WordKind::filler};
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
