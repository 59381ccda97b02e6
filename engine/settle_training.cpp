// Settling of a training recipe: widths, what is trained, and the models around a policy.
// SPDX-License-Identifier: MIT
#include <memory>
#include <string>

#include "engine/classic.h"
#include "engine/core/number_text.h"
#include "engine/scenario.h"
#include "engine/schema/fields.h"
#include "engine/schema/formats.h"

namespace vram {
namespace {

bool is_mixed(Precision precision) {
  return precision == Precision::bf16_mixed || precision == Precision::fp16_mixed ||
         precision == Precision::fp8_mixed;
}

double bytes_of(MixedWidth width) { return width == MixedWidth::fp32 ? kFloat32Bytes : kHalfBytes; }

double bytes_of(GradType type) { return type == GradType::fp32 ? kFloat32Bytes : kHalfBytes; }

GradType gradient_type(double bytes, Precision precision) {
  if (bytes == kFloat32Bytes) return GradType::fp32;
  return precision == Precision::fp16_mixed ? GradType::fp16 : GradType::bf16;
}

std::string_view runtime_key(Runtime runtime) {
  return choice_keys(ChoiceList::Runtime)[static_cast<std::size_t>(runtime)];
}

/// A runtime that only serves cannot train, and the other way round.
void settle_runtime(Inputs& inputs, bool trains, Issues& problems) {
  const Runtime runtime = inputs.runtime();
  const bool can_train = training_runtime(runtime) != nullptr;
  const bool can_serve = runtime == Runtime::generic || !can_train;
  if (trains ? can_train : can_serve) return;
  // Transformers trains with plain PyTorch.
  const Runtime used =
      trains && runtime == Runtime::transformers ? Runtime::pytorch : Runtime::generic;
  const bool is_alias = used == Runtime::pytorch;
  if (!is_alias) {
    problems.push_back({trains ? IssueId::runtime_does_not_train : IssueId::runtime_does_not_serve,
                        "runtime", std::string(runtime_key(runtime)),
                        std::string(runtime_key(used)), ""});
  }
  inputs[InputField::runtime] = static_cast<double>(used);
}

/// Adapters on no matrix would train nothing.
void settle_targets(Inputs& inputs, Issues& problems) {
  if (!spec(inputs.peft()).has_rank() || inputs.lora_targets() != 0) return;
  const double all = spec(InputField::lora_targets).fallback;
  std::string names;
  for (const std::string_view key : choice_keys(ChoiceList::LoraTarget)) {
    if (!names.empty()) names += ',';
    names += key;
  }
  problems.push_back({IssueId::nothing_to_train, "lora_targets", "none", names, ""});
  inputs[InputField::lora_targets] = all;
}

/// QLoRA stores the base in NF4 with quantised scales unless another quantised format is chosen.
void settle_weights(Inputs& inputs) {
  const bool is_plain = spec(inputs.weights()).family == FormatFamily::plain;
  if (spec(inputs.peft()).base == BaseStorage::quantised && is_plain) {
    inputs[InputField::weights] = static_cast<double>(WeightFormat::nf4_dq);
  }
}

void settle_widths(Inputs& inputs, Recipe& recipe) {
  const Precision precision = inputs.precision();
  const bool is_pure_half = precision == Precision::bf16_pure;
  const double pure = is_pure_half ? kHalfBytes : kFloat32Bytes;
  const bool mixed = is_mixed(precision);
  recipe.activation_bytes = precision == Precision::fp32 ? kFloat32Bytes : kHalfBytes;
  recipe.weight_bytes = mixed ? bytes_of(recipe.runtime->weights) : pure;
  // PEFT makes adapters of a 16-bit model float32; DeepSpeed casts them back.
  const bool keeps_floats =
      recipe.runtime->weights == MixedWidth::fp32 && recipe.trainer->adapters == AdapterWidth::fp32;
  if (recipe.trains_adapters() && keeps_floats) recipe.weight_bytes = kFloat32Bytes;

  double& gradients = inputs[InputField::grad_dtype];
  if (gradients == kAutomaticChoice) {
    const double bytes = recipe.weight_bytes == kFloat32Bytes ? kFloat32Bytes
                         : mixed                              ? bytes_of(recipe.runtime->gradients)
                                                              : pure;
    gradients = static_cast<double>(gradient_type(bytes, precision));
  }
  recipe.gradient_bytes = bytes_of(inputs.grad_dtype());

  double& master = inputs[InputField::master_weights];
  const bool needs_master = mixed && recipe.weight_bytes < kFloat32Bytes;
  if (master == kAutomaticChoice) master = needs_master ? 1 : 0;
  // A copy of float32 weights in float32 would be the weights themselves.
  if (recipe.weight_bytes == kFloat32Bytes) master = 0;
  recipe.master_bytes = inputs.master_weights() ? kFloat32Bytes : 0;
  recipe.casts_weights = mixed && recipe.weight_bytes == kFloat32Bytes;
}

WeightFormat trained_format(const Recipe& recipe, Precision precision) {
  if (recipe.weight_bytes == kFloat32Bytes) return WeightFormat::fp32;
  return precision == Precision::fp16_mixed ? WeightFormat::fp16 : WeightFormat::bf16;
}

/// Adapters written out in Python read their own copy: in float32 where nothing casts it back, and
/// the shared one where a quantised matrix leaves it in 16 bits.
void settle_adapters(Inputs& inputs, Recipe& recipe) {
  recipe.trainer = &spec(inputs.trainer());
  if (!recipe.trains_adapters()) return;
  const bool casts_back = is_mixed(inputs.precision());
  const bool leaves_it = recipe.expands_weights && casts_back && !inputs.lora_dropout();
  recipe.keeps_expanded_inputs =
      recipe.expands_weights && recipe.trainer->expanded == ExpandedInputs::kept;
  recipe.adapters_own_inputs = spec(recipe.peft).inputs == NeededInputs::targets &&
                               recipe.trainer->inputs == AdapterInputs::own && !leaves_it;
  recipe.adapters_read_floats = !casts_back && recipe.trainer->adapters == AdapterWidth::fp32;
  recipe.drops_adapter_inputs = inputs.lora_dropout();
  // Shards must keep the width they are stored in, so only whole copies are prepared.
  double& upcast = inputs[InputField::upcast_base];
  if (upcast == kAutomaticChoice) {
    const bool is_prepared = recipe.trainer->base == QuantisedBase::prepared && casts_back &&
                             inputs.runtime() == Runtime::pytorch;
    upcast = is_prepared ? 1 : 0;
  }
  recipe.upcasts_base = inputs.upcast_base() && recipe.expands_weights;
}

void settle_company(Scenario& scenario) {
  Inputs& inputs = scenario.inputs;
  if (inputs.mode() != Mode::rl) return;
  const RlAlgorithmSpec& algorithm = spec(inputs.rl_algorithm());
  Company& company = scenario.company;
  double& reference = inputs[InputField::reference_model];
  if (reference == kAutomaticChoice) reference = algorithm.uses_reference ? 1 : 0;
  double& rollout = inputs[InputField::rollout];
  if (rollout == kAutomaticChoice) {
    rollout = static_cast<double>(algorithm.generates ? Rollout::colocated : Rollout::none);
  }
  // With adapters the base is the reference: the adapters are switched off to score.
  const bool has_own_reference = inputs.reference_model() && !scenario.recipe.trains_adapters();
  company.trained_models = algorithm.has_critic ? 2 : 1;
  company.frozen_models = (has_own_reference ? 1 : 0) + (algorithm.has_reward ? 1 : 0);
  company.scores_reference = inputs.reference_model() || algorithm.has_reward;
  company.generates = algorithm.generates;
  company.rollout = algorithm.generates ? inputs.rollout() : Rollout::none;
  company.rollout_sleeps = inputs.rollout_sleep();
  switch (algorithm.sequences) {
    case SequencesPerPrompt::one:
      break;
    case SequencesPerPrompt::pair:
      scenario.sequences_per_prompt = 2;
      break;
    case SequencesPerPrompt::group:
      scenario.sequences_per_prompt = inputs[InputField::group_size];
      break;
  }
}

void settle_sharding(Inputs& inputs, Recipe& recipe, Issues& warnings) {
  double& stage = inputs[InputField::zero_stage];
  if (inputs.runtime() == Runtime::fsdp && stage == 0) {
    constexpr double kFullShard = 3;
    warnings.push_back({IssueId::fsdp_shards_weights, "zero_stage", plain_text(stage),
                        plain_text(kFullShard), ""});
    stage = kFullShard;
  }
  recipe.zero_stage = stage;
  double& splits = inputs[InputField::sequence_parallel];
  // Megatron's own advice; it changes nothing without tensor parallelism.
  if (splits == kAutomaticChoice) splits = inputs.runtime() == Runtime::megatron ? 1 : 0;
  recipe.splits_sequence = inputs.sequence_parallel();
}

/// Weights come back to the device gathered, so only sharded ones can leave it (DeepSpeed's
/// offload_param, FSDP's CPUOffload). DeepSpeed's optimizer takes the gradients along.
void settle_offload(Inputs& inputs, Recipe& recipe, Issues& problems, Issues& warnings) {
  constexpr double kFullShard = 3;
  if (inputs.runtime() == Runtime::fsdp && inputs.offload() == Offload::optimizer) {
    warnings.push_back({IssueId::fsdp_offloads_all, "offload", "optimizer", "all", ""});
    inputs[InputField::offload] = static_cast<double>(Offload::all);
  }
  if (inputs.offload() == Offload::all && recipe.zero_stage < kFullShard) {
    problems.push_back({IssueId::offload_needs_sharding, "offload", "all", "optimizer", ""});
    inputs[InputField::offload] = static_cast<double>(Offload::optimizer);
  }
  const Offload offload = inputs.offload();
  const bool takes_gradients = inputs.runtime() == Runtime::deepspeed;
  recipe.offloads_states = offload != Offload::none;
  recipe.offloads_weights = offload == Offload::all;
  recipe.offloads_gradients =
      recipe.offloads_weights || (recipe.offloads_states && takes_gradients);
}

}  // namespace

void settle_training(Scenario& scenario, Issues& problems, Issues& warnings) {
  Inputs& inputs = scenario.inputs;
  Recipe& recipe = scenario.recipe;
  recipe.trains = when_training(inputs);
  settle_runtime(inputs, recipe.trains, problems);
  recipe.attention = inputs.attention();
  if (!recipe.trains) {
    recipe.runtime = &kTrainingRuntimes[0];
    recipe.optimizer = &spec(inputs.optimizer());
    const bool is_full = inputs.weights() == WeightFormat::fp32;
    recipe.activation_bytes = is_full ? kFloat32Bytes : kHalfBytes;
    scenario.stored = inputs.weights();
    return;
  }
  if (inputs.mode() == Mode::train) {
    inputs[InputField::peft] = static_cast<double>(Peft::full);
  }
  recipe.runtime = training_runtime(inputs.runtime());
  recipe.optimizer = &spec(inputs.optimizer());
  recipe.peft = inputs.peft();
  settle_targets(inputs, problems);
  recipe.lora_targets = inputs.lora_targets();
  recipe.recompute = inputs.recompute();
  recipe.fuses_cross_entropy = inputs.fused_cross_entropy();
  settle_weights(inputs);
  const bool is_quantised = spec(inputs.weights()).family != FormatFamily::plain;
  recipe.expands_weights = recipe.trains_adapters() && is_quantised;
  double& trainer = inputs[InputField::trainer];
  if (trainer == kAutomaticChoice) {
    trainer = static_cast<double>(default_trainer(inputs.runtime()));
  }
  settle_adapters(inputs, recipe);
  settle_widths(inputs, recipe);
  settle_sharding(inputs, recipe, warnings);
  settle_offload(inputs, recipe, problems, warnings);
  const bool accumulates = inputs[InputField::grad_accumulation] > 1;
  recipe.fuses_gradients = fuses_gradients(inputs.optimizer());
  recipe.keeps_gradients =
      (recipe.runtime->keeps_gradients || accumulates) && !recipe.fuses_gradients;
  const WeightFormat half = trained_format(recipe, inputs.precision());
  scenario.stored = recipe.trains_adapters() ? inputs.weights() : half;
  const bool is_full_width = inputs.precision() == Precision::fp32;
  // A search may have brought the table along from its last scenario.
  if (scenario.copies == nullptr) {
    scenario.copies = std::make_shared<const WeightMix>(
        weight_mix(scenario.model, is_full_width ? WeightFormat::fp32 : WeightFormat::bf16));
  }
  settle_company(scenario);
}

void settle_media(Scenario& scenario) {
  Inputs& inputs = scenario.inputs;
  double& patch = inputs[InputField::patch_size];
  if (patch == kAutomatic) patch = scenario.model[ModelField::vision_patch_size];
  scenario.company.encodes = inputs.mode() == Mode::multimodal;
}

}  // namespace vram
