// The values of commands.def: what stands behind a flag, from a settled configuration.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

#include "engine/core/number_text.h"
#include "engine/scenario.h"
#include "engine/schema/relevance.h"

namespace vram::command_line {

inline double number(const Scenario& s, InputField field) { return s.inputs[field]; }
inline double fact(const Scenario& s, ModelField field) { return s.model[field]; }

inline std::string nothing(const Scenario&) { return ""; }
inline std::string model_name(const Scenario& s) {
  const bool has_name = s.preset != nullptr && !s.preset->repository.empty();
  return has_name ? std::string(s.preset->repository) : "MODEL";
}
inline std::string weights_key(const Scenario& s) {
  return std::string(choice_keys(ChoiceList::WeightFormat)[static_cast<std::size_t>(s.stored)]);
}
inline std::string file_name(const Scenario& s) {
  std::string format = weights_key(s);
  std::transform(format.begin(), format.end(), format.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  const std::string name = s.preset != nullptr ? std::string(s.preset->id) : "model";
  return name + "-" + format + ".gguf";
}
inline std::string dtype(const Scenario& s) {
  if (s.stored == WeightFormat::fp32) return "float32";
  return s.stored == WeightFormat::fp16 ? "float16" : "bfloat16";
}
inline std::string vllm_quantization(const Scenario& s) {
  switch (s.stored) {
    case WeightFormat::fp8:
    case WeightFormat::fp8_block:
      return "fp8";
    case WeightFormat::awq_int4:
    case WeightFormat::awq_int4_g64:
    case WeightFormat::awq_int4_g32:
      return "awq";
    case WeightFormat::gptq_int4:
    case WeightFormat::gptq_int4_g64:
    case WeightFormat::gptq_int4_g32:
    case WeightFormat::gptq_int8:
      return "gptq";
    case WeightFormat::nvfp4:
      return "modelopt_fp4";
    case WeightFormat::mxfp4:
      return "mxfp4";
    case WeightFormat::w4a16:
    case WeightFormat::w4a16_g32:
      return "compressed-tensors";
    default:
      return "bitsandbytes";
  }
}
inline std::string fp8_name(const Scenario&) { return "fp8"; }
inline std::string fp8_e4m3_name(const Scenario&) { return "fp8_e4m3"; }
inline std::string tp(const Scenario& s) { return plain_text(number(s, InputField::tp)); }
inline std::string pp(const Scenario& s) { return plain_text(number(s, InputField::pp)); }
inline std::string dp(const Scenario& s) { return plain_text(number(s, InputField::dp)); }
inline std::string ep(const Scenario& s) { return plain_text(number(s, InputField::ep)); }
inline std::string cp(const Scenario& s) { return plain_text(number(s, InputField::cp)); }
inline double length_of(const Scenario& s) {
  switch (s.inputs.mode()) {
    case Mode::inference:
      return number(s, InputField::context);
    case Mode::rl:
      return number(s, InputField::prompt_len) + number(s, InputField::completion_len);
    case Mode::multimodal:
      return number(s, InputField::text_tokens);
    case Mode::finetune:
    case Mode::train:
      break;
  }
  return number(s, InputField::seq_len);
}
inline std::string length(const Scenario& s) { return plain_text(length_of(s)); }
inline double copy_batch(const Scenario& s) {
  return std::ceil(number(s, InputField::batch) / number(s, InputField::dp));
}
inline std::string sequences(const Scenario& s) {
  return plain_text(max_of(copy_batch(s), number(s, InputField::max_num_seqs)));
}
inline std::string batch(const Scenario& s) { return plain_text(number(s, InputField::batch)); }
inline std::string chunk(const Scenario& s) {
  return plain_text(number(s, InputField::prefill_chunk));
}
inline std::string share(const Scenario& s) {
  return fixed_text(number(s, InputField::gpu_memory_utilization), 3);
}
inline std::string block(const Scenario& s) {
  return plain_text(number(s, InputField::kv_block_tokens));
}
/// llama.cpp counts the head as a layer.
inline std::string device_layers(const Scenario& s) {
  if (s.serving.host_layers == 0) return "999";
  const double of_layers = fact(s, ModelField::num_hidden_layers) - s.serving.host_layers;
  return plain_text(of_layers + (s.serving.has_host_head ? 0 : 1));
}
inline std::string all_slots(const Scenario& s) {
  return plain_text(length_of(s) * number(s, InputField::batch));
}
inline std::string on_or_off(const Scenario& s) {
  return s.inputs.attention() == AttentionKernel::eager ? "off" : "on";
}
inline std::string cache_type(const Scenario& s) {
  const KvFormat format = s.inputs.kv_cache();
  if (format == KvFormat::fp32) return "f32";
  return std::string(choice_keys(ChoiceList::KvFormat)[static_cast<std::size_t>(format)]);
}
inline std::string row_name(const Scenario&) { return "row"; }
inline std::string layer_name(const Scenario&) { return "layer"; }
inline std::string trl_method(const Scenario& s) {
  if (s.inputs.mode() != Mode::rl) return "sft";
  const auto algorithm = static_cast<std::size_t>(s.inputs.rl_algorithm());
  return std::string(choice_keys(ChoiceList::RlAlgorithm)[algorithm]);
}
inline std::string dataset(const Scenario&) { return "DATASET"; }
inline std::string output(const Scenario&) { return "OUTPUT"; }
inline std::string devices(const Scenario& s) {
  return plain_text(number(s, InputField::gpu_count));
}
inline double in_node(const Scenario& s) {
  return min_of(number(s, InputField::gpu_count), number(s, InputField::node_devices));
}
inline std::string devices_of_node(const Scenario& s) { return plain_text(in_node(s)); }
inline std::string nodes(const Scenario& s) {
  return plain_text(std::ceil(number(s, InputField::gpu_count) / in_node(s)));
}
inline std::string accelerate_profile(const Scenario& s) {
  if (s.inputs.runtime() == Runtime::fsdp) return "fsdp2";
  const double stage = s.recipe.zero_stage;
  return stage == 0 ? "multi_gpu" : "zero" + plain_text(stage);
}
inline std::string trained_sequences(const Scenario& s) {
  return plain_text(number(s, InputField::micro_batch));
}
/// GRPO's trainers count completions, those for preferences count pairs.
inline std::string trained_completions(const Scenario& s) {
  const double of_prompt = when_groups(s.inputs) ? number(s, InputField::group_size) : 1;
  return plain_text(number(s, InputField::micro_batch) * of_prompt);
}
inline std::string accumulation(const Scenario& s) {
  return plain_text(number(s, InputField::grad_accumulation));
}
inline std::string group(const Scenario& s) {
  return plain_text(number(s, InputField::group_size));
}
inline std::string completion(const Scenario& s) {
  return plain_text(number(s, InputField::completion_len));
}
inline std::string vllm_mode(const Scenario& s) {
  return s.company.rollout == Rollout::separate ? "server" : "colocate";
}
inline std::string_view optim_of(const Scenario& s) {
  switch (s.inputs.optimizer()) {
#define OPTIM(key, name) \
  case Optimizer::key:   \
    return name;
#include "export/commands.def"
    default:
      return {};
  }
}
inline std::string optim(const Scenario& s) { return std::string(optim_of(s)); }
inline bool recomputes_all(const Scenario& s) { return s.recipe.recompute == Recompute::full; }
inline std::string true_or_false(const Scenario& s) { return recomputes_all(s) ? "true" : "false"; }
inline std::string attention(const Scenario& s) {
  switch (s.inputs.attention()) {
    case AttentionKernel::eager:
      return "eager";
    case AttentionKernel::sdpa:
      return "sdpa";
    case AttentionKernel::flash:
      break;
  }
  return "flash_attention_2";
}
inline std::string rank(const Scenario& s) { return plain_text(number(s, InputField::lora_rank)); }
inline std::string target_modules(const Scenario& s) {
  std::string names;
  const auto keys = choice_keys(ChoiceList::LoraTarget);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!contains(s.recipe.lora_targets, i)) continue;
    names += (names.empty() ? "" : " ") + std::string(keys[i]) + "_proj";
  }
  return names;
}
inline std::string run_clm(const Scenario&) { return "run_clm.py"; }
inline std::string pretrain_gpt(const Scenario&) { return "pretrain_gpt.py"; }
inline std::string fsdp_sharding(const Scenario& s) {
  return s.recipe.offloads_weights ? "'full_shard offload auto_wrap'" : "'full_shard auto_wrap'";
}
inline std::string cpu_name(const Scenario&) { return "cpu"; }
inline std::string true_name(const Scenario&) { return "true"; }
inline std::string deepspeed_file(const Scenario&) { return "ds_config.json"; }
inline std::string layers_of_virtual_stage(const Scenario& s) {
  return plain_text(
      max_of(1, std::floor(fact(s, ModelField::num_hidden_layers) / number(s, InputField::pp) /
                           number(s, InputField::virtual_pipeline))));
}
inline std::string sharding_strategy(const Scenario& s) {
  return s.recipe.zero_stage == 3 ? "optim_grads_params" : "optim_grads";
}
inline std::string full_name(const Scenario&) { return "full"; }
inline std::string uniform_name(const Scenario&) { return "uniform"; }
inline std::string one(const Scenario&) { return "1"; }
inline std::string global_batch(const Scenario& s) {
  return plain_text(number(s, InputField::micro_batch) * number(s, InputField::grad_accumulation) *
                    number(s, InputField::dp));
}
inline std::string layers(const Scenario& s) {
  return plain_text(fact(s, ModelField::num_hidden_layers));
}
inline std::string hidden_size(const Scenario& s) {
  return plain_text(fact(s, ModelField::hidden_size));
}
inline std::string intermediate_size(const Scenario& s) {
  const bool is_moe = fact(s, ModelField::num_experts) > 0;
  return plain_text(
      fact(s, is_moe ? ModelField::moe_intermediate_size : ModelField::intermediate_size));
}
inline std::string heads(const Scenario& s) {
  return plain_text(fact(s, ModelField::num_attention_heads));
}
inline std::string kv_heads(const Scenario& s) {
  return plain_text(fact(s, ModelField::num_key_value_heads));
}
inline std::string experts(const Scenario& s) {
  return plain_text(fact(s, ModelField::num_experts));
}
inline std::string experts_per_token(const Scenario& s) {
  return plain_text(fact(s, ModelField::num_experts_per_tok));
}
inline std::string rms_norm(const Scenario&) { return "RMSNorm"; }
inline std::string rope_name(const Scenario&) { return "rope"; }
/// Made-up tokens, so that the command runs before there is a data set.
inline std::string null_tokenizer(const Scenario&) { return "NullTokenizer"; }
inline std::string vocab_size(const Scenario& s) {
  return plain_text(fact(s, ModelField::vocab_size));
}
inline std::string learning_rate(const Scenario&) { return "1e-4"; }
/// Enough for the allocator's peak to settle.
inline std::string few_steps(const Scenario&) { return "20"; }

}  // namespace vram::command_line
