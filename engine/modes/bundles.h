// Named lists of the components that live together; modes are put together from these.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/modes/plan.h"

namespace vram {

/// A model that is only there.
template <class N>
inline constexpr Resident<N> kLoaded[] = {
    {Component::weights, &weights<N>, Varies::never},
    {Component::vision_encoder, &vision_encoder<N>, Varies::never},
    {Component::audio_encoder, &audio_encoder<N>, Varies::never},
    {Component::fragmentation, &allocator_rounding<N>, Varies::never},
    {Component::communication, &collectives<N>, Varies::never},
    {Component::runtime, &runtime_overhead<N>, Varies::never},
};

/// A model whose encoder works on images.
template <class N>
inline constexpr Resident<N> kEncodingImages[] = {
    {Component::weights, &weights<N>, Varies::never},
    {Component::vision_encoder, &vision_encoder<N>, Varies::never},
    {Component::audio_encoder, &audio_encoder<N>, Varies::never},
    {Component::kv_cache, &kv_cache<N>, Varies::with_request},
    {Component::recurrent_state, &recurrent_state<N>, Varies::with_request},
    {Component::activations, &encoder_activations<N>, Varies::with_phase},
    {Component::fragmentation, &allocator_rounding<N>, Varies::never},
    {Component::communication, &collectives<N>, Varies::never},
    {Component::runtime, &runtime_overhead<N>, Varies::never},
};

/// A served model while tokens pass through its layers.
template <class N>
inline constexpr Resident<N> kServedInLayers[] = {
    {Component::weights, &weights<N>, Varies::never},
    {Component::vision_encoder, &vision_encoder<N>, Varies::never},
    {Component::audio_encoder, &audio_encoder<N>, Varies::never},
    {Component::kv_cache, &kv_cache<N>, Varies::with_request},
    {Component::recurrent_state, &recurrent_state<N>, Varies::with_request},
    {Component::activations, &served_activations<N>, Varies::with_phase},
    {Component::fragmentation, &allocator_rounding<N>, Varies::never},
    {Component::communication, &collectives<N>, Varies::never},
    {Component::runtime, &runtime_overhead<N>, Varies::never},
};

/// A served model while the next tokens are chosen.
template <class N>
inline constexpr Resident<N> kServedAtLogits[] = {
    {Component::weights, &weights<N>, Varies::never},
    {Component::vision_encoder, &vision_encoder<N>, Varies::never},
    {Component::audio_encoder, &audio_encoder<N>, Varies::never},
    {Component::kv_cache, &kv_cache<N>, Varies::with_request},
    {Component::recurrent_state, &recurrent_state<N>, Varies::with_request},
    {Component::activations, &hidden_states<N>, Varies::with_phase},
    {Component::logits, &logits<N>, Varies::with_phase},
    {Component::fragmentation, &allocator_rounding<N>, Varies::never},
    {Component::communication, &collectives<N>, Varies::never},
    {Component::runtime, &runtime_overhead<N>, Varies::never},
};

/// What training holds from its first step on, and nothing in between.
template <class N>
inline constexpr Resident<N> kTrained[] = {
    {Component::weights, &weights<N>, Varies::never},
    {Component::adapter_weights, &adapter_weights<N>, Varies::never},
    {Component::reference_weights, &reference_weights<N>, Varies::never},
    {Component::vision_encoder, &vision_encoder<N>, Varies::never},
    {Component::audio_encoder, &audio_encoder<N>, Varies::never},
    {Component::master_weights, &master_weights<N>, Varies::never},
    {Component::optimizer_states, &optimizer_states<N>, Varies::never},
    {Component::communication, &gradient_buckets<N>, Varies::never},
    {Component::runtime, &runtime_overhead<N>, Varies::never},
    {Component::rollout_weights, &kept_rollout_weights<N>, Varies::with_phase},
    {Component::kv_cache, &kept_kv_cache<N>, Varies::with_phase},
    {Component::gradients, &kept_gradients<N>, Varies::with_phase},
};

/// Images and sound are encoded while everything that is trained stays.
template <class N>
inline constexpr Resident<N> kTrainedEncoding[] = {
    {Component::weights, &weights<N>, Varies::never},
    {Component::adapter_weights, &adapter_weights<N>, Varies::never},
    {Component::reference_weights, &reference_weights<N>, Varies::never},
    {Component::vision_encoder, &vision_encoder<N>, Varies::never},
    {Component::audio_encoder, &audio_encoder<N>, Varies::never},
    {Component::master_weights, &master_weights<N>, Varies::never},
    {Component::optimizer_states, &optimizer_states<N>, Varies::never},
    {Component::communication, &gradient_buckets<N>, Varies::never},
    {Component::runtime, &runtime_overhead<N>, Varies::never},
    {Component::rollout_weights, &kept_rollout_weights<N>, Varies::with_phase},
    {Component::kv_cache, &kept_kv_cache<N>, Varies::with_phase},
    {Component::gradients, &kept_gradients<N>, Varies::with_phase},
    {Component::activations, &encoder_activations<N>, Varies::with_phase},
};

/// Completions are generated while everything that is trained stays.
template <class N>
inline constexpr Resident<N> kGenerating[] = {
    {Component::weights, &weights<N>, Varies::never},
    {Component::adapter_weights, &adapter_weights<N>, Varies::never},
    {Component::reference_weights, &reference_weights<N>, Varies::never},
    {Component::vision_encoder, &vision_encoder<N>, Varies::never},
    {Component::audio_encoder, &audio_encoder<N>, Varies::never},
    {Component::master_weights, &master_weights<N>, Varies::never},
    {Component::optimizer_states, &optimizer_states<N>, Varies::never},
    {Component::communication, &gradient_buckets<N>, Varies::never},
    {Component::runtime, &runtime_overhead<N>, Varies::never},
    {Component::gradients, &kept_gradients<N>, Varies::with_phase},
    {Component::rollout_weights, &rollout_weights<N>, Varies::never},
    {Component::kv_cache, &rollout_kv_cache<N>, Varies::with_phase},
    {Component::activations, &layer_activations<N>, Varies::with_phase},
};

/// The same while the next tokens are chosen.
template <class N>
inline constexpr Resident<N> kGeneratingAtLogits[] = {
    {Component::weights, &weights<N>, Varies::never},
    {Component::adapter_weights, &adapter_weights<N>, Varies::never},
    {Component::reference_weights, &reference_weights<N>, Varies::never},
    {Component::vision_encoder, &vision_encoder<N>, Varies::never},
    {Component::audio_encoder, &audio_encoder<N>, Varies::never},
    {Component::master_weights, &master_weights<N>, Varies::never},
    {Component::optimizer_states, &optimizer_states<N>, Varies::never},
    {Component::communication, &gradient_buckets<N>, Varies::never},
    {Component::runtime, &runtime_overhead<N>, Varies::never},
    {Component::gradients, &kept_gradients<N>, Varies::with_phase},
    {Component::rollout_weights, &rollout_weights<N>, Varies::never},
    {Component::kv_cache, &rollout_kv_cache<N>, Varies::with_phase},
    {Component::activations, &hidden_states<N>, Varies::with_phase},
    {Component::logits, &logits<N>, Varies::with_phase},
};

/// Frozen models score what the policy wrote.
template <class N>
inline constexpr Resident<N> kScoring[] = {
    {Component::weights, &weights<N>, Varies::never},
    {Component::adapter_weights, &adapter_weights<N>, Varies::never},
    {Component::reference_weights, &reference_weights<N>, Varies::never},
    {Component::vision_encoder, &vision_encoder<N>, Varies::never},
    {Component::audio_encoder, &audio_encoder<N>, Varies::never},
    {Component::master_weights, &master_weights<N>, Varies::never},
    {Component::optimizer_states, &optimizer_states<N>, Varies::never},
    {Component::communication, &gradient_buckets<N>, Varies::never},
    {Component::runtime, &runtime_overhead<N>, Varies::never},
    {Component::rollout_weights, &kept_rollout_weights<N>, Varies::with_phase},
    {Component::kv_cache, &kept_kv_cache<N>, Varies::with_phase},
    {Component::gradients, &kept_gradients<N>, Varies::with_phase},
    {Component::activations, &layer_activations<N>, Varies::with_phase},
};

/// The same while log-probabilities are taken from the logits.
template <class N>
inline constexpr Resident<N> kScoringAtLogits[] = {
    {Component::weights, &weights<N>, Varies::never},
    {Component::adapter_weights, &adapter_weights<N>, Varies::never},
    {Component::reference_weights, &reference_weights<N>, Varies::never},
    {Component::vision_encoder, &vision_encoder<N>, Varies::never},
    {Component::audio_encoder, &audio_encoder<N>, Varies::never},
    {Component::master_weights, &master_weights<N>, Varies::never},
    {Component::optimizer_states, &optimizer_states<N>, Varies::never},
    {Component::communication, &gradient_buckets<N>, Varies::never},
    {Component::runtime, &runtime_overhead<N>, Varies::never},
    {Component::rollout_weights, &kept_rollout_weights<N>, Varies::with_phase},
    {Component::kv_cache, &kept_kv_cache<N>, Varies::with_phase},
    {Component::gradients, &kept_gradients<N>, Varies::with_phase},
    {Component::activations, &hidden_states<N>, Varies::with_phase},
    {Component::logits, &scored_logits<N>, Varies::with_phase},
};

/// The end of the forward pass: everything saved, and the loss.
template <class N>
inline constexpr Resident<N> kAtTheLoss[] = {
    {Component::weights, &weights<N>, Varies::never},
    {Component::adapter_weights, &adapter_weights<N>, Varies::never},
    {Component::reference_weights, &reference_weights<N>, Varies::never},
    {Component::vision_encoder, &vision_encoder<N>, Varies::never},
    {Component::audio_encoder, &audio_encoder<N>, Varies::never},
    {Component::master_weights, &master_weights<N>, Varies::never},
    {Component::optimizer_states, &optimizer_states<N>, Varies::never},
    {Component::communication, &gradient_buckets<N>, Varies::never},
    {Component::runtime, &runtime_overhead<N>, Varies::never},
    {Component::rollout_weights, &kept_rollout_weights<N>, Varies::with_phase},
    {Component::kv_cache, &kept_kv_cache<N>, Varies::with_phase},
    {Component::gradients, &kept_gradients<N>, Varies::with_phase},
    {Component::activations, &saved_activations<N>, Varies::with_phase},
    {Component::logits, &loss_logits<N>, Varies::with_phase},
    {Component::workspace, &loss_workspace<N>, Varies::with_phase},
};

/// In the backward pass: a layer is computed again beside what was saved.
template <class N>
inline constexpr Resident<N> kInBackward[] = {
    {Component::weights, &weights<N>, Varies::never},
    {Component::adapter_weights, &adapter_weights<N>, Varies::never},
    {Component::reference_weights, &reference_weights<N>, Varies::never},
    {Component::vision_encoder, &vision_encoder<N>, Varies::never},
    {Component::audio_encoder, &audio_encoder<N>, Varies::never},
    {Component::master_weights, &master_weights<N>, Varies::never},
    {Component::optimizer_states, &optimizer_states<N>, Varies::never},
    {Component::communication, &gradient_buckets<N>, Varies::never},
    {Component::runtime, &runtime_overhead<N>, Varies::never},
    {Component::rollout_weights, &kept_rollout_weights<N>, Varies::with_phase},
    {Component::kv_cache, &kept_kv_cache<N>, Varies::with_phase},
    {Component::gradients, &first_gradients<N>, Varies::with_phase},
    {Component::activations, &backward_activations<N>, Varies::with_phase},
    {Component::workspace, &layer_workspace<N>, Varies::with_phase},
};

/// The end of the backward pass: all gradients, the first layer's activations.
template <class N>
inline constexpr Resident<N> kBackwardAtTheEnd[] = {
    {Component::weights, &weights<N>, Varies::never},
    {Component::adapter_weights, &adapter_weights<N>, Varies::never},
    {Component::reference_weights, &reference_weights<N>, Varies::never},
    {Component::vision_encoder, &vision_encoder<N>, Varies::never},
    {Component::audio_encoder, &audio_encoder<N>, Varies::never},
    {Component::master_weights, &master_weights<N>, Varies::never},
    {Component::optimizer_states, &optimizer_states<N>, Varies::never},
    {Component::communication, &gradient_buckets<N>, Varies::never},
    {Component::runtime, &runtime_overhead<N>, Varies::never},
    {Component::rollout_weights, &kept_rollout_weights<N>, Varies::with_phase},
    {Component::kv_cache, &kept_kv_cache<N>, Varies::with_phase},
    {Component::gradients, &gradients<N>, Varies::never},
    {Component::activations, &working_activations<N>, Varies::with_phase},
    {Component::workspace, &last_workspace<N>, Varies::with_phase},
};

/// The optimizer updates the weights.
template <class N>
inline constexpr Resident<N> kOptimizerStep[] = {
    {Component::weights, &weights<N>, Varies::never},
    {Component::adapter_weights, &adapter_weights<N>, Varies::never},
    {Component::reference_weights, &reference_weights<N>, Varies::never},
    {Component::vision_encoder, &vision_encoder<N>, Varies::never},
    {Component::audio_encoder, &audio_encoder<N>, Varies::never},
    {Component::master_weights, &master_weights<N>, Varies::never},
    {Component::optimizer_states, &optimizer_states<N>, Varies::never},
    {Component::communication, &gradient_buckets<N>, Varies::never},
    {Component::runtime, &runtime_overhead<N>, Varies::never},
    {Component::rollout_weights, &kept_rollout_weights<N>, Varies::with_phase},
    {Component::kv_cache, &kept_kv_cache<N>, Varies::with_phase},
    {Component::gradients, &gradients<N>, Varies::never},
    {Component::workspace, &step_workspace<N>, Varies::with_phase},
};

template <class N>
inline constexpr Bundle<N> kLoading[] = {kLoaded<N>};
template <class N>
inline constexpr Bundle<N> kEncoding[] = {kEncodingImages<N>};
template <class N>
inline constexpr Bundle<N> kServing[] = {kServedInLayers<N>, kServedAtLogits<N>};

}  // namespace vram
