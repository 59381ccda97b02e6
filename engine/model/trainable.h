// The tensors that training updates: all of a model, its last layers, or adapters beside it.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/model/recipe.h"
#include "engine/model/tensor_groups.h"
#include "engine/schema/inputs.h"

namespace vram {

/// Calls `visit` with every group of trained tensors on the device. `last_layers` is the same model
/// cut to the layers that `freeze` leaves trainable.
template <class N>
void visit_trainable(const Architecture<N>& a, const Architecture<N>& last_layers,
                     const Recipe& recipe, const InputNumbers<N>& inputs,
                     std::type_identity_t<GroupVisitor<N>> visit);

/// Elements of the largest trained tensor.
template <class N>
N largest_trained(const Architecture<N>& a, const Architecture<N>& last_layers,
                  const Recipe& recipe, const InputNumbers<N>& inputs) {
  N largest(0);
  visit_trainable(a, last_layers, recipe, inputs, [&](const TensorGroup<N>& group) {
    largest = max_of(largest, group.rows * group.columns);
  });
  return largest;
}

}  // namespace vram
