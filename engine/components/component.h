// The kinds of memory. One file beside this one per kind; none knows another.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "engine/core/recorder.h"
#include "engine/model/architecture.h"
#include "engine/model/recipe.h"
#include "engine/model/serving.h"
#include "engine/model/tensor_roles.h"
#include "engine/model/weight_mix.h"
#include "engine/schema/inputs.h"
#include "engine/schema/terms.h"

namespace vram {

/// Trained parameters on one device. Experts are told apart: fewer ranks hold copies of them.
template <class N>
struct Trained {
  N dense{};
  N experts{};
};

/// What the classic method counts with (engine/classic.h); the detailed one leaves it empty.
template <class N>
struct ClassicCount {
  N parameters{};             ///< of the whole model
  N trained{};                ///< parameters that are updated, of the whole model
  N weight_bytes{};           ///< of one stored weight
  N trained_bytes{};          ///< of one gradient, and of one weight of an adapter
  N kv_bytes{};               ///< of one cached element
  N optimizer_states{};       ///< numbers the optimizer keeps per trained parameter, in float32
  bool has_overhead = false;  ///< a share is added for everything else
};

/// One copy of one model as a device holds it.
template <class N>
struct Instance {
  Recorder<N> recorder;
  Architecture<N> architecture{};         ///< the device's share
  Architecture<N> last_layers{};          ///< the part of it that `freeze` leaves trainable
  Architecture<N> host_layer{};           ///< one layer in the host's memory, where some are
  const WeightMix* host_mix = nullptr;    ///< how those are stored; null where there are none
  const WeightMix* mix = nullptr;         ///< how its weights are stored
  const WeightMix* copies = nullptr;      ///< how copies for a reference or a rollout are stored
  const StoredSize* in_format = nullptr;  ///< of the whole model, where a file's size replaces it
  KvFormat kv_format = KvFormat::bf16;
  N activation_bytes{};  ///< bytes of one activation element
  const Recipe* recipe = nullptr;
  const Company* company = nullptr;
  const Serving* serving = &kNoProgram;
  Trained<N> trained{};
  N zero_shards{};         ///< ranks that share dense weights, gradients and states
  N expert_zero_shards{};  ///< the same for experts
  N in_flight{};           ///< micro-batches whose activations the device keeps
  ClassicCount<N> classic{};
};

/// Images, video and sound of a sequence.
template <class N>
struct Media {
  N tokens{};    ///< places in the language model's sequence
  N cross{};     ///< places that cross-attention caches
  N patches{};   ///< what the vision encoder works on together
  N frames{};    ///< what the audio encoder works on together
  N embedded{};  ///< rows the encoders gave that stay while the language model computes
};

/// What the instance is asked to do at one moment.
template <class N>
struct Workload {
  InputNumbers<N> inputs;
  N sequences{};         ///< sequences this copy handles at once
  N length{};            ///< tokens of each sequence
  N tokens_in_flight{};  ///< tokens going through the layers together
  N logits_rows{};       ///< tokens whose next token is predicted
  Media<N> media{};
};

/// Bytes of one kind of memory on one device.
template <class N>
using ComponentFormula = N (*)(const Instance<N>&, const Workload<N>&);

/// Bytes of each tensor family.
template <class N>
using FamilyBytes = std::array<N, kTensorFamilyCount>;

template <class N>
N weights(const Instance<N>& instance, const Workload<N>& workload);

/// The language model's weights by family, before ZeRO shares them: for what is read of them.
template <class N>
FamilyBytes<N> weights_by_family(const Instance<N>& instance);

/// What `weights` and the encoders give for the whole model, and what a program leaves on the host.
StoredSize stored_size(const ModelValues& model, const WeightMix& mix, const Serving& serving);

/// Adapters beside frozen weights.
template <class N>
N adapter_weights(const Instance<N>& instance, const Workload<N>& workload);

/// Frozen models that a policy is compared with or scored by.
template <class N>
N reference_weights(const Instance<N>& instance, const Workload<N>& workload);

/// The serving engine's own copy of the policy.
template <class N>
N rollout_weights(const Instance<N>& instance, const Workload<N>& workload);

/// What is left of that copy while the policy is trained: nothing if the engine sleeps.
template <class N>
N kept_rollout_weights(const Instance<N>& instance, const Workload<N>& workload);

template <class N>
N gradients(const Instance<N>& instance, const Workload<N>& workload);

/// Gradients when the backward pass begins: the head's, and those that last.
template <class N>
N first_gradients(const Instance<N>& instance, const Workload<N>& workload);

/// Gradients outside the backward pass and the step: there only in buffers that last.
template <class N>
N kept_gradients(const Instance<N>& instance, const Workload<N>& workload);

template <class N>
N master_weights(const Instance<N>& instance, const Workload<N>& workload);

template <class N>
N optimizer_states(const Instance<N>& instance, const Workload<N>& workload);

/// Everything the backward pass needs from the forward pass of all micro-batches in flight.
template <class N>
N saved_activations(const Instance<N>& instance, const Workload<N>& workload);

/// What one layer needs while its backward pass runs.
template <class N>
N working_activations(const Instance<N>& instance, const Workload<N>& workload);

/// What was saved beside what is computed again for one layer.
template <class N>
N backward_activations(const Instance<N>& instance, const Workload<N>& workload);

/// Logits, their float32 copies and their gradient.
template <class N>
N loss_logits(const Instance<N>& instance, const Workload<N>& workload);

/// Layers gathered from their shards, 16-bit copies under autocast, a dequantised matrix.
template <class N>
N layer_workspace(const Instance<N>& instance, const Workload<N>& workload);

/// The same at the loss, when layers have been given back.
template <class N>
N loss_workspace(const Instance<N>& instance, const Workload<N>& workload);

/// The same in the last layer of the backward pass, which prefetches none.
template <class N>
N last_workspace(const Instance<N>& instance, const Workload<N>& workload);

/// What the optimizer allocates while it updates the weights.
template <class N>
N step_workspace(const Instance<N>& instance, const Workload<N>& workload);

/// Buffers in which gradients travel.
template <class N>
N gradient_buckets(const Instance<N>& instance, const Workload<N>& workload);

/// The vision encoder of a model that has one, whole on every rank.
template <class N>
N vision_encoder(const Instance<N>& instance, const Workload<N>& workload);

/// The audio encoder of a model that has one, whole on every rank.
template <class N>
N audio_encoder(const Instance<N>& instance, const Workload<N>& workload);

/// Keys and values (or the latent vector) of every cached token.
template <class N>
N kv_cache(const Instance<N>& instance, const Workload<N>& workload);

/// The cache of all completions that are generated together.
template <class N>
N rollout_kv_cache(const Instance<N>& instance, const Workload<N>& workload);

/// The cache of a colocated engine that stays while the policy is trained.
template <class N>
N kept_kv_cache(const Instance<N>& instance, const Workload<N>& workload);

/// State of fixed size that linear attention, state spaces and short convolutions keep.
template <class N>
N recurrent_state(const Instance<N>& instance, const Workload<N>& workload);

/// The widest moment inside a layer while tokens_in_flight pass through it.
template <class N>
N layer_activations(const Instance<N>& instance, const Workload<N>& workload);

/// The same where tensors are computed one by one, as Transformers does.
template <class N>
N eager_activations(const Instance<N>& instance, const Workload<N>& workload);

/// The same in llama.cpp's graph, whose buffer is laid out in advance.
template <class N>
N graph_activations(const Instance<N>& instance, const Workload<N>& workload);

/// Buffers in which a layer's routed experts compute.
template <class N>
N expert_buffers(const Instance<N>& instance, const Workload<N>& workload);

/// What is left of the layers when the logits are computed.
template <class N>
N hidden_states(const Instance<N>& instance, const Workload<N>& workload);

/// Scores over the vocabulary for every row that is sampled.
template <class N>
N logits(const Instance<N>& instance, const Workload<N>& workload);

/// Scores of every token of a batch, from which log-probabilities are taken.
template <class N>
N scored_logits(const Instance<N>& instance, const Workload<N>& workload);

/// What autograd saves in encoders that are trained too; they are with all weights, and not with
/// adapters.
template <class N>
N saved_encoder_activations(const Instance<N>& instance, const Workload<N>& workload);

/// What tokens take in the layers, or, where a program tries its encoders beforehand and keeps what
/// that took, what they take.
/// What goes into the encoders and what came out, beside the language model's trial run.
template <class N>
N encoder_results(const Instance<N>& instance, const Workload<N>& workload);

template <class N>
N served_activations(const Instance<N>& instance, const Workload<N>& workload);

/// The widest moment inside the encoders of images and sound, which work one after the other.
template <class N>
N encoder_activations(const Instance<N>& instance, const Workload<N>& workload);

/// What the allocator takes beyond the weights, where the runtime measures what is left.
template <class N>
N allocator_rounding(const Instance<N>& instance, const Workload<N>& workload);

/// Buffers in which serving ranks exchange activations.
template <class N>
N collectives(const Instance<N>& instance, const Workload<N>& workload);

/// What the runtime itself takes: device context, libraries, workspaces.
template <class N>
N runtime_overhead(const Instance<N>& instance, const Workload<N>& workload);

}  // namespace vram
