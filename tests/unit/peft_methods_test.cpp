// What the rows of peft_methods.def train, counted by hand.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <string>

#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

/// Of Llama-3.1-8B: 32 layers of 4096, keys and values of 1024, an MLP of 14336.
double trained(const std::string& link) {
  return report_of("mode=finetune&model=llama-3.1-8b&peft=" + link).parameters.trainable;
}

}  // namespace

TEST_CASE("Low-rank adapters have rank times both sides of every target", "[peft]") {
  // 16 x (2 x 8192 + 2 x 5120 + 3 x 18432) in each layer; PEFT prints 41,943,040 for all targets.
  CHECK(trained("lora&lora_rank=16") == 41943040);
  CHECK(trained("qlora&lora_rank=16") == 41943040);
  CHECK(trained("lora&lora_rank=8&lora_targets=q,v") == 32 * 8.0 * (8192 + 5120));
  // DoRA's magnitudes: one per row, 2 x 4096 + 2 x 1024 + 2 x 14336 + 4096 in each layer.
  CHECK(trained("dora&lora_rank=16") == 41943040 + 32.0 * 43008);
}

TEST_CASE("Virtual tokens and scales", "[peft]") {
  CHECK(trained("prefix&prefix_length=32") == 32 * 32 * 2.0 * 1024);
  CHECK(trained("prompt&prefix_length=32") == 32 * 4096.0);
  CHECK(trained("ia3") == 32 * (1024.0 + 1024 + 14336));
}

TEST_CASE("The last layers are trained whole, everything else is frozen", "[peft]") {
  // Attention 2 x 4096^2 + 2 x 4096 x 1024, MLP 3 x 4096 x 14336, two norms.
  CHECK(trained("freeze&trainable_layers=2") == 2 * 218112000.0);
  CHECK(trained("full") == 8030261248);
}
