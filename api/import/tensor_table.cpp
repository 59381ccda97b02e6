// Sums over tensors.
// SPDX-License-Identifier: MIT
#include "api/import/tensor_table.h"

#include <algorithm>

namespace vram {
namespace {

PackedCount count_of(const StoredTensor& tensor) {
  switch (tensor.packing) {
    case Packing::none:
      return {tensor.elements, 0};
    case Packing::nibbles:
      return {2 * tensor.elements, 0};
    case Packing::words:
      return {0, tensor.elements};
  }
  return {};
}

void add_to(PackedCount& sum, const PackedCount& count) {
  sum.plain += count.plain;
  sum.words += count.words;
}

bool is_counted(const TensorPlace& place) {
  return place.part != TensorPart::companion && place.meaning != TensorMeaning::computed;
}

}  // namespace

TensorTable::TensorTable() : meanings_(kTensorMeaningCount) {}

void TensorTable::add(const StoredTensor& tensor) {
  ++tensors_;
  bytes_ += tensor.bytes;
  TypeTotals& type = types_[std::min(tensor.type, kMostTypes - 1)];
  ++type.tensors;
  type.elements += tensor.elements;
  type.bytes += tensor.bytes;

  const TensorPlace place = place_of(tensor.name);
  if (place.companion != Companion::none) {
    companions_[static_cast<std::size_t>(place.companion)] += tensor.elements;
  }
  const PackedCount count = is_counted(place) ? count_of(tensor) : PackedCount{};
  words_ += count.words;
  if (place.region == ModelRegion::media) {
    add_to(media_, count);
    return;
  }
  if (place.layer == TensorPlace::kNoLayer || place.layer >= kMostFileLayers) {
    const bool predicts = place.region == ModelRegion::prediction;
    add_to(predicts ? outside_prediction_ : outside_layers_, count);
    if (predicts) outside_prediction_bytes_ += tensor.bytes;
    if (!predicts) add_to_meaning(place, tensor, count);
    return;
  }
  const auto layer = static_cast<std::size_t>(place.layer);
  if (layers_.size() <= layer) layers_.resize(layer + 1);
  LayerTotals& totals = layers_[layer];
  totals.exists = true;
  totals.bytes += tensor.bytes;
  totals.predicts = totals.predicts || place.region == ModelRegion::prediction;
  add_to(totals.parameters, count);
  add_to_meaning(place, tensor, count);
}

void TensorTable::add_to_meaning(const TensorPlace& place, const StoredTensor& tensor,
                                 const PackedCount& count) {
  MeaningTotals& totals = meanings_[static_cast<std::size_t>(place.meaning)];
  if (place.part == TensorPart::companion) return;
  if (place.part == TensorPart::bias) {
    if (!totals.has_bias) totals.bias_layer = place.layer;
    totals.has_bias = true;
    if (totals.bias_layer == place.layer) totals.bias_elements += tensor.elements;
    return;
  }
  if (place.layer != TensorPlace::kNoLayer && place.layer < kMostFileLayers) {
    totals.layers.set(static_cast<std::size_t>(place.layer));
  }
  if (!totals.exists()) totals.first_layer = place.layer;
  if (totals.first_layer != place.layer) return;
  ++totals.tensors_in_first_layer;
  totals.first_columns = tensor.columns;
  add_to(totals.in_first_layer, count);
}

double TensorTable::prediction_bytes() const {
  double bytes = outside_prediction_bytes_;
  for (const LayerTotals& layer : layers_) bytes += layer.predicts ? layer.bytes : 0;
  return bytes;
}

double TensorTable::prediction_layers() const {
  double count = 0;
  for (const LayerTotals& layer : layers_) count += layer.predicts ? 1 : 0;
  return count == 0 && outside_prediction_bytes_ > 0 ? 1 : count;
}

int TensorTable::layers() const {
  return static_cast<int>(
      std::count_if(layers_.begin(), layers_.end(),
                    [](const LayerTotals& layer) { return layer.exists && !layer.predicts; }));
}

int TensorTable::highest_layer() const {
  int end = static_cast<int>(layers_.size());
  while (end > 0 && layers_[static_cast<std::size_t>(end) - 1].predicts) --end;
  return end;
}

bool TensorTable::is_prediction_layer(int layer) const {
  const auto at = static_cast<std::size_t>(layer);
  return layer >= 0 && at < layers_.size() && layers_[at].predicts;
}

double TensorTable::language_parameters(double numbers_per_word) const {
  double sum = outside_layers_.resolved(numbers_per_word);
  for (const LayerTotals& layer : layers_) {
    if (!layer.predicts) sum += layer.parameters.resolved(numbers_per_word);
  }
  return sum;
}

double TensorTable::media_parameters(double numbers_per_word) const {
  return media_.resolved(numbers_per_word);
}

}  // namespace vram
