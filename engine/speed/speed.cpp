// Puts a device's work together, once for plain numbers and once for explained ones.
// SPDX-License-Identifier: MIT
#include "engine/speed/speed.h"

#include "engine/schema/formats.h"
#include "engine/speed/work.h"

namespace vram {
namespace {

/// A matrix product of float32 tensors runs on tensor cores as TF32, at half the rate of BF16.
constexpr double kTf32Share = 0.5;

double share_end(const Range& range, Optimism optimism) {
  if (optimism == Optimism::expected) return range.expected;
  return optimism == Optimism::low ? range.low : range.high;
}

/// Times are ranges the other way round: the optimist takes the short end.
double time_end(const Range& range, Optimism optimism) {
  if (optimism == Optimism::expected) return range.expected;
  return optimism == Optimism::low ? range.high : range.low;
}

Inputs with_optimism(const Scenario& scenario, Optimism optimism) {
  Inputs inputs = scenario.inputs;
  const SpeedConstants& speed = scenario.speed;
  inputs[InputField::mbu] = share_end(speed.mbu, optimism);
  inputs[InputField::prefill_mfu] = share_end(speed.prefill_mfu, optimism);
  inputs[InputField::training_efficiency] = share_end(speed.training_efficiency, optimism);
  inputs[InputField::link_efficiency] = share_end(speed.link_efficiency, optimism);
  inputs[InputField::host_gb_s] = share_end(speed.host_gb_s, optimism);
  inputs[InputField::host_link_gb_s] = share_end(speed.host_link_gb_s, optimism);
  inputs[InputField::layer_us] = time_end(speed.layer_us, optimism);
  inputs[InputField::exchange_us] = time_end(speed.exchange_us, optimism);
  return inputs;
}

/// The instance of all stages: no rank's share of states, all layers.
template <class N>
Instance<N> all_layers(const Scenario& scenario, const SpeedModel& model,
                       const InputNumbers<N>& inputs, const Recorder<N>& recorder) {
  Placement<N> placement = placement_of(scenario, inputs, kWholeModel);
  placement.first_layer = 0;  // also of the host's layers
  placement.end_layer = static_cast<int>(scenario.model[ModelField::num_hidden_layers]);
  Instance<N> instance{recorder};
  instance.architecture = architecture<N>(scenario.model, placement, recorder);
  instance.mix = model.mix.get();
  instance.copies = scenario.copies.get();
  instance.kv_format = scenario.inputs.kv_cache();
  instance.activation_bytes =
      recorder.leaf("activation_bytes", scenario.recipe.activation_bytes, kBytes);
  instance.recipe = &scenario.recipe;
  instance.company = &scenario.company;
  instance.serving = &scenario.serving;
  instance.zero_shards = N(1);
  instance.expert_zero_shards = N(1);
  return instance;
}

/// Of the parameters that are active, those that are multiplied and not looked up.
template <class N>
N multiplied_parameters(const Work<N>& work, N parameters) {
  const SpeedModel& model = *work.model;
  if (model.looked_up_parameters > 0) {
    parameters = parameters - work.leaf("looked_up_parameters", model.looked_up_parameters);
  }
  if (model.encoder_parameters > 0) {
    parameters = parameters - work.leaf("encoder_parameters", model.encoder_parameters);
  }
  return work.named(TermId::speed_multiplied_parameters, parameters);
}

}  // namespace

double peak_flops(const Scenario& scenario) {
  const GpuPreset& gpu = *scenario.gpu;
  const double half = gpu.bf16_dense_tflops > 0 ? gpu.bf16_dense_tflops : gpu.fp16_dense_tflops;
  double used = half;
  if (scenario.recipe.trains) {
    const Precision precision = scenario.inputs.precision();
    if (precision == Precision::fp32) used = half * kTf32Share;
    if (precision == Precision::fp8_mixed) used = max_of(half, gpu.fp8_dense_tflops);
  } else {
    const WeightFormat weights = scenario.inputs.weights();
    const bool is_fp8 = weights == WeightFormat::fp8 || weights == WeightFormat::fp8_block ||
                        weights == WeightFormat::mxfp8;
    if (weights == WeightFormat::fp32) used = half * kTf32Share;
    if (is_fp8) used = max_of(half, gpu.fp8_dense_tflops);
    if (weights == WeightFormat::nvfp4) used = max_of(half, gpu.fp4_dense_tflops);
  }
  return used * kTera;
}

double exchange_bandwidth(const Scenario& scenario, double ranks, double stride) {
  const Inputs& inputs = scenario.inputs;
  const double node = inputs[InputField::node_devices];
  const double link = inputs[InputField::link_gb_s] * kGiga;
  if (ranks * stride <= node) return link;
  const double in_node = max_of(1, min_of(ranks, std::floor(node / stride)));
  return min_of(link, inputs[InputField::network_gb_s] * kGiga * in_node);
}

bool has_price(const Scenario& scenario) {
  return scenario.inputs[InputField::usd_per_hour] > spec(InputField::usd_per_hour).min;
}

SpeedModel speed_model(const Scenario& scenario) {
  SpeedModel model;
  const bool has_stages = scenario.inputs[InputField::pp] > 1 || scenario.serving.host_layers > 0;
  model.mix = has_stages
                  ? std::make_shared<const WeightMix>(weight_mix(scenario.model, scenario.stored))
                  : scenario.mix;
  const Architecture<double> whole = whole_architecture(scenario.model);
  const bool is_tied = scenario.model[ModelField::tie_word_embeddings] != 0;
  double embeddings = 0;
  double multiplied = 0;
  visit_tensor_groups(whole, [&](const TensorGroup<double>& group) {
    const TensorFamily family = spec(group.role).family;
    if (family == TensorFamily::vision || family == TensorFamily::audio) {
      model.encoder_parameters += elements(group);
    }
    if (family != TensorFamily::embeddings) return;
    embeddings += elements(group);
    if (is_tied && group.role == TensorRole::token_embedding) multiplied += elements(group);
  });
  model.looked_up_parameters = embeddings - multiplied;
  model.multiplied_embedding_share = embeddings > 0 ? multiplied / embeddings : 0;
  model.multiplied_parameters = count_parameters(whole, Recorder<double>{}).active -
                                model.looked_up_parameters - model.encoder_parameters;
  return model;
}

template <class N>
SpeedNumbers<N> speed_numbers(const Scenario& scenario, const SpeedModel& model,
                              const Recorder<N>& recorder, const N& active, Optimism optimism) {
  SpeedNumbers<N> figures;
  if (scenario.gpu->bandwidth_gb_per_second == 0 || peak_flops(scenario) == 0) return figures;
  Work<N> work{recorder, &scenario, &model, {}, Instance<N>{recorder}, {}, {}, N(0)};
  work.inputs = named_inputs<N>(with_optimism(scenario, optimism), recorder);
  work.instance = all_layers(scenario, model, work.inputs, recorder);
  work.request = request_of(scenario, work.instance.architecture.facts, work.inputs, recorder);
  if (!scenario.recipe.trains || scenario.company.generates) {
    work.weights = weights_by_family(work.instance);
  }
  if constexpr (std::is_same_v<N, double>) {
    work.multiplied = model.multiplied_parameters;
  } else {
    work.multiplied = multiplied_parameters(work, active);
  }
  scenario.recipe.trains ? add_training(work, figures) : add_serving(work, figures);
  return figures;
}

template SpeedNumbers<double> speed_numbers(const Scenario&, const SpeedModel&,
                                            const Recorder<double>&, const double&, Optimism);
template SpeedNumbers<Quantity> speed_numbers(const Scenario&, const SpeedModel&,
                                              const Recorder<Quantity>&, const Quantity&, Optimism);

}  // namespace vram
