// Sizes of the first layer that has a tensor, divided by the width they are known to have.
// SPDX-License-Identifier: MIT
#include "api/import/shape_facts.h"

#include <cmath>
#include <string>

#include "engine/core/number.h"

namespace vram {
namespace {

/// The key under which a fact was understood: the tensor's meaning stands for its many names.
constexpr std::string_view kShapes = "shapes";

/// Sizes of a table's tensors with packed numbers counted.
class Sizes {
 public:
  Sizes(const TensorTable& table, double numbers_per_word)
      : table_(&table), numbers_per_word_(numbers_per_word) {}

  const MeaningTotals& operator[](TensorMeaning meaning) const { return (*table_)[meaning]; }
  bool has(TensorMeaning meaning) const { return (*table_)[meaning].exists(); }
  double elements(TensorMeaning meaning) const {
    return (*table_)[meaning].in_first_layer.resolved(numbers_per_word_);
  }
  /// Rows of a matrix that reads or writes vectors of a width; 0 where it is not there.
  double rows(TensorMeaning meaning, double width) const {
    return width > 0 ? std::floor(elements(meaning) / width + 0.5) : 0;
  }

 private:
  const TensorTable* table_;
  double numbers_per_word_;
};

void read_size(Draft& draft, ModelField fact, double value) {
  if (value > 0 && !draft.knows(fact)) draft.read(kShapes, fact, value);
}

void read_flag(Draft& draft, ModelField fact, bool value) {
  if (draft.knows(fact)) return;
  if (value) {
    draft.read(kShapes, fact, true);
  } else {
    draft.set(fact, false);
  }
}

double width_of(const Sizes& sizes) {
  for (const TensorMeaning norm : {TensorMeaning::final_norm, TensorMeaning::embedding_norm}) {
    if (sizes.has(norm)) {
      return sizes.elements(norm) / sizes[norm].tensors_in_first_layer;
    }
  }
  const double width = sizes[TensorMeaning::embedding].first_columns;
  const double projected = sizes.elements(TensorMeaning::embedding_projection);
  return projected > 0 ? projected / width : width;
}

/// Multi-head latent attention: the widths of its projections give the heads and their parts.
void read_latent_attention(const Sizes& sizes, double hidden_size, Draft& draft) {
  if (!sizes.has(TensorMeaning::mla_kv_a)) return;
  const double rank = sizes.elements(TensorMeaning::mla_kv_norm);
  const double rope = sizes.rows(TensorMeaning::mla_kv_a, hidden_size) - rank;
  const double q_rank = sizes.elements(TensorMeaning::mla_q_norm);
  const double queries = q_rank > 0 ? sizes.rows(TensorMeaning::mla_q_b, q_rank)
                                    : sizes.rows(TensorMeaning::attn_q, hidden_size);
  double keys_and_values = sizes.rows(TensorMeaning::mla_kv_b, rank);
  if (keys_and_values == 0) {
    keys_and_values =
        sizes.rows(TensorMeaning::mla_k_b, rank) + sizes.rows(TensorMeaning::mla_v_b, rank);
  }
  const double values = sizes.rows(TensorMeaning::attn_o, hidden_size);
  if (rank <= 0 || rope <= 0) return;
  // queries = heads (nope + rope), keys_and_values = heads (nope + v), values = heads v
  const double heads = std::floor((queries - keys_and_values + values) / rope + 0.5);
  if (heads < 1) return;
  read_size(draft, ModelField::q_lora_rank, q_rank);
  read_size(draft, ModelField::kv_lora_rank, rank);
  read_size(draft, ModelField::qk_rope_head_dim, rope);
  read_size(draft, ModelField::num_attention_heads, heads);
  read_size(draft, ModelField::num_key_value_heads, heads);
  read_size(draft, ModelField::qk_nope_head_dim, (keys_and_values - values) / heads);
  read_size(draft, ModelField::v_head_dim, values / heads);
  read_size(draft, ModelField::head_dim, queries / heads);
}

/// A gate of its own, or one matrix twice as large as the one that leads back.
bool is_gated(const Sizes& sizes, TensorMeaning gate, TensorMeaning up, TensorMeaning down) {
  return sizes.has(gate) || (sizes.has(down) && sizes.elements(up) == 2 * sizes.elements(down));
}

void read_mlp(const Sizes& sizes, Draft& draft) {
  using M = TensorMeaning;
  const bool has_dense = sizes.has(M::down);
  const bool has_experts = sizes.has(M::expert_down);
  if (!has_dense && !has_experts) return;
  read_flag(draft, ModelField::gated_mlp,
            has_dense ? is_gated(sizes, M::gate, M::up, M::down)
                      : is_gated(sizes, M::expert_gate, M::expert_up, M::expert_down));
  read_flag(draft, ModelField::mlp_bias, sizes[M::down].has_bias);
  read_flag(draft, ModelField::router_bias, sizes[M::router].has_bias);
  read_flag(draft, ModelField::expert_bias, sizes[M::expert_down].has_bias);
  read_flag(draft, ModelField::shared_expert_gate, sizes.has(M::shared_switch));
}

void read_biases(const Sizes& sizes, Draft& draft) {
  if (draft.knows(ModelField::attention_bias)) return;
  using M = TensorMeaning;
  const bool has_fused = sizes[M::attn_qkv].has_bias;
  std::vector<std::string> biased;
  if (has_fused || sizes[M::attn_q].has_bias) biased.emplace_back("q");
  if (has_fused || sizes[M::attn_k].has_bias) biased.emplace_back("k");
  if (has_fused || sizes[M::attn_v].has_bias) biased.emplace_back("v");
  if (sizes[M::attn_o].has_bias) biased.emplace_back("o");
  if (biased.empty()) {
    draft.set(ModelField::attention_bias, std::string("none"));
  } else {
    draft.read(kShapes, ModelField::attention_bias, biased);
  }
}

void read_norms(const Sizes& sizes, double hidden_size, Draft& draft) {
  using M = TensorMeaning;
  const bool has_bias = sizes[M::final_norm].has_bias || sizes[M::layer_norm].has_bias;
  const bool has_weights = sizes.has(M::final_norm) || sizes.has(M::layer_norm);
  if ((has_bias || !has_weights) && !draft.knows(ModelField::norm)) {
    draft.read(kShapes, ModelField::norm, std::string(has_bias ? "layer" : "none"));
  }
  if (!draft.knows(ModelField::norms_per_layer)) {
    const double vectors = sizes.rows(M::layer_norm, hidden_size);
    draft.read(kShapes, ModelField::norms_per_layer, vectors);
  }
  // LFM2's files give the last norm the name of the first.
  const bool is_last = !sizes.has(M::final_norm);
  read_flag(draft, ModelField::embedding_norm, sizes.has(M::embedding_norm) && !is_last);
}

/// One letter for each layer that is not a predictor's, from which tensors it has.
template <class LetterOf>
std::string letters_of(const TensorTable& table, const LetterOf& letter_of) {
  std::string letters;
  for (int layer = 0; layer < table.highest_layer(); ++layer) {
    if (!table.is_prediction_layer(layer)) letters += letter_of(static_cast<std::size_t>(layer));
  }
  return letters;
}

/// A pattern, unless all layers are of the usual kind.
void read_pattern(Draft& draft, ModelField fact, const std::string& letters, char usual) {
  if (draft.knows(fact) || letters.empty()) return;
  if (letters.find_first_not_of(usual) == std::string::npos) {
    draft.set(fact, std::string("none"));
    return;
  }
  std::vector<std::string> names;
  for (const char letter : letters) names.emplace_back(1, letter);
  draft.read(kShapes, fact, names);
}

void read_layer_kinds(const TensorTable& table, Draft& draft) {
  using M = TensorMeaning;
  const auto has = [&](M meaning, std::size_t layer) { return table[meaning].layers.test(layer); };
  const bool is_windowed = draft[ModelField::sliding_window] > 0;
  const std::string mixers = letters_of(table, [&](std::size_t layer) {
    if (has(M::linear, layer)) return 'L';
    if (has(M::short_conv, layer)) return 'S';
    const bool has_attention = has(M::attn_o, layer);
    if (has(M::mamba, layer)) return has_attention ? 'H' : 'M';
    return has_attention ? 'F' : 'N';
  });
  // With windows, which layers have them is not in the shapes.
  if (!is_windowed) read_pattern(draft, ModelField::layer_types, mixers, 'F');
  const std::string channels = letters_of(table, [&](std::size_t layer) {
    if (has(M::expert_down, layer)) return 'E';
    return has(M::down, layer) ? 'D' : 'N';
  });
  const bool has_experts = table[M::expert_down].exists();
  read_pattern(draft, ModelField::mlp_layer_types, channels, has_experts ? 'E' : 'D');
}

void read_query_norms(const Sizes& sizes, Draft& draft) {
  if (draft.knows(ModelField::qk_norm)) return;
  const double length = sizes.elements(TensorMeaning::q_norm);
  const double head_dim = draft[ModelField::head_dim];
  const char* kind = "none";
  if (length > 0) {
    const bool is_matrix = sizes[TensorMeaning::q_norm].first_columns < length;
    kind = length <= head_dim ? "head_dim" : is_matrix ? "per_head" : "full_width";
  }
  if (length > 0) {
    draft.read(kShapes, ModelField::qk_norm, std::string(kind));
  } else {
    draft.set(ModelField::qk_norm, std::string(kind));
  }
}

/// Width of all query heads and of all key heads together.
struct HeadWidths {
  double queries = 0;
  double keys = 0;
};

HeadWidths head_widths(const Sizes& sizes, double hidden_size) {
  using M = TensorMeaning;
  HeadWidths widths;
  widths.queries = sizes.rows(M::attn_o, hidden_size);
  if (sizes.has(M::attn_k)) {
    widths.keys = sizes.rows(M::attn_k, hidden_size);
  } else {
    widths.keys = (sizes.rows(M::attn_qkv, hidden_size) - widths.queries) / 2;
  }
  return widths;
}

bool divides(double divisor, const HeadWidths& widths) {
  return divisor >= 1 && std::fmod(widths.queries, divisor) == 0 &&
         std::fmod(widths.keys, divisor) == 0;
}

/// head_dim of a preset whose heads are as wide in all; 0 where there is none.
double head_dim_of_a_preset(const HeadWidths& widths, double hidden_size, const Catalog& catalog) {
  for (const ModelPreset& preset : catalog.models) {
    const ModelValues& facts = preset.facts;
    const double head_dim = facts[ModelField::head_dim];
    if (facts[ModelField::hidden_size] == hidden_size &&
        facts[ModelField::num_attention_heads] * head_dim == widths.queries &&
        facts[ModelField::num_key_value_heads] * head_dim == widths.keys) {
      return head_dim;
    }
  }
  return 0;
}

}  // namespace

bool read_widths(const TensorTable& table, double numbers_per_word, Draft& draft) {
  using M = TensorMeaning;
  const Sizes sizes(table, numbers_per_word);
  const double hidden_size = width_of(sizes);
  if (hidden_size < 1 || table.layers() == 0 || !sizes.has(M::embedding)) return false;
  read_size(draft, ModelField::hidden_size, hidden_size);
  read_size(draft, ModelField::num_hidden_layers, table.layers());
  const double embedding_size = sizes[M::embedding].first_columns;
  if (sizes.has(M::embedding_projection)) {
    read_size(draft, ModelField::embedding_size, embedding_size);
    read_flag(draft, ModelField::final_norm, sizes.has(M::final_norm));
    read_size(draft, ModelField::vocab_size, sizes.rows(M::embedding, embedding_size));
  } else {
    read_size(draft, ModelField::vocab_size, sizes.rows(M::embedding, hidden_size));
  }
  read_size(draft, ModelField::position_rows, sizes.rows(M::position, hidden_size));
  read_size(draft, ModelField::intermediate_size, sizes.rows(M::down, hidden_size));
  const double experts = sizes.rows(M::router, hidden_size);
  if (experts > 1 && sizes.has(M::expert_down)) {
    read_size(draft, ModelField::num_experts, experts);
    read_size(draft, ModelField::moe_intermediate_size,
              sizes.rows(M::expert_down, hidden_size * experts));
    read_size(draft, ModelField::shared_expert_intermediate_size,
              sizes.rows(M::shared_down, hidden_size));
  }
  read_latent_attention(sizes, hidden_size, draft);
  return true;
}

void read_heads(const TensorTable& table, double numbers_per_word, const Catalog& catalog,
                Draft& draft) {
  using M = TensorMeaning;
  const Sizes sizes(table, numbers_per_word);
  if (draft.knows(ModelField::head_dim) || !sizes.has(M::attn_o)) return;
  const double hidden_size = draft[ModelField::hidden_size];
  const HeadWidths widths = head_widths(sizes, hidden_size);
  const double normed = sizes.elements(M::q_norm);
  double head_dim = 0;
  if (normed > 0 && normed < widths.queries && divides(normed, widths)) {
    head_dim = normed;
    draft.read(kShapes, ModelField::head_dim, head_dim);
  } else if ((head_dim = head_dim_of_a_preset(widths, hidden_size, catalog)) > 0) {
    draft.assume(ModelField::head_dim, head_dim, Assumption::nearest_model);
  } else {
    for (const double usual : {128.0, 64.0, 96.0, 80.0, 32.0, 1.0}) {
      if (head_dim == 0 && divides(usual, widths)) head_dim = usual;
    }
    draft.assume(ModelField::head_dim, head_dim, Assumption::usual);
  }
  if (head_dim < 1) return;
  draft.assume(ModelField::num_attention_heads, max_of(1, widths.queries / head_dim),
               Assumption::derived);
  draft.assume(ModelField::num_key_value_heads, max_of(1, widths.keys / head_dim),
               Assumption::derived);
}

void read_details(const TensorTable& table, double numbers_per_word, Draft& draft) {
  using M = TensorMeaning;
  const Sizes sizes(table, numbers_per_word);
  const double hidden_size = draft[ModelField::hidden_size];
  read_flag(draft, ModelField::tie_word_embeddings, !sizes.has(M::head));
  read_flag(draft, ModelField::lm_head_bias, sizes[M::head].has_bias);
  read_flag(draft, ModelField::attention_sinks, sizes.has(M::sinks));
  read_flag(draft, ModelField::fused_qkv, sizes.has(M::attn_qkv) && !sizes.has(M::attn_q));
  read_flag(draft, ModelField::attn_output_gate,
            sizes.has(M::attn_q) && !sizes.has(M::mla_kv_a) &&
                sizes.elements(M::attn_q) == 2 * sizes.elements(M::attn_o));
  read_biases(sizes, draft);
  read_norms(sizes, hidden_size, draft);
  read_query_norms(sizes, draft);
  read_mlp(sizes, draft);
  read_layer_kinds(table, draft);
}

void read_encoder_size(double parameters, Draft& draft) {
  draft.set(ModelField::vision_parameters, parameters);
  draft.set(ModelField::audio_parameters, 0.0);
  if (parameters > 0) return;
  draft.set(ModelField::vision_layers, 0.0);
  draft.set(ModelField::audio_layers, 0.0);
}

}  // namespace vram
