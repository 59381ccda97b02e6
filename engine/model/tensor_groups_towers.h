// The tensors of encoders for other media: vision towers with their projectors, audio towers.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/model/architecture.h"
#include "engine/model/tensor_group.h"

namespace vram::tensor_groups_detail {

/// Colour channels of an image.
inline constexpr double kImageChannels = 3;

/// Numbers in one patch of an image, or of the frames it spans.
template <class N>
N pixels_of_patch(const ModelFacts<N>& facts) {
  return kImageChannels * facts.temporal_patch_size * facts.vision_patch_size *
         facts.vision_patch_size;
}

/// Width of the kernels of Whisper's two convolutions over time.
inline constexpr double kWhisperKernel = 3;

/// The layers of a vision transformer. Biases are on all of a layer's matrices or on none.
template <class N, class Visit>
void visit_vision_layers(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const N& width = f.vision_hidden_size;
  const N inputs(matrices_in(f.vision_gated_mlp));
  const PerLayer<N, Visit> layer(LayerSet::once, f.vision_layers, visit);
  const N& ranks = a.share.vision_ranks;
  layer.matrices(TensorRole::vision_matrix, N(4), share_of(width, ranks), width);
  layer.matrices(TensorRole::vision_matrix, inputs + N(1),
                 share_of(f.vision_intermediate_size, ranks), width);
  layer.matrix(TensorRole::vision_vector, N(2 * vectors_per_norm(f.vision_norm)), width);
  if (f.vision_bias) {
    layer.matrix(TensorRole::vision_vector, N(5), width);  // q, k, v, o and the MLP's output
    layer.matrix(TensorRole::vision_vector, inputs, f.vision_intermediate_size);
  }
  if (value_of(f.vision_extra_per_layer) > 0) {
    layer.vector(TensorRole::vision_vector, f.vision_extra_per_layer);
  }
}

/// From the encoder's width, after neighbouring patches were merged, to the language model's.
template <class N, class Visit>
void visit_projector(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const bool has_two_layers = value_of(f.projector_hidden_size) > 0;
  const N& inner = has_two_layers ? f.projector_hidden_size : f.hidden_size;
  const PerLayer<N, Visit> projector(LayerSet::once, f.projectors, visit);
  if (value_of(f.projector_input_size) > 0) {
    projector.matrix(TensorRole::projector_matrix, inner, f.projector_input_size);
    if (has_two_layers) projector.matrix(TensorRole::projector_matrix, f.hidden_size, inner);
    if (f.projector_bias) {
      projector.vector(TensorRole::vision_vector, has_two_layers ? inner + f.hidden_size : inner);
    }
  }
  if (value_of(f.projector_other) > 0) {
    const N one(1);
    PerLayer<N, Visit>(LayerSet::once, one, visit)
        .vector(TensorRole::vision_vector, f.projector_other);
  }
}

template <class N, class Visit>
void visit_vision_tower(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  if (!has_vision_tower(f)) return;
  const N one(1);
  const PerLayer<N, Visit> once(LayerSet::once, one, visit);
  if (value_of(f.vision_parameters) > 0) {
    once.vector(TensorRole::vision_tower, share_of(f.vision_parameters, a.share.vision_ranks));
    return;
  }
  const N& width = f.vision_hidden_size;
  once.matrix(TensorRole::vision_matrix, width, pixels_of_patch(f));
  if (f.vision_patch_bias) once.vector(TensorRole::vision_vector, width);
  const N rows = f.vision_class_tokens + f.vision_position_rows +
                 f.vision_end_norms * vectors_per_norm(f.vision_norm);
  if (value_of(rows) > 0) once.matrix(TensorRole::vision_vector, rows, width);
  visit_vision_layers(a, visit);
  visit_projector(a, visit);
}

/// Radford et al. 2022, Whisper: two convolutions over mel bands, then transformer layers in which
/// the key has no bias.
template <class N, class Visit>
void visit_audio_tower(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  if (!has_audio_tower(f)) return;
  const N one(1);
  const PerLayer<N, Visit> once(LayerSet::once, one, visit);
  if (value_of(f.audio_parameters) > 0) {
    once.vector(TensorRole::audio_tower, share_of(f.audio_parameters, a.share.audio_ranks));
    return;
  }
  const N& width = f.audio_hidden_size;
  const N& mlp_width = f.audio_intermediate_size;
  once.matrix(TensorRole::audio_matrix, width, kWhisperKernel * f.audio_mel_bins);
  once.matrix(TensorRole::audio_matrix, width, kWhisperKernel * width);
  // A bias for each convolution, the positions, and a layer norm after the last layer.
  once.matrix(TensorRole::audio_vector, 4 + f.audio_position_rows, width);
  const PerLayer<N, Visit> layer(LayerSet::once, f.audio_layers, visit);
  const N& ranks = a.share.audio_ranks;
  layer.matrices(TensorRole::audio_matrix, N(4), share_of(width, ranks), width);
  layer.matrices(TensorRole::audio_matrix, N(2), share_of(mlp_width, ranks), width);
  layer.matrix(TensorRole::audio_vector, N(4), width);  // biases of q, v, o and the MLP's output
  layer.vector(TensorRole::audio_vector, mlp_width);
  layer.matrix(TensorRole::audio_vector, N(4), width);  // two layer norms
  if (!f.is_encoder_decoder) {
    once.matrix(TensorRole::audio_matrix, f.hidden_size, width);
    once.vector(TensorRole::audio_vector, f.hidden_size);
  }
  if (value_of(f.audio_other) > 0) once.vector(TensorRole::audio_vector, f.audio_other);
}

}  // namespace vram::tensor_groups_detail
