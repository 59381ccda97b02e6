// What stays in the host's memory: llama.cpp's own logs, and the ZeRO-Offload paper.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <cmath>
#include <string>

#include "engine/solve/suggestions.h"
#include "presets/presets.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

constexpr double kMebibyte = 1048576;

/// Activations and logits at their widest: the compute buffer.
double compute_buffer(const Report& report) {
  double widest = 0;
  for (const PhaseTotal& phase : report.phases) {
    double bytes = 0;
    for (const Line& line : phase.lines) {
      const bool is_transient =
          line.component == Component::activations || line.component == Component::logits;
      if (is_transient) bytes += line.bytes;
    }
    widest = std::fmax(widest, bytes);
  }
  return widest;
}

/// A log of llama.cpp in MiB: the device's weights, its cache, its compute buffer. 0: not printed.
struct Log {
  const char* link;
  double weights;
  double cache;
  double buffer;
};

}  // namespace

TEST_CASE("Layers on the host leave what llama.cpp's logs show on the device", "[offload]") {
  // Issues 8551 (20 of 33), 8760 (39 of 89), 9271 and 10850 (0 of 33), 14469 (0 of 35) of
  // ggml-org/llama.cpp. The head, where there is one, left the device first.
  const std::string common =
      "runtime=llama_cpp&runtime_version=llama_cpp_b2425&attention=eager&kv_cache=fp16"
      "&gpu=nvidia-h100-sxm&";
  const Log log = GENERATE(
      Log{"model=llama-2-7b&weights=q4_0&context=3424&host_layers=12", 2171.88, 1070, 300.5},
      Log{"model=mistral-large-2407&weights=iq3_xs&context=8224&host_layers=49", 21018.94, 1252.88,
          1669.13},
      Log{"model=llama-2-7b&weights=q4_k_m&context=4096&host_layers=32", 0, 0, 353},
      Log{"model=llama-2-7b&weights=q4_0&context=4096&host_layers=32", 0, 0, 353});
  CAPTURE(log.link);
  const Report report = report_of(common + log.link);
  CHECK(std::fabs(bytes_of(report, Component::weights) / kMebibyte - log.weights) < 0.01);
  CHECK(std::fabs(bytes_of(report, Component::kv_cache) / kMebibyte - log.cache) < 0.01);
  CHECK(std::fabs(compute_buffer(report) / kMebibyte - log.buffer) <= 1);
}

TEST_CASE("A head on the host is copied beside its logits", "[offload]") {
  // Issue 14469: gemma-3-4b Q4_K_M, 0 of 35 layers: 1042.25 MiB, of which 525.1 is the head in
  // Q6_K.
  const Report report = report_of(
      "runtime=llama_cpp&runtime_version=llama_cpp_b5429&attention=eager&kv_cache=fp16"
      "&model=gemma-3-4b&weights=q4_k_m&context=4096&host_layers=34");
  CHECK(std::fabs(compute_buffer(report) / kMebibyte - 1042.25) < 0.01);
}

TEST_CASE("Newer builds keep the head on the device to the last", "[offload]") {
  // Llama 3.1 8B in bf16: the head alone has 128256 x 4096 x 2 bytes, the last norm 4096 x 4.
  const std::string link = "runtime=llama_cpp&host_layers=";
  const Report without_layers = report_of(link + "32");
  const double head = 128256.0 * 4096 * 2;
  const double weights = bytes_of(without_layers, Component::weights);
  CHECK(weights >= head);
  CHECK(weights < head + 4096 * 4 + 1);
  CHECK(bytes_of(without_layers, Component::kv_cache) == 0);
  CHECK(bytes_of(report_of(link + "33"), Component::weights) == 0);
  const Report too_many = report_of(link + "34");
  CHECK(find_issue(too_many.problems, IssueId::more_host_layers_than_layers) != nullptr);
}

TEST_CASE("ZeRO-Offload leaves two bytes per parameter on the device", "[offload]") {
  // Ren et al. 2021; deepspeedai/DeepSpeed#7309 measures once the 16-bit parameters.
  const std::string link =
      "mode=train&model=llama-3.1-8b&runtime=deepspeed&zero_stage=2&dp=8&offload=optimizer";
  const Report report = report_of(link);
  CHECK(bytes_of(report, Component::weights) == 2 * report.parameters.total);
  for (const Component gone :
       {Component::gradients, Component::master_weights, Component::optimizer_states}) {
    CHECK(bytes_of(report, gone) == 0);
  }
}

TEST_CASE("Weights leave the device only where they are sharded", "[offload]") {
  const Report refused = report_of("mode=train&runtime=deepspeed&zero_stage=1&dp=8&offload=all");
  CHECK(find_issue(refused.problems, IssueId::offload_needs_sharding) != nullptr);
  CHECK(bytes_of(refused, Component::weights) > 0);
  const Report taken = report_of("mode=train&runtime=deepspeed&zero_stage=3&dp=8&offload=all");
  CHECK(bytes_of(taken, Component::weights) == 0);
  CHECK(bytes_of(taken, Component::workspace) > 0);
  CHECK(find_issue(report_of("mode=train&runtime=fsdp&dp=8&offload=optimizer").warnings,
                   IssueId::fsdp_offloads_all) != nullptr);
}

TEST_CASE("The fewest layers that make it fit are left on the host", "[offload]") {
  const Catalog& catalog = preset_catalog();
  const Report full = report_of("model=llama-3-70b&weights=q4_k_m&runtime=llama_cpp&gpu=rtx-4090");
  const Inputs& asked = full.scenario.inputs;
  Inputs fewest = asked;
  for (const Suggestion& each : suggestions(asked, catalog)) {
    if (each.id == SuggestionId::host_layers) fewest = each.inputs;
  }
  const double layers = fewest[InputField::host_layers];
  REQUIRE(layers > 0);
  CHECK(estimate(fewest, catalog).fit.fits);
  fewest[InputField::host_layers] = layers - 1;
  CHECK_FALSE(estimate(fewest, catalog).fit.fits);
}

TEST_CASE("Gradients that are used up as they come are one tensor", "[offload]") {
  // Lv et al. 2023 (LOMO): Llama 7B's largest tensor is the embedding, 32000 x 4096.
  const Report report =
      report_of("mode=finetune&model=llama-7b&optimizer=lomo&precision=bf16_pure&recompute=full");
  for (const PhaseTotal& phase : report.phases) {
    for (const Line& line : phase.lines) {
      if (line.component == Component::gradients) CHECK(line.bytes <= 32000.0 * 4096 * 2);
    }
  }
}
