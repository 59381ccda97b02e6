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
}

TEST_CASE("Every format of the contract's inference list is there", "[formats]") {
  for (const char* key :
       {"fp32", "fp16", "bf16", "fp8", "int8", "int4", "nf4", "q4_k_m", "q5_k_m", "q6_k", "q8_0"}) {
    CAPTURE(key);
    CHECK(choice_index(ChoiceList::WeightFormat, key).has_value());
  }
  for (const char* key : {"fp32", "fp16", "bf16", "fp8", "int8", "q8_0", "q5_0", "q4_0"}) {
    CAPTURE(key);
    CHECK(choice_index(ChoiceList::KvFormat, key).has_value());
  }
}
