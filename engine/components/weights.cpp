// Memory of the weights: every tensor group in its stored format.
// SPDX-License-Identifier: MIT
#include <array>
#include <cstddef>

#include "engine/components/component.h"
#include "engine/model/tensor_groups.h"

namespace vram {
namespace {

constexpr TermId kFamilyTerms[kTensorFamilyCount] = {
    TermId::weights_embeddings, TermId::weights_attention, TermId::weights_mlp,
    TermId::weights_experts,    TermId::weights_norms,     TermId::weights_lm_head,
    TermId::vision_encoder,
};

template <class N>
N stored_bytes(const TensorGroup<N>& group, const N& layers, const TensorTypeSpec& type,
               const Recorder<N>& recorder) {
  const N matrices = layers * group.copies;
  const N bits = recorder.leaf(type.bits_symbol, type.bits_per_element());
  N bytes = bytes_of_bits(matrices * group.rows * group.columns * bits);
  const N byte = recorder.leaf("byte", 1, kBytes);
  if (type.bytes_per_row > 0) bytes += matrices * group.rows * N(type.bytes_per_row) * byte;
  if (type.bytes_per_column > 0)
    bytes += matrices * group.columns * N(type.bytes_per_column) * byte;
  return bytes;
}

/// Which tensors a component counts.
enum class Part { language_model, vision_encoder };

/// Sum over the tensor families of a part, each family a named result.
template <class N>
N part_bytes(const Instance<N>& instance, Part part) {
  const Recorder<N>& recorder = instance.recorder;
  std::array<N, kTensorFamilyCount> families{};
  visit_tensor_groups(instance.architecture, [&](const TensorGroup<N>& group) {
    const TensorFamily of_group = spec(group.role).family;
    if ((of_group == TensorFamily::vision) != (part == Part::vision_encoder)) return;
    N& family = families[static_cast<std::size_t>(of_group)];
    const FormatRuns& runs = (*instance.mix)[static_cast<std::size_t>(group.role)];
    for (std::size_t i = 0; i < runs.count; ++i) {
      const TensorTypeSpec& type = spec(runs.runs[i].type);
      const N layers =
          runs.count == 1 ? group.layers : recorder.leaf(type.layers_symbol, runs.runs[i].layers);
      family += stored_bytes(group, layers, type, recorder);
    }
  });
  N total(0);
  for (std::size_t i = 0; i < families.size(); ++i) {
    if (value_of(families[i]) > 0) total += term(recorder, kFamilyTerms[i], whole(families[i]));
  }
  return total;
}

}  // namespace

template <class N>
N weights(const Instance<N>& instance, const Workload<N>&) {
  return term(instance.recorder, TermId::weights, part_bytes(instance, Part::language_model));
}

template <class N>
N vision_encoder(const Instance<N>& instance, const Workload<N>&) {
  if (value_of(instance.architecture.facts.vision_parameters) == 0) return N(0);
  return part_bytes(instance, Part::vision_encoder);
}

template double weights(const Instance<double>&, const Workload<double>&);
template Quantity weights(const Instance<Quantity>&, const Workload<Quantity>&);
template double vision_encoder(const Instance<double>&, const Workload<double>&);
template Quantity vision_encoder(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
