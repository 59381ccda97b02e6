// Tensors of the same role and shape: the element of an architecture's list.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/core/recorder.h"
#include "engine/model/layer_kinds.h"
#include "engine/model/tensor_roles.h"

namespace vram {

/// Tensors of the same role and shape: `layers` times `copies` matrices of rows × columns.
/// Vectors have one row. Rows are output channels, columns input channels.
template <class N>
struct TensorGroup {
  TensorRole role;
  LayerSet layer_set;
  N layers;
  N copies;  ///< of this shape in one layer: experts, gate and up
  N rows;
  N columns;
};

template <class N>
N elements(const TensorGroup<N>& group) {
  return group.layers * group.copies * group.rows * group.columns;
}

/// Vectors of one normalisation per normalised element: a layer norm has a bias too.
inline double vectors_per_norm(Norm norm) {
  return norm == Norm::layer ? 2 : norm == Norm::none ? 0 : 1;
}

/// Matrices that read an MLP's input: a gated one has gate and up, alike in shape and storage.
inline double matrices_in(bool gated_mlp) { return gated_mlp ? 2 : 1; }

/// Visits groups that have one copy in each layer of a set; does nothing for an empty set.
template <class N, class Visit>
class PerLayer {
 public:
  PerLayer(LayerSet set, const N& layers, const Visit& visit)
      : set_(set), layers_(layers), visit_(visit) {}

  void matrix(TensorRole role, const N& rows, const N& columns) const {
    matrices(role, N(1), rows, columns);
  }
  void matrices(TensorRole role, const N& copies, const N& rows, const N& columns) const {
    visit_({role, set_, layers_, copies, rows, columns});
  }
  void vector(TensorRole role, const N& length) const { matrix(role, N(1), length); }

 private:
  LayerSet set_;
  const N& layers_;
  const Visit& visit_;
};

}  // namespace vram
