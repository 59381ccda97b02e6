// Memory of the scores over the vocabulary, often the hidden peak at large batches.
// SPDX-License-Identifier: MIT
#include "engine/components/component.h"

namespace vram {

template <class N>
N logits(const Instance<N>& instance, const Workload<N>& workload) {
  if (!instance.architecture.placement.has_head) return N(0);
  // Sampling works in float32 on the whole vocabulary, gathered from all ranks.
  const N bits = instance.recorder.leaf("fp32_bits", 32);
  return term(instance.recorder, TermId::logits,
              bytes_of_bits(workload.logits_rows * instance.architecture.facts.vocab_size * bits));
}

template <class N>
N scored_logits(const Instance<N>& instance, const Workload<N>& workload) {
  const Architecture<N>& a = instance.architecture;
  if (!a.placement.has_head) return N(0);
  // As computed and once more in float32, without a gradient.
  const N fp32 = instance.recorder.leaf("fp32_bytes", kFloat32Bytes, kBytes);
  return term(instance.recorder, TermId::scored_logits,
              workload.logits_rows * a.share.vocabulary * (instance.activation_bytes + fp32));
}

template double scored_logits(const Instance<double>&, const Workload<double>&);
template Quantity scored_logits(const Instance<Quantity>&, const Workload<Quantity>&);
template double logits(const Instance<double>&, const Workload<double>&);
template Quantity logits(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
