// The kinds of memory. One file beside this one per kind; none knows another.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/core/recorder.h"
#include "engine/model/architecture.h"
#include "engine/model/weight_mix.h"
#include "engine/schema/inputs.h"
#include "engine/schema/terms.h"

namespace vram {

/// One copy of one model as a device holds it.
template <class N>
struct Instance {
  Recorder<N> recorder;
  Architecture<N> architecture;  ///< the device's share
  const WeightMix* mix = nullptr;
  KvFormat kv_format = KvFormat::bf16;
  N activation_bytes{};  ///< bytes of one activation element
};

/// What the instance is asked to do at one moment.
template <class N>
struct Workload {
  InputNumbers<N> inputs;
  N sequences{};         ///< sequences this copy serves at once
  N tokens_in_flight{};  ///< tokens going through the layers together
  N logits_rows{};       ///< tokens whose next token is predicted
};

/// Bytes of one kind of memory on one device.
template <class N>
using ComponentFormula = N (*)(const Instance<N>&, const Workload<N>&);

template <class N>
N weights(const Instance<N>& instance, const Workload<N>& workload);

/// The vision encoder of a model that has one, whole on every rank.
template <class N>
N vision_encoder(const Instance<N>& instance, const Workload<N>& workload);

/// Keys and values (or the latent vector) of every cached token.
template <class N>
N kv_cache(const Instance<N>& instance, const Workload<N>& workload);

/// The widest moment inside a layer while tokens_in_flight pass through it.
template <class N>
N layer_activations(const Instance<N>& instance, const Workload<N>& workload);

/// What is left of the layers when the logits are computed.
template <class N>
N hidden_states(const Instance<N>& instance, const Workload<N>& workload);

/// Scores over the vocabulary for every row that is sampled.
template <class N>
N logits(const Instance<N>& instance, const Workload<N>& workload);

/// What the runtime itself takes: device context, libraries, workspaces.
template <class N>
N runtime_overhead(const Instance<N>& instance, const Workload<N>& workload);

}  // namespace vram
