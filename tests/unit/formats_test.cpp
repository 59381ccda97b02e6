// formats: behaviour a user relies on.
// SPDX-License-Identifier: MIT
#include "engine/schema/formats.h"

#include <catch_amalgamated.hpp>
#include <string>

using namespace vram;

namespace {

double bits(const char* tensor_type) {
  for (const TensorTypeSpec& type : kTensorTypes) {
    if (type.key == tensor_type) return type.bits_per_element();
  }
  return 0;
}

}  // namespace

TEST_CASE("Tensor types have the widths of their layouts", "[formats]") {
  CHECK(bits("fp32") == 32);
  CHECK(bits("fp16") == 16);
  CHECK(bits("bf16") == 16);
  CHECK(bits("fp8") == 8);
  CHECK(bits("int8") == 8);
  // 4 bits, and 2 x 16 bits of scale and zero per 128.
  CHECK(bits("int4") == 4 + 32.0 / 128);
  // 4 bits, and a 32-bit absmax per 64.
  CHECK(bits("nf4") == 4 + 32.0 / 64);
  // 4 bits, a 16-bit scale and a 4-bit zero per 128.
  CHECK(bits("gptq_int4") == 4 + 20.0 / 128);
  CHECK(bits("awq_int4") == 4 + 20.0 / 128);
  CHECK(bits("gptq_int4_g64") == 4 + 20.0 / 64);
  CHECK(bits("gptq_int4_g32") == 4 + 20.0 / 32);
  CHECK(bits("awq_int4_g64") == 4 + 20.0 / 64);
  CHECK(bits("awq_int4_g32") == 4 + 20.0 / 32);
  // 4 bits and a 16-bit scale.
  CHECK(bits("w4a16") == 4 + 16.0 / 128);
  CHECK(bits("w4a16_g32") == 4 + 16.0 / 32);
  CHECK(bits("gptq_int8") == 8 + 24.0 / 128);
  // 4 bits, 8 bits of absmax per 64, and 32 per 64 x 256.
  CHECK(bits("nf4_dq") == 4 + 8.0 / 64 + 32.0 / (64 * 256));
  // A 16-bit scale and zero (or bias) per 64.
  CHECK(bits("hqq_int4") == 4.5);
  CHECK(bits("mlx_int4") == 4.5);
  CHECK(bits("mlx_int8") == 8.5);
  // A 32-bit scale per 128 x 128.
  CHECK(bits("fp8_block") == 8 + 32.0 / (128 * 128));
  CHECK(bits("mxfp8") == 8.25);
  CHECK(bits("mxfp6") == 6.25);
  CHECK(bits("mxfp4") == 4.25);
  CHECK(bits("nvfp4") == 4.5);
  // ggml-common.h: bytes of a block over its elements.
  CHECK(bits("q4_0") == 8.0 * (2 + 16) / 32);
  CHECK(bits("q4_1") == 8.0 * (2 + 2 + 16) / 32);
  CHECK(bits("q5_0") == 8.0 * (2 + 4 + 16) / 32);
  CHECK(bits("q5_1") == 8.0 * (2 + 2 + 4 + 16) / 32);
  CHECK(bits("q8_0") == 8.0 * (2 + 32) / 32);
  CHECK(bits("q2_k") == 8.0 * (2 + 2 + 16 + 64) / 256);
  CHECK(bits("q3_k") == 8.0 * (2 + 32 + 64 + 12) / 256);
  CHECK(bits("q4_k") == 8.0 * (2 + 2 + 12 + 128) / 256);
  CHECK(bits("q5_k") == 8.0 * (2 + 2 + 12 + 32 + 128) / 256);
  CHECK(bits("q6_k") == 8.0 * (128 + 64 + 16 + 2) / 256);
  CHECK(bits("iq1_s") == 8.0 * (2 + 32 + 16) / 256);
  CHECK(bits("iq1_m") == 8.0 * (32 + 16 + 8) / 256);
  CHECK(bits("iq2_xxs") == 8.0 * (2 + 64) / 256);
  CHECK(bits("iq2_xs") == 8.0 * (2 + 64 + 8) / 256);
  CHECK(bits("iq2_s") == 8.0 * (2 + 64 + 8 + 8) / 256);
  CHECK(bits("iq3_xxs") == 8.0 * (2 + 96) / 256);
  CHECK(bits("iq3_s") == 8.0 * (2 + 64 + 8 + 32 + 4) / 256);
  CHECK(bits("iq4_xs") == 8.0 * (2 + 2 + 4 + 128) / 256);
  CHECK(bits("iq4_nl") == 8.0 * (2 + 16) / 32);
}

TEST_CASE("Every format of the contract is there", "[formats]") {
  for (const char* key :
       {"fp32",      "fp16",     "bf16",   "fp8",     "int8",   "int4",   "nf4",
        "gptq_int4", "awq_int4", "mxfp4",  "nvfp4",   "q2_k",   "q2_k_s", "q3_k",
        "q3_k_s",    "q3_k_m",   "q3_k_l", "q4_0",    "q4_1",   "q4_k",   "q4_k_s",
        "q4_k_m",    "q5_0",     "q5_1",   "q5_k",    "q5_k_s", "q5_k_m", "q6_k",
        "q8_0",      "iq1_s",    "iq1_m",  "iq2_xxs", "iq2_xs", "iq2_s",  "iq2_m",
        "iq3_xxs",   "iq3_xs",   "iq3_s",  "iq3_m",   "iq4_xs", "iq4_nl"}) {
    CAPTURE(key);
    CHECK(choice_index(ChoiceList::WeightFormat, key).has_value());
  }
  for (const char* key : {"fp32", "fp16", "bf16", "fp8", "int8", "int4", "nvfp4", "q8_0", "q5_1",
                          "q5_0", "q4_1", "q4_0", "iq4_nl"}) {
    CAPTURE(key);
    CHECK(choice_index(ChoiceList::KvFormat, key).has_value());
  }
}

TEST_CASE("Cached vectors have the widths of their layouts", "[formats]") {
  const auto vector_bytes = [](KvFormat format, double length) {
    return length * spec(format).bits_per_element() / 8 + spec(format).bytes_per_vector;
  };
  // A vector of 128: LMDeploy stores 64 bytes, a 16-bit scale and zero; vLLM's NVFP4 64 and a scale
  // per 16, its INT8 128 and an fp32 scale; llama.cpp four blocks of 18 bytes.
  CHECK(vector_bytes(KvFormat::int4, 128) == 64 + 4);
  CHECK(vector_bytes(KvFormat::nvfp4, 128) == 64 + 8);
  CHECK(vector_bytes(KvFormat::int8, 128) == 128 + 4);
  CHECK(vector_bytes(KvFormat::iq4_nl, 128) == 4 * 18);
}
