// Memory of the optimizer's states, by the row of optimizers.def, and of its temporaries.
// SPDX-License-Identifier: MIT
#include "engine/components/component.h"
#include "engine/components/sharding.h"
#include "engine/model/trainable.h"

namespace vram {
namespace {

// Dettmers et al. 2022, and the sources of optimizers.def.
constexpr double kBlock8Elements = 256;
constexpr double kBlock4Elements = 128;
constexpr double kScaleBits = 32;
constexpr double kSmallestQuantised = 4096;  // elements; smaller tensors keep fp32 states
constexpr double kFloat32Bits = 32;
constexpr double kLargestPreconditioned = 10000;  // SOAP's max_precond_dim
constexpr double kFactorMatrices =
    4;  // Shampoo: two factors and two roots per block: 4 m n elements

double state_bits(const Recipe& recipe) {
  switch (recipe.optimizer->width) {
    case StateWidth::follow:
      return 8 * recipe.optimized_bytes();
    case StateWidth::fp32:
      break;
    case StateWidth::block8:
      return 8 + kScaleBits / kBlock8Elements;
    case StateWidth::block4:
      return 4 + kScaleBits / kBlock4Elements;
  }
  return kFloat32Bits;
}

bool is_quantised(StateWidth width) {
  return width == StateWidth::block8 || width == StateWidth::block4;
}

template <class N>
bool is_layer_matrix(const TensorGroup<N>& group) {
  const StorageClass storage = spec(group.role).storage;
  return storage == StorageClass::matrix || storage == StorageClass::router;
}

template <class N>
bool has_two_sides(const TensorGroup<N>& group) {
  return spec(group.role).storage != StorageClass::vector && value_of(group.rows) > 1 &&
         value_of(group.columns) > 1;
}

template <class N>
double elements_of_one(const TensorGroup<N>& group) {
  return has_two_sides(group) ? value_of(group.rows) * value_of(group.columns)
                              : value_of(group.columns);
}

/// Bits of all states of a group.
template <class N>
class StateRule {
 public:
  StateRule(const Instance<N>& instance, const N& rank)
      : optimizer_(*instance.recipe->optimizer),
        rank_(rank),
        states_(optimizer_.states),
        bits_(instance.recorder.leaf("state_bits", state_bits(*instance.recipe))),
        projector_bits_(
            instance.recorder.leaf("projector_bits", 8 * instance.recipe->optimized_bytes())),
        fp32_bits_(instance.recorder.leaf("fp32_bits", kFloat32Bits)) {}

  bool is_special(const TensorGroup<N>& group) const {
    switch (optimizer_.matrices) {
      case MatrixRule::alike:
        return false;
      case MatrixRule::factored:
      case MatrixRule::shampoo:
      case MatrixRule::soap:
        return has_two_sides(group);
      case MatrixRule::momentum:
        return is_layer_matrix(group);
      case MatrixRule::projected:
        return is_layer_matrix(group) && value_of(rank_) < value_of(smaller_side(group));
    }
    return false;
  }

  N matrix_bits(const TensorGroup<N>& group) const {
    const N matrices = group.layers * group.copies;
    switch (optimizer_.matrices) {
      case MatrixRule::factored:
        return matrices * (group.rows + group.columns) * fp32_bits_;
      case MatrixRule::momentum:
        return elements(group) * bits_;
      case MatrixRule::projected:
        return matrices * rank_ *
               (states_ * max_of(group.rows, group.columns) * bits_ +
                smaller_side(group) * projector_bits_);
      case MatrixRule::shampoo:
        return elements(group) * (kFactorMatrices + states_) * fp32_bits_;
      case MatrixRule::soap:
        return elements(group) * states_ * fp32_bits_ +
               matrices * 2 * (squared(group.rows) + squared(group.columns)) * fp32_bits_;
      case MatrixRule::alike:
        break;
    }
    return other_bits(group);
  }

  N other_bits(const TensorGroup<N>& group) const {
    const bool is_small =
        is_quantised(optimizer_.width) && elements_of_one(group) < kSmallestQuantised;
    return elements(group) * states_ * (is_small ? fp32_bits_ : bits_);
  }

 private:
  static N smaller_side(const TensorGroup<N>& group) { return min_of(group.rows, group.columns); }
  static N squared(const N& side) {
    return value_of(side) <= kLargestPreconditioned ? side * side : N(0);
  }

  const OptimizerSpec& optimizer_;
  N rank_;
  N states_;
  N bits_;
  N projector_bits_;
  N fp32_bits_;
};

template <class N>
struct StateBits {
  N matrices{0};
  N matrices_of_experts{0};
  N others{0};
  N others_of_experts{0};
};

}  // namespace

template <class N>
N optimizer_states(const Instance<N>& instance, const Workload<N>& workload) {
  const Recipe& recipe = *instance.recipe;
  const OptimizerSpec& optimizer = *recipe.optimizer;
  if (optimizer.states == 0 || recipe.offloads_states) return N(0);
  const Recorder<N>& recorder = instance.recorder;
  if (optimizer.matrices == MatrixRule::alike && !is_quantised(optimizer.width)) {
    const N bits = recorder.leaf("state_bits", state_bits(recipe));
    const N all = sharded_parameters(instance, kZeroStates) * N(optimizer.states);
    return term(recorder, TermId::optimizer_states,
                times_models(instance, whole(bytes_of_bits(all * bits))));
  }
  const StateRule<N> rule(instance, workload.inputs.optimizer_rank);
  StateBits<N> sum;
  visit_trainable(instance.architecture, instance.last_layers, recipe, workload.inputs,
                  [&](const TensorGroup<N>& group) {
                    const bool is_expert = is_routed_expert(group.role);
                    if (rule.is_special(group)) {
                      (is_expert ? sum.matrices_of_experts : sum.matrices) +=
                          rule.matrix_bits(group);
                    } else {
                      (is_expert ? sum.others_of_experts : sum.others) += rule.other_bits(group);
                    }
                  });
  N total(0);
  const auto add = [&](TermId id, const N& dense, const N& experts) {
    if (value_of(dense) + value_of(experts) == 0) return;
    total +=
        term(recorder, id, whole(bytes_of_bits(sharded(instance, kZeroStates, dense, experts))));
  };
  add(TermId::optimizer_matrices, sum.matrices, sum.matrices_of_experts);
  add(TermId::optimizer_others, sum.others, sum.others_of_experts);
  return term(recorder, TermId::optimizer_states, times_models(instance, total));
}

template double optimizer_states(const Instance<double>&, const Workload<double>&);
template Quantity optimizer_states(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
