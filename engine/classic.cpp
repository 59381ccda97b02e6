// What the classic method multiplies, and its one phase per mode.
// SPDX-License-Identifier: MIT
#include "engine/classic.h"

#include <string_view>

#include "engine/classic_amounts.h"
#include "engine/model/parameters.h"
#include "engine/schema/formats.h"

namespace vram {
namespace {

// The guide's constants.
constexpr double kTargetShare = 0.5;      // of the parameters are in matrices with adapters
constexpr double kOtherPeftShare = 0.01;  // of the parameters are trained by prefix tuning
constexpr double kMillisecondsPerToken = 80;
constexpr double kMillisecondsPerSecond = 1000;
constexpr double kPatchSize = 16;         // its example: (1024 / 16)^2 tokens for an image
constexpr double kQloraAdapterBytes = 2;  // times three: adapter, gradient and optimizer

/// The width a format is called by: 4 for q4_k_m, 8 for int8, 16 for bf16.
constexpr double nominal_bits(std::string_view key) {
  double bits = 0;
  for (const char c : key) {
    const bool is_digit = c >= '0' && c <= '9';
    if (is_digit) bits = 10 * bits + (c - '0');
    if (!is_digit && bits > 0) break;
  }
  return bits;
}

template <class Specs>
constexpr bool have_a_number(const Specs& specs) {
  for (const auto& each : specs) {
    if (nominal_bits(each.key) == 0) return false;
  }
  return true;
}
static_assert(have_a_number(kWeightFormats) && have_a_number(kKvFormats),
              "the classic method reads a format's width from its name");

double precision_bytes(const Recipe& recipe, Precision precision) {
  if (!recipe.trains) return recipe.activation_bytes;
  switch (precision) {
    case Precision::fp32:
      return kFloat32Bytes;
    case Precision::fp8_mixed:
      return 1;
    default:
      return kHalfBytes;
  }
}

/// SGD 1 (guides count its momentum), AdamW 2, 8-bit states a quarter of that; others by their row.
double states_per_parameter(const Inputs& inputs) {
  constexpr double kBlock8Share = 0.25;
  constexpr double kBlock4Share = 0.125;
  const OptimizerSpec& optimizer = spec(inputs.optimizer());
  if (inputs.optimizer() == Optimizer::sgd) return 1;
  switch (optimizer.width) {
    case StateWidth::block8:
      return optimizer.states * kBlock8Share;
    case StateWidth::block4:
      return optimizer.states * kBlock4Share;
    default:
      return optimizer.states;
  }
}

template <class N>
N trained_parameters(const Recipe& recipe, const N& parameters, const ModelFacts<N>& facts,
                     const InputNumbers<N>& inputs, const Recorder<N>& recorder) {
  const auto named = [&](const N& count) {
    return term(recorder, TermId::classic_trained, whole(count));
  };
  switch (spec(recipe.peft).trains) {
    case TrainedPart::all:
      break;
    case TrainedPart::low_rank:
    case TrainedPart::low_rank_scaled:
      return named(2 * inputs.lora_rank *
                   (recorder.leaf("target_share", kTargetShare) * parameters / facts.hidden_size));
    case TrainedPart::last_layers:
      return named(parameters * min_of(inputs.trainable_layers, facts.layers) / facts.layers);
    default:
      return named(recorder.leaf("peft_share", kOtherPeftShare) * parameters);
  }
  return parameters;
}

template <class N>
Workload<N> classic_workload(const Instance<N>&, const Request<N>& request) {
  return {request.inputs, request.sequences, request.length, N(0), N(0)};
}

template <class N>
constexpr Resident<N> kServed[] = {
    {Component::weights, &classic_weights<N>, Varies::never},
    {Component::kv_cache, &classic_kv_cache<N>, Varies::with_request},
    {Component::activations, &classic_inference_activations<N>, Varies::with_request},
    {Component::runtime, &classic_serving_other<N>, Varies::with_request},
};

template <class N>
constexpr Resident<N> kTrained[] = {
    {Component::weights, &classic_weights<N>, Varies::never},
    {Component::adapter_weights, &classic_adapters<N>, Varies::never},
    {Component::optimizer_states, &classic_optimizer_states<N>, Varies::never},
    {Component::gradients, &classic_gradients<N>, Varies::never},
    {Component::activations, &classic_activations<N>, Varies::with_request},
    {Component::runtime, &classic_training_other<N>, Varies::with_request},
};

template <class N>
constexpr Bundle<N> kServing[] = {kServed<N>};
template <class N>
constexpr Bundle<N> kTraining[] = {kTrained<N>};

template <class N>
constexpr PhasePlan<N> kServingPlan[] = {{Phase::decode, &classic_workload<N>, kServing<N>}};
template <class N>
constexpr PhasePlan<N> kTrainingPlan[] = {{Phase::backward, &classic_workload<N>, kTraining<N>}};

}  // namespace

double nominal_weight_bytes(const Scenario& scenario) {
  const Recipe& recipe = scenario.recipe;
  if (recipe.trains && !recipe.trains_adapters()) {
    return precision_bytes(recipe, scenario.inputs.precision());
  }
  return bytes_of_bits(nominal_bits(spec(scenario.inputs.weights()).key));
}

template <class N>
Plan<N> classic_plan(bool trains) {
  return trains ? Plan<N>(kTrainingPlan<N>) : Plan<N>(kServingPlan<N>);
}

template <class N>
Instance<N> classic_instance(const Scenario& scenario, const InputNumbers<N>& inputs,
                             const Recorder<N>& recorder) {
  const Recipe& recipe = scenario.recipe;
  Instance<N> instance{recorder};
  instance.architecture =
      architecture<N>(scenario.model, split_over<N>(scenario.model, N(1)), recorder);
  instance.recipe = &recipe;
  instance.company = &scenario.company;
  instance.activation_bytes = recorder.leaf(
      "precision_bytes", precision_bytes(recipe, scenario.inputs.precision()), kBytes);
  instance.zero_shards = recorder.leaf(
      "zero_ranks", scenario.inputs[InputField::dp] * scenario.inputs[InputField::cp]);

  ClassicCount<N>& count = instance.classic;
  count.has_overhead = recipe.trains || scenario.inputs.mode() == Mode::multimodal;
  count.parameters = count_parameters(instance.architecture, recorder).total;
  count.weight_bytes = recorder.leaf("weight_bytes", nominal_weight_bytes(scenario), kBytes);
  count.kv_bytes = recorder.leaf(
      "kv_bytes", bytes_of_bits(nominal_bits(spec(scenario.inputs.kv_cache()).key)), kBytes);
  if (!recipe.trains) return instance;
  count.trained =
      trained_parameters(recipe, count.parameters, instance.architecture.facts, inputs, recorder);
  count.trained_bytes = spec(recipe.peft).base == BaseStorage::quantised
                            ? recorder.leaf("adapter_bytes", kQloraAdapterBytes, kBytes)
                            : instance.activation_bytes;
  count.optimizer_states = recorder.leaf("optimizer_factor", states_per_parameter(scenario.inputs));
  return instance;
}

template <class N>
N classic_tokens(const InputNumbers<N>& inputs, const Recorder<N>& recorder) {
  const bool is_automatic = value_of(inputs.patch_size) == kAutomatic;
  const N patch = is_automatic ? recorder.leaf("patch_size", kPatchSize) : inputs.patch_size;
  N tokens = inputs.text_tokens;
  if (value_of(inputs.images) > 0) {
    const N per_image =
        ceil_divide(inputs.image_width, patch) * ceil_divide(inputs.image_height, patch);
    tokens += term(recorder, TermId::classic_image_tokens, inputs.images * per_image);
  }
  if (value_of(inputs.audio_seconds) > 0) {
    tokens += term(recorder, TermId::classic_audio_tokens,
                   ceil_divide(kMillisecondsPerSecond * inputs.audio_seconds,
                               recorder.leaf("milliseconds_per_token", kMillisecondsPerToken)));
  }
  if (value_of(inputs.video_seconds) > 0) {
    const N per_frame =
        ceil_divide(inputs.video_width, patch) * ceil_divide(inputs.video_height, patch);
    tokens += term(recorder, TermId::classic_video_tokens,
                   whole(inputs.video_seconds * inputs.video_fps) * per_frame);
  }
  return term(recorder, TermId::classic_tokens, tokens);
}

template Plan<double> classic_plan(bool);
template Plan<Quantity> classic_plan(bool);
template Instance<double> classic_instance(const Scenario&, const InputNumbers<double>&,
                                           const Recorder<double>&);
template Instance<Quantity> classic_instance(const Scenario&, const InputNumbers<Quantity>&,
                                             const Recorder<Quantity>&);
template double classic_tokens(const InputNumbers<double>&, const Recorder<double>&);
template Quantity classic_tokens(const InputNumbers<Quantity>&, const Recorder<Quantity>&);

}  // namespace vram
