// One loop for every mode: phase, moment, resident, component; for plain and for traced numbers.
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "engine/classic.h"
#include "engine/encoder_profile.h"
#include "engine/model/media_tokens.h"
#include "engine/model/trainable.h"
#include "engine/modes/plan.h"
#include "engine/scenario.h"
#include "engine/schema/fields.h"
#include "engine/serving_pool.h"

namespace vram {

/// Which end of a pipeline a device is at; both where there is no pipeline.
struct Stage {
  bool is_first = true;
  bool is_last = true;
};
inline constexpr Stage kWholeModel{true, true};
inline constexpr Stage kFirstStage{true, false};
inline constexpr Stage kLastStage{false, true};

template <class N>
Placement<N> placement_of(const Scenario& scenario, const InputNumbers<N>& inputs,
                          const Stage& stage) {
  const double stages = scenario.inputs[InputField::pp];
  Placement<N> placement;
  placement.tp = inputs.tp;
  placement.expert_ranks = inputs.ep;
  // Serving engines take expert ranks from the tensor-parallel ones, training ones do not.
  const double tp = scenario.inputs[InputField::tp];
  const double ep = scenario.inputs[InputField::ep];
  const bool takes_from_tensor = !scenario.recipe.trains && ep > 1;
  placement.expert_width_ranks = takes_from_tensor ? N(max_of(1, std::floor(tp / ep))) : inputs.tp;
  const Runtime runtime = scenario.serving.version->runtime;
  const bool splits_encoders = runtime == Runtime::vllm || runtime == Runtime::sglang;
  if (splits_encoders && !scenario.recipe.trains) placement.encoder_ranks = inputs.tp;
  const double from = scenario.serving.host_layers;
  const LayerRange layers = stage.is_first ? first_stage(scenario.model, stages, from)
                                           : last_stage(scenario.model, stages, from);
  placement.first_layer = layers.first;
  placement.end_layer = layers.end;
  placement.has_embedding = stage.is_first;
  placement.has_head = stage.is_last;
  return placement;
}

/// 1F1B (Narayanan et al. 2021): the first stage has as many micro-batches in flight as there are
/// stages, if there are so many; virtual stages add a part.
template <class N>
N micro_batches_in_flight(const Scenario& scenario, const InputNumbers<N>& inputs,
                          const Recorder<N>& recorder, const Stage& stage) {
  const Inputs& in = scenario.inputs;
  if (!scenario.recipe.trains || in[InputField::pp] == 1 || !stage.is_first) return N(1);
  const N most = min_of(inputs.pp, inputs.grad_accumulation);
  if (in[InputField::virtual_pipeline] == 1) {
    return term(recorder, TermId::training_in_flight, most);
  }
  return term(recorder, TermId::training_in_flight,
              most * (1 + (inputs.pp - 1) / (inputs.pp * inputs.virtual_pipeline)));
}

template <class N>
[[gnu::noinline]] Trained<N> trained_parameters(const Scenario& scenario,
                                                const Instance<N>& instance,
                                                const InputNumbers<N>& inputs) {
  Trained<N> trained{N(0), N(0)};
  visit_trainable(instance.architecture, instance.last_layers, scenario.recipe, inputs,
                  [&](const TensorGroup<N>& group) {
                    (is_routed_expert(group.role) ? trained.experts : trained.dense) +=
                        elements(group);
                  });
  if (value_of(trained.dense) > 0) {
    trained.dense = term(instance.recorder, TermId::trainable_per_rank, trained.dense);
  }
  if (value_of(trained.experts) > 0) {
    trained.experts = term(instance.recorder, TermId::trainable_experts, trained.experts);
  }
  return trained;
}

/// One of the layers that stay in the host's memory, of each kind there is; of kinds of attention
/// the widest, since layers work one after the other.
template <class N>
Architecture<N> host_layer(const Scenario& scenario, Placement<N> placement,
                           const Recorder<N>& recorder) {
  placement.first_layer = 0;
  placement.end_layer = static_cast<int>(scenario.serving.host_layers);
  Architecture<N> layer = architecture<N>(scenario.model, placement, recorder);
#define LAYER_SET(set, symbol, stage_symbol) \
  if (value_of(layer.layers.set) > 0) layer.layers.set = N(1);
#include "engine/model/layer_sets.def"
  if (value_of(layer.layers.cached_full) > 0) {
    layer.layers.cached_windowed = N(0);
    layer.layers.cross = N(0);
  }
  return layer;
}

/// The same placement cut to the last layers of the model.
template <class N>
Placement<N> last_layers_of(const Scenario& scenario, Placement<N> placement) {
  const int layers = static_cast<int>(scenario.model[ModelField::num_hidden_layers]);
  const int trained = static_cast<int>(
      min_of(scenario.inputs[InputField::trainable_layers], static_cast<double>(layers)));
  placement.first_layer =
      std::min(placement.end_layer, std::max(placement.first_layer, layers - trained));
  placement.has_embedding = false;
  placement.has_head = false;
  return placement;
}

template <class N>
[[gnu::noinline]] Instance<N> instance_of(const Scenario& scenario, const InputNumbers<N>& inputs,
                                          const Recorder<N>& recorder, const Stage& stage) {
  if (is_classic(scenario)) return classic_instance(scenario, inputs, recorder);
  const Recipe& recipe = scenario.recipe;
  const Placement<N> placement = placement_of(scenario, inputs, stage);
  Instance<N> instance{recorder};
  instance.architecture = architecture<N>(scenario.model, placement, recorder);
  instance.mix = (stage.is_first ? scenario.mix : scenario.last_mix).get();
  instance.copies = scenario.copies.get();
  if (scenario.serving.host_layers > 0) {
    instance.host_layer = host_layer(scenario, placement, recorder);
    instance.host_mix = scenario.host_mix.get();
  }
  if (scenario.inputs[InputField::weights_bytes] > 0 && !recipe.trains) {
    instance.in_format = &scenario.in_format;
  }
  instance.kv_format = scenario.inputs.kv_cache();
  instance.activation_bytes = recorder.leaf("activation_bytes", recipe.activation_bytes, kBytes);
  instance.recipe = &recipe;
  instance.company = &scenario.company;
  instance.serving = &scenario.serving;
  instance.zero_shards = N(1);
  instance.expert_zero_shards = N(1);
  instance.in_flight = micro_batches_in_flight(scenario, inputs, recorder, stage);
  if (!recipe.trains) return instance;

  const double data_ranks = scenario.inputs[InputField::dp] * scenario.inputs[InputField::cp];
  const double expert_ranks = scenario.inputs[InputField::ep];
  instance.zero_shards = recorder.leaf("zero_ranks", data_ranks);
  instance.expert_zero_shards = recorder.leaf("expert_zero_ranks", data_ranks / expert_ranks);
  if (recipe.trains_last_layers()) {
    instance.last_layers =
        architecture<N>(scenario.model, last_layers_of(scenario, placement), recorder);
  }
  instance.trained = trained_parameters(scenario, instance, inputs);
  return instance;
}

/// Sequences the fullest copy handles at once.
template <class N>
N sequences_of(const Scenario& scenario, const InputNumbers<N>& inputs,
               const Recorder<N>& recorder) {
  if (scenario.recipe.trains) {
    if (scenario.sequences_per_prompt == 1) return inputs.micro_batch;
    return term(
        recorder, TermId::tokens_sequences,
        inputs.micro_batch * recorder.leaf("sequences_per_prompt", scenario.sequences_per_prompt));
  }
  if (scenario.inputs[InputField::dp] == 1) return inputs.batch;
  return term(recorder, TermId::tokens_sequences, ceil_divide(inputs.batch, inputs.dp));
}

/// Tokens of all media of a sequence, and what the encoders work on together: of one sequence where
/// sequences come one by one, of the whole micro-batch in training.
template <class N>
Media<N> media_of(const Scenario& scenario, const ModelFacts<N>& facts,
                  const InputNumbers<N>& inputs, const N& sequences, const Recorder<N>& recorder) {
  const Inputs& in = scenario.inputs;
  Media<N> media{N(0), N(0), N(0), N(0)};
  const auto add = [](N& sum, const N& part) { sum = value_of(sum) == 0 ? part : sum + part; };
  if (in[InputField::images] > 0) {
    const Picture<N> picture{inputs.image_width, inputs.image_height, inputs.patch_size};
    const MediaTokens<N> image = image_tokens(facts, picture, recorder);
    add(media.tokens, inputs.images * image.prompt);
    add(media.patches, inputs.images * image.encoder);
    if (value_of(image.cross) > 0) add(media.cross, inputs.images * image.cross);
  }
  if (in[InputField::video_seconds] > 0) {
    const Picture<N> frame{inputs.video_width, inputs.video_height, inputs.patch_size};
    const MediaTokens<N> video =
        video_tokens(facts, frame, inputs.video_seconds, inputs.video_fps, recorder);
    add(media.tokens, video.prompt);
    add(media.patches, video.encoder);
    if (value_of(video.cross) > 0) add(media.cross, video.cross);
  }
  if (in[InputField::audio_seconds] > 0) {
    const MediaTokens<N> audio = audio_tokens(facts, inputs.audio_seconds, recorder);
    add(media.tokens, audio.prompt);
    add(media.frames, audio.encoder);
    if (value_of(audio.cross) > 0) add(media.cross, audio.cross);
  }
  if (value_of(media.tokens) > 0) {
    media.tokens = term(recorder, TermId::tokens_media, whole(media.tokens));
  }
  media.patches = whole(media.patches);
  media.frames = whole(media.frames);
  media.cross = whole(media.cross);
  if (scenario.recipe.trains && value_of(sequences) > 1) {
    media.patches = media.patches * sequences;
    media.frames = media.frames * sequences;
  }
  return media;
}

template <class N>
N length_of(const Scenario& scenario, const InputNumbers<N>& inputs, const Media<N>& media,
            const Recorder<N>& recorder) {
  switch (scenario.inputs.mode()) {
    case Mode::inference:
      return inputs.context;
    case Mode::finetune:
    case Mode::train:
      return inputs.seq_len;
    case Mode::rl:
      return term(recorder, TermId::tokens_sequence, inputs.prompt_len + inputs.completion_len);
    case Mode::multimodal:
      break;
  }
  if (is_classic(scenario)) return classic_tokens(inputs, recorder);
  if (value_of(media.tokens) == 0) return inputs.text_tokens;
  return term(recorder, TermId::tokens_sequence, inputs.text_tokens + media.tokens);
}

template <class N>
Plan<N> plan_of(const Scenario& scenario) {
  if (is_classic(scenario)) return classic_plan<N>(scenario.recipe.trains);
  if (scenario.recipe.trains) return training_plan<N>();
  return scenario.inputs.mode() == Mode::multimodal ? multimodal_plan<N>() : inference_plan<N>();
}

/// What residents take, computed once for those that do not change with the phase.
template <class N>
class Amounts {
 public:
  const N& of(const Resident<N>& resident, const Instance<N>& instance,
              const Workload<N>& workload) {
    const auto i = static_cast<std::size_t>(resident.component);
    if (resident.varies == Varies::with_phase) return latest_ = resident.bytes(instance, workload);
    if (!has_[i]) steady_[i] = resident.bytes(instance, workload);
    has_[i] = true;
    return steady_[i];
  }

