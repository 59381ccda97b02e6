// Memory of the loss in training: scores over the vocabulary for every token, often the hidden
// peak. SPDX-License-Identifier: MIT
#include "engine/components/component.h"

namespace vram {
namespace {

/// A fused kernel goes through the tokens in as many chunks as the vocabulary is wider than the
/// hidden state, and keeps the gradients of its input and of the head.
template <class N>
N fused(const Instance<N>& instance, const Workload<N>& workload) {
  const Architecture<N>& a = instance.architecture;
  const N chunks = ceil_divide(a.facts.vocab_size, a.facts.hidden_size);
  const N rows = ceil_divide(workload.logits_rows, chunks);
  N elements = rows * a.share.vocabulary + workload.logits_rows * a.facts.hidden_size;
  const bool trains_head = instance.recipe->trains_all();
  if (trains_head) elements += a.share.vocabulary * a.facts.hidden_size;
  return term(instance.recorder, TermId::fused_logits, elements * instance.activation_bytes);
}

}  // namespace

template <class N>
N loss_logits(const Instance<N>& instance, const Workload<N>& workload) {
  const Architecture<N>& a = instance.architecture;
  if (!a.placement.has_head) return N(0);
  if (instance.recipe->fuses_cross_entropy) return fused(instance, workload);
  const Recorder<N>& recorder = instance.recorder;
  const TrainerSpec& trainer = *instance.recipe->trainer;
  N per_logit = recorder.leaf("loss_bytes", trainer.float_bytes_per_logit, kBytes);
  if (trainer.logit_copies == 1) per_logit = instance.activation_bytes + per_logit;
  if (trainer.logit_copies > 1) {
    per_logit = recorder.leaf("logit_copies", trainer.logit_copies) * instance.activation_bytes;
    if (trainer.float_bytes_per_logit > 0) {
      per_logit += recorder.leaf("loss_bytes", trainer.float_bytes_per_logit, kBytes);
    }
  }
  return term(recorder, TermId::training_logits,
              workload.logits_rows * a.share.vocabulary * per_logit);
}

template double loss_logits(const Instance<double>&, const Workload<double>&);
template Quantity loss_logits(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
