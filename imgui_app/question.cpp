// Words with a meaning of their own first, then names, then what the numbers beside them say.
// SPDX-License-Identifier: MIT
#include "imgui_app/question.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "engine/schema/fields.h"
#include "engine/schema/relevance.h"
#include "imgui_app/question_names.h"
#include "imgui_app/question_words.h"
#include "imgui_app/state.h"

namespace vram {
namespace {

constexpr double kLeastLength = 512;  // a bare number from here on is a length

/// What tells which device holds what; a question that names devices starts anew.
constexpr InputField kSplit[] = {InputField::tp, InputField::pp, InputField::cp,
                                 InputField::dp, InputField::ep, InputField::gpu_count};

class Reader {
 public:
  Reader(std::string_view text, const Inputs& now, const Catalog& catalog)
      : catalog_(catalog), now_(now) {
    for (std::string& word : words_of(text)) add_word(word);
    meanings_.resize(words_.size());
  }

  Question read() {
    look_up_words();
    read_mode();
    take_names_beside_numbers();
    if (names_.model) set(InputField::model, static_cast<double>(names_.model->index));
    read_formats();
    read_runtime();
    read_glued();
    for (std::size_t i = 0; i < words_.size(); ++i) read_number(i);
    if (names_.gpu) set(InputField::gpu, static_cast<double>(names_.gpu->index));
    collect_unknown();
    return std::move(question_);
  }

 private:
  bool names_gpu(const std::string& word) const {
    return named_gpu({{word, false}}, catalog_).has_value();
  }

  /// "4x4090" and "h100x8" are a number and a name.
  void add_word(const std::string& word) {
    for (std::size_t at = word.find('x'); at != std::string::npos; at = word.find('x', at + 1)) {
      const std::string before = word.substr(0, at);
      const std::string after = word.substr(at + 1);
      if (times(before + "x") && names_gpu(after)) {
        words_.push_back({before + "x"});
        words_.push_back({after});
        return;
      }
      if (times("x" + after) && names_gpu(before)) {
        words_.push_back({before});
        words_.push_back({"x" + after});
        return;
      }
    }
    words_.push_back({word});
  }

  void look_up_words() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const std::string plain = plain_word(words_[i].text);
      if (i + 1 < words_.size()) {
        const WordMeaning both = meaning_of(plain + plain_word(words_[i + 1].text));
        if (both.kind != WordKind::unknown && both.kind != WordKind::filler) {
          meanings_[i] = both;
          words_[i].is_used = words_[i + 1].is_used = true;
          ++i;
          continue;
        }
      }
      meanings_[i] = meaning_of(plain);
      words_[i].is_used = meanings_[i].kind != WordKind::unknown;
    }
  }

  bool has(WordKind kind, std::string_view key) const {
    return std::any_of(meanings_.begin(), meanings_.end(), [&](const WordMeaning& each) {
      return each.kind == kind && each.key == key;
    });
  }

  std::optional<std::size_t> first(WordKind kind) const {
    std::size_t i = 0;
    while (i < meanings_.size() && meanings_[i].kind != kind) ++i;
    return i < meanings_.size() ? std::optional(i) : std::nullopt;
  }

  void set(InputField field, double value) {
    if (!question_.says(field)) question_.parts.push_back({field, value});
  }

  void set_choice(InputField field, std::string_view key) {
    const auto index = choice_index(spec(field).list, key);
    if (index) set(field, static_cast<double>(*index));
  }

  /// The configuration as far as the question has been read.
  Inputs so_far() const { return asked_inputs(question_, now_); }

  void read_mode() {
    const auto algorithm = first(WordKind::rl_algorithm);
    const auto peft = first(WordKind::peft);
    const bool has_adapters = peft && meanings_[*peft].key != "full";
    constexpr std::string_view kByWord[] = {"rl", "finetune", "train", "multimodal", "inference"};
    std::string_view mode;
    for (const std::string_view key : kByWord) {
      if (mode.empty() && has(WordKind::mode, key)) mode = key;
    }
    if (algorithm) {
      mode = "rl";
    } else if (has_adapters && mode != "rl") {
      mode = "finetune";
    }
    if (!mode.empty()) set_choice(InputField::mode, mode);
    if (algorithm) set_choice(InputField::rl_algorithm, meanings_[*algorithm].key);
    // "Full training" says no more than "training".
    if (peft && when_tuning(so_far())) set_choice(InputField::peft, meanings_[*peft].key);
  }

