// The predicates of the mix table, and its application tensor by tensor.
// SPDX-License-Identifier: MIT
#include "engine/model/weight_mix.h"

#include <cmath>

namespace vram {
namespace {

// --- sets of formats, one bit each ---

using FormatSet = std::uint64_t;
static_assert(std::size(kWeightFormats) <= 64);

constexpr FormatSet bit(WeightFormat format) {
  return FormatSet{1} << static_cast<std::uint8_t>(format);
}

template <class... Formats>
constexpr FormatSet of(Formats... formats) {
  return (bit(formats) | ...);
}

constexpr FormatSet formats_of(FormatFamily family) {
  FormatSet set = 0;
  for (std::size_t i = 0; i < std::size(kWeightFormats); ++i) {
    if (kWeightFormats[i].family == family) set |= bit(static_cast<WeightFormat>(i));
  }
  return set;
}

// --- layers ---

/// Where the quantiser is in a model when it chooses a tensor's type.
struct LayerPosition {
  int i;               ///< which one of its kind the tensor is
  int n;               ///< of how many
  int tensors_before;  ///< of the same slot, earlier in the file
};

using LayerPredicate = bool (*)(const LayerPosition&);

bool all_layers(const LayerPosition&) { return true; }
bool first_two(const LayerPosition& at) { return at.i < 2; }
bool first_four(const LayerPosition& at) { return at.i < 4; }
bool first_8th(const LayerPosition& at) { return at.i < at.n / 8; }
bool first_8th_of_tensors(const LayerPosition& at) { return at.tensors_before < at.n / 8; }
bool first_16th(const LayerPosition& at) { return at.i < at.n / 16; }
bool middle(const LayerPosition& at) { return at.i >= at.n / 8 && at.i < 7 * at.n / 8; }
bool more_bits(const LayerPosition& at) { return !middle(at) || (at.i - at.n / 8) % 3 == 2; }

// --- models, as the quantiser reads them from a file's metadata ---

using ModelPredicate = bool (*)(const ModelValues&);

bool any_model(const ModelValues&) { return true; }
bool with_experts(const ModelValues& m) { return m[ModelField::num_experts] > 0; }
bool eight_experts(const ModelValues& m) { return m[ModelField::num_experts] == 8; }
bool four_way_gqa(const ModelValues& m) {
  return m[ModelField::num_attention_heads] >= 4 * m[ModelField::num_key_value_heads];
}
bool few_values(const ModelValues& m) { return four_way_gqa(m) || m[ModelField::num_experts] >= 4; }
bool part_blocks(const ModelValues& m) {
  constexpr double kLargestBlock = 256;
  return std::fmod(m[ModelField::hidden_size], kLargestBlock) != 0;
}
/// llama.cpp names a model "70B" by its 80 layers: Llamas with grouped heads (LLaMA-65B has none)
/// and Qwens (known by their query biases).
bool seventy_b(const ModelValues& m) {
  return m[ModelField::num_hidden_layers] == 80 &&
         (m[ModelField::num_key_value_heads] < m[ModelField::num_attention_heads] ||
          m[ModelField::attention_bias] != 0);
}
bool seventy_b_grouped(const ModelValues& m) { return seventy_b(m) && four_way_gqa(m); }
/// Falcon is the one architecture with layer norms, a fused query/key/value matrix, and no biases.
bool falcon(const ModelValues& m) {
  return m[ModelField::fused_qkv] != 0 && m[ModelField::norm] == static_cast<double>(Norm::layer) &&
         m[ModelField::gated_mlp] == 0 && m[ModelField::attention_bias] == 0 &&
         m[ModelField::mlp_bias] == 0;
}
bool not_falcon(const ModelValues& m) { return !falcon(m); }

// --- the table ---

struct MixRow {
  FormatSet formats;
  LayerPredicate layers;
  ModelPredicate model;
  MixSlot slot;
  TensorType type;
};

constexpr auto kMixes = [] {
  using enum WeightFormat;
  constexpr FormatSet every_gguf = formats_of(FormatFamily::gguf);
  constexpr FormatSet two_bits = of(iq1_s, iq1_m, iq2_xxs, iq2_xs, iq2_s, iq2_m);
  constexpr FormatSet more_than_two_bits = every_gguf & ~two_bits & ~of(mxfp4_moe);
  return std::to_array<MixRow>({
#define MIX(formats, slot, layers, model, type) \
  {formats, layers, model, MixSlot::slot, TensorType::type},
#include "engine/schema/formats.def"
  });
}();

/// Formats that make exceptions.
constexpr FormatSet kMixedFormats = [] {
  FormatSet formats = 0;
  for (const MixRow& row : kMixes) formats |= row.formats;
  return formats;
}();

/// Most types one slot of one model can have: those of rows that choose by layer, and the one type
/// of the layers left.
consteval std::size_t most_types_in_a_slot() {
  std::size_t most = 0;
  for (std::size_t format = 0; format < std::size(kWeightFormats); ++format) {
    const auto chooses = [format](const MixRow& row) {
      return (row.formats >> format & 1) != 0 && row.layers != all_layers;
    };
    for (const MixRow& slot : kMixes) {
      if (!chooses(slot)) continue;
      FormatSet types = 0;
      std::size_t count = 1;
      for (const MixRow& row : kMixes) {
        const FormatSet type = FormatSet{1} << static_cast<std::uint8_t>(row.type);
        if (row.slot != slot.slot || !chooses(row) || (types & type) != 0) continue;
        types |= type;
        ++count;
      }
      most = count > most ? count : most;
    }
  }
  return most;
}
static_assert(std::size(kTensorTypes) <= 64 && std::size(kWeightFormats) <= 64);

// --- one tensor group ---

bool is_stacked(TensorRole role) {
  return is_routed_expert(role) || role == TensorRole::mla_k_b || role == TensorRole::mla_v_b;
}

bool doubles_as_head(TensorRole role, const ModelValues& model) {
  return spec(role).storage == StorageClass::embedding &&
         model[ModelField::tie_word_embeddings] != 0;
}

MixSlot slot_of(TensorRole role, const ModelValues& model) {
  if (doubles_as_head(role, model)) return MixSlot::head;
  const bool is_fused =
      model[ModelField::fused_qkv] != 0 &&
      (role == TensorRole::attn_q || role == TensorRole::attn_k || role == TensorRole::attn_v);
  return is_fused ? MixSlot::attn_qkv : spec(role).slot;
}

TensorType base_type(TensorRole role, const ModelValues& model, const WeightFormatSpec& format) {
  if (doubles_as_head(role, model)) return format.head;
  switch (spec(role).storage) {
    case StorageClass::matrix:
      return format.matrix;
    case StorageClass::embedding:
      return format.embedding;
    case StorageClass::head:
      return format.head;
    case StorageClass::vector:
      return format.vector;
    case StorageClass::router:
      return format.router;
    case StorageClass::tower:
      // llama.cpp keeps the vision encoder in a file of its own, in fp16.
      return format.family == FormatFamily::gguf ? TensorType::fp16 : format.vector;
  }
  return format.vector;
}

/// Length of the rows the quantiser cuts into blocks. llama.cpp stores the latent-attention key
/// projection transposed, so its rows are qk_nope_head_dim long.
double block_row(const TensorGroup<double>& group, const ModelValues& model) {
  return group.role == TensorRole::mla_k_b ? model[ModelField::qk_nope_head_dim] : group.columns;
}

TensorType fitting_type(TensorType wanted, double row, FormatFamily family) {
  if (family != FormatFamily::gguf) return wanted;
  const auto fits = [&](TensorType type) { return std::fmod(row, spec(type).block_elements) == 0; };
  if (fits(wanted)) return wanted;
  const TensorType wider = spec(wanted).fallback;
  return fits(wider) ? wider : TensorType::fp16;
}

/// The rows of the table that may decide a group's types, and the type where none does.
struct Rule {
  std::array<const MixRow*, kMixes.size()> rows{};
  std::size_t count = 0;
  TensorType otherwise = TensorType::fp32;

