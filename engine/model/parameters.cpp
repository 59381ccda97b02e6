// Sums over the tensor groups, by family.
// SPDX-License-Identifier: MIT
#include "engine/model/parameters.h"

#include <array>
#include <cstddef>

#include "engine/model/tensor_groups.h"
#include "engine/schema/terms.h"

namespace vram {
namespace {

constexpr TermId kFamilyTerms[kTensorFamilyCount] = {
    TermId::parameters_embeddings, TermId::parameters_attention, TermId::parameters_recurrent,
    TermId::parameters_mlp,        TermId::parameters_experts,   TermId::parameters_norms,
    TermId::parameters_lm_head,    TermId::parameters_vision,    TermId::parameters_audio,
};

}  // namespace

template <class N>
Parameters<N> count_parameters(const Architecture<N>& architecture, const Recorder<N>& recorder) {
  std::array<N, kTensorFamilyCount> families{};
  N idle(0);
  const auto& facts = architecture.facts;
  visit_tensor_groups(architecture, [&](const TensorGroup<N>& group) {
    families[static_cast<std::size_t>(spec(group.role).family)] += elements(group);
    if (is_routed_expert(group.role)) {
      const N copies_per_expert(value_of(group.copies) / value_of(facts.experts));
      idle += group.layers * copies_per_expert * (facts.experts - facts.experts_per_token) *
              group.rows * group.columns;
    }
  });

  Parameters<N> parameters;
  N total(0);
  for (std::size_t i = 0; i < families.size(); ++i) {
    if (value_of(families[i]) > 0) total += term(recorder, kFamilyTerms[i], families[i]);
  }
  parameters.total = term(recorder, TermId::parameters_total, total);
  parameters.active =
      value_of(idle) > 0
          ? term(recorder, TermId::parameters_active,
                 parameters.total - term(recorder, TermId::parameters_idle_experts, idle))
          : parameters.total;
  N mtp(0);
  visit_mtp_tensor_groups(architecture,
                          [&](const TensorGroup<N>& group) { mtp += elements(group); });
  parameters.mtp = value_of(mtp) > 0 ? term(recorder, TermId::parameters_mtp, mtp) : mtp;
  return parameters;
}

template Parameters<double> count_parameters(const Architecture<double>&, const Recorder<double>&);
template Parameters<Quantity> count_parameters(const Architecture<Quantity>&,
                                               const Recorder<Quantity>&);

}  // namespace vram
