// Weights against model buffers that runtimes printed.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <cmath>
#include <map>
#include <string>

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

TEST_CASE("Files of weights have the published lengths", "[reference][weights]") {
  // A header holds the tokens' texts, kinds and merges: at most so much each in the files here.
  constexpr double kHeaderBytesPerToken = 66;
  constexpr double kTolerance = 0.005;
  std::map<std::string, double> headers;  // of the repositories whose files are known to the byte
  const auto rows = read_csv("reference/weight_files.csv");
  REQUIRE(rows.size() >= 150);
  for (const auto& row : rows) {
    CAPTURE(row.at("link"), row.at("repository"), row.at("source"));
    const Report report = report_of(row.at("link"));
    CHECK(report.problems.empty());
    const double bytes = std::stod(row.at("bytes"));
    const double rounding = std::stod(row.at("rounding"));
    const double weights = bytes_of(report, Component::weights);
    const double header = bytes - weights;
    CAPTURE(bytes, weights, header);
    if (rounding > 0) {
      CHECK(std::fabs(header) <= kTolerance * bytes + rounding);
      continue;
    }
    CHECK(header > 0);
    CHECK(header <= kHeaderBytesPerToken * report.scenario.model[ModelField::vocab_size]);
    const auto [known, is_first] = headers.try_emplace(row.at("repository"), header);
    if (!is_first) CHECK(header == known->second);
  }
}

TEST_CASE("Falcon's own mix has the length of its files", "[reference][weights]") {
  // alfred-40B-1023-GGUF (leliuga/cohere-configurations@84408edf): 25452369600 and 20061148864
  // bytes, headers of 2315968. The files are of October 2023, when the first two of 60 layers got
  // the widest type; since January 2024 it is the first 16th, three layers. The third matrix of
  // 8192 x 32768 goes from Q5_K to Q6_K (Q4_K_M), and from Q4_K to Q5_K (Q3_K_M).
  const std::string alfred =
      "model=custom&arch.hidden_size=8192&arch.num_hidden_layers=60&arch.num_attention_heads=128"
      "&arch.num_key_value_heads=8&arch.head_dim=64&arch.intermediate_size=32768"
      "&arch.vocab_size=65024&arch.norm=layer&arch.gated_mlp=false&arch.fused_qkv=true&weights=";
  const double matrix = 8192.0 * 32768;
  const auto weights = [&](const char* format) {
    return bytes_of(report_of(alfred + format), Component::weights);
  };
  CHECK(weights("q4_k_m") == 25452369600 - 2315968 + matrix * (6.5625 - 5.5) / 8);
  CHECK(weights("q3_k_m") == 20061148864 - 2315968 + matrix * (5.5 - 4.5) / 8);
}

TEST_CASE("Quantisation mixes of Llama-3.1-8B have the published bits per weight",
          "[reference][weights]") {
  // ggml-org/llama.cpp tools/quantize/README.md @311c2c9f. Its IQ4_XS and IQ4_NL were made without
  // an importance matrix: 5.5 bits instead of 4.25 and 4.5 in the first four of 32 matrices of
  // 4096 x 14336 down from the MLP.
  const double first_down_matrices = 4.0 * 4096 * 14336 / 8030261248.0;
  const struct {
    const char* format;
    double bits_per_weight;
  } published[] = {{"iq1_s", 2.0042},
                   {"iq1_m", 2.1460},
                   {"iq2_xxs", 2.3824},
                   {"iq2_xs", 2.5882},
                   {"iq2_s", 2.7403},
                   {"iq2_m", 2.9294},
                   {"iq3_xxs", 3.2548},
                   {"iq3_xs", 3.4977},
                   {"iq3_s", 3.6606},
                   {"iq3_m", 3.7628},
                   {"q2_k_s", 2.9697},
                   {"q2_k", 3.1593},
                   {"q3_k_s", 3.6429},
                   {"q3_k_l", 4.2979},
                   {"q4_k_s", 4.6672},
                   {"q4_k_m", 4.8944},
                   {"q5_k_s", 5.5704},
                   {"q5_k_m", 5.7036},
                   {"q6_k", 6.5633},
                   {"q8_0", 8.5008},
                   {"iq4_xs", 4.4597 - first_down_matrices * (5.5 - 4.25)},
                   {"iq4_nl", 4.6818 - first_down_matrices * (5.5 - 4.5)}};
  for (const auto& row : published) {
    CAPTURE(row.format);
    const Report report = report_of(std::string("model=llama-3.1-8b&weights=") + row.format);
    const double bits = 8 * bytes_of(report, Component::weights) / report.parameters.total;
    CHECK(std::fabs(bits - row.bits_per_weight) < 0.0001);
  }
}

