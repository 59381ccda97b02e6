// Values and conditions of commands.def, all read from a settled configuration.
// SPDX-License-Identifier: MIT
#include "export/commands.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "engine/core/number_text.h"
#include "engine/schema/relevance.h"

namespace vram {
namespace {

using Text = std::string (*)(const Scenario&);
using Condition = bool (*)(const Scenario&);

double number(const Scenario& s, InputField field) { return s.inputs[field]; }
double fact(const Scenario& s, ModelField field) { return s.model[field]; }

// Values.
std::string nothing(const Scenario&) { return ""; }
std::string model_name(const Scenario& s) {
  const bool has_name = s.preset != nullptr && !s.preset->repository.empty();
  return has_name ? std::string(s.preset->repository) : "MODEL";
}
std::string weights_key(const Scenario& s) {
  return std::string(choice_keys(ChoiceList::WeightFormat)[static_cast<std::size_t>(s.stored)]);
}
std::string file_name(const Scenario& s) {
  std::string format = weights_key(s);
  std::transform(format.begin(), format.end(), format.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  const std::string name = s.preset != nullptr ? std::string(s.preset->id) : "model";
  return name + "-" + format + ".gguf";
}
std::string dtype(const Scenario& s) {
  if (s.stored == WeightFormat::fp32) return "float32";
  return s.stored == WeightFormat::fp16 ? "float16" : "bfloat16";
}
std::string vllm_quantization(const Scenario& s) {
  switch (s.stored) {
    case WeightFormat::fp8:
    case WeightFormat::fp8_block:
      return "fp8";
    case WeightFormat::awq_int4:
      return "awq";
    case WeightFormat::gptq_int4:
    case WeightFormat::gptq_int8:
      return "gptq";
    case WeightFormat::nvfp4:
      return "modelopt_fp4";
    case WeightFormat::mxfp4:
      return "mxfp4";
    default:
      return "bitsandbytes";
  }
}
std::string fp8_name(const Scenario&) { return "fp8"; }
std::string fp8_e4m3_name(const Scenario&) { return "fp8_e4m3"; }
std::string tp(const Scenario& s) { return plain_text(number(s, InputField::tp)); }
std::string pp(const Scenario& s) { return plain_text(number(s, InputField::pp)); }
std::string dp(const Scenario& s) { return plain_text(number(s, InputField::dp)); }
std::string ep(const Scenario& s) { return plain_text(number(s, InputField::ep)); }
std::string cp(const Scenario& s) { return plain_text(number(s, InputField::cp)); }
double length_of(const Scenario& s) {
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
std::string length(const Scenario& s) { return plain_text(length_of(s)); }
double copy_batch(const Scenario& s) {
  return std::ceil(number(s, InputField::batch) / number(s, InputField::dp));
}
std::string sequences(const Scenario& s) {
  return plain_text(max_of(copy_batch(s), number(s, InputField::max_num_seqs)));
}
std::string batch(const Scenario& s) { return plain_text(number(s, InputField::batch)); }
std::string chunk(const Scenario& s) { return plain_text(number(s, InputField::prefill_chunk)); }
std::string share(const Scenario& s) {
  return fixed_text(number(s, InputField::gpu_memory_utilization), 3);
}
std::string block(const Scenario& s) { return plain_text(number(s, InputField::kv_block_tokens)); }
std::string all_layers(const Scenario&) { return "999"; }
std::string all_slots(const Scenario& s) {
  return plain_text(length_of(s) * number(s, InputField::batch));
}
std::string on_or_off(const Scenario& s) {
  return s.inputs.attention() == AttentionKernel::eager ? "off" : "on";
}
std::string cache_type(const Scenario& s) {
  const KvFormat format = s.inputs.kv_cache();
  if (format == KvFormat::fp32) return "f32";
  return std::string(choice_keys(ChoiceList::KvFormat)[static_cast<std::size_t>(format)]);
}
std::string row_name(const Scenario&) { return "row"; }
std::string layer_name(const Scenario&) { return "layer"; }
std::string trl_method(const Scenario& s) {
  if (s.inputs.mode() != Mode::rl) return "sft";
  const auto algorithm = static_cast<std::size_t>(s.inputs.rl_algorithm());
  return std::string(choice_keys(ChoiceList::RlAlgorithm)[algorithm]);
}
std::string dataset(const Scenario&) { return "DATASET"; }
std::string output(const Scenario&) { return "OUTPUT"; }
std::string devices(const Scenario& s) { return plain_text(number(s, InputField::gpu_count)); }
double in_node(const Scenario& s) {
  return min_of(number(s, InputField::gpu_count), number(s, InputField::node_devices));
}
std::string devices_of_node(const Scenario& s) { return plain_text(in_node(s)); }
std::string nodes(const Scenario& s) {
  return plain_text(std::ceil(number(s, InputField::gpu_count) / in_node(s)));
}
std::string accelerate_profile(const Scenario& s) {
  if (s.inputs.runtime() == Runtime::fsdp) return "fsdp2";
  const double stage = s.recipe.zero_stage;
  return stage == 0 ? "multi_gpu" : "zero" + plain_text(stage);
}
std::string trained_sequences(const Scenario& s) {
  return plain_text(number(s, InputField::micro_batch));
}
/// GRPO's trainers count completions, those for preferences count pairs.
std::string trained_completions(const Scenario& s) {
  const double of_prompt = when_groups(s.inputs) ? number(s, InputField::group_size) : 1;
  return plain_text(number(s, InputField::micro_batch) * of_prompt);
}
std::string accumulation(const Scenario& s) {
  return plain_text(number(s, InputField::grad_accumulation));
}
std::string group(const Scenario& s) { return plain_text(number(s, InputField::group_size)); }
std::string completion(const Scenario& s) {
  return plain_text(number(s, InputField::completion_len));
}
std::string vllm_mode(const Scenario& s) {
  return s.company.rollout == Rollout::separate ? "server" : "colocate";
}
std::string_view optim_of(const Scenario& s) {
  switch (s.inputs.optimizer()) {
#define OPTIM(key, name) \
  case Optimizer::key:   \
    return name;
#include "export/commands.def"
    default:
      return {};
  }
}
std::string optim(const Scenario& s) { return std::string(optim_of(s)); }
bool recomputes_all(const Scenario& s) { return s.recipe.recompute == Recompute::full; }
std::string true_or_false(const Scenario& s) { return recomputes_all(s) ? "true" : "false"; }
std::string attention(const Scenario& s) {
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
std::string rank(const Scenario& s) { return plain_text(number(s, InputField::lora_rank)); }
std::string target_modules(const Scenario& s) {
  std::string names;
  const auto keys = choice_keys(ChoiceList::LoraTarget);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (!contains(s.recipe.lora_targets, i)) continue;
    names += (names.empty() ? "" : " ") + std::string(keys[i]) + "_proj";
  }
  return names;
}
std::string run_clm(const Scenario&) { return "run_clm.py"; }
std::string pretrain_gpt(const Scenario&) { return "pretrain_gpt.py"; }
std::string fsdp_sharding(const Scenario&) { return "'full_shard auto_wrap'"; }
std::string deepspeed_file(const Scenario&) { return "ds_config.json"; }
std::string layers_of_virtual_stage(const Scenario& s) {
  return plain_text(max_of(1, std::floor(fact(s, ModelField::num_hidden_layers) /
                                         number(s, InputField::pp) /
                                         number(s, InputField::virtual_pipeline))));
}
std::string sharding_strategy(const Scenario& s) {
  return s.recipe.zero_stage == 3 ? "optim_grads_params" : "optim_grads";
}
std::string full_name(const Scenario&) { return "full"; }
std::string uniform_name(const Scenario&) { return "uniform"; }
std::string one(const Scenario&) { return "1"; }
std::string global_batch(const Scenario& s) {
  return plain_text(number(s, InputField::micro_batch) * number(s, InputField::grad_accumulation) *
                    number(s, InputField::dp));
}
std::string layers(const Scenario& s) { return plain_text(fact(s, ModelField::num_hidden_layers)); }
std::string hidden_size(const Scenario& s) { return plain_text(fact(s, ModelField::hidden_size)); }
std::string intermediate_size(const Scenario& s) {
  const bool is_moe = fact(s, ModelField::num_experts) > 0;
  return plain_text(fact(s, is_moe ? ModelField::moe_intermediate_size
                                   : ModelField::intermediate_size));
}
std::string heads(const Scenario& s) {
  return plain_text(fact(s, ModelField::num_attention_heads));
}
std::string kv_heads(const Scenario& s) {
  return plain_text(fact(s, ModelField::num_key_value_heads));
}
std::string experts(const Scenario& s) { return plain_text(fact(s, ModelField::num_experts)); }
std::string experts_per_token(const Scenario& s) {
  return plain_text(fact(s, ModelField::num_experts_per_tok));
}
std::string rms_norm(const Scenario&) { return "RMSNorm"; }

// Conditions.
bool always(const Scenario&) { return true; }
bool has_tp(const Scenario& s) { return number(s, InputField::tp) > 1; }
bool has_pp(const Scenario& s) { return number(s, InputField::pp) > 1; }
bool has_dp(const Scenario& s) { return number(s, InputField::dp) > 1; }
bool has_ep(const Scenario& s) { return number(s, InputField::ep) > 1; }
bool has_cp(const Scenario& s) { return number(s, InputField::cp) > 1; }
bool has_devices(const Scenario& s) { return number(s, InputField::gpu_count) > 1; }
bool has_chunk(const Scenario& s) { return number(s, InputField::prefill_chunk) != kAutomatic; }
bool is_pooled(const Scenario& s) { return s.serving.has_pool(); }
bool has_no_graphs(const Scenario& s) { return is_pooled(s) && !s.inputs.cuda_graphs(); }
bool is_gguf(const Scenario& s) { return spec(s.stored).family == FormatFamily::gguf; }
bool is_plain(const Scenario& s) { return spec(s.stored).family == FormatFamily::plain && !is_gguf(s); }
bool is_fp8(const Scenario& s) {
  return s.stored == WeightFormat::fp8 || s.stored == WeightFormat::fp8_block;
}
bool is_quantised(const Scenario& s) { return !is_plain(s) || is_fp8(s); }
bool has_fp8_cache(const Scenario& s) { return s.inputs.kv_cache() == KvFormat::fp8; }
bool has_ggml_cache(const Scenario& s) {
  const KvFormat format = s.inputs.kv_cache();
  return format != KvFormat::fp16 && format != KvFormat::fp8 && format != KvFormat::int8 &&
         format != KvFormat::int4 && format != KvFormat::nvfp4;
}
bool serves(const Scenario& s) { return !s.recipe.trains; }
bool chose(const Scenario& s, Runtime runtime) {
  return s.inputs.runtime() == runtime || s.inputs.runtime() == Runtime::generic;
}
bool serves_checkpoint(const Scenario& s) {
  const bool has_cache =
      !has_ggml_cache(s) || s.inputs.kv_cache() == KvFormat::bf16 || s.inputs.kv_cache() == KvFormat::fp32;
  return serves(s) && !is_gguf(s) && has_cache;
}
/// llama.cpp has one copy, and the types of GGUF files.
bool serves_file(const Scenario& s) {
  const bool has_cache = has_ggml_cache(s) || s.inputs.kv_cache() == KvFormat::fp16;
  const bool splits_once = !has_dp(s) && !(has_tp(s) && has_pp(s));
  return serves(s) && (is_gguf(s) || (is_plain(s) && !is_fp8(s))) && has_cache && splits_once;
}
bool is_split(const Scenario& s) { return has_tp(s) || has_pp(s) || has_cp(s) || has_ep(s); }
bool trains_adapters(const Scenario& s) {
  return s.recipe.peft == Peft::lora || s.recipe.peft == Peft::qlora || s.recipe.peft == Peft::dora;
}
bool is_supervised(const Scenario& s) {
  return s.inputs.mode() != Mode::rl || !s.company.generates;
}
bool generates(const Scenario& s) { return s.company.generates; }
bool generates_groups(const Scenario& s) { return generates(s) && when_groups(s.inputs); }
bool generates_by_engine(const Scenario& s) {
  return generates(s) && s.company.rollout != Rollout::none;
}
bool rollout_sleeps(const Scenario& s) {
  return generates_by_engine(s) && s.company.rollout_sleeps;
}
/// TRL's command line has these methods, and LoRA's kinds of adapters.
bool tunes_copies(const Scenario& s) {
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
bool trains_copies(const Scenario& s) {
  return s.recipe.trains && s.inputs.mode() == Mode::train && !is_split(s) &&
         s.inputs.runtime() != Runtime::megatron;
}
bool trains_model(const Scenario& s) {
  // Its own FSDP shares gradients and weights, beside tensor but not pipeline parallelism.
  return s.recipe.trains && s.inputs.mode() == Mode::train && chose(s, Runtime::megatron) &&
         !(s.recipe.zero_stage > 1 && has_pp(s));
}
bool is_bf16(const Scenario& s) {
  const Precision precision = s.inputs.precision();
  return precision == Precision::bf16_mixed || precision == Precision::bf16_pure ||
         precision == Precision::fp8_mixed;
}
bool is_fp16(const Scenario& s) { return s.inputs.precision() == Precision::fp16_mixed; }
bool has_optim(const Scenario& s) { return !optim_of(s).empty(); }
bool fuses_cross_entropy(const Scenario& s) { return s.recipe.fuses_cross_entropy; }
bool is_dora(const Scenario& s) { return s.recipe.peft == Peft::dora; }
bool is_4bit_base(const Scenario& s) {
  return trains_adapters(s) && (s.stored == WeightFormat::nf4 || s.stored == WeightFormat::nf4_dq);
}
bool is_8bit_base(const Scenario& s) {
  return trains_adapters(s) && s.stored == WeightFormat::int8;
}
bool shards_by_fsdp(const Scenario& s) {
  return s.inputs.runtime() == Runtime::fsdp ||
         (s.inputs.runtime() == Runtime::generic && s.recipe.zero_stage == 3);
}
bool shards_by_deepspeed(const Scenario& s) {
  return s.recipe.zero_stage > 0 && !shards_by_fsdp(s);
}
bool is_interleaved(const Scenario& s) { return number(s, InputField::virtual_pipeline) > 1; }
bool splits_sequence(const Scenario& s) { return s.recipe.splits_sequence && has_tp(s); }
bool shards_states(const Scenario& s) { return s.recipe.zero_stage == 1; }
bool shards_more(const Scenario& s) { return s.recipe.zero_stage > 1; }
bool recomputes_attention(const Scenario& s) {
  return s.recipe.recompute == Recompute::selective;
}
bool has_experts(const Scenario& s) { return fact(s, ModelField::num_experts) > 0; }
bool groups_queries(const Scenario& s) {
  return fact(s, ModelField::num_key_value_heads) < fact(s, ModelField::num_attention_heads) &&
         when_heads_cached(s.model);
}
bool is_gated(const Scenario& s) { return fact(s, ModelField::gated_mlp) != 0; }
bool has_rms_norm(const Scenario& s) {
  return fact(s, ModelField::norm) == static_cast<double>(Norm::rms);
}
bool is_untied(const Scenario& s) { return fact(s, ModelField::tie_word_embeddings) == 0; }

struct ToolRow {
  ToolId id;
  std::string_view key;
  std::string_view program;
  Condition when;
  Compared compared;
};

struct OptionRow {
  ToolId tool;
  std::string_view flag;
  Text value;
  Condition when;
};

constexpr ToolRow kTools[] = {
#define TOOL(id, program, when, compared) {ToolId::id, #id, program, &when, Compared::compared},
#include "export/commands.def"
};

constexpr OptionRow kOptions[] = {
#define OPTION(tool, flag, value, when) {ToolId::tool, flag, &value, &when},
#include "export/commands.def"
};

/// DeepSpeed takes its part of the configuration from a file.
std::string deepspeed_config(const Scenario& s) {
  std::string text = "cat > ds_config.json <<'EOF'\n{\n";
  text += "  \"train_micro_batch_size_per_gpu\": " + trained_sequences(s) + ",\n";
  text += "  \"gradient_accumulation_steps\": " + accumulation(s) + ",\n";
  text += "  \"bf16\": {\"enabled\": " + std::string(is_bf16(s) ? "true" : "false") + "},\n";
  text += "  \"fp16\": {\"enabled\": " + std::string(is_fp16(s) ? "true" : "false") + "},\n";
  text += "  \"zero_optimization\": {\"stage\": " + plain_text(s.recipe.zero_stage) + "}\n}\nEOF\n";
  return text;
}

std::string text_of(const ToolRow& tool, const Scenario& scenario) {
  const bool needs_file = tool.id == ToolId::torchrun && shards_by_deepspeed(scenario);
  std::string text = needs_file ? deepspeed_config(scenario) : "";
  text += tool.program;
  for (const OptionRow& option : kOptions) {
    if (option.tool != tool.id || !option.when(scenario)) continue;
    const std::string value = option.value(scenario);
    // What follows the program stays on its line; each flag has one of its own.
    text += option.flag.empty() ? " " : " \\\n  " + std::string(option.flag);
    if (!value.empty()) text += (option.flag.empty() ? "" : " ") + value;
  }
  return text;
}

/// The tool of the chosen runtime comes first.
bool is_chosen(const ToolRow& tool, const Scenario& scenario) {
  const auto runtime = static_cast<std::size_t>(scenario.inputs.runtime());
  return tool.key == choice_keys(ChoiceList::Runtime)[runtime];
}

}  // namespace

std::string_view key_of(ToolId tool) { return kTools[static_cast<std::size_t>(tool)].key; }

std::string_view key_of(Compared compared) {
  return compared == Compared::kv_capacity ? "tokens.kv_capacity" : "per_gpu_bytes";
}

std::vector<Command> commands(const Report& report) {
  const Scenario& scenario = report.scenario;
  std::vector<Command> list;
  for (const bool chosen : {true, false}) {
    for (const ToolRow& tool : kTools) {
      if (is_chosen(tool, scenario) != chosen || !tool.when(scenario)) continue;
      const bool counts_tokens = tool.compared == Compared::kv_capacity;
      list.push_back({tool.id, text_of(tool, scenario), tool.compared,
                      counts_tokens ? report.tokens.kv_capacity : report.per_gpu_bytes});
    }
  }
  return list;
}

}  // namespace vram
