// Inference: the weights are loaded, prompts are prefilled in chunks, tokens are decoded.
// SPDX-License-Identifier: MIT
#include "engine/modes/bundles.h"

namespace vram {
namespace {

template <class N>
Workload<N> loading(const Instance<N>&, const InputNumbers<N>& inputs, const N& sequences) {
  return {inputs, sequences, N(0), N(0)};
}

/// The last chunk of a prompt passes through the layers while the cache is already full.
template <class N>
Workload<N> prefilling(const Instance<N>& instance, const InputNumbers<N>& inputs,
                       const N& sequences) {
  const N prompt_tokens = inputs.context * sequences;
  const N tokens = term(instance.recorder, TermId::tokens_in_flight,
                        min_of(inputs.prefill_chunk, prompt_tokens));
  const N rows = term(instance.recorder, TermId::logits_rows, min_of(sequences, tokens));
  return {inputs, sequences, tokens, rows};
}

/// Every sequence contributes one token.
template <class N>
Workload<N> decoding(const Instance<N>& instance, const InputNumbers<N>& inputs,
                     const N& sequences) {
  return {inputs, sequences, term(instance.recorder, TermId::tokens_in_flight, sequences),
          term(instance.recorder, TermId::logits_rows, sequences)};
}

template <class N>
constexpr Bundle<N> kLoading[] = {kLoaded<N>};
template <class N>
constexpr Bundle<N> kServing[] = {kServedInLayers<N>, kServedAtLogits<N>};

template <class N>
constexpr PhasePlan<N> kInference[] = {
    {Phase::load, &loading<N>, kLoading<N>},
    {Phase::prefill, &prefilling<N>, kServing<N>},
    {Phase::decode, &decoding<N>, kServing<N>},
};

}  // namespace

template <class N>
Plan<N> inference_plan() {
  return kInference<N>;
}

template Plan<double> inference_plan<double>();
template Plan<Quantity> inference_plan<Quantity>();

}  // namespace vram
