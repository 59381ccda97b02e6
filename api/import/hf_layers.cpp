// The order of layers from the many ways config.json files write it.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <string>

#include "api/import/hf_source.h"
#include "engine/core/number_text.h"
#include "engine/model/layer_kinds.h"
#include "engine/schema/layer_pattern.h"

namespace vram {
namespace {

int layers_of(const Draft& draft) { return static_cast<int>(draft[ModelField::num_hidden_layers]); }

/// A pattern of one letter per layer.
void set_pattern(Draft& draft, std::string_view key, ModelField fact, std::string_view letters) {
  std::vector<std::string> names;
  for (const char letter : letters) names.emplace_back(1, letter);
  draft.read(key, fact, names);
}

/// A list with a name for each layer.
bool read_names(HfSource& source, Draft& draft, std::string_view key, ModelField fact) {
  const std::vector<std::string> names = list_of(source.find(key));
  if (names.empty()) return false;
  draft.read(key, fact, names);
  return true;
}

/// Nemotron-H writes blocks of one kind each: a mixer or an MLP, never both.
bool read_blocks(HfSource& source, Draft& draft) {
  std::string blocks = text_of(source.find("hybrid_override_pattern"));
  std::string_view key = "hybrid_override_pattern";
  const bool is_nemotron = source.is_family("nemotron_h");
  if (blocks.empty() && is_nemotron) {
    key = "layers_block_type";
    for (const std::string& name : list_of(source.find(key))) {
      blocks += name == "mamba" ? 'M' : name == "attention" ? '*' : name == "moe" ? 'E' : '-';
    }
  }
  if (blocks.empty()) return false;
  std::string mixers;
  std::string channels;
  for (const char block : blocks) {
    mixers += block == 'M' ? 'M' : block == '*' ? 'F' : 'N';
    channels += block == 'E' ? 'E' : block == '-' ? 'D' : 'N';
  }
  set_pattern(draft, key, ModelField::layer_types, mixers);
  set_pattern(draft, key, ModelField::mlp_layer_types, channels);
  return true;
}

/// A list of zeros and ones, one for each layer.
bool read_switches(HfSource& source, Draft& draft, std::string_view key, ModelField fact,
                   char where_zero, char where_one) {
  const std::vector<std::string> switches = list_of(source.find(key));
  if (switches.empty()) return false;
  std::string letters;
  for (const std::string& each : switches) letters += each == "0" ? where_zero : where_one;
  set_pattern(draft, key, fact, letters);
  return true;
}

/// Puts a layer's letter, whose number is a text; `first` is the number of the first layer.
void put_letter(std::string& letters, std::string_view place, char letter, int first = 0) {
  const double index = parse_number(place).value_or(-1) - first;
  if (index >= 0 && index < static_cast<double>(letters.size())) {
    letters[static_cast<std::size_t>(index)] = letter;
  }
}

/// A list of the layers that differ from the rest; `first` is the number of the first layer.
bool read_places(HfSource& source, Draft& draft, std::string_view key, char at_places,
                 char elsewhere, int first) {
  const std::vector<std::string> places = list_of(source.find(key));
  if (places.empty()) return false;
  std::string letters(static_cast<std::size_t>(layers_of(draft)), elsewhere);
  for (const std::string& place : places) put_letter(letters, place, at_places, first);
  set_pattern(draft, key, ModelField::layer_types, letters);
  return true;
}

/// EXAONE 4 writes "LLLG": local and global attention, over and over.
bool read_pattern_text(HfSource& source, Draft& draft) {
  std::string text = text_of(source.find("sliding_window_pattern"));
  if (text.find_first_not_of("LG") != std::string::npos || text.empty()) return false;
  std::replace(text.begin(), text.end(), 'L', 'W');
  std::replace(text.begin(), text.end(), 'G', 'F');
  set_pattern(draft, "sliding_window_pattern", ModelField::layer_types, text);
  return true;
}

/// Llama 4: layers with rotary positions attend to chunks, those without (every fourth) to all.
bool read_llama4(HfSource& source, Draft& draft) {
  if (!source.is_family("llama4_text")) return false;
  if (const auto step = number_of(source.find("interleave_moe_layer_step")); step && *step >= 1) {
    draft.read("interleave_moe_layer_step", ModelField::moe_layer_freq, *step);
    draft.assume(ModelField::expert_layer_offset, *step - 1, Assumption::family_code);
  }
  if (read_switches(source, draft, "no_rope_layers", ModelField::layer_types, 'F', 'W'))
    return true;
  constexpr double kNoRopeInterval = 4;  // no_rope_layer_interval
  draft.assume(ModelField::sliding_window_pattern,
               number_of(source.find("no_rope_layer_interval")).value_or(kNoRopeInterval),
               Assumption::family_default);
  return true;
}

void read_mixers(HfSource& source, Draft& draft) {
  const auto places = [&](std::string_view key, char at_places, char elsewhere, int first = 0) {
    return read_places(source, draft, key, at_places, elsewhere, first);
  };
  // The first that is there decides.
  read_blocks(source, draft) || read_llama4(source, draft) ||
      read_names(source, draft, "layer_types", ModelField::layer_types) ||
      read_names(source, draft, "layers_block_type", ModelField::layer_types) ||
      read_names(source, draft, "attention_layers", ModelField::layer_types) ||
      read_switches(source, draft, "attn_type_list", ModelField::layer_types, 'L', 'F') ||
      read_switches(source, draft, "hybrid_layer_pattern", ModelField::layer_types, 'F', 'W') ||
      read_pattern_text(source, draft) || places("cross_attention_layers", 'C', 'F') ||
      places("full_attn_idxs", 'F', 'S') || places("attn_layer_indices", 'F', 'M') ||
      places("hybrid_layer_ids", 'H', 'M') ||
      places("linear_attn_config.full_attn_layers", 'F', 'L', 1);
}

/// Qwen's experts are in every decoder_sparse_step-th layer but those listed.
bool read_sparse_steps(HfSource& source, Draft& draft) {
  const std::vector<std::string> dense = list_of(source.find("mlp_only_layers"));
  const double step = number_of(source.find("decoder_sparse_step")).value_or(1);
  if (dense.empty() && step <= 1) return false;
  std::string letters;
  for (int layer = 0; layer < layers_of(draft); ++layer) {
    letters += step <= 1 || std::fmod(layer + 1, step) == 0 ? 'E' : 'D';
  }
  for (const std::string& place : dense) put_letter(letters, place, 'D');
  set_pattern(draft, dense.empty() ? "decoder_sparse_step" : "mlp_only_layers",
              ModelField::mlp_layer_types, letters);
  return true;
}

void read_channels(HfSource& source, Draft& draft) {
  if (draft[ModelField::num_experts] == 0) return;
  read_names(source, draft, "mlp_layer_types", ModelField::mlp_layer_types) ||
      read_switches(source, draft, "moe_layer_freq", ModelField::mlp_layer_types, 'D', 'E') ||
      read_sparse_steps(source, draft);
}

/// Where a pattern is given, rules say the same once more or nothing.
void drop_rules(Draft& draft) {
  if (!draft[PatternField::layer_types].is_empty()) {
    draft.set(ModelField::sliding_window_pattern, 0.0);
    draft.set(ModelField::full_attention_interval, 0.0);
    draft.set(ModelField::attn_layer_period, 0.0);
    draft.set(ModelField::attn_layer_offset, 0.0);
  }
  if (!draft[PatternField::mlp_layer_types].is_empty()) {
    draft.set(ModelField::first_k_dense_replace, 0.0);
    draft.set(ModelField::moe_layer_freq, 1.0);
    draft.set(ModelField::expert_layer_offset, 0.0);
  }
}

/// A window that no layer uses is none, and a pattern of nothing but full attention says nothing.
void drop_unused(HfSource& source, Draft& draft) {
  if (text_of(source.find("use_sliding_window")) == "false") {
    draft.set(ModelField::sliding_window, 0.0);
  }
  const int layers = layers_of(draft);
  const LayerTally tally = tally_layers(draft.values(), 0, layers);
  if (tally[LayerSet::windowed] == 0) {
    draft.set(ModelField::sliding_window, 0.0);
    draft.set(ModelField::sliding_window_pattern, 0.0);
  }
  if (tally[LayerSet::full] == layers) draft.set(ModelField::layer_types, std::string("none"));
}

}  // namespace

void read_depth(HfSource& source, Draft& draft) {
  if (draft.knows(ModelField::num_hidden_layers)) return;
  for (const std::string_view key : {"layers_block_type", "layer_types"}) {
    const auto layers = static_cast<double>(list_of(source.find(key)).size());
    if (layers == 0) continue;
    draft.read(key, ModelField::num_hidden_layers, layers);
    return;
  }
}

void read_layers(HfSource& source, Draft& draft) {
  read_mixers(source, draft);
  read_channels(source, draft);
  drop_rules(draft);
  drop_unused(source, draft);
}

}  // namespace vram
