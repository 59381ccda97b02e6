// Memory of activations in the encoders of images and sound.
// SPDX-License-Identifier: MIT
#include "engine/components/component.h"
#include "engine/model/tensor_groups_towers.h"

namespace vram {
namespace {

using tensor_groups_detail::pixels_of_patch;

/// Bytes alive for one patch or frame at the widest moment of a transformer layer: the residual
/// stream and its normalised copy beside a rank's part of query, key, value and output, or beside
/// its part of the MLP's width. Programs do not compile encoders: where Python runs the code the
/// layer's input is held too.
template <class N>
N widest(const Instance<N>& instance, const N& width, const N& mlp_width, double mlp_tensors,
         const N& ranks) {
  const N attention = 4 * share_of(width, ranks);
  const N mlp = mlp_tensors * share_of(mlp_width, ranks);
  const double vectors = instance.serving->version->code == Code::compiled ? 2 : 3;
  return (vectors * width + max_of(attention, mlp)) * instance.activation_bytes;
}

/// What autograd saves of one layer for one patch: both norms' inputs and outputs, query, key,
/// value and output, both sides of the MLP's activation.
template <class N>
N saved(const Instance<N>& instance, const N& width, const N& mlp_width, double mlp_tensors) {
  return (8 * width + mlp_tensors * mlp_width) * instance.activation_bytes;
}

bool trains_encoders(const Recipe& recipe) { return recipe.trains && recipe.peft == Peft::full; }

// vLLM had its trial's pictures on the device in float32 until they were cast before (0.9.1).
template <class N>
N pixel_bytes(const Instance<N>& instance) {
  const Trial trial = instance.serving->version->trial;
  const bool is_wide = trial == Trial::prompts || trial == Trial::begun;
  return is_wide ? instance.recorder.leaf("fp32_bytes", kFloat32Bytes, kBytes)
                 : instance.activation_bytes;
}

template <class N>
N pixels(const Instance<N>& instance, const Workload<N>& workload) {
  return workload.media.patches * pixels_of_patch(instance.architecture.facts) *
         pixel_bytes(instance);
}

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
    N layers = widest(instance, f.vision_hidden_size, f.vision_intermediate_size, tensors,
                      instance.architecture.share.vision_ranks);
    // Llama 3.2's projector reads the outputs of some layers beside the last.
    const bool reads_layers = f.image_tokens == ImageTokens::mllama;
    if (reads_layers && value_of(f.projector_input_size) > value_of(f.vision_hidden_size)) {
      layers += (f.projector_input_size - f.vision_hidden_size) * instance.activation_bytes;
    }
    largest = term(recorder, TermId::activations_vision,
                   pixels(instance, workload) + workload.media.patches * layers);
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
N encoder_results(const Instance<N>& instance, const Workload<N>& workload) {
  if (value_of(workload.media.embedded) == 0) return N(0);
  const N rows =
      workload.media.embedded * instance.architecture.facts.hidden_size * instance.activation_bytes;
  const bool has_pictures = value_of(workload.media.patches) > 0;
  return term(instance.recorder, TermId::activations_encoder_results,
              has_pictures ? rows + pixels(instance, workload) : rows);
}

template <class N>
N served_activations(const Instance<N>& instance, const Workload<N>& workload) {
  const N layers = layer_activations(instance, workload);
  if (instance.serving->version->flight != Flight::profiled) return layers;
  const N encoders = encoder_activations(instance, workload);
  if (value_of(encoders) == 0) return layers;
  return term(instance.recorder, TermId::activations_profiled,
              max_of(layers + encoder_results(instance, workload), encoders));
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
template double encoder_results(const Instance<double>&, const Workload<double>&);
template Quantity encoder_results(const Instance<Quantity>&, const Workload<Quantity>&);
template double served_activations(const Instance<double>&, const Workload<double>&);
template Quantity served_activations(const Instance<Quantity>&, const Workload<Quantity>&);
template double saved_encoder_activations(const Instance<double>&, const Workload<double>&);
template Quantity saved_encoder_activations(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
