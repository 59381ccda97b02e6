// When a field matters: predicates named in the field tables. They read raw model values, so the
// same row decides for links, forms and documentation.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/schema/model_values.h"

namespace vram {

inline bool always(const ModelValues&) { return true; }
inline bool when_moe(const ModelValues& m) { return m[ModelField::num_experts] > 0; }
inline bool when_mla(const ModelValues& m) { return m[ModelField::kv_lora_rank] > 0; }
inline bool when_mamba(const ModelValues& m) {
  return m[ModelField::attn_layer_period] > 0 || m[PatternField::layer_types].has('M') ||
         m[PatternField::layer_types].has('H');
}
inline bool when_heads_cached(const ModelValues& m) { return !when_mla(m); }
inline bool when_sliding(const ModelValues& m) { return m[ModelField::sliding_window] > 0; }
inline bool when_dense_layers(const ModelValues& m) {
  return !when_moe(m) || m[ModelField::first_k_dense_replace] > 0 ||
         m[ModelField::moe_layer_freq] > 1;
}

}  // namespace vram