 private:
  std::array<N, kComponentCount> steady_{};
  std::array<bool, kComponentCount> has_{};
  N latest_{};
};

template <class N>
PhaseAmounts<N> moment_amounts(const Bundle<N>& moment, const PhasePlan<N>& phase_plan,
                               const Instance<N>& instance, const Workload<N>& workload,
                               Amounts<N>& known) {
  PhaseAmounts<N> amounts;
  amounts.phase = phase_plan.phase;
  for (const Resident<N>& resident : moment) {
    const auto i = static_cast<std::size_t>(resident.component);
    amounts.amounts[i] = known.of(resident, instance, workload);
    amounts.is_alive[i] = true;
  }
  // In the components' order, which is how a reader adds them up again.
  for (const N& amount : amounts.amounts) amounts.total += value_of(amount);
  return amounts;
}

template <class N>
[[gnu::noinline]] PhaseList<N> run(const Plan<N>& plan, const Instance<N>& instance,
                                   const Request<N>& request, Amounts<N> known = {}) {
  PhaseList<N> list;
  for (const PhasePlan<N>& phase_plan : plan) {
    if (phase_plan.happens != nullptr && !phase_plan.happens(*instance.company)) continue;
    const Workload<N> workload = phase_plan.workload(instance, request);
    PhaseAmounts<N>& fullest = list.phases[list.count];
    for (const Bundle<N>& moment : phase_plan.moments) {
      const PhaseAmounts<N> amounts = moment_amounts(moment, phase_plan, instance, workload, known);
      if (&moment == &phase_plan.moments.front() || amounts.total > fullest.total) {
        fullest = amounts;
      }
    }
    ++list.count;
  }
  if (instance.serving->has_pool()) give_pool(list, instance, request);
  for (std::size_t i = 0; i < list.count; ++i) {
    if (list.phases[i].total >= list.phases[list.peak].total) list.peak = i;
  }
  return list;
}

template <class N>
Request<N> request_of(const Scenario& scenario, const ModelFacts<N>& facts,
                      const InputNumbers<N>& inputs, const Recorder<N>& recorder) {
  Request<N> request{inputs, sequences_of(scenario, inputs, recorder), N(0), {}};
  if (scenario.company.encodes) {
    request.media = media_of(scenario, facts, inputs, request.sequences, recorder);
  }
  request.length = length_of(scenario, inputs, request.media, recorder);
  add_encoder_profile(request, scenario, facts, recorder);
  return request;
}

}  // namespace vram
