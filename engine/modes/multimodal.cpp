// Multimodal inference: images, audio and video are encoded, then the joint sequence is served.
// SPDX-License-Identifier: MIT
#include "engine/modes/bundles.h"
#include "engine/modes/workloads.h"

namespace vram {
namespace {

template <class N>
constexpr PhasePlan<N> kMultimodal[] = {
    {Phase::load, &loading<N>, kLoading<N>},
    {Phase::encode, &loading<N>, kEncoding<N>},
    {Phase::prefill, &prefilling<N>, kServing<N>},
    {Phase::decode, &decoding<N>, kServing<N>},
};

}  // namespace

template <class N>
Plan<N> multimodal_plan() {
  return kMultimodal<N>;
}

template Plan<double> multimodal_plan<double>();
template Plan<Quantity> multimodal_plan<Quantity>();

}  // namespace vram
