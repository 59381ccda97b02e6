// States of fixed size against runtimes' logs and shapes derived by hand.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <cmath>

#include "tests/support/csv.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

double state(const std::string& link) {
  return bytes_of(report_of(link), Component::recurrent_state);
}

}  // namespace

TEST_CASE("Recurrent states have the sizes that llama.cpp prints", "[reference][recurrent_state]") {
  const auto rows = read_csv("reference/recurrent_state.csv");
  REQUIRE(rows.size() >= 3);
  for (const auto& row : rows) {
    CAPTURE(row.at("link"), row.at("source"));
    const double expected = std::stod(row.at("bytes"));
    const double bytes = state(row.at("link") + "&weights=fp32");
    CHECK(std::fabs(bytes - expected) <= std::stod(row.at("tolerance")) * expected);
  }
}

TEST_CASE("Linear attention keeps its state in float32 and its inputs in 16 bits",
          "[recurrent_state]") {
  // Qwen3-Next: 36 layers; 32 value heads of a 128 x 128 state; 8192 channels under a kernel of 4.
  const double per_sequence = 36.0 * (32 * 128 * 128 * 4 + 8192 * 3 * 2);
  CHECK(state("model=qwen3-next-80b-a3b") == per_sequence);
  CHECK(state("model=qwen3-next-80b-a3b&batch=7&context=100000") == 7 * per_sequence);
  CHECK(state("model=qwen3-next-80b-a3b&tp=2") == per_sequence / 2);
}

TEST_CASE("State spaces keep both in the activations' format unless the model says otherwise",
          "[recurrent_state]") {
  // Mamba-1, Falcon Mamba: 64 layers of 8192 channels, 16 states each, kernel 4.
  CHECK(state("model=falcon-mamba-7b") == 64.0 * 8192 * (16 + 3) * 2);
  CHECK(state("model=falcon-mamba-7b&arch.mamba_ssm_dtype=float32") ==
        64.0 * 8192 * (16 * 4 + 3 * 2));
  // Mamba-2, granite-4.0-h-small: 36 layers of 128 heads of 64, state of 128, one group.
  CHECK(state("model=granite-4.0-h-small") == 36.0 * (8192 * 128 + (8192 + 2 * 128) * 3) * 2);
  // Two ranks share the heads but each has the group whole (vLLM, extra_groups_for_head_shards).
  CHECK(state("model=granite-4.0-h-small&tp=2") == 36.0 * (4096 * 128 + (4096 + 2 * 128) * 3) * 2);
}

TEST_CASE("Lightning attention has a square state, a short convolution only its inputs",
          "[recurrent_state]") {
  CHECK(state("model=minimax-text-01-456b") == 70.0 * 64 * 128 * 128 * 4);
  CHECK(state("model=custom&arch.layer_types=2SF&arch.num_hidden_layers=6") == 4.0 * 4096 * 2 * 2);
}

TEST_CASE("Models that attend everywhere have no recurrent state", "[recurrent_state]") {
  CHECK(state("model=llama-3.1-8b") == 0);
}