TEST_CASE("Rows that are no whole number of blocks get a wider type", "[reference][weights]") {
  // Qwen2.5-0.5B: rows of 896 = 3.5 x 256. llama-quantize prints 144 fallbacks of 290 tensors and
  // 391.859 million bytes for Q4_K_M: Q4_K becomes Q5_0 and Q6_K Q8_0, but for the matrices down
  // from the MLP, whose rows of 4864 = 19 x 256 keep Q4_K and, in 12 of 24 layers, Q6_K.
  const double embedding = 151936.0 * 896 * 8.5;
  const double per_layer = (896.0 * 896 * 2 + 128.0 * 896 + 4864.0 * 896 * 2) * 5.5;
  const double values = 128.0 * 896;
  const double down = 4864.0 * 896;
  const double vectors = (24 * (896 + 128 + 128 + 2 * 896) + 896) * 32.0;
  const double bits =
      embedding + 24 * per_layer + 12 * values * (5.5 + 8.5) + 12 * down * (4.5 + 6.5625) + vectors;
  const Report report = report_of("model=qwen2.5-0.5b&weights=q4_k_m");
  CHECK(bytes_of(report, Component::weights) == bits / 8);
  CHECK(find_issue(report.warnings, IssueId::blocks_do_not_divide) != nullptr);
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

TEST_CASE("NF4 with double quantisation stores its scales in eight bits", "[weights]") {
  // unsloth/Meta-Llama-3.1-8B-bnb-4bit: 6979321856 weights in 4 bits, one byte per 64 of them, four
  // per 64 x 256; 1050939392 elements in 16 bits. Its safetensors count 8248929356 elements, a byte
  // of packed weights as two, and 224 matrices bring 272 table entries and some text each.
  const double matrices = 6979321856.0;
  CHECK(bytes_of(report_of("model=llama-3.1-8b&weights=nf4_dq"), Component::weights) ==
        matrices / 2 + matrices / 64 + 4 * matrices / 16384 + 2 * 1050939392.0);
}

TEST_CASE("FP8 in blocks has one scale per 128 x 128 weights", "[reference][weights]") {
  // Kimi-K2: the FP8 repository counts 1026470731056 elements, the model 1026408235864 (facts of
  // both in presets/models), so 62495192 scales. Of those, 61 layers x 56 x (5 - 4.5) round up the
  // 576 rows of kv_a_proj_with_mqa, which the estimate leaves out.
  const double scales = 62495192.0 - 61 * 56 * 0.5;
  const double plain = bytes_of(report_of("model=kimi-k2-1t&weights=bf16"), Component::weights);
  const double blocks =
      bytes_of(report_of("model=kimi-k2-1t&weights=fp8_block"), Component::weights);
  // Each scale stands for 16384 weights that shrank to one byte, and takes four.
  CHECK(plain - blocks == scales * (16384 - 4));
}

TEST_CASE("Other names of a mix mean the mix", "[weights]") {
  for (const auto& [name, format] :
       {std::pair{"q3_k", "q3_k_m"}, std::pair{"q4_k", "q4_k_m"}, std::pair{"q5_k", "q5_k_m"}}) {
    CAPTURE(name);
    const Report report = report_of(std::string("weights=") + name);
    CHECK(report.problems.empty());
    CHECK(spec(report.scenario.inputs.weights()).key == format);
  }
}

TEST_CASE("A stage's mix counts its layers only", "[weights]") {
  // Llama-3.1-8B in Q4_K_M: values in Q6_K in layers 0 to 3, 28 to 31 and every third between.
  const Report report = report_of("model=llama-3.1-8b&weights=q4_k_m");
  const auto runs = [&](LayerRange range) {
    return weight_mix(report.scenario.model, WeightFormat::q4_k_m, range)
        .of(TensorRole::attn_v, LayerSet::attention);
  };
  const FormatRuns all = runs({0, 32});
  REQUIRE(all.count == 2);
  CHECK(all.runs[0].type == TensorType::q6_k);
  CHECK(all.runs[0].layers == 16);
  CHECK(all.runs[1].layers == 16);
  const FormatRuns last = runs({28, 32});
  REQUIRE(last.count == 1);
  CHECK(last.runs[0].type == TensorType::q6_k);
  CHECK(last.runs[0].layers == 4);
}

TEST_CASE("Pipeline stages hold the whole model's weights between them", "[weights]") {
  for (const char* model : {"llama-3.1-8b&weights=q4_k_m", "deepseek-v2-lite&weights=q5_k_m",
                            "mixtral-8x7b&weights=iq3_xs"}) {
    CAPTURE(model);
    const std::string link = std::string("model=") + model;
    const double whole = bytes_of(report_of(link), Component::weights);
    const Report report = report_of(link + "&pp=2");
    const ModelValues& facts = report.scenario.model;
    double stages = 0;
    for (const LayerRange range : {first_stage(facts, 2), last_stage(facts, 2)}) {
      const WeightMix mix = weight_mix(facts, report.scenario.stored, range);
      Placement<double> placement = split_over(facts, 1.0);
      placement.first_layer = range.first;
      placement.end_layer = range.end;
      placement.has_embedding = range.first == 0;
      placement.has_head = range.first > 0;
      const Recorder<double> recorder;
      visit_tensor_groups(architecture<double>(facts, placement, recorder),
                          [&](const TensorGroup<double>& group) {
                            const FormatRuns& runs = mix.of(group.role, group.layer_set);
                            double layers = 0;
                            for (std::size_t i = 0; i < runs.count; ++i) {
                              const FormatRun& run = runs.runs[i];
                              layers += run.layers;
                              stages += run.layers * group.copies * group.rows * group.columns *
                                        spec(run.type).bits_per_element() / 8;
                            }
                            CHECK(layers == group.layers);
                          });
    }
    CHECK(stages == whole);
    CHECK(bytes_of(report, Component::weights) < 0.6 * whole);
  }
}
