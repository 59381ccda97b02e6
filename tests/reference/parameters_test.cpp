// Parameter totals against published ones.
// SPDX-License-Identifier: MIT
#include "engine/model/parameters.h"

#include <catch_amalgamated.hpp>
#include <cmath>

#include "tests/support/csv.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

TEST_CASE("Parameters equal the published totals exactly", "[reference][parameters]") {
  const auto rows = read_csv("reference/parameters.csv");
  REQUIRE(rows.size() >= 10);
  for (const auto& row : rows) {
    CAPTURE(row.at("model"));
    const Report report = report_of("model=" + row.at("model"));
    CHECK(report.problems.empty());
    CHECK(report.parameters.total == std::stod(row.at("parameters")));
  }
}

TEST_CASE("Architectures given by their facts alone have the published totals",
          "[reference][parameters]") {
  const auto rows = read_csv("reference/custom_parameters.csv");
  REQUIRE(rows.size() >= 8);
  for (const auto& row : rows) {
    CAPTURE(row.at("source"));
    const Report report = report_of("model=custom&" + row.at("link"));
    CHECK(report.problems.empty());
    CHECK(report.parameters.total == std::stod(row.at("parameters")));
  }
}

TEST_CASE("Multi-token prediction layers have the parameters that published totals count beside",
          "[reference][parameters]") {
  // Differences of published safetensors totals with and without the module: Qwen3-Next and
  // Qwen3-Coder-Next; Qwen3.5-0.8B and its base model. Nemotron 3 Super: an attention layer of
  // 2 x 4096 x 4096 + 2 x 256 x 4096, a layer of 512 experts of 2 x 1024 x 2688 behind 2 x 1024 x
  // 4096 with a shared expert of 2 x 4096 x 5376 and a router of 512 x 4096, a projection of 2 x
  // 4096 x 4096 and 5 norms.
  const std::pair<const char*, double> models[] = {
      {"qwen3-next-80b-a3b", 81324862720.0 - 79674391296.0},
      {"qwen3.5-0.8b", 873438784.0 - 852985920.0},
      {"nemotron-3-super-120b-a12b", 2942324736.0},
      {"llama-3.1-8b", 0},
  };
  for (const auto& [id, parameters] : models) {
    CAPTURE(id);
    const Report report = report_of(std::string("model=") + id);
    CHECK(count_parameters(whole_architecture(report.scenario.model), Recorder<double>{}).mtp ==
          parameters);
  }
}

TEST_CASE("Every preset's parameters equal its own published total", "[parameters]") {
  const Catalog& catalog = preset_catalog();
  CHECK(catalog.models.size() >= 190);
  CHECK(catalog.gpus.size() >= 40);
  for (const ModelPreset& model : catalog.models) {
    CAPTURE(model.id);
    const auto counted = count_parameters(whole_architecture(model.facts), Recorder<double>{});
    CHECK(std::fabs(counted.total - model.published_parameters) <=
          model.tolerance * model.published_parameters);
  }
}

TEST_CASE("Active parameters match what model cards say", "[reference][parameters]") {
  // In billions, as printed on the cards. Some do not count the embedding, which is only looked up,
  // or neither embedding nor head. Jamba: Jamba Team 2024 (arXiv 2408.12570); MiniMax 2025 (arXiv
  // 2501.08313).
  const struct {
    const char* model;
    double billions;
    double rounding;
    double tables_left_out;
  } cards[] = {{"mixtral-8x7b", 12.9, 0.05, 0},
               {"qwen3-30b-a3b", 3.3, 0.06, 0},
               {"deepseek-v3", 37, 0.6, 0},
               {"deepseek-v2-lite", 2.4, 0.06, 1},
               {"gpt-oss-20b", 3.61, 0.005, 1},
               {"gpt-oss-120b", 5.13, 0.005, 1},
               {"qwen3-235b-a22b", 22, 0.5, 0},
               {"olmoe-1b-7b", 1.3, 0.05, 0},
               {"jamba-1.5-mini", 12, 0.5, 0},
               {"jamba-1.5-large", 94, 0.5, 0},
               {"minimax-text-01-456b", 45.9, 0.05, 2},
               {"dbrx-132b", 36, 0.5, 0},
               {"nemotron-3-nano-30b-a3b", 3.5, 0.1, 0},
               {"granite-4.0-h-small", 9, 0.5, 0}};
  for (const auto& card : cards) {
    CAPTURE(card.model);
    const Report report = report_of(std::string("model=") + card.model);
    const ModelValues& model = report.scenario.model;
    const double table = model[ModelField::vocab_size] * model[ModelField::hidden_size];
    const double active = (report.parameters.active - card.tables_left_out * table) / 1e9;
    CAPTURE(active);
    CHECK(std::fabs(active - card.billions) <= card.rounding);
  }
}
