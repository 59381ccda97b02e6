// Memory of the weights: every tensor group in its stored format.
// SPDX-License-Identifier: MIT
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

#include "engine/components/component.h"
#include "engine/components/sharding.h"
#include "engine/components/stored_tensors.h"
#include "engine/model/tensor_groups.h"

namespace vram {
namespace {

constexpr TermId kFamilyTerms[kTensorFamilyCount] = {
    TermId::weights_embeddings, TermId::weights_attention, TermId::weights_recurrent,
    TermId::weights_mlp,        TermId::weights_experts,   TermId::weights_norms,
    TermId::weights_lm_head,    TermId::vision_encoder,    TermId::audio_encoder,
};

/// Which tensors a component counts.
enum class Part { language_model, vision_encoder, audio_encoder };

Part part_of(TensorFamily family) {
  switch (family) {
    case TensorFamily::vision:
      return Part::vision_encoder;
    case TensorFamily::audio:
      return Part::audio_encoder;
    default:
      return Part::language_model;
  }
}

/// llama.cpp looks tokens up on the host; an embedding that is also the head has a copy on the
/// device, unless the head stays on the host.
template <class N>
bool is_on_host(const Instance<N>& instance, TensorRole role) {
  const Serving& serving = *instance.serving;
  if (serving.llama_cpp == nullptr) return false;
  switch (role) {
    case TensorRole::token_embedding:
      return serving.has_host_head || !instance.architecture.facts.tie_word_embeddings;
    case TensorRole::lm_head:
    case TensorRole::lm_head_bias:
    case TensorRole::final_norm:
      return serving.has_host_head;
    default:
      return false;
  }
}

/// A prepared base holds in float32 what is stored in 16 bits.
template <class N>
TensorType held_type(const Instance<N>& instance, TensorType stored) {
  const bool is_half = stored == TensorType::bf16 || stored == TensorType::fp16;
  return instance.recipe->upcasts_base && is_half ? TensorType::fp32 : stored;
}

/// The tensor families of a part, each a named result; experts and the rest are shared by different
/// numbers of ranks.
template <class N>
FamilyBytes<N> part_families(const Instance<N>& instance, Part part, const WeightMix& mix) {
  const Recorder<N>& recorder = instance.recorder;
  FamilyBytes<N> families{};
  visit_tensor_groups(instance.architecture, [&](const TensorGroup<N>& group) {
    const TensorFamily of_group = spec(group.role).family;
    if (part_of(of_group) != part) return;
    if (is_on_host(instance, group.role)) return;
    N& family = families[static_cast<std::size_t>(of_group)];
    const FormatRuns& runs = mix.of(group.role, group.layer_set);
    for (std::size_t i = 0; i < runs.count; ++i) {
      const TensorTypeSpec& type = spec(held_type(instance, runs.runs[i].type));
      const N layers =
          runs.count == 1 ? group.layers : recorder.leaf(type.layers_symbol, runs.runs[i].layers);
      family += stored_bytes(group, layers, type, recorder);
    }
  });
  for (std::size_t i = 0; i < families.size(); ++i) {
    if (value_of(families[i]) == 0) continue;
    families[i] = term(recorder, kFamilyTerms[i], whole(families[i]));
  }
  return families;
}

/// Their sum.
template <class N>
N part_bytes(const Instance<N>& instance, Part part, const WeightMix& mix) {
  const FamilyBytes<N> families = part_families(instance, part, mix);
  N dense(0);
  N experts(0);
  for (std::size_t i = 0; i < families.size(); ++i) {
    if (value_of(families[i]) == 0) continue;
    const bool is_experts = static_cast<TensorFamily>(i) == TensorFamily::experts;
    (is_experts ? experts : dense) += families[i];
  }
  return sharded(instance, kZeroWeights, dense, experts);
}

/// What the model's own file states, without what is counted elsewhere: the encoders, which are
/// components of their own, and an embedding on the host. A device that holds a part of the model
/// has the same part of the file as of the format.
template <class N>
N bytes_in_file(const Instance<N>& instance, const Workload<N>& workload) {
  const Recorder<N>& recorder = instance.recorder;
  const StoredSize& in_format = *instance.in_format;
  N bytes = workload.inputs.weights_bytes * recorder.leaf("byte", 1, kBytes);
  if (in_format.encoders > 0) {
    bytes = bytes - recorder.leaf("encoder_weights", in_format.encoders, kBytes);
  }
  if (in_format.on_host > 0) {
    bytes = bytes - recorder.leaf("embedding_on_host", in_format.on_host, kBytes);
  }
  const N held = part_bytes(instance, Part::language_model, *instance.mix);
  if (value_of(held) != in_format.language_model) {
    bytes = whole(bytes * held /
                  recorder.leaf("whole_weights_in_format", in_format.language_model, kBytes));
  }
  return term(recorder, TermId::weights_file, bytes);
}

/// Cosines and sines of every position, one table for all layers and whole on every rank. Models
/// that learn their positions have none.
template <class N>
N rotary_table(const Instance<N>& instance) {
  const Tables tables = instance.serving->version->tables;
  const auto& f = instance.architecture.facts;
  const bool turns_positions =
      value_of(instance.architecture.layers.attention) > 0 && value_of(f.position_rows) == 0;
  if (tables == Tables::none || !turns_positions) return N(0);
  const bool is_latent = value_of(f.kv_lora_rank) > 0;
  const N& turned = is_latent ? f.qk_rope_head_dim : f.head_dim;
  const N bytes = tables == Tables::float32
                      ? instance.recorder.leaf("fp32_bytes", kFloat32Bytes, kBytes)
                      : N(instance.activation_bytes);
  return term(instance.recorder, TermId::weights_rotary_table,
              f.max_position_embeddings * turned * bytes);
}

/// Latent attention works on the latent itself: the projections from it to keys and values are
/// absorbed into those before and after. Programs keep them once more for that, or what that gives.
template <class N>
N absorbed_products(const Instance<N>& instance, bool is_plain, const N& copies) {
  const Architecture<N>& a = instance.architecture;
  const auto& f = a.facts;
  const N& query_input = value_of(f.q_lora_rank) > 0 ? f.q_lora_rank : f.hidden_size;
  const N wide = instance.recorder.leaf("bf16_bytes", kHalfBytes, kBytes);
  // FP8 is quantised again, other formats are not.
  const TensorType stored = instance.mix->of(TensorRole::mla_k_b, LayerSet::attention).runs[0].type;
  const bool is_fp8 = stored == TensorType::fp8 || stored == TensorType::fp8_block;
  const N narrow = is_fp8 ? instance.recorder.leaf("fp8_bytes", 1, kBytes) : wide;
  const N products = f.kv_lora_rank * (query_input + f.hidden_size) * narrow;
  const N turned = query_input * f.qk_rope_head_dim * wide;
  const N bytes = a.layers.attention * a.share.heads * (products + turned);
  return is_plain ? bytes : bytes + copies;
}

template <class N>
N absorbed_projections(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  const auto& f = a.facts;
  if (value_of(f.kv_lora_rank) == 0) return N(0);
  const Absorbed absorbed = instance.serving->version->absorbed;
  if (absorbed == Absorbed::nothing) return N(0);
  const TensorType stored = instance.mix->of(TensorRole::mla_k_b, LayerSet::attention).runs[0].type;
  const bool is_plain = spec(stored).bits_per_element() >= 8 * kHalfBytes;
  if (absorbed == Absorbed::quantised && is_plain) return N(0);
  const N bytes = instance.recorder.leaf("bf16_bytes", kHalfBytes, kBytes);
  const N copies = a.layers.attention * a.share.heads * (f.qk_nope_head_dim + f.v_head_dim) *
                   f.kv_lora_rank * bytes;
  return term(
      instance.recorder, TermId::weights_absorbed,
      absorbed == Absorbed::products ? absorbed_products(instance, is_plain, copies) : copies);
}

/// What kernels for experts in MXFP4 want their widths rounded up to.
template <class N>
N expert_padding(const Instance<N>& instance) {
  constexpr double kHiddenMultiple = 256;
  constexpr double kWidthMultiple = 64;
  const Architecture<N>& a = instance.architecture;
  const Recorder<N>& recorder = instance.recorder;
  if (instance.serving->version->mxfp4_experts == Mxfp4Experts::as_is) return N(0);
  if (value_of(a.layers.moe) == 0) return N(0);
  const TensorType stored = instance.mix->of(TensorRole::expert_up, LayerSet::moe).runs[0].type;
  if (stored != TensorType::mxfp4) return N(0);
  const auto padded = [&](std::string_view symbol, const N& size, double multiple) {
    return recorder.leaf(symbol, std::ceil(value_of(size) / multiple) * multiple);
  };
  const N& width = a.share.expert_width;
  const N& hidden = a.facts.hidden_size;
  const N padded_width = padded("padded_expert_width", width, kWidthMultiple);
  const N padded_hidden = padded("padded_hidden_size", hidden, kHiddenMultiple);
  if (value_of(padded_width) * value_of(padded_hidden) == value_of(width) * value_of(hidden)) {
    return N(0);
  }
  const N bits = recorder.leaf(spec(stored).bits_symbol, spec(stored).bits_per_element());
  const N matrices(matrices_in(a.facts.gated_mlp) + 1);
  return term(recorder, TermId::weights_padding,
              whole(bytes_of_bits(a.layers.moe * matrices * a.share.experts *
                                  (padded_width * padded_hidden - width * hidden) * bits)));
}

}  // namespace

StoredSize stored_size(const ModelValues& model, const WeightMix& mix, const Serving& serving) {
  const Recipe recipe;
  Instance<double> instance;
  instance.architecture = whole_architecture(model);
  instance.recipe = &recipe;
  instance.zero_shards = 1;
  instance.expert_zero_shards = 1;
  const double everything = part_bytes(instance, Part::language_model, mix);
  instance.serving = &serving;
  const double on_device = part_bytes(instance, Part::language_model, mix);
  const double encoders = part_bytes(instance, Part::vision_encoder, mix) +
                          part_bytes(instance, Part::audio_encoder, mix);
  return {on_device, everything - on_device, encoders};
}

template <class N>
FamilyBytes<N> weights_by_family(const Instance<N>& instance) {
  return part_families(instance, Part::language_model, *instance.mix);
}

template <class N>
N weights(const Instance<N>& instance, const Workload<N>& workload) {
  if (instance.recipe->offloads_weights) return N(0);
  const bool is_trained = instance.recipe->trains && !instance.recipe->trains_adapters();
  const N bytes = instance.in_format != nullptr
                      ? bytes_in_file(instance, workload)
                      : part_bytes(instance, Part::language_model, *instance.mix);
  const N table = rotary_table(instance);
  N all = value_of(table) == 0 ? bytes : bytes + table;
  const N absorbed = absorbed_projections(instance);
  if (value_of(absorbed) > 0) all += absorbed;
  const N padding = expert_padding(instance);
  if (value_of(padding) > 0) all += padding;
  return term(instance.recorder, TermId::weights, is_trained ? times_models(instance, all) : all);
}

template <class N>
N reference_weights(const Instance<N>& instance, const Workload<N>&) {
  const double models = instance.company->frozen_models;
  if (models == 0) return N(0);
  const N bytes = part_bytes(instance, Part::language_model, *instance.copies);
  return term(instance.recorder, TermId::reference_weights,
              models == 1 ? bytes : bytes * instance.recorder.leaf("frozen_models", models));
}

template <class N>
N rollout_weights(const Instance<N>& instance, const Workload<N>&) {
  if (instance.company->rollout != Rollout::colocated) return N(0);
  // The engine serves whole layers: it does not share its copy over the data-parallel ranks.
  Instance<N> engine = instance;
  engine.zero_shards = N(1);
  engine.expert_zero_shards = N(1);
  return term(instance.recorder, TermId::rollout_weights,
              part_bytes(engine, Part::language_model, *instance.copies));
}

template <class N>
N kept_rollout_weights(const Instance<N>& instance, const Workload<N>& workload) {
  return instance.company->rollout_sleeps ? N(0) : rollout_weights(instance, workload);
}

template <class N>
N vision_encoder(const Instance<N>& instance, const Workload<N>&) {
  if (!has_vision_tower(instance.architecture.facts)) return N(0);
  return part_bytes(instance, Part::vision_encoder, *instance.mix);
}

template <class N>
N audio_encoder(const Instance<N>& instance, const Workload<N>&) {
  if (!has_audio_tower(instance.architecture.facts)) return N(0);
  return part_bytes(instance, Part::audio_encoder, *instance.mix);
}

template FamilyBytes<double> weights_by_family(const Instance<double>&);
template FamilyBytes<Quantity> weights_by_family(const Instance<Quantity>&);
template double weights(const Instance<double>&, const Workload<double>&);
template Quantity weights(const Instance<Quantity>&, const Workload<Quantity>&);
template double reference_weights(const Instance<double>&, const Workload<double>&);
template Quantity reference_weights(const Instance<Quantity>&, const Workload<Quantity>&);
template double rollout_weights(const Instance<double>&, const Workload<double>&);
template Quantity rollout_weights(const Instance<Quantity>&, const Workload<Quantity>&);
template double kept_rollout_weights(const Instance<double>&, const Workload<double>&);
template Quantity kept_rollout_weights(const Instance<Quantity>&, const Workload<Quantity>&);
template double vision_encoder(const Instance<double>&, const Workload<double>&);
template Quantity vision_encoder(const Instance<Quantity>&, const Workload<Quantity>&);
template double audio_encoder(const Instance<double>&, const Workload<double>&);
template Quantity audio_encoder(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
