// A word matches a name where its atoms stand in the name in this order. Short numbers ("3", "4.5")
// are told from counts by following another word of the same name.
// SPDX-License-Identifier: MIT
#include "imgui_app/question_names.h"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "engine/core/number_text.h"
#include "imgui_app/question_words.h"

namespace vram {
namespace {

using Atoms = std::vector<std::string>;

constexpr int kWordScore = 3;              // of a word that can only be a name or a size
constexpr int kNumberScore = 1;            // of a short number or a letter behind one
constexpr std::size_t kTellingDigits = 3;  ///< a number with so many names something by itself
/// The form that is meant where none is named; the others say theirs.
constexpr std::string_view kUsualForm = "sxm";

/// A preset's names. Atoms of the first that are not asked for count against it.
struct Names {
  std::vector<Atoms> all;
  double memory_gib = 0;  ///< of accelerators
};

bool contains_run(const Atoms& name, const Atoms& run) {
  return std::search(name.begin(), name.end(), run.begin(), run.end()) != name.end();
}

bool contains_run(const Names& names, const Atoms& run) {
  return std::any_of(names.all.begin(), names.all.end(),
                     [&](const Atoms& name) { return contains_run(name, run); });
}

/// Says nothing alone: "3", "3.1", "m".
bool needs_company(const Atoms& atoms) {
  if (atoms.size() != 1) return false;
  const std::string& atom = atoms.front();
  const bool is_version = atom.find('.') != std::string::npos;
  if (parse_number(atom)) return is_version || atom.size() < kTellingDigits;
  return atom.size() == 1;
}

/// "80gb", "24g": the memory of an accelerator.
bool is_memory(const std::string& word, double memory_gib) {
  const std::size_t end = word.find_first_not_of("0123456789");
  if (memory_gib <= 0 || end == 0 || end == std::string::npos) return false;
  const std::string_view unit = std::string_view(word).substr(end);
  const bool is_unit = unit == "gb" || unit == "g" || unit == "gib";
  return is_unit && parse_number(std::string_view(word).substr(0, end)) == memory_gib;
}

/// "4k" stands in names of repositories, but is never meant as one.
bool is_length(const std::string& word) {
  return word.back() == 'k' && whole_number(word).has_value();
}

NamedPreset match(const std::vector<QuestionWord>& words, const Names& names) {
  NamedPreset found;
  Atoms run;  // of the words just before that belong to the name
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_free = !words[i].is_used && !is_length(words[i].text);
    const Atoms atoms = is_free ? atoms_of(words[i].text) : Atoms{};
    if (atoms.empty()) {
      run.clear();
      continue;
    }
    Atoms longer = run;
    longer.insert(longer.end(), atoms.begin(), atoms.end());
    const bool is_short = needs_company(atoms);
    const bool goes_on = !run.empty() && contains_run(names, longer);
    const bool matches = is_short ? goes_on : contains_run(names, atoms);
    if (!matches && !is_memory(words[i].text, names.memory_gib)) {
      run.clear();
      continue;
    }
    run = goes_on ? longer : atoms;
    found.score += is_short ? kNumberScore : kWordScore;
    found.words.push_back(i);
  }
  return found;
}

/// Atoms of the id that no word asked for.
int surplus(const std::vector<QuestionWord>& words, const NamedPreset& found, const Atoms& id) {
  Atoms asked;
  for (const std::size_t word : found.words) {
    const Atoms atoms = atoms_of(words[word].text);
    asked.insert(asked.end(), atoms.begin(), atoms.end());
  }
  return static_cast<int>(std::count_if(id.begin(), id.end(), [&](const std::string& atom) {
    return std::find(asked.begin(), asked.end(), atom) == asked.end();
  }));
}

int shared(const Atoms& a, const Atoms& b) {
  return static_cast<int>(std::count_if(a.begin(), a.end(), [&](const std::string& atom) {
    return std::find(b.begin(), b.end(), atom) != b.end();
  }));
}

/// Rank by score first; the rest decides between presets that are named equally well.
using Rank = std::tuple<int, int, int, double>;

template <class Preset, class NamesOf, class RankOf>
std::optional<NamedPreset> best(std::span<const Preset> presets,
                                const std::vector<QuestionWord>& words, NamesOf names_of,
                                RankOf rank_of) {
  std::optional<NamedPreset> chosen;
  Rank highest;
  for (std::size_t i = 0; i < presets.size(); ++i) {
    NamedPreset found = match(words, names_of(presets[i]));
    if (found.score < kWordScore) continue;
    found.index = i;
    const Rank rank = rank_of(presets[i], found);
    if (chosen && rank <= highest) continue;
    chosen = found;
    highest = rank;
  }
  return chosen;
}

void mark(std::vector<QuestionWord>& words, const std::optional<NamedPreset>& found) {
  if (!found) return;
  for (const std::size_t word : found->words) words[word].is_used = true;
}

int score_of(const std::optional<NamedPreset>& found) { return found ? found->score : 0; }

}  // namespace

std::optional<NamedPreset> named_model(const std::vector<QuestionWord>& words,
                                       const Catalog& catalog) {
  const Atoms usual = atoms_of(catalog.models[catalog.default_model].id);
  const auto names_of = [](const ModelPreset& model) {
    return Names{{atoms_of(model.id), atoms_of(model.name), atoms_of(model.repository)}};
  };
  return best(catalog.models, words, names_of, [&](const ModelPreset& model, const auto& found) {
    const Atoms id = atoms_of(model.id);
    const int likeness = shared(id, usual);
    const int fitness = -surplus(words, found, id);
    // Where only a size is named, the nearest to the usual model is meant.
    const bool has_name = std::any_of(found.words.begin(), found.words.end(), [&](std::size_t i) {
      return words[i].text.front() < '0' || words[i].text.front() > '9';
    });
    return has_name ? Rank{found.score, fitness, likeness, 0}
                    : Rank{found.score, likeness, fitness, 0};
  });
}

std::optional<NamedPreset> named_gpu(const std::vector<QuestionWord>& words,
                                     const Catalog& catalog) {
  const auto names_of = [](const GpuPreset& gpu) {
    return Names{{atoms_of(gpu.id), atoms_of(gpu.name)}, gpu.memory_gib};
  };
  return best(catalog.gpus, words, names_of, [&](const GpuPreset& gpu, const auto& found) {
    const bool is_usual = gpu.id.find(kUsualForm) != std::string_view::npos;
    return Rank{found.score, -surplus(words, found, atoms_of(gpu.id)), is_usual ? 1 : 0,
                gpu.memory_gib};
  });
}

NamedPresets take_names(std::vector<QuestionWord>& words, const Catalog& catalog) {
  std::vector<QuestionWord> rest = words;
  NamedPresets model_first{named_model(words, catalog), {}};
  mark(rest, model_first.model);
  model_first.gpu = named_gpu(rest, catalog);
  rest = words;
  NamedPresets gpu_first{{}, named_gpu(words, catalog)};
  mark(rest, gpu_first.gpu);
  gpu_first.model = named_model(rest, catalog);
  const auto total = [](const NamedPresets& names) {
    return score_of(names.model) + score_of(names.gpu);
  };
  const NamedPresets& taken = total(model_first) > total(gpu_first) ? model_first : gpu_first;
  mark(words, taken.model);
  mark(words, taken.gpu);
  return taken;
}

}  // namespace vram
