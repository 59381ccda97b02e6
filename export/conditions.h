// The conditions of commands.def: when a program can run a configuration, and when a flag is
// needed. SPDX-License-Identifier: MIT
#pragma once

#include "engine/schema/formats.h"
#include "export/values.h"

namespace vram::command_line {

inline bool always(const Scenario&) { return true; }
inline bool has_tp(const Scenario& s) { return number(s, InputField::tp) > 1; }
inline bool has_pp(const Scenario& s) { return number(s, InputField::pp) > 1; }
inline bool has_dp(const Scenario& s) { return number(s, InputField::dp) > 1; }
inline bool has_ep(const Scenario& s) { return number(s, InputField::ep) > 1; }
inline bool has_cp(const Scenario& s) { return number(s, InputField::cp) > 1; }
inline bool has_devices(const Scenario& s) { return number(s, InputField::gpu_count) > 1; }
inline bool has_chunk(const Scenario& s) {
  return number(s, InputField::prefill_chunk) != kAutomatic;
}
inline bool is_pooled(const Scenario& s) { return s.serving.has_pool(); }
inline bool has_no_graphs(const Scenario& s) { return is_pooled(s) && !s.inputs.cuda_graphs(); }
inline bool is_gguf(const Scenario& s) { return spec(s.stored).family == FormatFamily::gguf; }
inline bool is_plain(const Scenario& s) {
  return spec(s.stored).family == FormatFamily::plain && !is_gguf(s);
}
inline bool is_fp8(const Scenario& s) {
  return s.stored == WeightFormat::fp8 || s.stored == WeightFormat::fp8_block;
}
inline bool is_quantised(const Scenario& s) { return !is_plain(s) || is_fp8(s); }
inline bool has_fp8_cache(const Scenario& s) { return s.inputs.kv_cache() == KvFormat::fp8; }
inline bool has_ggml_cache(const Scenario& s) {
  const KvFormat format = s.inputs.kv_cache();
  return format != KvFormat::fp16 && format != KvFormat::fp8 && format != KvFormat::int8 &&
         format != KvFormat::int4 && format != KvFormat::nvfp4;
}
inline bool serves(const Scenario& s) { return !s.recipe.trains; }
inline bool chose(const Scenario& s, Runtime runtime) {
  return s.inputs.runtime() == runtime || s.inputs.runtime() == Runtime::generic;
}
inline bool serves_checkpoint(const Scenario& s) {
  const bool has_cache = !has_ggml_cache(s) || s.inputs.kv_cache() == KvFormat::bf16 ||
                         s.inputs.kv_cache() == KvFormat::fp32;
  return serves(s) && !is_gguf(s) && has_cache;
}
/// llama.cpp has one copy, and the types of GGUF files.
inline bool serves_file(const Scenario& s) {
  const bool has_cache = has_ggml_cache(s) || s.inputs.kv_cache() == KvFormat::fp16;
  const bool splits_once = !has_dp(s) && !(has_tp(s) && has_pp(s));
  return serves(s) && (is_gguf(s) || (is_plain(s) && !is_fp8(s))) && has_cache && splits_once;
}
inline bool is_split(const Scenario& s) { return has_tp(s) || has_pp(s) || has_cp(s) || has_ep(s); }
inline bool trains_adapters(const Scenario& s) {
  return s.recipe.peft == Peft::lora || s.recipe.peft == Peft::qlora || s.recipe.peft == Peft::dora;
}
inline bool is_supervised(const Scenario& s) {
  return s.inputs.mode() != Mode::rl || !s.company.generates;
}
inline bool generates(const Scenario& s) { return s.company.generates; }
inline bool generates_groups(const Scenario& s) { return generates(s) && when_groups(s.inputs); }
inline bool generates_by_engine(const Scenario& s) {
  return generates(s) && s.company.rollout != Rollout::none;
}
inline bool rollout_sleeps(const Scenario& s) {
  return generates_by_engine(s) && s.company.rollout_sleeps;
}
/// TRL's command line has these methods, and LoRA's kinds of adapters.
inline bool tunes_copies(const Scenario& s) {
  const Mode mode = s.inputs.mode();
  const bool is_tuning = mode == Mode::finetune || mode == Mode::rl;
  if (!s.recipe.trains || !is_tuning || is_split(s)) return false;
  if (s.recipe.peft != Peft::full && !trains_adapters(s)) return false;
  if (s.inputs.runtime() == Runtime::megatron) return false;
  if (mode != Mode::rl) return true;
  switch (s.inputs.rl_algorithm()) {
    case RlAlgorithm::sft:
    case RlAlgorithm::dpo:
    case RlAlgorithm::kto:
    case RlAlgorithm::grpo:
    case RlAlgorithm::rloo:
      return true;
    default:
      return false;
  }
}
inline bool trains_copies(const Scenario& s) {
  return s.recipe.trains && s.inputs.mode() == Mode::train && !is_split(s) &&
         s.inputs.runtime() != Runtime::megatron;
}
inline bool trains_model(const Scenario& s) {
  // Its own FSDP shares gradients and weights, beside tensor but not pipeline parallelism.
  return s.recipe.trains && s.inputs.mode() == Mode::train && chose(s, Runtime::megatron) &&
         !(s.recipe.zero_stage > 1 && has_pp(s));
}
inline bool is_bf16(const Scenario& s) {
  const Precision precision = s.inputs.precision();
  return precision == Precision::bf16_mixed || precision == Precision::bf16_pure ||
         precision == Precision::fp8_mixed;
}
inline bool is_fp16(const Scenario& s) { return s.inputs.precision() == Precision::fp16_mixed; }
inline bool has_optim(const Scenario& s) { return !optim_of(s).empty(); }
inline bool fuses_cross_entropy(const Scenario& s) { return s.recipe.fuses_cross_entropy; }
inline bool is_dora(const Scenario& s) { return s.recipe.peft == Peft::dora; }
inline bool is_4bit_base(const Scenario& s) {
  return trains_adapters(s) && (s.stored == WeightFormat::nf4 || s.stored == WeightFormat::nf4_dq);
}
inline bool is_8bit_base(const Scenario& s) {
  return trains_adapters(s) && s.stored == WeightFormat::int8;
}
inline bool shards_by_fsdp(const Scenario& s) {
  return s.inputs.runtime() == Runtime::fsdp ||
         (s.inputs.runtime() == Runtime::generic && s.recipe.zero_stage == 3);
}
inline bool shards_by_deepspeed(const Scenario& s) {
  return s.recipe.zero_stage > 0 && !shards_by_fsdp(s);
}
inline bool offloads_by_deepspeed(const Scenario& s) {
  return s.recipe.offloads_states && shards_by_deepspeed(s);
}
inline bool offloads_weights_by_deepspeed(const Scenario& s) {
  return s.recipe.offloads_weights && shards_by_deepspeed(s);
}
inline bool offloads_by_fsdp(const Scenario& s) {
  return s.recipe.offloads_weights && shards_by_fsdp(s);
}
inline bool offloads_states(const Scenario& s) { return s.recipe.offloads_states; }
inline bool is_interleaved(const Scenario& s) {
  return number(s, InputField::virtual_pipeline) > 1;
}
inline bool splits_sequence(const Scenario& s) { return s.recipe.splits_sequence && has_tp(s); }
/// Megatron's distributed optimizer, which its offloading needs too.
inline bool shares_optimizer(const Scenario& s) {
  return s.recipe.zero_stage == 1 || (s.recipe.zero_stage == 0 && s.recipe.offloads_states);
}
inline bool shards_more(const Scenario& s) { return s.recipe.zero_stage > 1; }
inline bool recomputes_attention(const Scenario& s) {
  return s.recipe.recompute == Recompute::selective;
}
inline bool has_experts(const Scenario& s) { return fact(s, ModelField::num_experts) > 0; }
inline bool groups_queries(const Scenario& s) {
  return fact(s, ModelField::num_key_value_heads) < fact(s, ModelField::num_attention_heads) &&
         when_heads_cached(s.model);
}
inline bool is_gated(const Scenario& s) { return fact(s, ModelField::gated_mlp) != 0; }
inline bool has_rms_norm(const Scenario& s) {
  return fact(s, ModelField::norm) == static_cast<double>(Norm::rms);
}
inline bool has_rope(const Scenario& s) { return fact(s, ModelField::position_rows) == 0; }
inline bool has_no_bias(const Scenario& s) { return fact(s, ModelField::mlp_bias) == 0; }
inline bool is_untied(const Scenario& s) { return fact(s, ModelField::tie_word_embeddings) == 0; }

}  // namespace vram::command_line
