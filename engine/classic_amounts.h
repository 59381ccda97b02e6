// The amounts of the classic method, each with the whole model's parameters (ClassicCount).
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/components/component.h"

namespace vram {

/// Parameters times the nominal width of their format.
template <class N>
N classic_weights(const Instance<N>& instance, const Workload<N>& workload);

/// Trained parameters beside frozen ones.
template <class N>
N classic_adapters(const Instance<N>& instance, const Workload<N>& workload);

template <class N>
N classic_gradients(const Instance<N>& instance, const Workload<N>& workload);

template <class N>
N classic_optimizer_states(const Instance<N>& instance, const Workload<N>& workload);

/// Keys and values of every head, grouped or not.
template <class N>
N classic_kv_cache(const Instance<N>& instance, const Workload<N>& workload);

/// What the backward pass needs: layers × (3 b s h + b s² + 8 b s h).
template <class N>
N classic_activations(const Instance<N>& instance, const Workload<N>& workload);

/// A few buffers of all tokens.
template <class N>
N classic_inference_activations(const Instance<N>& instance, const Workload<N>& workload);

/// A share of everything else, and what the user adds.
template <class N>
N classic_training_other(const Instance<N>& instance, const Workload<N>& workload);

/// The same share where there are media; for text only what the user adds.
template <class N>
N classic_serving_other(const Instance<N>& instance, const Workload<N>& workload);

}  // namespace vram
