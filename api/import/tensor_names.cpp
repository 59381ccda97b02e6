// Reading of tensor names, word by word.
// SPDX-License-Identifier: MIT
#include "api/import/tensor_names.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace vram {
namespace {

struct NameRow {
  std::string_view name;
  TensorMeaning meaning;
};

constexpr NameRow kNames[] = {
#define TENSOR_NAME(name, meaning) {name, TensorMeaning::meaning},
#include "api/import/tensor_names.def"
};

constexpr bool names_are_sorted() {
  for (std::size_t i = 1; i < std::size(kNames); ++i) {
    if (!(kNames[i - 1].name < kNames[i].name)) return false;
  }
  return true;
}
static_assert(names_are_sorted());

constexpr std::string_view kCompanions[] = {
#define COMPANION(word, kind) word,
#include "api/import/tensor_names.def"
};

struct RegionRow {
  std::string_view word;
  ModelRegion region;
};

constexpr RegionRow kRegions[] = {
#define REGION(word, region) {word, ModelRegion::region},
#include "api/import/tensor_names.def"
};

/// Which words can be in a table, by their first letter and length. Nearly all of those that are
/// not are told apart by that, and names have a dozen words that are looked up in three tables.
class WordFilter {
 public:
  template <class Rows, class WordOf>
  constexpr WordFilter(const Rows& rows, WordOf word_of) {
    for (const auto& row : rows) {
      const std::string_view word = word_of(row);
      lengths_[place_of(word)] |= length_bit(word);
    }
  }

  bool may_have(std::string_view word) const {
    return !word.empty() && (lengths_[place_of(word)] & length_bit(word)) != 0;
  }

 private:
  static constexpr std::size_t kPlaces = 64;
  static constexpr std::size_t kBits = 64;

  static constexpr std::size_t place_of(std::string_view word) {
    return static_cast<unsigned char>(word[0]) % kPlaces;
  }
  static constexpr std::uint64_t length_bit(std::string_view word) {
    return std::uint64_t{1} << (word.size() % kBits);
  }

  std::array<std::uint64_t, kPlaces> lengths_{};
};

constexpr WordFilter kNamesFilter(kNames, [](const NameRow& row) { return row.name; });
constexpr WordFilter kCompanionsFilter(kCompanions, [](std::string_view word) { return word; });
constexpr WordFilter kRegionsFilter(kRegions, [](const RegionRow& row) { return row.word; });

/// The words of a name between its dots, with the layer's and the expert's number taken out.
struct Words {
  static constexpr std::size_t kMost = 12;
  std::array<std::string_view, kMost> words{};
  std::size_t count = 0;
  int layer = TensorPlace::kNoLayer;
  bool is_in_experts = false;
  bool is_shared = false;
  bool is_one_expert = false;

