// llama.cpp's buffers against what its builds reserve.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <catch_amalgamated.hpp>
#include <cmath>

#include "tests/support/csv.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

std::string link_of(const std::map<std::string, std::string>& row) {
  return "runtime=llama_cpp&runtime_version=" + row.at("version") + "&model=" + row.at("model") +
         "&arch.num_hidden_layers=" + row.at("layers") + "&context=" + row.at("context") +
         "&prefill_chunk=" + row.at("chunk") + "&attention=" + row.at("attention");
}

/// The compute buffer holds activations or logits, whichever moment is wider.
double compute_buffer(const Report& report) {
  double widest = 0;
  for (const PhaseTotal& phase : report.phases) {
    double bytes = 0;
    for (const Line& line : phase.lines) {
      const bool is_buffer =
          line.component == Component::activations || line.component == Component::logits;
      if (is_buffer) bytes += line.bytes;
    }
    widest = std::max(widest, bytes);
  }
  return widest;
}

}  // namespace

TEST_CASE("llama.cpp's caches and compute buffers are those its builds reserve",
          "[reference][llama_cpp]") {
  const auto rows = read_csv("reference/llama_cpp_buffers.csv");
  REQUIRE(rows.size() >= 300);
  std::vector<double> errors;
  for (const auto& row : rows) {
    const std::string link = link_of(row);
    CAPTURE(link);
    const Report report = report_of(link);
    CHECK(std::fabs(bytes_of(report, Component::kv_cache) / kMib - std::stod(row.at("kv_mib"))) <
          0.01);
    const double measured = std::stod(row.at("compute_mib")) * kMib;
    errors.push_back(std::fabs(compute_buffer(report) / measured - 1));
    // Where tensors do not fall into freed gaps as they mostly do.
    CHECK(errors.back() < 0.27);
  }
  std::sort(errors.begin(), errors.end());
  CHECK(errors[errors.size() * 3 / 4] < 0.001);
  CHECK(errors[errors.size() * 9 / 10] < 0.11);
}

TEST_CASE("llama.cpp keeps every token of models whose layers all have windows", "[llama_cpp]") {
  // Phi-3 mini 4k in llama.cpp's log of June 2025: 1,536 MiB for 4,096 cells in 32 layers, although
  // its config.json names a window of 2,047 tokens.
  const Report report = report_of(
      "runtime=llama_cpp&model=phi-3-mini-3.8b&kv_cache=fp16&weights=q4_k_m&context=4096"
      "&prefill_chunk=256&attention=eager&runtime_version=llama_cpp_b5429");
  CHECK(bytes_of(report, Component::kv_cache) == 1536 * kMib);
}
