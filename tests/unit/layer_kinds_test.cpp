// Patterns and rules of layers: which layer is of which kind.
// SPDX-License-Identifier: MIT
#include "engine/model/layer_kinds.h"

#include <catch_amalgamated.hpp>

#include "presets/presets.h"
#include "tests/support/scenarios.h"

using namespace vram;

namespace {

std::string text_of(const std::optional<LayerPattern>& pattern) {
  return pattern ? std::string(pattern->view()) : "refused";
}

std::string pattern_text(std::string_view text) {
  return text_of(parse_pattern(LayerAlphabet::mixer, text));
}

std::string list_text(const std::vector<std::string>& names) {
  return text_of(pattern_of_names(LayerAlphabet::mixer, names));
}

/// Counts of a custom model's layers with some facts changed.
LayerTally tally(std::initializer_list<std::pair<ModelField, double>> facts, int layers) {
  ModelValues model = kCustomModel;
  model[ModelField::num_hidden_layers] = layers;
  for (const auto& [field, value] : facts) model[field] = value;
  return tally_layers(model, 0, layers);
}

}  // namespace

TEST_CASE("Texts of patterns are put in their shortest form", "[layers]") {
  CHECK(pattern_text("LLLF") == "3LF");
  CHECK(pattern_text("3LF3LF3LF") == "3LF");
  CHECK(pattern_text("FFFFFFFF") == "F");
  CHECK(pattern_text("2F10W2F") == "2F10W2F");  // a text goes on after its end
  CHECK(pattern_text("12F") == "F");
}

TEST_CASE("What is no pattern is refused", "[layers]") {
  for (const char* text : {"X", "3", "0F", "F3", "5000F", "f", "3 F", "99999999999999999999F"}) {
    CAPTURE(text);
    CHECK(pattern_text(text) == "refused");
  }
  CHECK(list_text({"full_attention", "somersault"}) == "refused");
  std::vector<std::string> random_order;
  for (unsigned i = 0; i < 400; ++i) {
    random_order.emplace_back((i * i * 2654435761U >> 13U) % 2 == 0 ? "mamba" : "attention");
  }
  CHECK(list_text(random_order) == "refused");
}

TEST_CASE("Lists of config.json files are read with their own names", "[layers]") {
  CHECK(list_text({"linear_attention", "linear_attention", "linear_attention", "full_attention",
                   "linear_attention", "linear_attention", "linear_attention", "full_attention",
                   "linear_attention"}) == "3LF");
  CHECK(list_text({"sliding_attention", "full_attention"}) == "WF");
  CHECK(list_text({"mamba", "mamba", "attention", "mamba"}) == "2MF");
}

TEST_CASE("A pattern is repeated to the last layer", "[layers]") {
  ModelValues model = kCustomModel;
  model[ModelField::num_hidden_layers] = 10;
  model[ModelField::layer_types] = 1;
  model[PatternField::layer_types] = *parse_pattern(LayerAlphabet::mixer, "3LF");
  const LayerTally all = tally_layers(model, 0, 10);  // LLLF LLLF LL
  CHECK(all[LayerSet::every] == 10);
  CHECK(all[LayerSet::full] == 2);
  CHECK(all[LayerSet::linear] == 8);
  CHECK(all[LayerSet::dense] == 10);
  const LayerTally stage = tally_layers(model, 3, 5);  // F L
  CHECK(stage[LayerSet::full] == 1);
  CHECK(stage[LayerSet::linear] == 1);
}

TEST_CASE("Rules of config.json files choose the layers they say", "[layers]") {
  using F = ModelField;
  // Qwen3-Next: full attention where (i + 1) mod 4 = 0.
  CHECK(tally({{F::full_attention_interval, 4}}, 48)[LayerSet::full] == 12);
  CHECK(tally({{F::full_attention_interval, 4}}, 48)[LayerSet::linear] == 36);
  // Jamba: attention where i mod 8 = 4, experts where i mod 2 = 1.
  const LayerTally jamba = tally({{F::attn_layer_period, 8},
                                  {F::attn_layer_offset, 4},
                                  {F::num_experts, 16},
                                  {F::moe_layer_freq, 2},
                                  {F::expert_layer_offset, 1}},
                                 32);
  CHECK(jamba[LayerSet::full] == 4);
  CHECK(jamba[LayerSet::mamba] == 28);
  CHECK(jamba[LayerSet::moe] == 16);
  CHECK(jamba[LayerSet::dense] == 16);
  // Gemma 3: every sixth layer attends to everything; of 26 layers four do.
  const LayerTally gemma = tally({{F::sliding_window, 512}, {F::sliding_window_pattern, 6}}, 26);
  CHECK(gemma[LayerSet::full] == 4);
  CHECK(gemma[LayerSet::windowed] == 22);
  // DeepSeek-V3: three dense layers first.
  const LayerTally deepseek = tally({{F::num_experts, 256}, {F::first_k_dense_replace, 3}}, 61);
  CHECK(deepseek[LayerSet::dense] == 3);
  CHECK(deepseek[LayerSet::moe] == 58);
  // Gemma 3n: the last layers have no cache of their own.
  const LayerTally shared = tally(
      {{F::sliding_window, 512}, {F::sliding_window_pattern, 5}, {F::num_kv_shared_layers, 10}},
      30);
  CHECK(shared[LayerSet::full] == 6);
  CHECK(shared[LayerSet::cached_full] == 4);
  CHECK(shared[LayerSet::cached_windowed] == 16);
}

TEST_CASE("Rules put each kind of layer in its own place", "[layers]") {
  using F = ModelField;
  // Places of the layers of a set, as the families' code computes them: Jamba's layers_block_type,
  // Qwen3-Next's and Gemma's layer_types, Llama 4's moe_layers.
  const auto places = [](std::initializer_list<std::pair<F, double>> facts, LayerSet set) {
    ModelValues model = kCustomModel;
    model[F::num_hidden_layers] = 12;
    for (const auto& [field, value] : facts) model[field] = value;
    std::vector<int> found;
    for (int layer = 0; layer < 12; ++layer) {
      if (tally_layers(model, layer, layer + 1)[set] == 1) found.push_back(layer);
    }
    return found;
  };
  using Places = std::vector<int>;
  CHECK(places({{F::attn_layer_period, 8}, {F::attn_layer_offset, 3}}, LayerSet::full) ==
        Places{3, 11});
  CHECK(places({{F::full_attention_interval, 4}}, LayerSet::full) == Places{3, 7, 11});
  CHECK(places({{F::sliding_window, 9}, {F::sliding_window_pattern, 6}}, LayerSet::full) ==
        Places{5, 11});
  CHECK(places({{F::num_experts, 4}, {F::moe_layer_freq, 4}, {F::expert_layer_offset, 3}},
               LayerSet::moe) == Places{3, 7, 11});
  CHECK(places({{F::num_experts, 4}, {F::first_k_dense_replace, 10}}, LayerSet::moe) ==
        Places{10, 11});
  CHECK(places({{F::num_kv_shared_layers, 10}}, LayerSet::cached_full) == Places{0, 1});
}
