// Memory of the scores over the vocabulary, often the hidden peak at large batches.
// SPDX-License-Identifier: MIT
#include "engine/components/component.h"

namespace vram {

namespace {

/// Multiprocessors of an H100, each of which has one of the sampler's programs. Other accelerators
/// for servers have 80 to 160; a quarter more or less is half a percent of the sampler's memory.
constexpr double kMultiprocessors = 132;

}  // namespace

template <class N>
N logits(const Instance<N>& instance, const Workload<N>& workload) {
  if (!instance.architecture.placement.has_head) return N(0);
  const Recorder<N>& recorder = instance.recorder;
  const ServingRuntimeSpec& version = *instance.serving->version;
  const N& vocabulary = instance.architecture.facts.vocab_size;
  // Sampling works on the whole vocabulary, gathered from all ranks.
  const N per_logit = recorder.leaf("logit_bytes", version.logit_bytes, kBytes);
  N bytes = workload.logits_rows * vocabulary * per_logit;
  if (version.has_sampler_rows) {
    const N rows = min_of(workload.logits_rows, recorder.leaf("multiprocessors", kMultiprocessors));
    bytes += rows * vocabulary * recorder.leaf("fp32_bytes", kFloat32Bytes, kBytes);
  }
  return term(recorder, TermId::logits, bytes);
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
