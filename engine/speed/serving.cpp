// Serving: a prompt, then one token of every sequence per step.
// SPDX-License-Identifier: MIT
#include "engine/speed/work.h"

namespace vram {

template <class N>
void add_serving(const Work<N>& work, SpeedNumbers<N>& figures) {
  const N& sequences = work.request.sequences;
  const N& length = work.request.length;
  if (value_of(length) < 1 || value_of(sequences) < 1) return;
  const auto set = [&](SpeedFigure figure, const N& value) {
    figures.set(figure, work.named(spec(figure).term, value));
  };
  const N prompt = prefill_time(work, length, N(1));
  figures.set(SpeedFigure::time_to_first_token_s, prompt);
  // Copies and stages work on other prompts meanwhile.
  N at_once = length;
  if (work[InputField::dp] > 1) at_once = at_once * work.inputs.dp;
  if (work[InputField::pp] > 1) at_once = at_once * work.inputs.pp;
  set(SpeedFigure::prefill_tokens_per_s, at_once / prompt);

  // A pipeline's stages each work on their part of the batch.
  const double parts = min_of(work[InputField::pp], value_of(sequences));
  const N in_step =
      parts == 1 ? sequences : ceil_divide(sequences, min_of(work.inputs.pp, sequences));
  const N step = decode_step(work, in_step, length);
  figures.set(SpeedFigure::decode_step_s, step);
  set(SpeedFigure::decode_tokens_per_s, work.inputs.batch / step);
  const N& decoded = figures[SpeedFigure::decode_tokens_per_s];
  set(SpeedFigure::decode_tokens_per_s_per_sequence, 1 / step);
  set(SpeedFigure::decode_tokens_per_s_per_gpu, decoded / work.inputs.gpu_count);
  if (has_price(*work.scenario)) {
    set(SpeedFigure::usd_per_million_tokens, cost_of(work, work.leaf("million", 1e6) / decoded));
  }
  if (work.scenario->gpu->power_watts > 0) {
    set(SpeedFigure::joules_per_token, energy_of(work, 1 / decoded));
  }
}

template void add_serving(const Work<double>&, SpeedNumbers<double>&);
template void add_serving(const Work<Quantity>&, SpeedNumbers<Quantity>&);

}  // namespace vram
