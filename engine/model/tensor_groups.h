// An architecture as a list of tensor groups. Parameters, active parameters, weights and shards are
// all sums over this one list.
// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

#include "engine/core/function_ref.h"
#include "engine/model/architecture.h"
#include "engine/model/tensor_group.h"

namespace vram {

/// What is called with each group.
template <class N>
using GroupVisitor = FunctionRef<void(const TensorGroup<N>&)>;

/// Calls `visit` with every tensor group one device holds.
template <class N>
void visit_tensor_groups(const Architecture<N>& a, std::type_identity_t<GroupVisitor<N>> visit);

/// Calls `visit` with the tensor groups of the multi-token prediction layers, which are counted
/// apart: whole layers of the last stage, each reading two hidden states through a projection.
/// They share the model's embedding and head.
template <class N>
void visit_mtp_tensor_groups(const Architecture<N>& a, std::type_identity_t<GroupVisitor<N>> visit);

}  // namespace vram
