// fields: behaviour a user relies on.
// SPDX-License-Identifier: MIT
#include "engine/schema/fields.h"

#include <catch_amalgamated.hpp>

#include "engine/scenario.h"
#include "presets/presets.h"

using namespace vram;

TEST_CASE("Fields are found by their public keys", "[fields]") {
  // The contract's names; renaming one breaks links and scripts.
  for (const char* key : {"mode", "method", "model", "weights", "kv_cache", "runtime", "batch",
                          "context", "gpu", "gpu_count", "tp", "lang", "units", "theme"}) {
    CAPTURE(key);
    CHECK(find_input(key).has_value());
  }
  for (const char* key :
       {"hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads",
        "head_dim", "intermediate_size", "vocab_size", "tie_word_embeddings", "num_experts"}) {
    CAPTURE(key);
    CHECK(find_model_field(key).has_value());
  }
  CHECK_FALSE(find_input("Context").has_value());
  CHECK_FALSE(find_input("").has_value());
}

TEST_CASE("Every preset a default names exists", "[fields]") {
  const Catalog& catalog = preset_catalog();
  CHECK(catalog.models[catalog.default_model].id == kDefaultModelId);
  CHECK(catalog.gpus[catalog.default_gpu].id == kDefaultGpuId);
}
