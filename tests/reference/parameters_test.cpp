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

TEST_CASE("Every preset's parameters equal its own published total", "[parameters]") {
  const Catalog& catalog = preset_catalog();
  CHECK(catalog.models.size() >= 60);
  CHECK(catalog.gpus.size() >= 40);
  for (const ModelPreset& model : catalog.models) {
    CAPTURE(model.id);
    const auto counted = count_parameters(whole_architecture(model.facts), Recorder<double>{});
    CHECK(std::fabs(counted.total - model.published_parameters) <=
          model.tolerance * model.published_parameters);
  }
}

TEST_CASE("Active parameters match what model cards say", "[reference][parameters]") {
  // In billions, as printed on the cards. Some do not count the embedding, which is only looked up.
  const struct {
    const char* model;
    double billions;
    double rounding;
    bool counts_embedding;
  } cards[] = {{"mixtral-8x7b", 12.9, 0.05, true},  {"qwen3-30b-a3b", 3.3, 0.06, true},
               {"deepseek-v3", 37, 0.6, true},      {"deepseek-v2-lite", 2.4, 0.06, false},
               {"gpt-oss-20b", 3.61, 0.005, false}, {"gpt-oss-120b", 5.13, 0.005, false},
               {"qwen3-235b-a22b", 22, 0.5, true},  {"olmoe-1b-7b", 1.3, 0.05, true}};
  for (const auto& card : cards) {
    CAPTURE(card.model);
    const Report report = report_of(std::string("model=") + card.model);
    const ModelValues& model = report.scenario.model;
    const double embedding =
        card.counts_embedding ? 0 : model[ModelField::vocab_size] * model[ModelField::hidden_size];
    const double active = (report.parameters.active - embedding) / 1e9;
    CAPTURE(active);
    CHECK(std::fabs(active - card.billions) <= card.rounding);
  }
}