  TensorType type_at(const LayerPosition& at) const {
    for (std::size_t i = 0; i < count; ++i) {
      if (rows[i]->layers(at)) return rows[i]->type;
    }
    return otherwise;
  }
};

Rule rule_of(TensorRole role, const ModelValues& model, WeightFormat format) {
  Rule rule;
  rule.otherwise = base_type(role, model, spec(format));
  const MixSlot slot = slot_of(role, model);
  if (slot == MixSlot::none || (kMixedFormats & bit(format)) == 0) return rule;
  for (const MixRow& row : kMixes) {
    const bool slot_matches = row.slot == slot ||
                              (row.slot == MixSlot::dense && !is_routed_expert(role)) ||
                              (row.slot == MixSlot::stacked && is_stacked(role));
    if ((row.formats & bit(format)) == 0 || !slot_matches || !row.model(model)) continue;
    if (row.layers == all_layers) {
      rule.otherwise = row.type;
      return rule;
    }
    rule.rows[rule.count++] = &row;
  }
  return rule;
}

LayerTally tally_of_all(const ModelValues& model) {
  return tally_layers(model, 0, static_cast<int>(model[ModelField::num_hidden_layers]));
}

/// Calls `visit` with every layer that holds the group's tensors, and the quantiser's position
/// there: of attention it counts the tensors, of an MLP the layers of the model.
template <class Visit>
void visit_positions(const TensorGroup<double>& group, const ModelValues& model,
                     const LayerTally& all, const Visit& visit) {
  const int layers = static_cast<int>(model[ModelField::num_hidden_layers]);
  LayerPosition at{0, 1, group.role == TensorRole::shared_down ? 1 : 0};
  if (group.layer_set == LayerSet::once) {
    visit(0, at);
    return;
  }
  const MixSlot slot = spec(group.role).slot;
  const bool is_mlp = slot == MixSlot::ffn_up || slot == MixSlot::ffn_down;
  const int per_moe_layer = model[ModelField::shared_expert_intermediate_size] > 0 ? 2 : 1;
  at.n = is_mlp ? layers : all[group.layer_set];
  LayerWalk walk(model);
  for (int layer = 0; layer < layers; ++layer) {
    const LayerKind kind = walk.next();
    if (kind.is_in(group.layer_set)) {
      if (is_mlp && with_experts(model)) at.i = layer;
      visit(layer, at);
      ++at.i;
    }
    at.tensors_before += kind.is_in(LayerSet::moe) ? per_moe_layer : kind.is_in(LayerSet::dense);
  }
}

void add_layer(FormatRuns& runs, TensorType type) {
  for (std::size_t i = 0; i < runs.count; ++i) {
    if (runs.runs[i].type == type) {
      ++runs.runs[i].layers;
      return;
    }
  }
  static_assert(most_types_in_a_slot() <= std::tuple_size_v<decltype(runs.runs)>);
  runs.runs[runs.count++] = {type, 1};
}

}  // namespace

WeightMix weight_mix(const ModelValues& model, WeightFormat format, LayerRange range) {
  WeightMix mix;
  const FormatFamily family = spec(format).family;
  const LayerTally all = tally_of_all(model);
  const bool is_whole = range.end - range.first == all[LayerSet::every];
  const LayerTally held = is_whole ? all : tally_layers(model, range.first, range.end);
  visit_tensor_groups(whole_architecture(model), [&](const TensorGroup<double>& group) {
    FormatRuns& runs = mix.of(group.role, group.layer_set);
    // Groups that share a role and its layers are vectors (three biases): stored alike.
    if (runs.count > 0) return;
    const Rule rule = rule_of(group.role, model, format);
    const double row = block_row(group, model);
    if (rule.count == 0) {
      const int layers = group.layer_set == LayerSet::once ? 1 : held[group.layer_set];
      if (layers == 0) return;
      runs.runs[runs.count++] = {fitting_type(rule.otherwise, row, family),
                                 static_cast<std::uint16_t>(layers)};
      return;
    }
    visit_positions(group, model, all, [&](int layer, const LayerPosition& at) {
      const bool is_in_range = layer >= range.first && layer < range.end;
      if (!is_in_range && group.layer_set != LayerSet::once) return;
      add_layer(runs, fitting_type(rule.type_at(at), row, family));
    });
  });
  return mix;
}

WeightMix weight_mix(const ModelValues& model, WeightFormat format) {
  return weight_mix(model, format, first_stage(model, 1));
}

bool mix_falls_back(const ModelValues& model, WeightFormat format) {
  const FormatFamily family = spec(format).family;
  if (family != FormatFamily::gguf) return false;
  bool falls_back = false;
  const LayerTally all = tally_of_all(model);
  visit_tensor_groups(whole_architecture(model), [&](const TensorGroup<double>& group) {
    const Rule rule = rule_of(group.role, model, format);
    const double row = block_row(group, model);
    visit_positions(group, model, all, [&](int, const LayerPosition& at) {
      const TensorType wanted = rule.type_at(at);
      falls_back = falls_back || fitting_type(wanted, row, family) != wanted;
    });
  });
  return falls_back;
}

}  // namespace vram
