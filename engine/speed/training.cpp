// Training: forward and backward passes of all micro-batches, the bubble of a pipeline, exchange of
// gradients; in reinforcement learning, generating and scoring completions before.
// SPDX-License-Identifier: MIT
#include "engine/speed/work.h"

namespace vram {
namespace {

/// Passes through the matrices, in forward passes: one forward, one or two backward (gradients of
/// activations and of weights), one more where everything is computed again.
double matrix_passes(const Scenario& scenario) {
  const Recipe& recipe = scenario.recipe;
  double backward = recipe.trains_all() ? 2 : 1;
  if (recipe.trains_last_layers()) {
    const double layers = scenario.model[ModelField::num_hidden_layers];
    backward = 2 * min_of(1, scenario.inputs[InputField::trainable_layers] / layers);
  }
  return 1 + backward + (recipe.recompute == Recompute::full ? 1 : 0);
}

/// The same through attention, which selective recomputation computes again too.
double attention_passes(const Scenario& scenario) {
  return scenario.recipe.recompute == Recompute::none ? 3 : 4;
}

template <class N>
N flops_of_token(const Work<N>& work) {
  const N matrices = matrix_flops(work, work.multiplied) *
                     work.leaf("matrix_passes", matrix_passes(*work.scenario));
  const N attention = attention_flops(work, work.request.length / 2);
  N flops = matrices;
  if (value_of(attention) > 0) {
    flops += attention * work.leaf("attention_passes", attention_passes(*work.scenario));
  }
  const double models = work.scenario->company.trained_models;
  if (models > 1) flops = flops * work.leaf("trained_models", models);
  return work.named(TermId::speed_training_flops, flops);
}

/// Gradients that data-parallel ranks sum up, and weights that ZeRO gathers: stage 3 before every
/// forward and backward pass, stages 1 and 2 once.
template <class N>
N gradient_exchange(const Work<N>& work) {
  const Scenario& scenario = *work.scenario;
  const double ranks = work[InputField::dp] * work[InputField::cp];
  if (ranks == 1) return N(0);
  const double stage = scenario.recipe.zero_stage;
  const bool trains_base = scenario.recipe.trains_all();
  N bytes_per_parameter(0);
  if (trains_base) {
    const N gradient = work.leaf("gradient_bytes", scenario.recipe.gradient_bytes, kBytes);
    bytes_per_parameter = stage == 0 ? 2 * gradient : gradient;
  }
  const N weight = work.leaf("activation_bytes", scenario.recipe.activation_bytes, kBytes);
  if (stage == 3) {
    const N gathered = 2 * work.inputs.grad_accumulation * weight;
    bytes_per_parameter = trains_base ? bytes_per_parameter + gathered : gathered;
  } else if (stage > 0 && trains_base) {
    bytes_per_parameter += weight;
  }
  if (value_of(bytes_per_parameter) == 0) return N(0);
  const N held = work.multiplied / (work.inputs.tp * work.inputs.pp);
  const N others = work.leaf("share_of_other_ranks", (ranks - 1) / ranks);
  return work.named(TermId::speed_gradient_exchange,
                    sending_time(work, "data_bandwidth", held * bytes_per_parameter * others, ranks,
                                 work[InputField::tp]));
}

/// Completions of all accumulated micro-batches are generated together, each from its prompt.
template <class N>
N rollout_time(const Work<N>& work) {
  const Company& company = work.scenario->company;
  if (!company.generates || company.rollout == Rollout::separate) return N(0);
  const N prompts = work.inputs.micro_batch * work.inputs.grad_accumulation;
  const N sequences = work.request.sequences * work.inputs.grad_accumulation;
  const N mean_length = work.inputs.prompt_len + work.inputs.completion_len / 2;
  return work.named(TermId::speed_rollout,
                    prefill_time(work, work.inputs.prompt_len, prompts) +
                        work.inputs.completion_len * decode_step(work, sequences, mean_length));
}

/// Forward passes of frozen models over all sequences; adapters switch off for a reference.
template <class N>
N scoring_time(const Work<N>& work, const N& tokens_of_device) {
  const Company& company = work.scenario->company;
  if (!company.scores_reference) return N(0);
  const N models = work.leaf("scoring_models", max_of(1, company.frozen_models));
  const N flops =
      matrix_flops(work, work.multiplied) + attention_flops(work, work.request.length / 2);
  return work.named(TermId::speed_reference, computing_time(work, models * flops * tokens_of_device,
                                                            work.inputs.training_efficiency));
}

/// Tokens of one step that one device works on; stages share them out by layers.
template <class N>
N tokens_of_device(const Work<N>& work) {
  N tokens = work.request.sequences * work.request.length;
  if (work[InputField::grad_accumulation] > 1) tokens = tokens * work.inputs.grad_accumulation;
  if (work[InputField::cp] > 1) tokens = tokens / work.inputs.cp;
  return work[InputField::pp] > 1 ? tokens / work.inputs.pp : tokens;
}

/// What offloading adds to a step: gradients go to the host, which updates its states, and weights
/// come back; where the weights are there too, they come for every pass (Ren et al. 2021).
template <class N>
N host_time(const Work<N>& work) {
  const Recipe& recipe = work.scenario->recipe;
  if (!recipe.offloads_states || !recipe.trains_all()) return N(0);
  N held = work.multiplied;
  if (work[InputField::tp] * work[InputField::pp] > 1) {
    held = held / (work.inputs.tp * work.inputs.pp);
  }
  const double ranks = work[InputField::dp] * work[InputField::cp];
  if (recipe.zero_stage > 0 && ranks > 1) held = held / work.leaf("zero_ranks", ranks);
  const N weight = work.leaf("activation_bytes", recipe.activation_bytes, kBytes);
  const N gradient = work.leaf("gradient_bytes", recipe.gradient_bytes, kBytes);
  N sent = gradient + weight;
  if (recipe.offloads_weights) {
    const double passes = recipe.recompute == Recompute::full ? 3 : 2;
    sent += work.leaf("passes_with_weights", passes) * work.inputs.grad_accumulation * weight;
  }
  // States and master weights are read and written.
  const N states = 2 * work.leaf("states_and_master", recipe.optimizer->states + 1) *
                   work.leaf("fp32_bytes", kFloat32Bytes, kBytes);
  return work.named(TermId::speed_host,
                    host_sending_time(work, held * sent) + host_moving_time(work, held * states));
}

template <class N>
N step_time(const Work<N>& work) {
  const N tokens = tokens_of_device(work);
  N computing =
      computing_time(work, flops_of_token(work) * tokens, work.inputs.training_efficiency);
  if (work[InputField::pp] > 1) {
    // Narayanan et al. 2021, section 2.2.2.
    computing =
        computing *
        (1 + (work.inputs.pp - 1) / (work.inputs.grad_accumulation * work.inputs.virtual_pipeline));
  }
  N step = work.named(TermId::speed_compute, computing);
  const N gradients = gradient_exchange(work);
  if (value_of(gradients) > 0) step = max_of(step, gradients);
  // Two all-reduces per layer forward, two backward, two more where all is computed again.
  const double reductions = work.scenario->recipe.recompute == Recompute::full ? 6 : 4;
  const N exchange = exchange_time(work, tokens, reductions);
  if (value_of(exchange) > 0) step += exchange;
  const N host = host_time(work);
  if (value_of(host) > 0) step += host;
  const N scoring = scoring_time(work, tokens);
  if (value_of(scoring) > 0) step += scoring;
  const N rollout = rollout_time(work);
  if (value_of(rollout) > 0) step += rollout;
  return work.named(TermId::speed_training_step, step);
}

}  // namespace

template <class N>
void add_training(const Work<N>& work, SpeedNumbers<N>& figures) {
  if (value_of(work.request.length) < 1 || value_of(work.multiplied) <= 0) return;
  const auto set = [&](SpeedFigure figure, const N& value) {
    figures.set(figure, work.named(spec(figure).term, value));
  };
  const N step = step_time(work);
  figures.set(SpeedFigure::step_seconds, step);
  const N tokens =
      work.request.sequences * work.request.length * work.inputs.grad_accumulation * work.inputs.dp;
  set(SpeedFigure::training_tokens_per_s, tokens / step);
  const N& rate = figures[SpeedFigure::training_tokens_per_s];
  set(SpeedFigure::training_tokens_per_s_per_gpu, rate / work.inputs.gpu_count);
  const N seconds = work.inputs.training_tokens / rate;
  set(SpeedFigure::training_days, seconds / work.leaf("day", 86400, kSeconds));
  if (has_price(*work.scenario)) set(SpeedFigure::training_usd, cost_of(work, seconds));
  if (work.scenario->gpu->power_watts > 0) {
    set(SpeedFigure::training_joules, energy_of(work, seconds));
  }
}

template void add_training(const Work<double>&, SpeedNumbers<double>&);
template void add_training(const Work<Quantity>&, SpeedNumbers<Quantity>&);

}  // namespace vram
