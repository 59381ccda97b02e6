// The workloads phases are made of: which tokens are where.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/modes/plan.h"

namespace vram {

template <class N>
Workload<N> loading(const Instance<N>&, const Request<N>& request) {
  return {request.inputs, request.sequences, request.length, N(0), N(0), request.media};
}

/// vLLM gives models with encoders steps of at least so many tokens where it cuts no prompts
/// (_MULTIMODAL_MODEL_MAX_NUM_BATCHED_TOKENS).
inline constexpr double kLeastMultimodalTokens = 5120;

/// Tokens with a whole chunk in flight, whatever is asked of it: what a program reserves.
template <class N>
N whole_chunk(const Instance<N>& instance, const Request<N>& request) {
  const N all = request.length * request.sequences;
  const N& chunk = request.inputs.prefill_chunk;
  // Without chunks a program must be able to take the longest prompt, and takes no less than this.
  constexpr double kLeastTokens = 2048;
  if (value_of(chunk) == kAutomatic) {
    const double least = request.profiled_sequences > 0 ? kLeastMultimodalTokens : kLeastTokens;
    return max_of(request.length, N(least));
  }
  return instance.serving->version->flight == Flight::reserved ? min_of(chunk, all) : chunk;
}

/// Sequences a program tries at the start. Where those are prompts, with encoders, only as many as
/// it has pictures or clips for.
template <class N>
N profiled_sequences(const Instance<N>& instance, const Request<N>& request) {
  const bool tries_prompts = instance.serving->version->trial == Trial::prompts;
  const bool has_items = tries_prompts && request.profiled_sequences > 0;
  return max_of(has_items ? N(request.profiled_sequences) : request.inputs.max_num_seqs,
                request.sequences);
}

/// What the encoders are tried on, in place of what is asked of them.
template <class N>
Media<N> profiled_media(const Request<N>& request) {
  Media<N> media = request.media;
  media.patches = request.profile.patches;
  media.frames = request.profile.frames;
  media.embedded = request.profile.embedded;
  return media;
}

/// The last chunk of a prompt passes through the layers while the cache is already full.
template <class N>
Workload<N> prefilling(const Instance<N>& instance, const Request<N>& request) {
  const Recorder<N>& recorder = instance.recorder;
  const ServingRuntimeSpec& version = *instance.serving->version;
  const N all = request.length * request.sequences;
  const bool is_reserved = version.flight == Flight::reserved || version.flight == Flight::profiled;
  const bool is_whole = value_of(request.inputs.prefill_chunk) == kAutomatic;
  const N of_prompt = is_whole ? all : min_of(request.inputs.prefill_chunk, all);
  const N tokens = term(recorder, TermId::tokens_in_flight,
                        is_reserved ? whole_chunk(instance, request) : of_prompt);
  const bool is_profiled = version.flight == Flight::profiled;
  const N sequences = is_profiled ? profiled_sequences(instance, request) : request.sequences;
  const N rows = version.rows == LogitRows::tokens ? tokens : min_of(sequences, tokens);
  return {request.inputs,
          request.sequences,
          request.length,
          tokens,
          term(recorder, TermId::logits_rows, rows),
          is_profiled ? profiled_media(request) : request.media};
}

/// Every sequence contributes one token, beside buffers that stay as large as they were.
template <class N>
Workload<N> decoding(const Instance<N>& instance, const Request<N>& request) {
  const Flight flight = instance.serving->version->flight;
  if (flight == Flight::reserved || flight == Flight::profiled) {
    return prefilling(instance, request);
  }
  return {request.inputs,
          request.sequences,
          request.length,
          term(instance.recorder, TermId::tokens_in_flight, request.sequences),
          term(instance.recorder, TermId::logits_rows, request.sequences),
          request.media};
}

/// All tokens of a micro-batch, or a rank's part of them under context parallelism.
template <class N>
Workload<N> learning(const Instance<N>& instance, const Request<N>& request) {
  const N all = request.sequences * request.length;
  const N tokens =
      term(instance.recorder, TermId::training_tokens,
           value_of(request.inputs.cp) == 1 ? all : ceil_divide(all, request.inputs.cp));
  return {request.inputs, request.sequences, request.length, tokens, tokens, request.media};
}

}  // namespace vram
