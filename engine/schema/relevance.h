// When a field matters: predicates named in the field tables. They read raw model values, so the
// same row decides for links, forms and documentation.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/schema/inputs.h"
#include "engine/schema/model_values.h"
#include "engine/schema/optimizers.h"
#include "engine/schema/peft_methods.h"
#include "engine/schema/rl_algorithms.h"
#include "engine/schema/serving_runtimes.h"

namespace vram {

inline bool always(const ModelValues&) { return true; }
inline bool when_moe(const ModelValues& m) { return m[ModelField::num_experts] > 0; }
inline bool when_mamba(const ModelValues& m) {
  const LayerPattern& layers = m[PatternField::layer_types];
  return layers.is_empty() ? m[ModelField::attn_layer_period] > 0
                           : layers.has('M') || layers.has('H');
}
inline bool when_linear(const ModelValues& m) {
  const LayerPattern& layers = m[PatternField::layer_types];
  return layers.is_empty() ? m[ModelField::full_attention_interval] > 0 : layers.has('L');
}
inline bool when_short_conv(const ModelValues& m) { return m[PatternField::layer_types].has('S'); }
inline bool when_recurrent(const ModelValues& m) {
  return when_linear(m) || when_mamba(m) || when_short_conv(m);
}
inline bool when_cross(const ModelValues& m) {
  return m[ModelField::is_encoder_decoder] != 0 || m[PatternField::layer_types].has('C');
}
inline bool when_attention(const ModelValues& m) {
  const LayerPattern& layers = m[PatternField::layer_types];
  return layers.is_empty() || layers.has('F') || layers.has('W') || layers.has('H') ||
         when_cross(m);
}
inline bool when_mla(const ModelValues& m) { return m[ModelField::kv_lora_rank] > 0; }
inline bool when_heads_cached(const ModelValues& m) { return when_attention(m) && !when_mla(m); }
inline bool when_sliding(const ModelValues& m) { return m[ModelField::sliding_window] > 0; }
inline bool when_kv_shared(const ModelValues& m) { return m[ModelField::num_kv_shared_layers] > 0; }
inline bool when_per_layer_input(const ModelValues& m) {
  return m[ModelField::hidden_size_per_layer_input] > 0;
}
inline bool when_vision(const ModelValues& m) {
  return m[ModelField::vision_layers] > 0 || m[ModelField::vision_parameters] > 0;
}
inline bool when_audio(const ModelValues& m) {
  return m[ModelField::audio_layers] > 0 || m[ModelField::audio_parameters] > 0;
}
inline bool when_dense_layers(const ModelValues& m) {
  const LayerPattern& layers = m[PatternField::mlp_layer_types];
  if (!layers.is_empty()) return layers.has('D') || (layers.has('E') && !when_moe(m));
  return !when_moe(m) || m[ModelField::first_k_dense_replace] > 0 ||
         m[ModelField::moe_layer_freq] > 1;
}

/// Whether weights are updated.
inline bool when_training(const Inputs& in) {
  return in.mode() == Mode::finetune || in.mode() == Mode::train || in.mode() == Mode::rl ||
         (in.mode() == Mode::multimodal && in.task() == Task::finetune);
}
inline bool always(const Inputs&) { return true; }
inline bool when_inference(const Inputs& in) { return in.mode() == Mode::inference; }
inline bool when_serving(const Inputs& in) { return !when_training(in); }
/// A program with its own ways serves; `generic` adds nothing.
inline bool when_served_by_program(const Inputs& in) {
  return when_serving(in) && newest_version(in.runtime()).runtime != Runtime::generic;
}
/// The KV cache is a pool that the program allocates at its start.
inline bool when_pooled(const Inputs& in) {
  return when_serving(in) && newest_version(in.runtime()).pool != Pool::none;
}
/// Layers can stay in the host's memory: llama.cpp's --n-gpu-layers.
inline bool when_layers_stay(const Inputs& in) {
  return when_serving(in) && in.runtime() == Runtime::llama_cpp;
}
/// The host holds and moves part of the model.
inline bool when_host_works(const Inputs& in) {
  return when_layers_stay(in) || (when_training(in) && in.offload() != Offload::none);
}
inline bool when_multimodal(const Inputs& in) { return in.mode() == Mode::multimodal; }
inline bool when_rl(const Inputs& in) { return in.mode() == Mode::rl; }
inline bool when_groups(const Inputs& in) {
  return when_rl(in) && spec(in.rl_algorithm()).sequences == SequencesPerPrompt::group;
}
inline bool when_generating(const Inputs& in) {
  return when_rl(in) && spec(in.rl_algorithm()).generates;
}
/// A key/value cache exists: while serving and while completions are generated.
inline bool when_cached(const Inputs& in) { return when_serving(in) || when_generating(in); }
/// Tokens are generated one after the other: while serving, and in a rollout.
inline bool when_decoding(const Inputs& in) { return when_cached(in); }
/// Not all weights need be trained; pre-training trains them all.
inline bool when_tuning(const Inputs& in) { return when_training(in) && in.mode() != Mode::train; }
/// How the weights are stored is the visitor's choice where they are not trained themselves.
inline bool when_stored(const Inputs& in) {
  return when_serving(in) || (when_tuning(in) && spec(in.peft()).trains_adapters());
}
inline bool when_lora(const Inputs& in) { return when_tuning(in) && spec(in.peft()).has_rank(); }
inline bool when_prefix(const Inputs& in) {
  return when_tuning(in) && spec(in.peft()).has_virtual_tokens();
}
inline bool when_freezing(const Inputs& in) {
  return when_tuning(in) && spec(in.peft()).trains == TrainedPart::last_layers;
}
/// The length of a training sequence is given, and does not follow from prompts or media.
inline bool when_seq_len(const Inputs& in) {
  return when_training(in) && in.mode() != Mode::rl && in.mode() != Mode::multimodal;
}
inline bool when_projected(const Inputs& in) {
  return when_training(in) && spec(in.optimizer()).matrices == MatrixRule::projected;
}

}  // namespace vram
