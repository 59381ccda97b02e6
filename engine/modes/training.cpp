// Training of every kind: pre-training, fine-tuning, preference and reinforcement learning.
// SPDX-License-Identifier: MIT
#include "engine/modes/bundles.h"
#include "engine/modes/workloads.h"

namespace vram {
namespace {

template <class N>
constexpr Bundle<N> kTrainedAlone[] = {kTrained<N>};
template <class N>
constexpr Bundle<N> kRollout[] = {kGenerating<N>, kGeneratingAtLogits<N>};
template <class N>
constexpr Bundle<N> kReference[] = {kScoring<N>, kScoringAtLogits<N>};
template <class N>
constexpr Bundle<N> kEncoders[] = {kTrainedEncoding<N>};
template <class N>
constexpr Bundle<N> kForward[] = {kAtTheLoss<N>};
template <class N>
constexpr Bundle<N> kBackward[] = {kAtTheLoss<N>, kInBackward<N>, kBackwardAtTheEnd<N>};
template <class N>
constexpr Bundle<N> kStep[] = {kOptimizerStep<N>};

bool generates(const Company& company) { return company.generates; }
bool encodes(const Company& company) { return company.encodes; }
bool scores(const Company& company) { return company.scores_reference; }

template <class N>
constexpr PhasePlan<N> kTraining[] = {
    {Phase::load, &loading<N>, kTrainedAlone<N>},
    {Phase::rollout, &decoding<N>, kRollout<N>, &generates},
    {Phase::reference, &learning<N>, kReference<N>, &scores},
    {Phase::encode, &learning<N>, kEncoders<N>, &encodes},
    {Phase::forward, &learning<N>, kForward<N>},
    {Phase::backward, &learning<N>, kBackward<N>},
    {Phase::optimizer_step, &learning<N>, kStep<N>},
};

}  // namespace

template <class N>
Plan<N> training_plan() {
  return kTraining<N>;
}

template Plan<double> training_plan<double>();
template Plan<Quantity> training_plan<Quantity>();

}  // namespace vram
