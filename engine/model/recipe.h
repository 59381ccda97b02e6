// How a model is trained, settled: widths, sharding and what is trained, as components need it.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/schema/optimizers.h"
#include "engine/schema/relevance.h"
#include "engine/schema/trainers.h"
#include "engine/schema/training_runtimes.h"

namespace vram {

/// Bytes of an element at the widths training uses.
inline constexpr double kFloat32Bytes = 4;
inline constexpr double kHalfBytes = 2;

/// One settled training recipe. Widths are in bytes per element.
struct Recipe {
  bool trains = false;
  double weight_bytes = kHalfBytes;    ///< of weights that are trained
  double gradient_bytes = kHalfBytes;  ///< of their gradients
  double master_bytes = 0;             ///< of the optimizer's own copy, 0 where it has none
  double activation_bytes = kHalfBytes;
  Peft peft = Peft::full;
  unsigned lora_targets = 0;
  Recompute recompute = Recompute::none;
  AttentionKernel attention = AttentionKernel::flash;
  bool splits_sequence = false;  ///< sequence parallel: norms and residuals are split over tp too
  bool fuses_cross_entropy = false;
  bool casts_weights =
      false;  ///< autocast keeps a 16-bit copy of fp32 weights for the backward pass
  bool expands_weights = false;        ///< quantised base weights are dequantised for each product
  bool fuses_gradients = false;        ///< gradients are used up as they come
  bool keeps_gradients = true;         ///< gradient buffers are there in every phase
  bool keeps_expanded_inputs = false;  ///< so does each product with a quantised matrix
  bool adapters_own_inputs = false;    ///< each adapter keeps its own copy of what it reads
  bool adapters_read_floats = false;   ///< those copies are in float32
  bool upcasts_base = false;           ///< what is not quantised of the base is in float32
  bool drops_adapter_inputs = false;   ///< and have a dropout mask
  bool offloads_states = false;        ///< states and master weights are on the host
  bool offloads_gradients = false;     ///< so are gradients
  bool offloads_weights = false;       ///< and weights, but for the layers being computed
  double zero_stage = 0;
  const OptimizerSpec* optimizer = nullptr;
  const TrainingRuntimeSpec* runtime = nullptr;
  const TrainerSpec* trainer = &kTrainers[0];

  bool trains_adapters() const { return spec(peft).trains_adapters(); }
  bool trains_all() const { return spec(peft).trains == TrainedPart::all; }
  bool trains_last_layers() const { return spec(peft).trains == TrainedPart::last_layers; }
  /// Width of the weights the optimizer updates, which its states follow.
  double optimized_bytes() const { return master_bytes > 0 ? master_bytes : weight_bytes; }
};

/// What is around the model: in reinforcement learning other models, each of the policy's size.
struct Company {
  double trained_models = 1;  ///< policy, and critic
  double frozen_models = 0;   ///< reference and reward model that hold weights of their own
  bool scores_reference = false;
  bool generates = false;
  bool encodes = false;  ///< images or sound are encoded before the model sees them
  Rollout rollout = Rollout::none;
  bool rollout_sleeps = false;  ///< the colocated engine frees its memory while training
};

}  // namespace vram
