// Settles once per row where it can: then a point costs one untraced estimate.
// SPDX-License-Identifier: MIT
#include "engine/sweep.h"

#include "engine/estimator.h"

namespace vram {

bool needs_settling(InputField field) {
  switch (field) {
    case InputField::context:
    case InputField::batch:
    case InputField::text_tokens:
    case InputField::prompt_len:
    case InputField::completion_len:
    case InputField::micro_batch:
    case InputField::seq_len:
      return false;
    default:
      return true;
  }
}

namespace {

void set_point(Inputs& inputs, const SweepAxis& axis, double value) {
  if (axis.fact) {
    inputs.overrides[*axis.fact] = value;
  } else {
    change(inputs, axis.field, value);
  }
}

void sweep_row(Inputs inputs, const Catalog& catalog, const SweepAxis& axis,
               std::vector<double>& bytes) {
  if (axis.fact || needs_settling(axis.field)) {
    for (const double value : axis.values) {
      set_point(inputs, axis, value);
      bytes.push_back(peak_bytes(settle(inputs, catalog).scenario));
    }
    return;
  }
  const Scenario scenario = settle(inputs, catalog).scenario;
  const Estimator estimator(scenario);
  Inputs point = scenario.inputs;
  for (const double value : axis.values) {
    point[axis.field] = value;
    bytes.push_back(estimator.peak_bytes(point));
  }
}

}  // namespace

std::vector<double> sweep(const Inputs& inputs, const Catalog& catalog, const SweepAxis& first,
                          const SweepAxis* second) {
  std::vector<double> bytes;
  if (second == nullptr) {
    bytes.reserve(first.values.size());
    sweep_row(inputs, catalog, first, bytes);
    return bytes;
  }
  bytes.reserve(first.values.size() * second->values.size());
  Inputs row = inputs;
  for (const double value : first.values) {
    set_point(row, first, value);
    sweep_row(row, catalog, *second, bytes);
  }
  return bytes;
}

std::vector<double> sweep_components(const Inputs& inputs, const Catalog& catalog,
                                     const SweepAxis& axis) {
  std::vector<double> bytes;
  bytes.reserve(axis.values.size() * kComponentCount);
  const auto add = [&](const Estimator& estimator, const Inputs& point) {
    const ComponentBytes components = estimator.needed_components(point);
    bytes.insert(bytes.end(), components.begin(), components.end());
  };
  Inputs point = inputs;
  if (needs_settling(axis.field)) {
    for (const double value : axis.values) {
      point[axis.field] = value;
      const Scenario scenario = settle(point, catalog).scenario;
      add(Estimator(scenario), scenario.inputs);
    }
    return bytes;
  }
  const Scenario scenario = settle(inputs, catalog).scenario;
  const Estimator estimator(scenario);
  point = scenario.inputs;
  for (const double value : axis.values) {
    point[axis.field] = value;
    add(estimator, point);
  }
  return bytes;
}

}  // namespace vram