  std::string_view last() const { return count > 0 ? words[count - 1] : std::string_view{}; }
};

bool is_number(std::string_view word) {
  return !word.empty() &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number_in(std::string_view word) {
  int number = 0;
  for (const char c : word) number = std::min(kMostFileLayers, 10 * number + (c - '0'));
  return number;
}

void add_number(Words& found, std::string_view word) {
  if (found.layer == TensorPlace::kNoLayer) {
    found.layer = number_in(word);
  } else if (found.is_in_experts || found.last().substr(0, 4) == "ffn_") {
    found.is_one_expert = true;  // ffn_gate.3 in GGUF files of the first Mixtral days
  }
}

Words words_of(std::string_view name) {
  Words found;
  while (!name.empty() && found.count < Words::kMost) {
    const std::size_t dot = name.find('.');
    const std::string_view word = name.substr(0, dot);
    name = dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
    if (is_number(word)) {
      add_number(found, word);
      continue;
    }
    if (word == "experts") found.is_in_experts = true;
    if (word == "shared_expert" || word == "shared_experts" || word == "shared_mlp") {
      found.is_shared = true;
    }
    found.words[found.count++] = word;
  }
  return found;
}

std::optional<TensorMeaning> meaning_of(std::string_view name) {
  if (!kNamesFilter.may_have(name)) return std::nullopt;
  const auto* row =
      std::lower_bound(std::begin(kNames), std::end(kNames), name,
                       [](const NameRow& a, std::string_view b) { return a.name < b; });
  if (row == std::end(kNames) || row->name != name) return std::nullopt;
  return row->meaning;
}

Companion companion_of(std::string_view word) {
  if (!kCompanionsFilter.may_have(word)) return Companion::none;
  const auto* row = std::find(std::begin(kCompanions), std::end(kCompanions), word);
  return static_cast<Companion>(row - std::begin(kCompanions));
}

bool ends_with(std::string_view word, std::string_view end) {
  return word.size() > end.size() && word.substr(word.size() - end.size()) == end;
}

/// Cuts the end off a word that has it.
bool takes_end(std::string_view& word, std::string_view end) {
  if (!ends_with(word, end)) return false;
  word.remove_suffix(end.size());
  return true;
}

/// What stands beside a matrix, and takes it and all that follows off the words.
Companion take_companion(Words& found) {
  for (std::size_t i = 0; i < found.count; ++i) {
    Companion companion = companion_of(found.words[i]);
    // bitsandbytes: weight.quant_map, weight.quant_state.bitsandbytes__nf4
    const bool is_inside_weight =
        i > 0 && found.words[i - 1] == "weight" && companion == Companion::none;
    if (is_inside_weight) companion = Companion::weight_format;
    if (companion == Companion::none) continue;
    found.count = i;
    return companion;
  }
  return Companion::none;
}

/// Takes the word, or the end of a word, that only tells which part of a matrix a tensor is.
TensorPart take_part(Words& found, Companion& companion) {
  companion = take_companion(found);
  if (companion != Companion::none) return TensorPart::companion;
  if (found.count == 0) return TensorPart::weight;
  std::string_view& last = found.words[found.count - 1];
  if (last == "weight" || last == "qweight" || last == "weight_packed") {
    --found.count;
  } else if (last == "bias" || last == "e_score_correction_bias") {
    --found.count;
    return TensorPart::bias;
  } else if (takes_end(last, "_proj_bias")) {
    last = std::string_view(last.data(), last.size() + std::string_view("_proj").size());
    return TensorPart::bias;
  } else if (takes_end(last, "_scales")) {
    companion = Companion::group_scales;
    return TensorPart::companion;
  } else {
    takes_end(last, "_blocks");
  }
  return TensorPart::weight;
}

ModelRegion region_of(const Words& found) {
  for (std::size_t i = 0; i < found.count; ++i) {
    if (!kRegionsFilter.may_have(found.words[i])) continue;
    for (const RegionRow& row : kRegions) {
      if (found.words[i] == row.word) return row.region;
    }
  }
  // Whisper and T5 have an encoder beside the decoder; ChatGLM calls its decoder that.
  const bool starts_with_model = found.count > 0 && found.words[0] == "model";
  const std::size_t first = starts_with_model ? 1 : 0;
  return found.count > first && found.words[first] == "encoder" ? ModelRegion::media
                                                                : ModelRegion::language;
}

/// The meaning of the longest listed end of the words.
TensorMeaning listed_meaning(const Words& found) {
  constexpr std::size_t kLongestEnd = 2;
  if (found.count >= kLongestEnd) {
    std::string end(found.words[found.count - 2]);
    end += '.';
    end += found.last();
    if (const auto meaning = meaning_of(end)) return *meaning;
  }
  if (const auto meaning = meaning_of(found.last())) return *meaning;
  const bool is_norm =
      found.last().find("norm") != std::string_view::npos || found.last().substr(0, 2) == "ln";
  return is_norm ? TensorMeaning::layer_norm : TensorMeaning::other;
}

TensorMeaning among_experts(TensorMeaning meaning) {
  switch (meaning) {
    case TensorMeaning::gate:
      return TensorMeaning::expert_gate;
    case TensorMeaning::up:
      return TensorMeaning::expert_up;
    case TensorMeaning::down:
      return TensorMeaning::expert_down;
    default:
      return meaning;
  }
}

TensorMeaning in_shared_expert(TensorMeaning meaning) {
  switch (meaning) {
    case TensorMeaning::gate:
      return TensorMeaning::shared_gate;
    case TensorMeaning::up:
      return TensorMeaning::shared_up;
    case TensorMeaning::down:
      return TensorMeaning::shared_down;
    default:
      return meaning;
  }
}

/// Words mean other things inside a layer than outside.
TensorMeaning at_its_place(TensorMeaning meaning, const Words& found) {
  const bool is_in_layer = found.layer != TensorPlace::kNoLayer;
  if (found.is_shared) return in_shared_expert(meaning);
  // Granite's routed experts are one matrix of this name; OPT's and Whisper's layers end so.
  const bool is_routed = found.count > 1 && found.words[found.count - 2] == "block_sparse_moe";
  if (found.is_in_experts || found.is_one_expert || is_routed) return among_experts(meaning);
  if (is_in_layer && meaning == TensorMeaning::final_norm) return TensorMeaning::layer_norm;
  if (!is_in_layer && meaning == TensorMeaning::layer_norm) return TensorMeaning::final_norm;
  return meaning;
}

}  // namespace

TensorPlace place_of(std::string_view name) {
  Words found = words_of(name);
  TensorPlace place;
  place.region = region_of(found);
  place.part = take_part(found, place.companion);
  place.layer = found.layer;
  place.is_one_expert = found.is_one_expert;
  place.meaning = at_its_place(listed_meaning(found), found);
  return place;
}

}  // namespace vram
