// What PyTorch's allocator takes beyond the weights: a tensor of 10 MiB or more has whole pieces of
// 2 MiB of its own, and the rest of the last one is rarely of use to another.
// SPDX-License-Identifier: MIT
#include "engine/components/component.h"
#include "engine/components/stored_tensors.h"
#include "engine/core/number_text.h"
#include "engine/model/tensor_groups.h"

namespace vram {
namespace {

constexpr double kLargeTensorMib = 10;  // kMinLargeAlloc of CUDACachingAllocator
constexpr double kPieceMib = 2;         // kRoundLarge

/// Projections that the runtimes lay into one tensor: query, key and value; both of the latent.
enum class Fusion : std::uint8_t { none, attention, latent };

Fusion fusion_of(TensorRole role) {
  switch (role) {
    case TensorRole::attn_q:
    case TensorRole::attn_k:
    case TensorRole::attn_v:
      return Fusion::attention;
    case TensorRole::mla_k_b:
    case TensorRole::mla_v_b:
      return Fusion::latent;
    default:
      return Fusion::none;
  }
}

/// Adds up what tensors are rounded up by, in the order of their groups.
template <class N>
class Rounding {
 public:
  explicit Rounding(const Instance<N>& instance) : instance_(instance) {}

  void add(const TensorGroup<N>& group) {
    const Fusion fusion = fusion_of(group.role);
    const bool continues = fusion != Fusion::none && fusion == fusion_ && group.layer_set == set_;
    if (!continues) finish();
    fusion_ = fusion;
    set_ = group.layer_set;
    const FormatRuns& runs = instance_.mix->of(group.role, group.layer_set);
    for (std::size_t i = 0; i < runs.count; ++i) {
      const TensorTypeSpec& type = spec(runs.runs[i].type);
      const N layers = runs.count == 1
                           ? group.layers
                           : instance_.recorder.leaf(type.layers_symbol, runs.runs[i].layers);
      const N bytes = stored_bytes(group, N(1), type, instance_.recorder);
      if (fusion == Fusion::none) {
        round(layers, bytes);
      } else {
        tensor_ = value_of(tensor_) == 0 ? bytes : tensor_ + bytes;
        layers_ = layers;
      }
    }
  }

  const N& result() {
    finish();
    return sum_;
  }

 private:
  void finish() {
    if (value_of(tensor_) > 0) round(layers_, tensor_);
    tensor_ = N(0);
  }

  void round(const N& layers, const N& bytes) {
    if (value_of(bytes) < kLargeTensorMib * kMebi) return;
    const N piece = N(kPieceMib) * instance_.recorder.leaf("MiB", kMebi, kBytes);
    const N rest = ceil_divide(bytes, piece) * piece - bytes;
    if (value_of(rest) > 0) sum_ += layers * rest;
  }

  const Instance<N>& instance_;
  Fusion fusion_ = Fusion::none;
  LayerSet set_ = LayerSet::once;
  N tensor_{0};
  N layers_{0};
  N sum_{0};
};

}  // namespace

template <class N>
N allocator_rounding(const Instance<N>& instance, const Workload<N>&) {
  if (instance.serving->version->pool != Pool::of_available) return N(0);
  Rounding<N> rounding(instance);
  visit_tensor_groups(instance.architecture,
                      [&](const TensorGroup<N>& group) { rounding.add(group); });
  if (value_of(rounding.result()) == 0) return N(0);
  return term(instance.recorder, TermId::fragmentation, whole(rounding.result()));
}

template double allocator_rounding(const Instance<double>&, const Workload<double>&);
template Quantity allocator_rounding(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
