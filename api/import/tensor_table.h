// The tensors of a model's files, added up while they are read: exact totals by storage type, and
// what their names and sizes tell of the architecture.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "api/import/tensor_names.h"

namespace vram {

/// How a file stores numbers: blocks of elements, each of so many bytes.
struct StoredType {
  std::string_view name;
  double block_elements = 1;
  double block_bytes = 0;
};

/// How many of the model's numbers one stored element holds.
enum class Packing : std::uint8_t {
  none,     ///< one
  nibbles,  ///< two: 4-bit numbers in bytes
  words,    ///< several in 32 bits; how many, the scales beside them tell
};

/// One tensor of a file's table.
struct StoredTensor {
  std::string_view name;
  double elements = 0;  ///< as the file counts them
  double bytes = 0;
  double columns = 0;    ///< of its rows, the innermost dimension
  std::size_t type = 0;  ///< index into the reader's list of types
  Packing packing = Packing::none;
};

struct TypeTotals {
  double tensors = 0;
  double elements = 0;
  double bytes = 0;
};

/// Numbers of the model, and 32-bit words that hold several each.
struct PackedCount {
  double plain = 0;
  double words = 0;
  double resolved(double numbers_per_word) const { return plain + words * numbers_per_word; }
};

/// All tensors of one meaning in the language model.
struct MeaningTotals {
  PackedCount in_first_layer;  ///< weights of the first layer that was seen, or outside layers
  double first_columns = 0;
  int first_layer = TensorPlace::kNoLayer;
  bool has_bias = false;
  double bias_elements = 0;  ///< of the first layer that has one
  int bias_layer = TensorPlace::kNoLayer;
  double tensors_in_first_layer = 0;
  std::bitset<kMostFileLayers> layers;

  bool exists() const { return tensors_in_first_layer > 0; }
};

class TensorTable {
 public:
  TensorTable();

  void add(const StoredTensor& tensor);

  double tensors() const { return tensors_; }
  double bytes() const { return bytes_; }
  /// Bytes of layers that only predict further tokens; runtimes leave them out unless asked.
  double prediction_bytes() const;
  double prediction_layers() const;
  std::span<const TypeTotals> types() const { return types_; }
  const MeaningTotals& operator[](TensorMeaning meaning) const {
    return meanings_[static_cast<std::size_t>(meaning)];
  }
  bool has(Companion companion) const { return beside(companion) > 0; }
  double beside(Companion companion) const {
    return companions_[static_cast<std::size_t>(companion)];
  }
  /// 32-bit words that hold several numbers each, in all tensors.
  double words() const { return words_; }

  /// Layers that are not among those that predict further tokens.
  int layers() const;
  /// Layers up to the last one with a number: more than layers() where some are missing.
  int highest_layer() const;
  bool is_prediction_layer(int layer) const;
  /// The model's parameters, without companions, computed tables and prediction layers.
  double language_parameters(double numbers_per_word) const;
  double media_parameters(double numbers_per_word) const;

 private:
  struct LayerTotals {
    PackedCount parameters;
    double bytes = 0;
    bool exists = false;
    bool predicts = false;
  };

  void add_to_meaning(const TensorPlace& place, const StoredTensor& tensor,
                      const PackedCount& count);

  static constexpr std::size_t kMostTypes = 48;
  std::vector<MeaningTotals> meanings_;
  std::vector<LayerTotals> layers_;
  std::array<TypeTotals, kMostTypes> types_{};
  std::array<double, static_cast<std::size_t>(Companion::none) + 1> companions_{};
  PackedCount outside_layers_;
  PackedCount media_;
  PackedCount outside_prediction_;
  double outside_prediction_bytes_ = 0;
  double tensors_ = 0;
  double bytes_ = 0;
  double words_ = 0;
};

}  // namespace vram
