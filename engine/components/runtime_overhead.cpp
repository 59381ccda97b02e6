// Memory the runtime takes for itself: context, libraries, graphs, buffers of its collectives.
// SPDX-License-Identifier: MIT
#include "engine/components/component.h"
#include "engine/core/number_text.h"

namespace vram {

template <class N>
N runtime_overhead(const Instance<N>& instance, const Workload<N>& workload) {
  const Recorder<N>& recorder = instance.recorder;
  const Serving& serving = *instance.serving;
  const N mebibyte = recorder.leaf("MiB", kMebi, kBytes);
  N bytes = workload.inputs.runtime_overhead_mib * mebibyte;
  const auto add = [&](TermId id, std::string_view symbol, double amount) {
    if (amount > 0) bytes += term(recorder, id, recorder.leaf(symbol, amount, kBytes));
  };
  add(TermId::runtime_context, "context_bytes", serving.context_bytes);
  add(TermId::runtime_libraries, "library_bytes", serving.library_bytes);
  add(TermId::runtime_graphs, "graph_bytes", serving.graph_bytes);
  return term(recorder, TermId::runtime, bytes);
}

template <class N>
N collectives(const Instance<N>& instance, const Workload<N>&) {
  const double bytes = instance.serving->collective_bytes;
  if (bytes == 0) return N(0);
  return term(instance.recorder, TermId::communication_collectives,
              instance.recorder.leaf("collective_bytes", bytes, kBytes));
}

template double collectives(const Instance<double>&, const Workload<double>&);
template Quantity collectives(const Instance<Quantity>&, const Workload<Quantity>&);
template double runtime_overhead(const Instance<double>&, const Workload<double>&);
template Quantity runtime_overhead(const Instance<Quantity>&, const Workload<Quantity>&);

}  // namespace vram
