// How many parameters a model has, and how many of them work on one token.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/core/recorder.h"
#include "engine/model/architecture.h"

namespace vram {

/// Parameters of the architecture given (of one device's share, if it is a share).
template <class N>
struct Parameters {
  N total{};   ///< every weight once; a tied output head is not counted again
  N active{};  ///< without the experts a token is not routed to
  N mtp{};     ///< of multi-token prediction layers, which are not part of the total
};

template <class N>
Parameters<N> count_parameters(const Architecture<N>& architecture, const Recorder<N>& recorder);

}  // namespace vram
