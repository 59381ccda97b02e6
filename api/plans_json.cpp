// One object per plan and per accelerator; what is not known is null.
// SPDX-License-Identifier: MIT
#include "api/plans_json.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "api/config_json.h"
#include "api/solve_json.h"
#include "engine/schema/choices.h"
#include "i18n/strings.h"

namespace vram {
namespace {

Json known(const std::optional<double>& number) {
  return number ? json_number(*number) : Json(nullptr);
}

Json plan_json(const ParallelPlan& plan, const Inputs& asked, const Catalog& catalog,
               Language language) {
  const auto verdict = static_cast<std::size_t>(plan.verdict);
  const auto recompute = static_cast<std::size_t>(plan.recompute);
  Json json{{"tp", json_number(plan.tp)},
            {"pp", json_number(plan.pp)},
            {"dp", json_number(plan.dp)},
            {"ep", json_number(plan.ep)},
            {"cp", json_number(plan.cp)},
            {"zero_stage", json_number(plan.zero_stage)},
            {"recompute", json_text(choice_keys(ChoiceList::Recompute)[recompute])},
            {"grad_accumulation", json_number(plan.grad_accumulation)},
            {"verdict", json_text(choice_keys(ChoiceList::PlanVerdict)[verdict])},
            {"reason", json_text(choice_label(ChoiceList::PlanVerdict, verdict, language))}};
  if (plan.per_gpu_bytes > 0) {
    json["per_gpu_bytes"] = json_number(plan.per_gpu_bytes);
    json["needed_bytes"] = json_number(plan.needed_bytes);
    json["headroom_bytes"] = json_number(plan.headroom_bytes);
  }
  if (plan.verdict != PlanVerdict::fits && plan.verdict != PlanVerdict::tight) return json;
  json["tokens_per_s"] = plan.tokens_per_s > 0 ? json_number(plan.tokens_per_s) : Json(nullptr);
  json["change"] = change_json(asked, plan.inputs, catalog);
  return json;
}

}  // namespace

Json plans_json(const PlanList& list, const Inputs& asked, const Catalog& catalog,
                Language language) {
  Json plans = Json::array();
  Json rejected = Json::array();
  for (const ParallelPlan& plan : list.plans) {
    plans.push_back(plan_json(plan, asked, catalog, language));
  }
  for (const ParallelPlan& plan : list.rejected) {
    rejected.push_back(plan_json(plan, asked, catalog, language));
  }
  return {{"gpu_count", json_number(list.devices)},
          {"plans", std::move(plans)},
          {"rejected", std::move(rejected)}};
}

Json hardware_json(const Inputs& inputs, const Catalog& catalog) {
  Json rows = Json::array();
  for (const HardwareRow& row : hardware_table(inputs, catalog)) {
    const GpuPreset& gpu = catalog.gpus[row.gpu];
    Json json{{"gpu", json_text(gpu.id)},
              {"name", json_text(gpu.name)},
              {"gpu_count", known(row.devices)},
              {"tp", json_number(row.tp)},
              {"per_gpu_bytes", json_number(row.per_gpu_bytes)},
              {"headroom_bytes", json_number(row.headroom_bytes)},
              {"largest_context", known(row.longest)},
              {"largest_batch", known(row.widest)},
              {"price_usd", known(row.price_usd)},
              {"power_watts", known(row.power_watts)},
              {"gib_per_1000_usd", known(row.gigabytes_per_thousand_usd)},
              {"gb_per_s_per_1000_usd", known(row.bandwidth_per_thousand_usd)}};
    Json speed = Json::object();
    for (std::size_t i = 0; i < kSpeedFigureCount; ++i) {
      const auto figure = static_cast<SpeedFigure>(i);
      if (row.speed.has(figure)) {
        speed[std::string(spec(figure).key)] = json_number(row.speed[figure]);
      }
    }
    json["speed"] = std::move(speed);
    rows.push_back(std::move(json));
  }
  return rows;
}

}  // namespace vram
