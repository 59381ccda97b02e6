// Memory of activations in the encoders of images and sound.
// SPDX-License-Identifier: MIT
#include "engine/components/component.h"
#include "engine/model/tensor_groups_towers.h"

namespace vram {
namespace {

using tensor_groups_detail::pixels_of_patch;

/// Bytes alive for one patch or frame at the widest moment of a transformer layer: the residual
/// stream and its normalised copy beside a rank's part of query, key, value and output, or beside
/// its part of the MLP's width.
template <class N>
N widest(const Instance<N>& instance, const N& width, const N& mlp_width, double mlp_tensors,
         const N& ranks) {
  const N attention = 4 * share_of(width, ranks);
  const N mlp = mlp_tensors * share_of(mlp_width, ranks);
  return (2 * width + max_of(attention, mlp)) * instance.activation_bytes;
}

/// What autograd saves of one layer for one patch: both norms' inputs and outputs, query, key,
/// value and output, both sides of the MLP's activation.
template <class N>
N saved(const Instance<N>& instance, const N& width, const N& mlp_width, double mlp_tensors) {
  return (8 * width + mlp_tensors * mlp_width) * instance.activation_bytes;
}

bool trains_encoders(const Recipe& recipe) { return recipe.trains && recipe.peft == Peft::full; }

constexpr double kPlainTensors = 2;  // before and after the activation
constexpr double kGatedTensors = 3;  // gate, up and their product

}  // namespace

template <class N>
N encoder_activations(const Instance<N>& instance, const Workload<N>& workload) {
  const auto& f = instance.architecture.facts;
  const Recorder<N>& recorder = instance.recorder;
  N largest(0);
  if (value_of(f.vision_layers) > 0 && value_of(workload.media.patches) > 0) {
    const double tensors = f.vision_gated_mlp ? kGatedTensors : kPlainTensors;
    // The pixels stay beside what becomes of them.
    const N layers = widest(instance, f.vision_hidden_size, f.vision_intermediate_size, tensors,
                            instance.architecture.share.vision_ranks);
    largest =
        term(recorder, TermId::activations_vision,
             workload.media.patches * (pixels_of_patch(f) * instance.activation_bytes + layers));
  }
  if (value_of(f.audio_layers) > 0 && value_of(workload.media.frames) > 0) {
    const N audio = term(
        recorder, TermId::activations_audio,
        workload.media.frames * widest(instance, f.audio_hidden_size, f.audio_intermediate_size,
                                       kPlainTensors, instance.architecture.share.audio_ranks));
    largest = value_of(largest) == 0 ? audio : max_of(largest, audio);
  }
  if (value_of(largest) == 0) return N(0);
  return term(recorder, TermId::activations_encoder, largest);
}

template <class N>
N served_activations(const Instance<N>& instance, const Workload<N>& workload) {
  const N layers = layer_activations(instance, workload);
  if (instance.serving->version->flight != Flight::profiled) return layers;
  const N encoders = encoder_activations(instance, workload);
  if (value_of(encoders) == 0) return layers;
  return term(instance.recorder, TermId::activations_profiled, max_of(layers, encoders));
}

template <class N>
N saved_encoder_activations(const Instance<N>& instance, const Workload<N>& workload) {
  const auto& f = instance.architecture.facts;
  if (!trains_encoders(*instance.recipe)) return N(0);
  const Recorder<N>& recorder = instance.recorder;
  N sum(0);
  if (value_of(f.vision_layers) > 0 && value_of(workload.media.patches) > 0) {
    const double tensors = f.vision_gated_mlp ? kGatedTensors + 1 : kPlainTensors;
    sum += term(recorder, TermId::saved_vision,
                workload.media.patches * f.vision_layers *
                    saved(instance, f.vision_hidden_size, f.vision_intermediate_size, tensors));
  }
  if (value_of(f.audio_layers) > 0 && value_of(workload.media.frames) > 0) {
    sum += term(recorder, TermId::saved_audio,
                workload.media.frames * f.audio_layers *
                    saved(instance, f.audio_hidden_size, f.audio_intermediate_size, kPlainTensors));
  }
  return sum;
}

template double encoder_activations(const Instance<double>&, const Workload<double>&);
template Quantity encoder_activations(const Instance<Quantity>&, const Workload<Quantity>&);
template double served_activations(const Instance<double>&, const Workload<double>&);
template Quantity served_activations(const Instance<Quantity>&, const Workload<Quantity>&);
template double saved_encoder_activations(const Instance<double>&, const Workload<double>&);
template Quantity saved_encoder_activations(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
