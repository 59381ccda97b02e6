// The tensors before and after the layers, and the small ones that every layer has.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/model/architecture.h"
#include "engine/model/tensor_group.h"
#include "engine/model/tensor_groups_towers.h"

namespace vram::tensor_groups_detail {

/// Gemma 3n and 4: a table with a short vector for every token and layer. Gemma 3n also projects
/// the embedding into several residual streams, and back at the end.
template <class N, class Visit>
void visit_per_layer_inputs(const Architecture<N>& a, const PerLayer<N, Visit>& once) {
  const auto& f = a.facts;
  const N width = f.per_layer_width * f.layers;
  once.matrix(TensorRole::per_layer_embedding, a.share.per_layer_vocabulary, width);
  once.matrix(TensorRole::per_layer_projection, width, f.hidden_size);
  once.vector(TensorRole::per_layer_norm, f.per_layer_width);
  if (value_of(f.altup_streams) > 1) {
    once.matrices(TensorRole::altup_projection, 2 * (f.altup_streams - 1), f.hidden_size,
                  f.hidden_size);
  }
}

/// Width of the token embedding: the layers', unless matrices lie between them (OPT-350m).
template <class N>
const N& embedding_width(const Architecture<N>& a) {
  return value_of(a.facts.embedding_size) > 0 ? a.facts.embedding_size : a.facts.hidden_size;
}

/// The matrix from the embedding to the layers, or from them to the head.
template <class N, class Visit>
void visit_embedding_projection(const Architecture<N>& a, const PerLayer<N, Visit>& once) {
  if (value_of(a.facts.embedding_size) == 0) return;
  once.matrix(TensorRole::embedding_projection, a.facts.hidden_size, a.facts.embedding_size);
}

/// What comes before the layers: embeddings, and the encoders of other media.
template <class N, class Visit>
void visit_first_stage(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const N one(1);
  const PerLayer<N, Visit> once(LayerSet::once, one, visit);
  once.matrix(TensorRole::token_embedding, a.share.embedding_rows, embedding_width(a));
  visit_embedding_projection(a, once);
  if (value_of(f.position_rows) > 0) {
    once.matrix(TensorRole::position_embedding, f.position_rows, f.hidden_size);
  }
  if (f.embedding_norm) {
    once.matrix(TensorRole::embedding_norm, N(vectors_per_norm(f.norm)), f.hidden_size);
  }
  if (value_of(f.per_layer_width) > 0) visit_per_layer_inputs(a, once);
  visit_vision_tower(a, visit);
  visit_audio_tower(a, visit);
}

/// Norms and other small tensors of every layer.
template <class N, class Visit>
void visit_every_layer(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const PerLayer<N, Visit> layer(LayerSet::every, a.layers.every, visit);
  layer.matrix(TensorRole::layer_norm, f.norms_per_layer * vectors_per_norm(f.norm), f.hidden_size);
  if (value_of(f.scalars_per_layer) > 0) {
    layer.vector(TensorRole::layer_scalar, f.scalars_per_layer);
  }
  if (value_of(f.per_layer_width) > 0) {
    layer.matrices(TensorRole::per_layer_projection, N(2), f.per_layer_width, f.hidden_size);
    layer.vector(TensorRole::per_layer_norm, f.hidden_size);
  }
  if (value_of(f.laurel_rank) > 0) {
    layer.matrices(TensorRole::laurel, N(2), f.laurel_rank, f.hidden_size);
    layer.vector(TensorRole::altup_vector, f.hidden_size);
  }
  if (value_of(f.altup_streams) > 1) {
    // A router with its norm and an output scale; coefficients that predict every stream from every
    // pair of streams, and that correct every stream by each.
    const N& streams = f.altup_streams;
    layer.matrix(TensorRole::altup_vector, streams + 2, f.hidden_size);
    layer.matrix(TensorRole::altup_vector, streams + 1, streams * streams);
  }
}

/// What comes after the layers. A tied head on a stage without the embedding is a copy of it, as in
/// Megatron-LM (Narayanan et al. 2021), stored like the embedding.
template <class N, class Visit>
void visit_last_stage(const Architecture<N>& a, const Visit& visit) {
  const auto& f = a.facts;
  const N one(1);
  const PerLayer<N, Visit> once(LayerSet::once, one, visit);
  if (f.final_norm) {
    once.matrix(TensorRole::final_norm, N(vectors_per_norm(f.norm)), f.hidden_size);
  }
  visit_embedding_projection(a, once);
  if (!f.tie_word_embeddings) {
    once.matrix(TensorRole::lm_head, a.share.vocabulary, embedding_width(a));
  } else if (!a.placement.has_embedding) {
    once.matrix(TensorRole::token_embedding, a.share.vocabulary, embedding_width(a));
  }
  if (f.lm_head_bias) once.vector(TensorRole::lm_head_bias, a.share.vocabulary);
}

}  // namespace vram::tensor_groups_detail
