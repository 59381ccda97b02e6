// The predicates of the mix table, and its application tensor by tensor.
// SPDX-License-Identifier: MIT
#include "engine/model/weight_mix.h"

#include <cmath>

#include "engine/model/tensor_groups.h"

namespace vram {
namespace {

// Layer predicates: i-th of n layers that hold the tensor.
bool all_layers(int, int) { return true; }
bool first_two(int i, int) { return i < 2; }
bool first_four(int i, int) { return i < 4; }
bool first_8th(int i, int n) { return i < n / 8; }
bool first_16th(int i, int n) { return i < n / 16; }
bool more_bits(int i, int n) { return i < n / 8 || i >= 7 * n / 8 || (i - n / 8) % 3 == 2; }

// Model predicates, as the quantiser reads them from a file's metadata.
bool any_model(const ModelValues&) { return true; }
bool with_experts(const ModelValues& m) { return m[ModelField::num_experts] > 0; }
bool eight_experts(const ModelValues& m) { return m[ModelField::num_experts] == 8; }
bool four_way_gqa(const ModelValues& m) {
  return m[ModelField::num_attention_heads] >= 4 * m[ModelField::num_key_value_heads];
}
bool seventy_b(const ModelValues& m) {
  return m[ModelField::num_hidden_layers] == 80 &&
         m[ModelField::num_key_value_heads] < m[ModelField::num_attention_heads];
}

struct MixRow {
  WeightFormat format;
  MixSlot slot;
  bool (*layers)(int, int);
  bool (*model)(const ModelValues&);
  TensorType type;
};

constexpr MixRow kMixes[] = {
#define MIX(format, slot, layers, model, type) \
  {WeightFormat::format, MixSlot::slot, layers, model, TensorType::type},
#include "engine/schema/formats.def"
};

bool is_expert(TensorRole role) { return spec(role).family == TensorFamily::experts; }

MixSlot slot_of(TensorRole role, const ModelValues& model) {
  const bool is_fused =
      model[ModelField::fused_qkv] != 0 &&
      (role == TensorRole::attn_q || role == TensorRole::attn_k || role == TensorRole::attn_v);
  return is_fused ? MixSlot::attn_qkv : spec(role).slot;
}

TensorType base_type(TensorRole role, const ModelValues& model, const WeightFormatSpec& format) {
  const bool doubles_as_head =
      role == TensorRole::token_embedding && model[ModelField::tie_word_embeddings] != 0;
  if (doubles_as_head) return format.head;
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

TensorType mixed_type(TensorRole role, int layer, const ModelValues& model, WeightFormat format) {
  const MixSlot slot = slot_of(role, model);
  if (slot == MixSlot::none) return base_type(role, model, spec(format));
  const int layers = static_cast<int>(model[ModelField::num_hidden_layers]);
  for (const MixRow& row : kMixes) {
    const bool slot_matches = row.slot == slot || (row.slot == MixSlot::dense && !is_expert(role));
    if (row.format == format && slot_matches && row.model(model) && row.layers(layer, layers)) {
      return row.type;
    }
  }
  return base_type(role, model, spec(format));
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

void add_layers(FormatRuns& runs, TensorType type, double layers) {
  for (std::size_t i = 0; i < runs.count; ++i) {
    if (runs.runs[i].type == type) {
      runs.runs[i].layers += layers;
      return;
    }
  }
  if (runs.count < runs.runs.size()) runs.runs[runs.count++] = {type, layers};
}

/// Calls `visit` with the wanted and the stored type of one group's tensors, layer by layer.
template <class Visit>
void visit_layers(const TensorGroup<double>& group, const ModelValues& model, WeightFormat format,
                  const Visit& visit) {
  const int layers = static_cast<int>(model[ModelField::num_hidden_layers]);
  const double row = block_row(group, model);
  LayerWalk walk(model);
  for (int layer = 0; layer < layers; ++layer) {
    const LayerKind kind = walk.next();
    const bool holds_group =
        group.layer_set == LayerSet::once ? layer == 0 : kind.is_in(group.layer_set);
    if (!holds_group) continue;
    const TensorType wanted = mixed_type(group.role, layer, model, format);
    visit(wanted, fitting_type(wanted, row, spec(format).family));
  }
}

}  // namespace

WeightMix weight_mix(const ModelValues& model, WeightFormat format) {
  WeightMix mix{};
  visit_tensor_groups(whole_architecture(model), [&](const TensorGroup<double>& group) {
    FormatRuns& runs = mix[static_cast<std::size_t>(group.role)];
    // Groups that share a role are vectors of one layer (three biases): stored alike.
    if (runs.count > 0) return;
    visit_layers(group, model, format,
                 [&](TensorType, TensorType stored) { add_layers(runs, stored, 1); });
  });
  return mix;
}

bool mix_falls_back(const ModelValues& model, WeightFormat format) {
  bool falls_back = false;
  visit_tensor_groups(whole_architecture(model), [&](const TensorGroup<double>& group) {
    visit_layers(group, model, format, [&](TensorType wanted, TensorType stored) {
      falls_back = falls_back || wanted != stored;
    });
  });
  return falls_back;
}

}  // namespace vram
