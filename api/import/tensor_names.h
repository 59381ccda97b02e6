// What a tensor's name in a model file says: which matrix of which layer it is.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vram {

enum class TensorMeaning : std::uint8_t {
#define MEANING(key) key,
#include "api/import/tensor_names.def"
};

inline constexpr std::size_t kTensorMeaningCount = 0
#define MEANING(key) +1
#include "api/import/tensor_names.def"
    ;

/// What quantisers store beside a matrix.
enum class Companion : std::uint8_t {
#define COMPANION(word, kind) kind,
#include "api/import/tensor_names.def"
  none,
};

/// The parameters themselves, the vector added to what they give, or what a quantiser adds.
enum class TensorPart : std::uint8_t { weight, bias, companion };

/// The language model, encoders of other media, or layers that predict further tokens.
enum class ModelRegion : std::uint8_t { language, media, prediction };

struct TensorPlace {
  TensorMeaning meaning = TensorMeaning::other;
  TensorPart part = TensorPart::weight;
  ModelRegion region = ModelRegion::language;
  Companion companion = Companion::none;
  int layer = kNoLayer;
  bool is_one_expert = false;  ///< one of a layer's experts, not all of them in one tensor

  static constexpr int kNoLayer = -1;
};

/// Layers with a higher number than this are no layers.
inline constexpr int kMostFileLayers = 4096;

TensorPlace place_of(std::string_view name);

}  // namespace vram
