// What the names and sizes of a model's tensors tell of its architecture.
// SPDX-License-Identifier: MIT
#pragma once

#include "api/import/draft.h"
#include "api/import/tensor_table.h"
#include "engine/catalog.h"

namespace vram {

/// Facts that shapes alone decide: width, depth, vocabulary, experts, latent ranks. False where the
/// tensors are no language model's.
bool read_widths(const TensorTable& table, double numbers_per_word, Draft& draft);

/// Facts that a tensor's being there decides: biases, norms, gates, tied embeddings, the kinds of
/// layers. Needs hidden_size; what the draft knows already stands.
void read_details(const TensorTable& table, double numbers_per_word, Draft& draft);

/// Encoders of other media, of which shapes give no more than their parameters together; none where
/// the file holds none, whatever else the model has.
void read_encoder_size(double parameters, Draft& draft);

/// Number and width of heads, which shapes give only multiplied: from the norms of queries, or as
/// in a preset of the same widths, or else as is usual.
void read_heads(const TensorTable& table, double numbers_per_word, const Catalog& catalog,
                Draft& draft);

}  // namespace vram
