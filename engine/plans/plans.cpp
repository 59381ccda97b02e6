// Every split of the devices is tried; of its variants (ZeRO stage, recomputation) the one that
// computes least again and fits. A split whose leanest variant does not fit is rejected.
// SPDX-License-Identifier: MIT
#include "engine/plans/plans.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/estimator.h"
#include "engine/schema/relevance.h"
#include "engine/speed/speed.h"

namespace vram {
namespace {

/// A plan with less than this share of the device left is tight: fragmentation may break it.
constexpr double kTightShare = 0.05;
/// Context parallelism pays from so many tokens per rank on.
constexpr double kLeastTokensPerContextRank = 4096;

struct Variant {
  double zero_stage;
  Recompute recompute;
};

/// From the least extra work to the least memory.
constexpr Variant kVariants[] = {
    {0, Recompute::none},      {1, Recompute::none},      {2, Recompute::none},
    {0, Recompute::selective}, {1, Recompute::selective}, {2, Recompute::selective},
    {3, Recompute::none},      {3, Recompute::selective}, {0, Recompute::full},
    {1, Recompute::full},      {2, Recompute::full},      {3, Recompute::full},
};

std::vector<double> divisors_of(double whole) {
  std::vector<double> small;
  std::vector<double> large;
  for (double divisor = 1; divisor * divisor <= whole; ++divisor) {
    if (std::fmod(whole, divisor) != 0) continue;
    small.push_back(divisor);
    if (divisor * divisor != whole) large.push_back(whole / divisor);
  }
  small.insert(small.end(), large.rbegin(), large.rend());
  return small;
}

class Search {
 public:
  Search(const Inputs& inputs, const Catalog& catalog, double devices)
      : catalog_(catalog), inputs_(with_devices(inputs, devices)) {
    settled_ = settled_scenario(inputs_, catalog_);
    list_.devices = devices;
    const Inputs& in = settled_.inputs;
    // The step a visitor has on these devices stays as large; on others every copy brings its own.
    const Inputs asked = settled_scenario(inputs, catalog_).inputs;
    const double copies =
        asked[InputField::gpu_count] == devices ? asked[InputField::dp] : in[InputField::dp];
    step_sequences_ = in[InputField::micro_batch] * in[InputField::grad_accumulation] * copies;
    layers_ = settled_.model[ModelField::num_hidden_layers];
    experts_ = settled_.model[ModelField::num_experts];
    model_ = speed_model(settled_);
  }

  PlanList found() {
    for (const double tp : divisors_of(list_.devices)) {
      if (tp > kMostTensorRanks) break;
      try_tensor(tp);
    }
    sort();
    return std::move(list_);
  }

 private:
  static constexpr double kMostTensorRanks = 1024;  // inputs.def

  static Inputs with_devices(Inputs inputs, double devices) {
    for (const InputField field :
         {InputField::tp, InputField::pp, InputField::dp, InputField::ep, InputField::cp}) {
      inputs[field] = kAutomatic;
    }
    inputs[InputField::gpu_count] = devices;
    return inputs;
  }

  bool trains() const { return settled_.recipe.trains; }

  void reject(const ParallelPlan& plan, PlanVerdict verdict) {
    list_.rejected.push_back(plan);
    list_.rejected.back().verdict = verdict;
  }

  void try_tensor(double tp) {
    ParallelPlan plan;
    plan.inputs = inputs_;
    plan.tp = tp;
    plan.dp = list_.devices / tp;
    if (!can_split(settled_.model, tp)) return reject(plan, PlanVerdict::heads);
    if (tp > settled_.inputs[InputField::node_devices]) return reject(plan, PlanVerdict::node);
    for (const double pp : divisors_of(list_.devices / tp)) {
      plan.pp = pp;
      plan.dp = list_.devices / tp / pp;
      if (pp > layers_) {
        reject(plan, PlanVerdict::stages);
        break;
      }
      if (trains() && std::fmod(layers_, pp) != 0) {
        reject(plan, PlanVerdict::layers);
        continue;
      }
      try_context(plan);
    }
  }

