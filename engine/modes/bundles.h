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

/// A served model while tokens pass through its layers.
template <class N>
inline constexpr Resident<N> kServedInLayers[] = {
    {Component::weights, &weights<N>, false},
    {Component::vision_encoder, &vision_encoder<N>, false},
    {Component::kv_cache, &kv_cache<N>, false},
    {Component::activations, &layer_activations<N>, true},
    {Component::runtime, &runtime_overhead<N>, false},
};

/// A served model while the next tokens are chosen.
template <class N>
inline constexpr Resident<N> kServedAtLogits[] = {
    {Component::weights, &weights<N>, false},
    {Component::vision_encoder, &vision_encoder<N>, false},
    {Component::kv_cache, &kv_cache<N>, false},
    {Component::activations, &hidden_states<N>, true},
    {Component::logits, &logits<N>, true},
    {Component::runtime, &runtime_overhead<N>, false},
};

}  // namespace vram
