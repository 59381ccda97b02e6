// Inference: the weights are loaded, prompts are prefilled in chunks, tokens are decoded.
// SPDX-License-Identifier: MIT
#include "engine/modes/bundles.h"
#include "engine/modes/workloads.h"

namespace vram {
namespace {

template <class N>
constexpr PhasePlan<N> kInference[] = {
    {Phase::load, &loading<N>, kLoading<N>},
    {Phase::prefill, &prefilling<N>, kServing<N>},
    {Phase::decode, &decoding<N>, kServing<N>},
};

}  // namespace

template <class N>
Plan<N> inference_plan() {
  return kInference<N>;
}

template Plan<double> inference_plan<double>();
template Plan<Quantity> inference_plan<Quantity>();

}  // namespace vram