  /// "64 gpus" is a number of them, even where a preset has 64 in its name.
  void take_names_beside_numbers() {
    std::vector<std::size_t> counted;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const bool is_counted = kind_at(i + 1) == WordKind::devices && whole_number(words_[i].text);
      if (is_counted && !words_[i].is_used) counted.push_back(i);
    }
    for (const std::size_t i : counted) words_[i].is_used = true;
    names_ = take_names(words_, catalog_);
    for (const std::size_t i : counted) words_[i].is_used = false;
  }

  bool is_of_cache(std::size_t i) const {
    if (i > 0 && kind_at(i - 1) == WordKind::cache) return true;
    return kind_at(i + 1) == WordKind::cache && kind_at(i + 2) != WordKind::format;
  }

  void read_formats() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (meanings_[i].kind != WordKind::format) continue;
      const std::string_view key = meanings_[i].key;
      const Inputs inputs = so_far();
      const std::size_t before = question_.parts.size();
      if (is_of_cache(i)) {
        if (when_cached(inputs)) set_choice(InputField::kv_cache, key);
      } else if (when_stored(inputs)) {
        set_choice(InputField::weights, key);
      } else {
        set_precision(key);
      }
      if (question_.parts.size() == before) words_[i].is_used = false;
    }
  }

  /// "bf16" is the first way of training with it: mixed.
  void set_precision(std::string_view key) {
    for (const std::string_view each : choice_keys(ChoiceList::Precision)) {
      if (each.substr(0, key.size()) != key) continue;
      set_choice(InputField::precision, each);
      return;
    }
  }

  void read_runtime() {
    const auto word = first(WordKind::runtime);
    if (!word) return;
    const auto index = choice_index(ChoiceList::Runtime, meanings_[*word].key);
    if (index && runtime_suits(static_cast<Runtime>(*index), when_training(so_far()))) {
      set(InputField::runtime, static_cast<double>(*index));
    } else {
      words_[*word].is_used = false;
    }
  }

  /// "bs8", "ctx32k".
  void read_glued() {
    for (QuestionWord& word : words_) {
      const std::vector<std::string> atoms =
          word.is_used ? std::vector<std::string>{} : atoms_of(word.text);
      if (atoms.size() != 2) continue;
      const WordKind kind = meaning_of(atoms[0]).kind;
      if (const auto number = whole_number(atoms[1])) {
        word.is_used = set_number(kind, number->value);
      }
    }
  }

  bool is_gpu_word(std::size_t i) const {
    if (!names_.gpu) return false;
    const auto& of = names_.gpu->words;
    return std::find(of.begin(), of.end(), i) != of.end();
  }

  WordKind kind_at(std::size_t i) const {
    return i < meanings_.size() ? meanings_[i].kind : WordKind::unknown;
  }

  /// A number with what it counts. False where that cannot be set.
  bool set_number(WordKind kind, double number) {
    const Inputs inputs = so_far();
    std::optional<InputField> field;
    if (kind == WordKind::devices) field = InputField::gpu_count;
    if (kind == WordKind::sequences) {
      field = when_training(inputs) ? InputField::micro_batch : InputField::batch;
    }
    if (kind == WordKind::tokens) field = length_field(inputs);
    if (!field || question_.says(*field)) return false;
    if (number < spec(*field).min || number > spec(*field).max) return false;
    set(*field, number);
    return true;
  }

  static InputField length_field(const Inputs& inputs) {
    if (when_rl(inputs)) return InputField::completion_len;
    if (when_multimodal(inputs)) return InputField::text_tokens;
    return when_training(inputs) ? InputField::seq_len : InputField::context;
  }

  void read_number(std::size_t i) {
    if (words_[i].is_used) return;
    const bool is_before_gpu = is_gpu_word(i + 1);
    const bool is_after_gpu = i > 0 && is_gpu_word(i - 1);
    if (const auto count = times(words_[i].text); count && (is_before_gpu || is_after_gpu)) {
      words_[i].is_used = set_number(WordKind::devices, *count);
      return;
    }
    // "8 x h100", "h100 x 8".
    if (words_[i].text == "x" && (is_before_gpu || is_after_gpu)) {
      const std::size_t other = is_before_gpu ? i - 1 : i + 1;
      const auto count = other < words_.size() ? whole_number(words_[other].text) : std::nullopt;
      if (count && set_number(WordKind::devices, count->value)) {
        words_[i].is_used = words_[other].is_used = true;
      }
      return;
    }
    const auto number = whole_number(words_[i].text);
    if (!number) return;
    const bool has_cross = is_gpu_word(i + 2) && words_[i + 1].text == "x";
    if (has_cross) return;  // which takes it
    words_[i].is_used = set_number(counted_by(i, *number), number->value);
  }

  /// What a number counts: what the word behind or before it says, or what it looks like.
  WordKind counted_by(std::size_t i, const WholeNumber& number) const {
    for (const WordKind kind : {WordKind::tokens, WordKind::sequences, WordKind::devices}) {
      if (kind_at(i + 1) == kind) return kind;
    }
    if (number.has_thousands) return WordKind::tokens;
    if (i > 0 && (kind_at(i - 1) == WordKind::tokens || kind_at(i - 1) == WordKind::sequences)) {
      return kind_at(i - 1);
    }
    if (is_gpu_word(i + 1)) return WordKind::devices;
    return number.value >= kLeastLength ? WordKind::tokens : WordKind::unknown;
  }

  void collect_unknown() {
    for (const QuestionWord& word : words_) {
      if (!word.is_used) question_.unknown.push_back(word.text);
    }
  }

  const Catalog& catalog_;
  const Inputs& now_;
  std::vector<QuestionWord> words_;
  std::vector<WordMeaning> meanings_;  ///< of these words
  NamedPresets names_;
  Question question_;
};

}  // namespace

bool Question::says(InputField field) const {
  return std::any_of(parts.begin(), parts.end(),
                     [&](const QuestionPart& part) { return part.field == field; });
}

bool Question::is_more_than_model() const {
  return !parts.empty() && (parts.size() > 1 || parts.front().field != InputField::model);
}

Question read_question(std::string_view text, const Inputs& now, const Catalog& catalog) {
  return Reader(text, now, catalog).read();
}

Inputs asked_inputs(const Question& question, const Inputs& now) {
  Inputs inputs = now;
  if (question.says(InputField::gpu) || question.says(InputField::gpu_count)) {
    for (const InputField field : kSplit) inputs[field] = spec(field).fallback;
  }
  for (const QuestionPart& part : question.parts) {
    change(inputs, part.field, part.value);
    if (part.field == InputField::model) inputs.overrides.values.fill(kNotOverridden);
  }
  return inputs;
}

}  // namespace vram
