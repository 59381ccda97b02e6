// Speeds against published runs: the published figure lies in the range, and the errors are
// printed. The ranges were chosen with such runs in view; the expected values are one choice for
// all. SPDX-License-Identifier: MIT
#include "engine/speed/speed.h"

#include <catch_amalgamated.hpp>
#include <cmath>
#include <cstdio>

#include "engine/core/number_text.h"
#include "tests/support/csv.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

const SpeedLine* line_of(const Report& report, std::string_view key) {
  for (const SpeedLine& line : report.speed) {
    if (spec(line.figure).key == key) return &line;
  }
  return nullptr;
}

}  // namespace

TEST_CASE("Published speeds lie in the ranges", "[speed]") {
  double sum_of_errors = 0;
  int count = 0;
  for (auto& row : read_csv("reference/speed.csv")) {
    CAPTURE(row["link"], row["figure"]);
    const double published = parse_number(row["published"]).value();
    const Report report = report_of(row["link"]);
    CHECK(report.problems.empty());
    const SpeedLine* line = line_of(report, row["figure"]);
    REQUIRE(line != nullptr);
    CHECK(line->range.low <= published);
    CHECK(published <= line->range.high);
    const double error = line->range.expected / published - 1;
    CHECK(std::fabs(error) < 0.75);
    std::printf("%+5.0f %%  %10.5g published, %10.5g expected (%.4g to %.4g)  %s, %s\n",
                error * 100, published, line->range.expected, line->range.low, line->range.high,
                row["figure"].c_str(), row["note"].c_str());
    sum_of_errors += std::fabs(error);
    ++count;
  }
  REQUIRE(count >= 10);
  std::printf("speed: %d published runs, mean error %.0f %%\n", count, sum_of_errors / count * 100);
  CHECK(sum_of_errors / count < 0.25);
}

TEST_CASE("A decode step by hand", "[speed]") {
  // Llama 3.1 8B in BF16 at batch 1: all but the embedding of 128256 x 4096 is read, with 8192
  // tokens of 131072 bytes; 0.75 of 3350 GB/s, and 32 layers of 40 microseconds.
  const Report report = report_of("model=llama-3.1-8b&gpu=nvidia-h100-sxm&context=8192");
  const double read = (8030261248.0 - 128256.0 * 4096) * 2 + 8192.0 * 131072;
  const double step = read / (0.75 * 3350e9) + 32 * 40e-6;
  CHECK_THAT(line_of(report, "decode_step_s")->range.expected,
             Catch::Matchers::WithinRel(step, 1e-9));
  CHECK_THAT(line_of(report, "decode_tokens_per_s")->range.expected,
             Catch::Matchers::WithinRel(1 / step, 1e-9));
}

TEST_CASE("A training step by hand", "[speed]") {
  // 6 FLOPs per multiplied parameter and token, 12 L h s / 2 of causal attention; 0.5 of 989
  // TFLOPS.
  const Report report = report_of("mode=train&model=llama-3.1-8b&gpu=nvidia-h100-sxm&seq_len=4096");
  const double matrices = 6 * (8030261248.0 - 128256.0 * 4096);
  const double attention = 12.0 * 32 * 4096 * 4096 / 2;
  const double step = 4096 * (matrices + attention) / (0.5 * 989e12);
  CHECK_THAT(line_of(report, "step_seconds")->range.expected,
             Catch::Matchers::WithinRel(step, 1e-9));
  // A billion tokens: as many steps as 4096 go into it.
  CHECK_THAT(line_of(report, "training_days")->range.expected,
             Catch::Matchers::WithinRel(1e9 / 4096 * step / 86400, 1e-9));
}

TEST_CASE("A given share is a point, not a range", "[speed]") {
  const Report report = report_of("model=llama-3.1-8b&gpu=nvidia-h100-sxm&mbu=0.8&layer_us=20");
  const Range& step = line_of(report, "decode_step_s")->range;
  CHECK(step.low == step.expected);
  CHECK(step.high == step.expected);
}

TEST_CASE("Experts that no token is routed to are not read", "[speed]") {
  // Mixtral reads 2 of 8 experts for one sequence, nearly all for 64: less than 64 times the time.
  const auto step = [](const char* link) {
    return line_of(report_of(link), "decode_step_s")->range.expected;
  };
  const double one = step("model=mixtral-8x7b&gpu=nvidia-h200&context=128&layer_us=0.01");
  const double many = step("model=mixtral-8x7b&gpu=nvidia-h200&context=128&batch=64&layer_us=0.01");
  // 12.88e9 active of 46.70e9 parameters: 3.6 times as much.
  CHECK(many / one > 3);
  CHECK(many / one < 4);
}

TEST_CASE("What is not known is left out", "[speed]") {
  for (const GpuPreset& gpu : preset_catalog().gpus) {
    const Report report = report_of("model=llama-3.2-1b&gpu=" + std::string(gpu.id));
    CAPTURE(std::string(gpu.id));
    const bool is_priced = gpu.price_usd > 0 || gpu.rent_usd_per_hour > 0;
    const bool is_known =
        gpu.bandwidth_gb_per_second > 0 && (gpu.bf16_dense_tflops > 0 || gpu.fp16_dense_tflops > 0);
    CHECK((line_of(report, "decode_step_s") != nullptr) == is_known);
    CHECK((line_of(report, "usd_per_million_tokens") != nullptr) == (is_priced && is_known));
  }
}
