// Parallel plans and the table of accelerators: what they say holds when it is estimated again.
// SPDX-License-Identifier: MIT
#include "engine/plans/plans.h"

#include <algorithm>
#include <catch_amalgamated.hpp>
#include <cmath>

#include "engine/plans/hardware.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

PlanList plans_of(const char* link, double devices) {
  return parallel_plans(decode_link(link, preset_catalog()).inputs, preset_catalog(), devices);
}

}  // namespace

TEST_CASE("A plan that was taken is offered again as it was", "[plans]") {
  const Catalog& catalog = preset_catalog();
  const Report report = report_of("mode=train&model=llama-3-70b&gpu=nvidia-h100-sxm&gpu_count=64");
  const PlanList offered = parallel_plans(report.scenario.inputs, catalog, 64);
  REQUIRE(offered.plans.size() > 3);
  for (std::size_t i = 0; i < 4; ++i) {
    const ParallelPlan& taken = offered.plans[i];
    CAPTURE(taken.tp, taken.pp, taken.dp, taken.zero_stage);
    const PlanList again = parallel_plans(taken.inputs, catalog, 64);
    const auto same = std::find_if(again.plans.begin(), again.plans.end(), [&](const auto& each) {
      return each.tp == taken.tp && each.pp == taken.pp && each.dp == taken.dp &&
             each.zero_stage == taken.zero_stage && each.recompute == taken.recompute;
    });
    REQUIRE(same != again.plans.end());
    CHECK(same->grad_accumulation == taken.grad_accumulation);
    CHECK(same->per_gpu_bytes == taken.per_gpu_bytes);
  }
}

TEST_CASE("Every plan fits when it is estimated again", "[plans]") {
  const std::pair<const char*, double> cases[] = {
      {"mode=train&model=llama-3-70b&gpu=nvidia-h100-sxm", 64},
      {"mode=train&model=llama-3-70b&gpu=nvidia-h100-sxm&runtime=megatron&seq_len=32768", 256},
      {"mode=train&model=mixtral-8x7b&gpu=nvidia-a100-80-sxm&runtime=deepspeed", 32},
      {"mode=finetune&model=qwen3-32b&gpu=rtx-4090&peft=lora", 8},
      {"mode=rl&model=llama-3.1-8b&gpu=nvidia-h100-sxm", 8},
      {"model=deepseek-v3&weights=fp8&gpu=nvidia-h200&batch=64&context=16384", 16},
      {"model=llama-3-70b&gpu=nvidia-h100-sxm&runtime=vllm&batch=32", 8},
      {"model=qwen3-32b&gpu=rtx-4090&context=32768", 12},
  };
  int count = 0;
  for (const auto& [link, devices] : cases) {
    CAPTURE(link, devices);
    const PlanList list = plans_of(link, devices);
    CHECK_FALSE(list.plans.empty());
    for (const ParallelPlan& plan : list.plans) {
      CAPTURE(plan.tp, plan.pp, plan.dp, plan.ep, plan.cp, plan.zero_stage);
      const Report report = estimate(plan.inputs, preset_catalog());
      CHECK(report.problems.empty());
      CHECK(report.fit.fits);
      CHECK(report.per_gpu_bytes == plan.per_gpu_bytes);
      CHECK(report.scenario.inputs[InputField::gpu_count] == devices);
      CHECK(plan.tp * plan.pp * plan.dp * plan.cp == devices);
      ++count;
    }
    for (const ParallelPlan& plan : list.rejected) {
      if (plan.verdict != PlanVerdict::memory) continue;
      CHECK_FALSE(estimate(plan.inputs, preset_catalog()).fit.fits);
    }
  }
  CHECK(count > 50);
}

TEST_CASE("Plans keep the sequences of a step", "[plans]") {
  for (const ParallelPlan& plan :
       plans_of("mode=train&model=llama-3-70b&gpu=nvidia-h100-sxm", 64).plans) {
    // One sequence on each of 64 devices, as the configuration has it.
    CHECK(plan.dp * plan.grad_accumulation == 64);
  }
}

TEST_CASE("70B on 64 H100 trains with states shared, and not without", "[plans]") {
  const PlanList list = plans_of("mode=train&model=llama-3-70b&gpu=nvidia-h100-sxm", 64);
  REQUIRE_FALSE(list.plans.empty());
  // 70.6e9 parameters of 16 bytes (2 weights, 2 gradients, 12 states) over 64 devices: 17.6 GB
  // each, and no plan can need less.
  for (const ParallelPlan& plan : list.plans) CHECK(plan.per_gpu_bytes > 70.5e9 * 16 / 64);
  // A whole copy of states on each device, 1.1 TB, is never among them.
  for (const ParallelPlan& plan : list.plans) {
    const bool is_shared = plan.tp * plan.pp * (plan.zero_stage > 0 ? plan.dp * plan.cp : 1) > 12;
    CHECK(is_shared);
  }
}

TEST_CASE("Splits that cannot be say why", "[plans]") {
  const PlanList list = plans_of("mode=train&model=llama-3-70b&gpu=nvidia-h100-sxm", 96);
  const auto has = [&](PlanVerdict verdict) {
    for (const ParallelPlan& plan : list.rejected) {
      if (plan.verdict == verdict) return true;
    }
    return false;
  };
  CHECK(has(PlanVerdict::heads));   // 64 heads, 3 ranks
  CHECK(has(PlanVerdict::node));    // 16 ranks, 8 devices in a node
  CHECK(has(PlanVerdict::layers));  // 80 layers, 3 stages
  CHECK(has(PlanVerdict::stages));  // 96 stages
}

TEST_CASE("The table of accelerators agrees with the estimate", "[hardware]") {
  const Catalog& catalog = preset_catalog();
  const Inputs inputs = decode_link("model=qwen3-32b&context=8192", catalog).inputs;
  const std::vector<HardwareRow> rows = hardware_table(inputs, catalog);
  REQUIRE(rows.size() == catalog.gpus.size());
  for (const HardwareRow& row : rows) {
    CAPTURE(std::string(catalog.gpus[row.gpu].id));
    if (!row.devices) continue;
    Inputs probe = inputs;
    probe[InputField::gpu] = static_cast<double>(row.gpu);
    probe[InputField::gpu_count] = *row.devices;
    Report report = estimate(probe, catalog);
    CHECK(report.fit.fits);
    CHECK(report.fit.headroom_bytes == row.headroom_bytes);
    if (row.longest) {
      probe[InputField::context] = *row.longest + 1;
      CHECK_FALSE(estimate(probe, catalog).fit.fits);
    }
    for (const SpeedLine& line : report.speed) {
      CHECK(row.speed[line.figure] == line.range.expected);
    }
  }
}