  void try_context(ParallelPlan plan) {
    const double rest = plan.dp;
    for (const double cp : divisors_of(rest)) {
      if (cp > 1 &&
          (!trains() || !is_power_of_two(cp) || tokens_per_rank(cp) < kLeastTokensPerContextRank))
        break;
      plan.cp = cp;
      plan.dp = rest / cp;
      try_experts(plan);
    }
  }

  static bool is_power_of_two(double number) {
    return std::exp2(std::round(std::log2(number))) == number;
  }

  double tokens_per_rank(double cp) const {
    return when_seq_len(inputs_) ? inputs_[InputField::seq_len] / cp : 0;
  }

  void try_experts(ParallelPlan plan) {
    plan.grad_accumulation = settled_.inputs[InputField::grad_accumulation];
    if (trains()) {
      plan.grad_accumulation =
          step_sequences_ / (settled_.inputs[InputField::micro_batch] * plan.dp);
      const bool divides = std::floor(plan.grad_accumulation) == plan.grad_accumulation;
      if (!divides || plan.grad_accumulation < 1) return reject(plan, PlanVerdict::batch);
    }
    if (experts_ == 0) return try_variants(plan);
    const double pool = trains() ? plan.dp * plan.cp : plan.tp * plan.dp;
    for (const double ep : expert_ranks(plan, pool)) {
      plan.ep = ep;
      try_variants(plan);
    }
  }

  /// None, all ranks of a copy or of all copies, and in training as many as a node holds.
  std::vector<double> expert_ranks(const ParallelPlan& plan, double pool) const {
    std::vector<double> ranks{1};
    const auto add = [&](double wanted) {
      const bool is_possible = wanted > 1 && std::fmod(pool, wanted) == 0 &&
                               std::fmod(experts_, wanted) == 0 && wanted <= experts_;
      if (is_possible && std::find(ranks.begin(), ranks.end(), wanted) == ranks.end()) {
        ranks.push_back(wanted);
      }
    };
    if (!trains()) add(plan.tp);
    add(min_of(pool, settled_.inputs[InputField::node_devices]));
    add(pool);
    return ranks;
  }

  bool is_possible(const Variant& variant, const ParallelPlan& plan) const {
    const double ranks = plan.dp * plan.cp;
    if (variant.zero_stage > 0 && ranks == 1) return false;
    // Pipelines keep whole gradients and weights: DeepSpeed and Megatron share states alone.
    if (variant.zero_stage > 1 && plan.pp > 1) return false;
    const Runtime runtime = inputs_.runtime();
    if (runtime == Runtime::fsdp && variant.zero_stage != 3 && ranks > 1) return false;
    if (runtime == Runtime::megatron && variant.zero_stage > 1) return false;
    // Fused attention saves no scores that could be computed again.
    const bool is_eager = inputs_.attention() == AttentionKernel::eager;
    return variant.recompute != Recompute::selective || is_eager;
  }

  /// A scenario with as many stages, whose tables can be shared; null for the first.
  const Scenario* like(double pp) const {
    for (const Scenario& each : by_stages_) {
      if (each.inputs[InputField::pp] == pp) return &each;
    }
    return nullptr;
  }

  Scenario settled(ParallelPlan& plan) {
    Inputs& inputs = plan.inputs;
    inputs = inputs_;
    inputs[InputField::tp] = plan.tp;
    inputs[InputField::pp] = plan.pp;
    inputs[InputField::dp] = plan.dp;
    inputs[InputField::ep] = experts_ > 0 ? plan.ep : kAutomatic;
    inputs[InputField::cp] = trains() ? plan.cp : kAutomatic;
    if (trains()) {
      inputs[InputField::grad_accumulation] = plan.grad_accumulation;
      inputs[InputField::zero_stage] = plan.zero_stage;
      inputs[InputField::recompute] = static_cast<double>(plan.recompute);
    }
    const Scenario* known = like(plan.pp);
    Scenario scenario = settled_scenario(inputs, catalog_, known);
    if (known == nullptr) by_stages_.push_back(scenario);
    return scenario;
  }

