// Memory of the scores over the vocabulary, often the hidden peak at large batches.
// SPDX-License-Identifier: MIT
#include "engine/components/component.h"

namespace vram {

template <class N>
N logits(const Instance<N>& instance, const Workload<N>& workload) {
  // Sampling works in float32 on the whole vocabulary, gathered from all ranks.
  const N bits = instance.recorder.leaf("fp32_bits", 32);
  return term(instance.recorder, TermId::logits,
              bytes_of_bits(workload.logits_rows * instance.architecture.facts.vocab_size * bits));
}

template double logits(const Instance<double>&, const Workload<double>&);
template Quantity logits(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
