// The storage formats of formats.def as data.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/schema/choices.h"
#include "engine/schema/sources.h"

namespace vram {

/// How one matrix is stored: blocks along a row, plus what each row and column adds.
struct TensorTypeSpec {
  std::string_view key;
  double block_elements;
  double block_bytes;
  double bytes_per_row;
  double bytes_per_column;
  TensorType fallback;
  SourceId source;
  std::string_view bits_symbol;    ///< how formulas print the width of an element
  std::string_view layers_symbol;  ///< how formulas print the number of layers stored this way

  /// Width of one element with its block's scales, without what rows and columns add.
  constexpr double bits_per_element() const { return 8 * block_bytes / block_elements; }
};

/// Plain number types, quantised matrices with the rest in 16 bits, and llama.cpp's file types.
enum class FormatFamily : std::uint8_t { plain, quantised, gguf };

/// Which tensor type each kind of tensor gets.
struct WeightFormatSpec {
  std::string_view key;
  std::string_view name;  ///< as its makers write it
  FormatFamily family;
  TensorType matrix;
  TensorType embedding;
  TensorType head;
  TensorType vector;
  TensorType router;
  SourceId source;
};

/// How cached keys and values are stored.
struct KvFormatSpec {
  std::string_view key;
  std::string_view name;
  double block_elements;
  double block_bytes;
  double bytes_per_vector;
  SourceId source;

  constexpr double bits_per_element() const { return 8 * block_bytes / block_elements; }
};

inline constexpr TensorTypeSpec kTensorTypes[] = {
#define TENSOR_TYPE(key, elements, bytes, per_row, per_column, fallback, source) \
  {#key,                                                                         \
   elements,                                                                     \
   bytes,                                                                        \
   per_row,                                                                      \
   per_column,                                                                   \
   TensorType::fallback,                                                         \
   SourceId::source,                                                             \
   #key "_bits",                                                                 \
   "layers_in_" #key},
#include "engine/schema/formats.def"
};

inline constexpr WeightFormatSpec kWeightFormats[] = {
#define WEIGHT_FORMAT(key, name, family, matrix, embedding, head, vector, router, source) \
  {#key,                                                                                  \
   name,                                                                                  \
   FormatFamily::family,                                                                  \
   TensorType::matrix,                                                                    \
   TensorType::embedding,                                                                 \
   TensorType::head,                                                                      \
   TensorType::vector,                                                                    \
   TensorType::router,                                                                    \
   SourceId::source},
#include "engine/schema/formats.def"
};

inline constexpr KvFormatSpec kKvFormats[] = {
#define KV_FORMAT(key, name, elements, bytes, per_vector, source) \
  {#key, name, elements, bytes, per_vector, SourceId::source},
#include "engine/schema/formats.def"
};

inline const TensorTypeSpec& spec(TensorType type) {
  return kTensorTypes[static_cast<std::uint8_t>(type)];
}
inline const WeightFormatSpec& spec(WeightFormat format) {
  return kWeightFormats[static_cast<std::uint8_t>(format)];
}
inline const KvFormatSpec& spec(KvFormat format) {
  return kKvFormats[static_cast<std::uint8_t>(format)];
}

}  // namespace vram
