// Memory of states of fixed size: what linear attention, state spaces and short convolutions keep
// of a sequence instead of keys and values. SPDX-License-Identifier: MIT
#include "engine/components/component.h"

namespace vram {
namespace {

/// llama.cpp keeps all states in float32.
template <class N>
bool is_all_float32(const Instance<N>& instance) {
  return instance.serving->llama_cpp != nullptr;
}

/// Bytes of one element of a recurrent state: as the model says, else in `unspecified` bytes.
template <class N>
N state_element(const Instance<N>& instance, const N& unspecified) {
  if (is_all_float32(instance)) return instance.recorder.leaf("state_bytes", 4, kBytes);
  switch (instance.architecture.facts.mamba_ssm_dtype) {
    case StateFormat::unspecified:
      return unspecified;
    case StateFormat::float32:
      return instance.recorder.leaf("state_bytes", 4, kBytes);
    case StateFormat::float16:
    case StateFormat::bfloat16:
      return instance.recorder.leaf("state_bytes", 2, kBytes);
  }
  return unspecified;
}

/// The inputs a convolution still needs: all but the newest under its kernel.
template <class N>
N convolution(const Instance<N>& instance, const N& channels, const N& kernel) {
  const N element = is_all_float32(instance) ? instance.recorder.leaf("state_bytes", 4, kBytes)
                                             : instance.activation_bytes;
  return channels * (kernel - N(1)) * element;
}

/// A matrix from keys to values for every head. Its kernels compute and keep it in float32.
template <class N>
N linear_attention(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  const auto& f = a.facts;
  const bool is_lightning = f.linear_attention == LinearAttention::lightning;
  const N& key_dim = is_lightning ? f.linear_value_head_dim : f.linear_key_head_dim;
  const N element = state_element(instance, instance.recorder.leaf("state_bytes", 4, kBytes));
  N bytes = a.share.linear_value_heads * key_dim * f.linear_value_head_dim * element;
  if (!is_lightning) bytes += convolution(instance, linear_channels(a), f.linear_conv_kernel);
  return a.layers.linear * bytes;
}

/// mamba_d_state numbers for every channel.
template <class N>
N state_space(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  const N element = state_element(instance, instance.activation_bytes);
  const N state = a.share.mamba_width * a.facts.mamba_state_size * element;
  return a.layers.mamba *
         (state + convolution(instance, mamba_channels(a), a.facts.mamba_conv_kernel));
}

template <class N>
N short_convolution(const Instance<N>& instance) {
  const Architecture<N>& a = instance.architecture;
  return a.layers.conv * convolution(instance, a.share.conv_width, a.facts.short_conv_kernel);
}

}  // namespace

template <class N>
N recurrent_state(const Instance<N>& instance, const Workload<N>& workload) {
  const auto& layers = instance.architecture.layers;
  const Recorder<N>& recorder = instance.recorder;
  N per_sequence(0);
  if (value_of(layers.linear) > 0) {
    per_sequence += term(recorder, TermId::recurrent_state_linear, linear_attention(instance));
  }
  if (value_of(layers.mamba) > 0) {
    per_sequence += term(recorder, TermId::recurrent_state_mamba, state_space(instance));
  }
  if (value_of(layers.conv) > 0) {
    per_sequence += term(recorder, TermId::recurrent_state_conv, short_convolution(instance));
  }
  if (value_of(per_sequence) == 0) return N(0);
  return term(recorder, TermId::recurrent_state, per_sequence * workload.sequences);
}

template double recurrent_state(const Instance<double>&, const Workload<double>&);
template Quantity recurrent_state(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
