// Weights against model buffers that runtimes printed.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <cmath>

#include "tests/support/csv.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

TEST_CASE("Weights have the size runtimes print", "[reference][weights]") {
  const auto rows = read_csv("reference/weights.csv");
  REQUIRE(rows.size() >= 25);
  for (const auto& row : rows) {
    CAPTURE(row.at("link"), row.at("source"));
    const Report report = report_of(row.at("link"));
    const double expected = std::stod(row.at("bytes"));
    const double bytes = bytes_of(report, Component::weights);
    CAPTURE(bytes, expected);
    CHECK(std::fabs(bytes - expected) <= std::stod(row.at("tolerance")) * expected);
    CHECK(report.problems.empty());
  }
}

TEST_CASE("Quantisation mixes of Llama-3.1-8B have the published bits per weight",
          "[reference][weights]") {
  // ggml-org/llama.cpp tools/quantize/README.md @311c2c9f.
  const struct {
    const char* format;
    double bits_per_weight;
  } published[] = {{"q2_k", 3.1593},   {"q3_k_s", 3.6429}, {"q3_k_l", 4.2979},
                   {"q4_k_s", 4.6672}, {"q4_k_m", 4.8944}, {"q5_k_s", 5.5704},
                   {"q5_k_m", 5.7036}, {"q6_k", 6.5633},   {"q8_0", 8.5008}};
  for (const auto& row : published) {
    CAPTURE(row.format);
    const Report report = report_of(std::string("model=llama-3.1-8b&weights=") + row.format);
    const double bits = 8 * bytes_of(report, Component::weights) / report.parameters.total;
    CHECK(std::fabs(bits - row.bits_per_weight) < 0.0001);
  }
}

TEST_CASE("Unquantised weights are parameters times width", "[weights]") {
  const double parameters = 7615616512;  // Qwen2.5-7B
  const auto weights = [](const char* format) {
    return bytes_of(report_of(std::string("model=qwen2.5-7b&weights=") + format),
                    Component::weights);
  };
  CHECK(weights("fp32") == 4 * parameters);
  CHECK(weights("fp16") == 2 * parameters);
  CHECK(weights("bf16") == 2 * parameters);
}

TEST_CASE("Quantised formats leave embeddings, output head and norms alone", "[weights]") {
  // Llama-3.1-8B: 128256 x 4096 twice and 65 norms in 16 bits, the rest in NF4 with one fp32
  // absmax per block of 64, i.e. 4.5 bits.
  const double plain = 2.0 * 128256 * 4096 + 65.0 * 4096;
  const double matrices = 8030261248.0 - plain;
  CHECK(bytes_of(report_of("model=llama-3.1-8b&weights=nf4"), Component::weights) ==
        plain * 2 + matrices * 4.5 / 8);
}

TEST_CASE("MXFP4 stores only the experts of a model that has them", "[weights]") {
  // gpt-oss-20b: 24 layers x 32 experts x (2 x 2880 + 2880) x 2880 weights at 4.25 bits.
  const double experts = 24.0 * 32 * 3 * 2880 * 2880;
  CHECK(bytes_of(report_of("model=gpt-oss-20b&weights=mxfp4"), Component::weights) ==
        (20914757184.0 - experts) * 2 + experts * 4.25 / 8);
}
