// Memory the runtime takes for itself.
// SPDX-License-Identifier: MIT
#include "engine/components/component.h"
#include "engine/core/number_text.h"

namespace vram {

template <class N>
N runtime_overhead(const Instance<N>& instance, const Workload<N>& workload) {
  const N mebibyte = instance.recorder.leaf("MiB", kMebi, kBytes);
  return term(instance.recorder, TermId::runtime, workload.inputs.runtime_overhead_mib * mebibyte);
}

template double runtime_overhead(const Instance<double>&, const Workload<double>&);
template Quantity runtime_overhead(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
