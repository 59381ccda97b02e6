// One device's work, for plain and for traced numbers: what it multiplies, reads and exchanges.
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <type_traits>

#include "engine/core/number_text.h"
#include "engine/evaluation.h"
#include "engine/model/parameters.h"
#include "engine/speed/speed.h"

namespace vram {

inline constexpr Unit kBytesPerSecond = kBytes / kSeconds;
inline constexpr Unit kFlopsPerSecond = kFlops / kSeconds;
inline constexpr double kTera = 1e12;
inline constexpr double kMicro = 1e-6;

/// A model on the devices of one copy, with all its layers: a pipeline's stages work one after the
/// other, so their times add up.
template <class N>
struct Work {
  Recorder<N> recorder;
  const Scenario* scenario = nullptr;
  const SpeedModel* model = nullptr;
  InputNumbers<N> inputs;
  Instance<N> instance;
  Request<N> request;
  FamilyBytes<N> weights{};  ///< before ZeRO shares them
  N multiplied{};            ///< parameters multiplied per token, of the whole model

  double operator[](InputField field) const { return scenario->inputs[field]; }
  N leaf(Symbol symbol, double value, Unit unit = kCount) const {
    return recorder.leaf(symbol, value, unit);
  }
  N named(TermId id, const N& amount) const { return term(recorder, id, amount); }
  N microsecond() const { return leaf("microsecond", kMicro, kSeconds); }
};

/// Dense matrix products of the accelerator in the format they are computed in, FLOP/s; 0 where it
/// is not known.
double peak_flops(const Scenario& scenario);

/// Bytes per second that ranks exchange, `stride` devices apart: over the link where they share a
/// node, else over the network, which all the ranks of a node use together.
double exchange_bandwidth(const Scenario& scenario, double ranks, double stride);

/// FLOPs of attention for one token that attends to so many positions, on one device.
template <class N>
N attention_flops(const Work<N>& work, const N& positions) {
  const Architecture<N>& a = work.instance.architecture;
  const auto& f = a.facts;
  const N flop = work.leaf("flop", 1, kFlops);
  const bool is_latent = value_of(f.kv_lora_rank) > 0;
  // One multiplication and one addition for every element of a key and of a value.
  const N full_pair =
      is_latent ? f.qk_nope_head_dim + f.qk_rope_head_dim + f.v_head_dim : 2 * full_head_dim(a);
  N flops(0);
  if (value_of(a.layers.full) > 0) {
    flops += 2 * a.layers.full * a.share.heads * full_pair * positions * flop;
  }
  if (value_of(a.layers.windowed) > 0) {
    flops += 2 * a.layers.windowed * a.share.heads * (2 * f.head_dim) *
             min_of(positions, f.sliding_window) * flop;
  }
  return flops;
}

/// FLOPs of the matrices for one token on one device.
template <class N>
N matrix_flops(const Work<N>& work, const N& parameters) {
  const N flops = 2 * parameters * work.leaf("flop", 1, kFlops);
  return work[InputField::tp] == 1 ? flops : flops / work.inputs.tp;
}

/// Time of so many FLOPs on one device.
template <class N>
N computing_time(const Work<N>& work, const N& flops, const N& efficiency) {
  return flops /
         (work.leaf("peak_flops", peak_flops(*work.scenario), kFlopsPerSecond) * efficiency);
}

/// Time of moving so many bytes in a device's memory.
template <class N>
N moving_time(const Work<N>& work, const N& bytes) {
  const double rate = work.scenario->gpu->bandwidth_gb_per_second * kGiga;
  return bytes / (work.leaf("bandwidth", rate, kBytesPerSecond) * work.inputs.mbu);
}

/// Time of moving so many bytes in the host's memory, and of sending them between host and device.
template <class N>
N host_moving_time(const Work<N>& work, const N& bytes) {
  return bytes / (work.inputs.host_gb_s * work.leaf("gigabyte", kGiga, kBytesPerSecond));
}
template <class N>
N host_sending_time(const Work<N>& work, const N& bytes) {
  return bytes / (work.inputs.host_link_gb_s * work.leaf("gigabyte", kGiga, kBytesPerSecond));
}

/// The host's part of the layers.
template <class N>
N host_share(const Work<N>& work) {
  return work.leaf("host_layers", work.scenario->serving.host_layers) /
         work.instance.architecture.facts.layers;
}

/// Time of reading so many bytes of weights and caches once, each where it is kept.
template <class N>
N reading_time(const Work<N>& work, const N& bytes) {
  if (work.scenario->serving.host_layers == 0) return moving_time(work, bytes);
  const N share = host_share(work);
  return moving_time(work, (1 - share) * bytes) +
         work.named(TermId::speed_host, host_moving_time(work, share * bytes));
}

/// Launches and small kernels of one pass through all layers.
template <class N>
N pass_overhead(const Work<N>& work) {
  return work.instance.architecture.facts.layers * work.inputs.layer_us * work.microsecond();
}

/// Time of sending so many bytes among ranks.
template <class N>
N sending_time(const Work<N>& work, Symbol symbol, const N& bytes, double ranks, double stride) {
  const double rate = exchange_bandwidth(*work.scenario, ranks, stride);
  return bytes / (work.leaf(symbol, rate, kBytesPerSecond) * work.inputs.link_efficiency);
}

/// Tensor, expert and pipeline parallelism while `tokens` pass all layers once: `reductions`
/// all-reduces of the hidden states per layer, twice as many routings of a token to its experts and
/// back per pair of them, one hand-over per stage.
template <class N>
N exchange_time(const Work<N>& work, const N& tokens, double reductions) {
  const auto& f = work.instance.architecture.facts;
  const Scenario& scenario = *work.scenario;
  const N hidden = tokens * f.hidden_size * work.instance.activation_bytes;
  const N latency = work.inputs.exchange_us * work.microsecond();
  N time(0);
  if (work[InputField::tp] > 1) {
    const N& ranks = work.inputs.tp;
    time += f.layers * work.leaf("reductions_per_layer", reductions) *
            (latency + sending_time(work, "tensor_bandwidth", 2 * (ranks - 1) / ranks * hidden,
                                    work[InputField::tp], 1));
  }
  if (work[InputField::ep] > 1 && value_of(work.instance.architecture.layers.moe) > 0) {
    const N& ranks = work.inputs.ep;
    const double stride = scenario.recipe.trains ? work[InputField::tp] : 1;
    time += work.instance.architecture.layers.moe * work.leaf("reductions_per_layer", reductions) *
            (latency + sending_time(work, "expert_bandwidth",
                                    f.experts_per_token * (ranks - 1) / ranks * hidden,
                                    work[InputField::ep], stride));
  }
  if (work[InputField::pp] > 1) {
    time += (work.inputs.pp - 1) *
            (latency + sending_time(work, "stage_bandwidth", hidden, work[InputField::pp],
                                    work[InputField::tp] * work[InputField::dp]));
  }
  return value_of(time) == 0 ? time : work.named(TermId::speed_exchange, time);
}

/// Weights that a pass of so many tokens reads: not the embeddings it looks up, and of the experts
/// only those that some token is routed to.
template <class N>
N weights_read(const Work<N>& work, const N& tokens) {
  const auto& f = work.instance.architecture.facts;
  N read(0);
  for (std::size_t i = 0; i < kTensorFamilyCount; ++i) {
    const N& bytes = work.weights[i];
    if (value_of(bytes) == 0) continue;
    const auto family = static_cast<TensorFamily>(i);
    if (family == TensorFamily::embeddings) {
      const double share = work.model->multiplied_embedding_share;
      if (share > 0) read += share == 1 ? bytes : bytes * work.leaf("multiplied_share", share);
    } else if (family == TensorFamily::experts) {
      const double of_all = value_of(f.experts_per_token) / value_of(f.experts);
      const double copies = work[InputField::ep] > 1 ? work[InputField::dp] : 1;
      const double reached = 1 - std::pow(1 - of_all, value_of(tokens) * copies);
      read += bytes * work.leaf("experts_reached", reached);
    } else {
      read += bytes;
    }
  }
  return work.named(TermId::speed_weights_read, read);
}

/// One decoding step of so many sequences of one copy, each holding so many tokens.
template <class N>
N decode_step(const Work<N>& work, const N& sequences, const N& length) {
  const N cache_and_state = [&] {
    const Workload<N> held{work.inputs, sequences, length, N(0), N(0), work.request.media};
    const N cache = kv_cache(work.instance, held);
    const N state = recurrent_state(work.instance, held);
    // A state is read and written.
    return work.named(TermId::speed_cache_read, value_of(state) == 0 ? cache : cache + 2 * state);
  }();
  const N flops = work.named(TermId::speed_decode_flops,
                             matrix_flops(work, work.multiplied) + attention_flops(work, length));
  const N moving = reading_time(work, weights_read(work, sequences) + cache_and_state);
  const N computing = computing_time(work, flops * sequences, work.inputs.prefill_mfu);
  N step = max_of(moving, computing) + pass_overhead(work);
  const N exchange = exchange_time(work, sequences, 2);
  if (value_of(exchange) > 0) step += exchange;
  return work.named(TermId::speed_decode_step, step);
}

/// One prompt passing through the model, in chunks.
template <class N>
N prefill_time(const Work<N>& work, const N& length, const N& prompts) {
  const auto& f = work.instance.architecture.facts;
  // Only the last token's logits are needed.
  const N head = f.vocab_size * f.hidden_size;
  const N layers_only =
      value_of(work.multiplied) > value_of(head) ? work.multiplied - head : work.multiplied;
  // A token attends to those before it: half of them on average.
  const N flops = work.named(TermId::speed_prefill_flops,
                             matrix_flops(work, layers_only) + attention_flops(work, length / 2));
  const double chunk = work[InputField::prefill_chunk];
  const N tokens = value_of(prompts) == 1 ? length : length * prompts;
  const bool is_whole = chunk == kAutomatic || chunk >= value_of(tokens);
  const N passes = is_whole ? N(1) : ceil_divide(tokens, work.inputs.prefill_chunk);
  const N in_pass = is_whole ? tokens : work.inputs.prefill_chunk;
  const N computing = computing_time(work, flops * tokens, work.inputs.prefill_mfu);
  const N read = passes * weights_read(work, in_pass);
  N time = max_of(computing, moving_time(work, read)) + passes * pass_overhead(work);
  if (work.scenario->serving.host_layers > 0) {
    // The device computes the host's layers too: their weights are sent for every chunk.
    time += work.named(TermId::speed_host, host_sending_time(work, host_share(work) * read));
  }
  const N exchange = exchange_time(work, tokens, 2);
  if (value_of(exchange) > 0) time += exchange;
  return work.named(TermId::speed_first_token, time);
}

/// What all devices cost or draw while this lasts.
template <class N>
N cost_of(const Work<N>& work, const N& seconds) {
  return work.inputs.gpu_count * work.inputs.usd_per_hour * work.leaf("USD", 1, kUsd) * seconds /
         work.leaf("hour", 3600, kSeconds);
}

template <class N>
N energy_of(const Work<N>& work, const N& seconds) {
  const Unit watts = kJoules / kSeconds;
  return work.inputs.gpu_count * work.leaf("watts", work.scenario->gpu->power_watts, watts) *
         work.inputs.power_share * seconds;
}

/// Whether a price is known or given.
bool has_price(const Scenario& scenario);

template <class N>
void add_serving(const Work<N>& work, SpeedNumbers<N>& figures);
template <class N>
void add_training(const Work<N>& work, SpeedNumbers<N>& figures);

}  // namespace vram
