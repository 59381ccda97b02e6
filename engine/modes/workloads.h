// The workloads phases are made of: which tokens are where.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/modes/plan.h"

namespace vram {

template <class N>
Workload<N> loading(const Instance<N>&, const Request<N>& request) {
  return {request.inputs, request.sequences, request.length, N(0), N(0), request.media};
}

/// Tokens with a whole chunk in flight, whatever is asked of it: what a program reserves.
template <class N>
N whole_chunk(const Instance<N>& instance, const Request<N>& request) {
  const N all = request.length * request.sequences;
  const N& chunk = request.inputs.prefill_chunk;
  // Without chunks a program must be able to take the longest prompt, and takes no less than this.
  constexpr double kLeastTokens = 2048;
  if (value_of(chunk) == kAutomatic) return max_of(request.length, N(kLeastTokens));
  return instance.serving->version->flight == Flight::reserved ? min_of(chunk, all) : chunk;
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
  const bool counts_limit = version.flight == Flight::profiled;
  const N sequences =
      counts_limit ? max_of(request.inputs.max_num_seqs, request.sequences) : request.sequences;
  const N rows = version.rows == LogitRows::tokens ? tokens : min_of(sequences, tokens);
  return {request.inputs,
          request.sequences,
          request.length,
          tokens,
          term(recorder, TermId::logits_rows, rows),
          request.media};
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
