// Named lists of the components that live together; modes are put together from these.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/modes/plan.h"

namespace vram {

/// A model that is only there.
template <class N>
inline constexpr Resident<N> kLoaded[] = {
    {Component::weights, &weights<N>, false},
    {Component::vision_encoder, &vision_encoder<N>, false},
    {Component::runtime, &runtime_overhead<N>, false},
};

/// A model whose encoder works on images.
template <class N>
inline constexpr Resident<N> kEncodingImages[] = {
    {Component::weights, &weights<N>, false},
    {Component::vision_encoder, &vision_encoder<N>, false},
    {Component::kv_cache, &kv_cache<N>, false},
    {Component::runtime, &runtime_overhead<N>, false},
};

/// A served model while tokens pass through its layers.
template <class N>
inline constexpr Resident<N> kServedInLayers[] = {
    {Component::weights, &weights<N>, false},
    {Component::vision_encoder, &vision_encoder<N>, false},
    {Component::kv_cache, &kv_cache<N>, false},
    {Component::recurrent_state, &recurrent_state<N>, false},
    {Component::activations, &layer_activations<N>, true},
    {Component::runtime, &runtime_overhead<N>, false},
};

/// A served model while the next tokens are chosen.
template <class N>
inline constexpr Resident<N> kServedAtLogits[] = {
    {Component::weights, &weights<N>, false},
    {Component::vision_encoder, &vision_encoder<N>, false},
    {Component::kv_cache, &kv_cache<N>, false},
    {Component::recurrent_state, &recurrent_state<N>, false},
    {Component::activations, &hidden_states<N>, true},
    {Component::logits, &logits<N>, true},
    {Component::runtime, &runtime_overhead<N>, false},
};

/// What training holds from its first step on, and nothing in between.
template <class N>
inline constexpr Resident<N> kTrained[] = {
    {Component::weights, &weights<N>, false},
    {Component::adapter_weights, &adapter_weights<N>, false},
    {Component::reference_weights, &reference_weights<N>, false},
    {Component::vision_encoder, &vision_encoder<N>, false},
    {Component::master_weights, &master_weights<N>, false},
    {Component::optimizer_states, &optimizer_states<N>, false},
    {Component::communication, &gradient_buckets<N>, false},
    {Component::runtime, &runtime_overhead<N>, false},
    {Component::rollout_weights, &kept_rollout_weights<N>, true},
    {Component::kv_cache, &kept_kv_cache<N>, true},
    {Component::gradients, &kept_gradients<N>, true},
};

/// Completions are generated while everything that is trained stays.
template <class N>
inline constexpr Resident<N> kGenerating[] = {
    {Component::weights, &weights<N>, false},
    {Component::adapter_weights, &adapter_weights<N>, false},
    {Component::reference_weights, &reference_weights<N>, false},
    {Component::vision_encoder, &vision_encoder<N>, false},
    {Component::master_weights, &master_weights<N>, false},
    {Component::optimizer_states, &optimizer_states<N>, false},
    {Component::communication, &gradient_buckets<N>, false},
    {Component::runtime, &runtime_overhead<N>, false},
    {Component::gradients, &kept_gradients<N>, true},
    {Component::rollout_weights, &rollout_weights<N>, false},
    {Component::kv_cache, &rollout_kv_cache<N>, true},
    {Component::activations, &layer_activations<N>, true},
};

/// The same while the next tokens are chosen.
template <class N>
inline constexpr Resident<N> kGeneratingAtLogits[] = {
    {Component::weights, &weights<N>, false},
    {Component::adapter_weights, &adapter_weights<N>, false},
    {Component::reference_weights, &reference_weights<N>, false},
    {Component::vision_encoder, &vision_encoder<N>, false},
    {Component::master_weights, &master_weights<N>, false},
    {Component::optimizer_states, &optimizer_states<N>, false},
    {Component::communication, &gradient_buckets<N>, false},
    {Component::runtime, &runtime_overhead<N>, false},
    {Component::gradients, &kept_gradients<N>, true},
    {Component::rollout_weights, &rollout_weights<N>, false},
    {Component::kv_cache, &rollout_kv_cache<N>, true},
    {Component::activations, &hidden_states<N>, true},
    {Component::logits, &logits<N>, true},
};

/// Frozen models score what the policy wrote.
template <class N>
inline constexpr Resident<N> kScoring[] = {
    {Component::weights, &weights<N>, false},
    {Component::adapter_weights, &adapter_weights<N>, false},
    {Component::reference_weights, &reference_weights<N>, false},
    {Component::vision_encoder, &vision_encoder<N>, false},
    {Component::master_weights, &master_weights<N>, false},
    {Component::optimizer_states, &optimizer_states<N>, false},
    {Component::communication, &gradient_buckets<N>, false},
    {Component::runtime, &runtime_overhead<N>, false},
    {Component::rollout_weights, &kept_rollout_weights<N>, true},
    {Component::kv_cache, &kept_kv_cache<N>, true},
    {Component::gradients, &kept_gradients<N>, true},
    {Component::activations, &layer_activations<N>, true},
};

/// The same while log-probabilities are taken from the logits.
template <class N>
inline constexpr Resident<N> kScoringAtLogits[] = {
    {Component::weights, &weights<N>, false},
    {Component::adapter_weights, &adapter_weights<N>, false},
    {Component::reference_weights, &reference_weights<N>, false},
    {Component::vision_encoder, &vision_encoder<N>, false},
    {Component::master_weights, &master_weights<N>, false},
    {Component::optimizer_states, &optimizer_states<N>, false},
    {Component::communication, &gradient_buckets<N>, false},
    {Component::runtime, &runtime_overhead<N>, false},
    {Component::rollout_weights, &kept_rollout_weights<N>, true},
    {Component::kv_cache, &kept_kv_cache<N>, true},
    {Component::gradients, &kept_gradients<N>, true},
    {Component::activations, &hidden_states<N>, true},
    {Component::logits, &scored_logits<N>, true},
};

/// The end of the forward pass: everything saved, and the loss.
template <class N>
inline constexpr Resident<N> kAtTheLoss[] = {
    {Component::weights, &weights<N>, false},
    {Component::adapter_weights, &adapter_weights<N>, false},
    {Component::reference_weights, &reference_weights<N>, false},
    {Component::vision_encoder, &vision_encoder<N>, false},
    {Component::master_weights, &master_weights<N>, false},
    {Component::optimizer_states, &optimizer_states<N>, false},
    {Component::communication, &gradient_buckets<N>, false},
    {Component::runtime, &runtime_overhead<N>, false},
    {Component::rollout_weights, &kept_rollout_weights<N>, true},
    {Component::kv_cache, &kept_kv_cache<N>, true},
    {Component::gradients, &kept_gradients<N>, true},
    {Component::activations, &saved_activations<N>, true},
    {Component::logits, &loss_logits<N>, true},
    {Component::workspace, &layer_workspace<N>, false},
};

/// In the backward pass: a layer is computed again beside what was saved.
template <class N>
inline constexpr Resident<N> kInBackward[] = {
    {Component::weights, &weights<N>, false},
    {Component::adapter_weights, &adapter_weights<N>, false},
    {Component::reference_weights, &reference_weights<N>, false},
    {Component::vision_encoder, &vision_encoder<N>, false},
    {Component::master_weights, &master_weights<N>, false},
    {Component::optimizer_states, &optimizer_states<N>, false},
    {Component::communication, &gradient_buckets<N>, false},
    {Component::runtime, &runtime_overhead<N>, false},
    {Component::rollout_weights, &kept_rollout_weights<N>, true},
    {Component::kv_cache, &kept_kv_cache<N>, true},
    {Component::gradients, &kept_gradients<N>, true},
    {Component::activations, &backward_activations<N>, true},
    {Component::workspace, &layer_workspace<N>, false},
};

/// The end of the backward pass: all gradients, the first layer's activations.
template <class N>
inline constexpr Resident<N> kBackwardAtTheEnd[] = {
    {Component::weights, &weights<N>, false},
    {Component::adapter_weights, &adapter_weights<N>, false},
    {Component::reference_weights, &reference_weights<N>, false},
    {Component::vision_encoder, &vision_encoder<N>, false},
    {Component::master_weights, &master_weights<N>, false},
    {Component::optimizer_states, &optimizer_states<N>, false},
    {Component::communication, &gradient_buckets<N>, false},
    {Component::runtime, &runtime_overhead<N>, false},
    {Component::rollout_weights, &kept_rollout_weights<N>, true},
    {Component::kv_cache, &kept_kv_cache<N>, true},
    {Component::gradients, &gradients<N>, false},
    {Component::activations, &working_activations<N>, true},
    {Component::workspace, &layer_workspace<N>, false},
};

/// The optimizer updates the weights.
template <class N>
inline constexpr Resident<N> kOptimizerStep[] = {
    {Component::weights, &weights<N>, false},
    {Component::adapter_weights, &adapter_weights<N>, false},
    {Component::reference_weights, &reference_weights<N>, false},
    {Component::vision_encoder, &vision_encoder<N>, false},
    {Component::master_weights, &master_weights<N>, false},
    {Component::optimizer_states, &optimizer_states<N>, false},
    {Component::communication, &gradient_buckets<N>, false},
    {Component::runtime, &runtime_overhead<N>, false},
    {Component::rollout_weights, &kept_rollout_weights<N>, true},
    {Component::kv_cache, &kept_kv_cache<N>, true},
    {Component::gradients, &gradients<N>, false},
    {Component::workspace, &step_workspace<N>, true},
};

template <class N>
inline constexpr Bundle<N> kLoading[] = {kLoaded<N>};
template <class N>
inline constexpr Bundle<N> kEncoding[] = {kEncodingImages<N>};
template <class N>
inline constexpr Bundle<N> kServing[] = {kServedInLayers<N>, kServedAtLogits<N>};

}  // namespace vram