  void try_variants(ParallelPlan plan) {
    if (!trains()) {
      if (!measure(plan)) reject(plan, PlanVerdict::memory);
      return;
    }
    const Variant* leanest = nullptr;
    for (const Variant& variant : kVariants) {
      if (is_possible(variant, plan)) leanest = &variant;
    }
    if (leanest == nullptr) return;
    if (!has_room(plan, *leanest)) return reject(plan, PlanVerdict::memory);
    for (const Variant& variant : kVariants) {
      if (!is_possible(variant, plan)) continue;
      plan.zero_stage = variant.zero_stage;
      plan.recompute = variant.recompute;
      if (measure(plan)) return;
    }
  }

  /// Whether a variant fits; puts its numbers into the plan.
  bool has_room(ParallelPlan& plan, const Variant& variant) {
    plan.zero_stage = variant.zero_stage;
    plan.recompute = variant.recompute;
    const Scenario scenario = settled(plan);
    return has_room(plan, scenario);
  }

  bool has_room(ParallelPlan& plan, const Scenario& scenario) const {
    const Estimator estimator(scenario);
    const Peak peak = estimator.peak(scenario.inputs);
    plan.per_gpu_bytes = peak.bytes;
    plan.needed_bytes = peak.needed_bytes;
    plan.headroom_bytes = scenario.serving.device_bytes - peak.needed_bytes;
    return peak.is_within_pool && peak.bytes <= scenario.serving.device_bytes;
  }

  /// Adds the plan if it fits.
  bool measure(ParallelPlan& plan) {
    const Scenario scenario = settled(plan);
    if (!has_room(plan, scenario)) return false;
    const bool is_tight = plan.headroom_bytes < kTightShare * scenario.serving.device_bytes;
    plan.verdict = is_tight ? PlanVerdict::tight : PlanVerdict::fits;
    SpeedModel model = model_;
    if (scenario.inputs[InputField::pp] == 1) model.mix = scenario.mix;
    const SpeedNumbers<double> speed = speed_numbers(scenario, model, Recorder<double>{});
    const SpeedFigure figure =
        trains() ? SpeedFigure::training_tokens_per_s : SpeedFigure::decode_tokens_per_s;
    plan.tokens_per_s = speed.has(figure) ? speed[figure] : 0;
    list_.plans.push_back(plan);
    return true;
  }

  /// The order in which they were found decides between equals: the smaller group first.
  static auto split_of(const ParallelPlan& plan) {
    return std::array<double, 4>{plan.tp, plan.pp, plan.cp, plan.ep};
  }

  void sort() {
    const auto is_before = [](const ParallelPlan& a, const ParallelPlan& b) {
      if (a.verdict != b.verdict) return a.verdict < b.verdict;
      if (a.tokens_per_s != b.tokens_per_s) return a.tokens_per_s > b.tokens_per_s;
      if (a.headroom_bytes != b.headroom_bytes) return a.headroom_bytes > b.headroom_bytes;
      return split_of(a) < split_of(b);
    };
    std::sort(list_.plans.begin(), list_.plans.end(), is_before);
    std::sort(list_.rejected.begin(), list_.rejected.end(), is_before);
  }

  const Catalog& catalog_;
  Inputs inputs_;
  Scenario settled_;
  std::vector<Scenario> by_stages_;
  SpeedModel model_;
  PlanList list_;
  double step_sequences_ = 1;
  double layers_ = 1;
  double experts_ = 0;
};

}  // namespace

PlanList parallel_plans(const Inputs& inputs, const Catalog& catalog, double devices) {
  return Search(inputs, catalog, devices).found();
}

}  // namespace vram
