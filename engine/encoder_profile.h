// What vLLM runs a model's encoders on at the start, to see how much memory that takes: as many of
// the largest pictures or clips as one step may have tokens. SPDX-License-Identifier: MIT
#pragma once

#include <cmath>

#include "engine/model/media_tokens.h"
#include "engine/modes/plan.h"
#include "engine/modes/workloads.h"
#include "engine/scenario.h"

namespace vram {
namespace encoder_profile_detail {

/// A picture larger than any rule takes, in the shape that becomes most tokens.
template <class N>
Picture<N> largest_picture(const ModelFacts<N>& facts, const Recorder<N>& recorder) {
  constexpr double kSide = 12288;
  // InternVL's most tiles are 4 by 3; the others' are a square.
  const double height = facts.image_tokens == ImageTokens::internvl ? kSide * 3 / 4 : kSide;
  return {recorder.leaf("largest_width", kSide), recorder.leaf("largest_height", height),
          facts.vision_patch_size};
}

/// How many items a step takes, and how much of one where the context cannot hold it whole.
struct Items {
  double count = 0;
  double part = 1;
};

template <class N>
Items items_in_step(const Scenario& scenario, const N& length, double tokens) {
  const double chunk = scenario.inputs[InputField::prefill_chunk];
  const double budget =
      chunk == kAutomatic ? max_of(value_of(length), kLeastMultimodalTokens) : chunk;
  const double most = scenario.inputs[InputField::max_num_seqs];
  const bool counts_begun = scenario.serving.version->trial == Trial::begun;
  const double items = budget / tokens;
  if (tokens > value_of(length)) return {1, value_of(length) / tokens};
  return {max_of(1, min_of(counts_begun ? std::ceil(items) : std::floor(items), most)), 1};
}

/// Patches or frames of all items.
template <class N>
N encoded(const Items& items, const N& of_one, const Recorder<N>& recorder) {
  const N count = recorder.leaf("profiled_items", items.count);
  return items.part == 1 ? count * of_one
                         : whole(count * of_one * recorder.leaf("part_in_context", items.part));
}

}  // namespace encoder_profile_detail

/// Adds to a request what is profiled, where the program does so.
template <class N>
void add_encoder_profile(Request<N>& request, const Scenario& scenario, const ModelFacts<N>& facts,
                         const Recorder<N>& recorder) {
  using namespace encoder_profile_detail;
  if (scenario.recipe.trains || scenario.serving.version->flight != Flight::profiled) return;
  double sequences = 0;
  const auto take = [&](const MediaTokens<N>& one, N& sum) {
    const bool is_read_across = value_of(one.prompt) == 0;
    const double tokens = max_of(1, value_of(is_read_across ? one.encoder : one.prompt));
    Items items = items_in_step(scenario, request.length, tokens);
    // A decoder that attends to its encoder is tried with all its prompts at once.
    const bool tries_prompts = scenario.serving.version->trial == Trial::prompts;
    if (is_read_across) {
      items = {tries_prompts ? scenario.inputs[InputField::max_num_seqs] : items.count, 1};
    } else {
      sequences = max_of(sequences, items.count);
    }
    sum = encoded(items, one.encoder, recorder);
    const N rows = encoded(items, is_read_across ? one.encoder : one.prompt, recorder);
    N& all_rows = request.profile.embedded;
    all_rows = value_of(all_rows) == 0 ? rows : all_rows + rows;
  };
  if (value_of(facts.vision_layers) > 0 && facts.image_tokens != ImageTokens::patches) {
    take(image_tokens(facts, largest_picture(facts, recorder), recorder), request.profile.patches);
  }
  if (value_of(facts.audio_layers) > 0) {
    constexpr double kLongestClip = 30;  // seconds, Whisper's window
    take(audio_tokens(facts, recorder.leaf("longest_clip_seconds", kLongestClip), recorder),
         request.profile.frames);
  }
  request.profiled_sequences = sequences;
}

}  // namespace vram
