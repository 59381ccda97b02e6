// The roles of tensor_roles.def as data.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vram {

/// The families tensors are explained under.
enum class TensorFamily : std::uint8_t {
  embeddings,
  attention,
  recurrent,  ///< linear attention, state space, short convolution
  mlp,
  experts,
  norms,
  lm_head,
  vision,
  audio,
};
inline constexpr std::size_t kTensorFamilyCount = 9;

/// Which column of a weight format a tensor takes.
enum class StorageClass : std::uint8_t { matrix, embedding, head, vector, router, tower };

/// Where the quantiser's mixes may make an exception.
enum class MixSlot : std::uint8_t {
  none,
  attn_q,
  attn_k,
  attn_v,
  attn_qkv,  ///< query, key and value in one matrix
  attn_output,
  ffn_up,
  ffn_down,
  other,
  head,     ///< the output head, or the embedding that doubles as one
  dense,    ///< only in mixes: every matrix that is not a routed expert's
  stacked,  ///< only in mixes: matrices stored as one tensor per layer, one for each expert or head
};

enum class TensorRole : std::uint8_t {
#define ROLE(key, family, storage, slot) key,
#include "engine/model/tensor_roles.def"
};

struct TensorRoleSpec {
  std::string_view key;
  TensorFamily family;
  StorageClass storage;
  MixSlot slot;
};

inline constexpr TensorRoleSpec kTensorRoles[] = {
#define ROLE(key, family, storage, slot) \
  {#key, TensorFamily::family, StorageClass::storage, MixSlot::slot},
#include "engine/model/tensor_roles.def"
};

inline constexpr std::size_t kTensorRoleCount = sizeof kTensorRoles / sizeof kTensorRoles[0];

inline const TensorRoleSpec& spec(TensorRole role) {
  return kTensorRoles[static_cast<std::uint8_t>(role)];
}

/// Tensors of the experts a router chooses among.
inline bool is_routed_expert(TensorRole role) {
  return role == TensorRole::expert_up || role == TensorRole::expert_down ||
         role == TensorRole::expert_bias;
}

}  // namespace vram
