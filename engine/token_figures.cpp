// Tokens the answer speaks of: asked for, trained on, and how many fit.
// SPDX-License-Identifier: MIT
#include "engine/token_figures.h"

#include <cmath>

#include "engine/classic.h"
#include "engine/classic_amounts.h"
#include "engine/evaluation.h"

namespace vram {
namespace {

/// Cache bytes of one copy when each of its sequences holds so many tokens.
double cache_bytes(const Scenario& scenario, double tokens_per_sequence, double sequences) {
  const Recorder<double> recorder;
  const InputNumbers<double> inputs = named_inputs<double>(scenario.inputs, recorder);
  const Stage stage = scenario.inputs[InputField::pp] == 1 ? kWholeModel : kFirstStage;
  const Instance<double> instance = instance_of(scenario, inputs, recorder, stage);
  const Workload<double> held{inputs, sequences, tokens_per_sequence, 0, 0, {}};
  return is_classic(scenario) ? classic_kv_cache(instance, held) : kv_cache(instance, held);
}

/// The most tokens each sequence may have, found by halving: more tokens never need less.
double longest_fitting(const Scenario& scenario, const Estimator& estimator,
                       double sequence_tokens) {
  const bool is_multimodal = scenario.inputs.mode() == Mode::multimodal;
  const InputField length = is_multimodal ? InputField::text_tokens : InputField::context;
  Inputs probe = scenario.inputs;
  const double others = sequence_tokens - scenario.inputs[length];
  const auto bytes = [&](double tokens) {
    probe[length] = tokens - others;
    return estimator.peak_bytes(probe);
  };
  const auto fits = [&](double tokens) {
    probe[length] = tokens - others;
    return estimator.fits(probe);
  };
  double fitting = others;
  double most = spec(length).max;
  // Mostly bytes grow in a straight line, which names the answer within a few steps.
  double tokens = sequence_tokens;
  constexpr int kGuesses = 4;
  for (int i = 0; i < kGuesses && most - fitting > 1; ++i) {
    const double here = bytes(tokens);
    const double slope = bytes(tokens + 1) - here;
    if (slope <= 0) break;
    tokens = std::floor(tokens + (scenario.serving.device_bytes - here) / slope);
    if (tokens <= fitting || tokens >= most) break;
    (fits(tokens) ? fitting : most) = tokens;
    const double neighbour = fitting == tokens ? tokens + 1 : tokens - 1;
    if (neighbour > fitting && neighbour < most) (fits(neighbour) ? fitting : most) = neighbour;
  }
  if (most == spec(length).max && fits(most)) return most;
  // What is too large without a single token needs no search.
  if (fitting == others && most > others + 1 && !fits(others + 1)) most = others + 1;
  while (most - fitting > 1) {
    const double middle = std::floor((most + fitting) / 2);
    (fits(middle) ? fitting : most) = middle;
  }
  return fitting > others || fits(fitting) ? fitting : 0;
}

/// One token of one sequence in every layer, none of which drops it.
double bytes_in_every_layer(const Scenario& scenario, const Stage& stage) {
  const Recorder<double> recorder;
  InputNumbers<double> inputs = named_inputs<double>(scenario.inputs, recorder);
  inputs.kv_block_tokens = 1;
  Instance<double> instance = instance_of(scenario, inputs, recorder, stage);
  instance.architecture.facts.source_positions = 0;
  double bytes = kv_cache(instance, Workload<double>{inputs, 1, 1, 0, 0, {}});
  const double full = instance.architecture.layers.cached_full;
  const double cross = instance.architecture.layers.cross;
  // Layers with cross-attention are counted as any; before V1 those of a decoder whose every layer
  // has both kinds once.
  const bool is_counted_once = scenario.serving.version->trial == Trial::prompts &&
                               instance.architecture.facts.is_encoder_decoder;
  if (full > 0 && cross > 0 && !is_counted_once) bytes *= (full + cross) / full;
  const double windowed = instance.architecture.layers.cached_windowed;
  if (full == 0 || windowed == 0 || !scenario.serving.version->drops_outside_window) return bytes;
  // vLLM gives both kinds of layers groups of the same size; the last ones are filled up.
  const double group = min_of(full, windowed);
  const double groups = ceil_divide(full, group) + ceil_divide(windowed, group);
  return bytes * group * groups / (full + windowed);
}

/// Cache bytes of one sequence of the asked length on one pipeline stage.
double bytes_of_sequence(const Scenario& scenario, const Stage& stage, double tokens) {
  const Recorder<double> recorder;
  const InputNumbers<double> inputs = named_inputs<double>(scenario.inputs, recorder);
  const Instance<double> instance = instance_of(scenario, inputs, recorder, stage);
  const Workload<double> one{inputs, 1, tokens, 0, 0, {}};
  return kv_cache(instance, one) + recurrent_state(instance, one);
}

/// What a pool holds, as the program prints it.
void count_pool(const Scenario& scenario, const Peak& peak, const Stage& stage,
                TokenFigures& figures) {
  const double per_sequence = bytes_of_sequence(scenario, stage, figures.sequence);
  if (per_sequence == 0) return;
  const double concurrency = peak.pool_bytes / per_sequence;
  double tokens = std::floor(concurrency * figures.sequence);
  if (scenario.serving.version->capacity == Capacity::all_layers) {
    const double block = scenario.inputs[InputField::kv_block_tokens];
    const double per_block = block * bytes_in_every_layer(scenario, stage);
    if (per_block > 0) tokens = std::floor(peak.pool_bytes / per_block) * block;
  }
  // The stage with the smallest pool decides.
  const bool is_first = figures.concurrency == 0;
  figures.concurrency = is_first ? concurrency : min_of(figures.concurrency, concurrency);
  figures.kv_capacity = is_first ? tokens : min_of(figures.kv_capacity, tokens);
}

}  // namespace

TokenFigures token_figures(const Scenario& scenario, const Estimator& estimator,
                           double sequence_tokens, double sequences) {
  TokenFigures figures;
  figures.sequence = sequence_tokens;
  // A whole block more, so that rounding to blocks does not show.
  const double block = max_of(1, scenario.inputs[InputField::kv_block_tokens]);
  const double longer = cache_bytes(scenario, figures.sequence + block, 1);
  figures.kv_bytes_per_token = (longer - cache_bytes(scenario, figures.sequence, 1)) / block;
  if (scenario.recipe.trains) {
    figures.trained = figures.sequence * sequences;
    return figures;
  }
  figures.cached = figures.sequence * sequences;
  if (scenario.serving.has_pool()) {
    const bool has_stages = scenario.inputs[InputField::pp] > 1;
    count_pool(scenario, estimator.first_stage(scenario.inputs),
               has_stages ? kFirstStage : kWholeModel, figures);
    if (has_stages) {
      count_pool(scenario, estimator.last_stage(scenario.inputs), kLastStage, figures);
    }
    return figures;
  }
  figures.kv_capacity = longest_fitting(scenario, estimator, sequence_tokens) * sequences;
  if (figures.sequence > 0) figures.concurrency = figures.kv_capacity / figures.sequence;
  return figures;
}

}  // namespace vram
