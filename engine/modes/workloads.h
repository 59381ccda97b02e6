// The workloads phases are made of: which tokens are where.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/modes/plan.h"

namespace vram {

template <class N>
Workload<N> loading(const Instance<N>&, const Request<N>& request) {
  return {request.inputs, request.sequences, request.length, N(0), N(0), request.media};
}

/// The last chunk of a prompt passes through the layers while the cache is already full.
template <class N>
Workload<N> prefilling(const Instance<N>& instance, const Request<N>& request) {
  const N prompt_tokens = request.length * request.sequences;
  const N tokens = term(instance.recorder, TermId::tokens_in_flight,
                        min_of(request.inputs.prefill_chunk, prompt_tokens));
  const N rows = term(instance.recorder, TermId::logits_rows, min_of(request.sequences, tokens));
  return {request.inputs, request.sequences, request.length, tokens, rows, request.media};
}

/// Every sequence contributes one token.
template <class N>
Workload<N> decoding(const Instance<N>& instance, const Request<N>& request) {
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
