// Samples of the untraced estimate.
// SPDX-License-Identifier: MIT
#include "imgui_app/curves.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "engine/schema/fields.h"
#include "engine/schema/relevance.h"
#include "engine/solve/solve.h"
#include "engine/sweep.h"
#include "presets/presets.h"

namespace vram {
namespace {

constexpr double kSamplesPerDoubling = 6;
constexpr double kLeastLength = 64;  // of inputs that may be nothing

/// The part of a field's range that its plot shows: that of the slider, and the value itself.
struct Span {
  double first;
  double last;
};

Span span_of(InputField field, double value) {
  const FieldSpec& row = spec(field);
  const double first = row.slider_min > 0 ? row.slider_min : kLeastLength;
  double last = row.slider_max;
  while (last < value && last * 2 <= row.max) last *= 2;
  return {std::min(first, std::max(1.0, value)), last};
}

std::vector<double> samples(const Span& span) {
  std::vector<double> values;
  const double doublings = std::log2(span.last / span.first);
  const auto count = static_cast<int>(std::ceil(doublings * kSamplesPerDoubling));
  for (int i = 0; i <= count; ++i) {
    const double value = std::round(span.first * std::exp2(doublings * i / count));
    if (values.empty() || value > values.back()) values.push_back(value);
  }
  return values;
}

std::optional<double> largest_that_fits(const Scenario& scenario, const Estimator& estimator,
                                        InputField field) {
  Solution solution;
  solution.field = field;
  solution.inputs = scenario.inputs;
  solve_number(solution, scenario, estimator);
  return solution.value;
}

}  // namespace

PlotFields plot_fields(const Inputs& inputs) {
  const bool trains = when_training(inputs);
  const InputField count = trains ? InputField::micro_batch : InputField::batch;
  switch (inputs.mode()) {
    case Mode::inference:
      return {InputField::context, count};
    case Mode::rl:
      return {InputField::completion_len, count};
    case Mode::multimodal:
      return {InputField::text_tokens, count};
    case Mode::finetune:
    case Mode::train:
      break;
  }
  return {InputField::seq_len, count};
}

std::vector<double> doubling_stops(InputField field) {
  const FieldSpec& row = spec(field);
  std::vector<double> stops;
  const double first = row.slider_min > 0 ? row.slider_min : kLeastLength;
  for (double at = first; at <= row.slider_max; at *= 2) stops.push_back(at);
  return stops;
}

ComponentBytes components_with(const Report& report, InputField field, double value) {
  Inputs point = report.scenario.inputs;
  point[field] = value;
  return Estimator(report.scenario).needed_components(point);
}

double total_of(const ComponentBytes& components) {
  double total = 0;
  for (const double bytes : components) total += bytes;
  return total;
}

Curve curve_of(const Report& report, InputField field) {
  const Scenario& scenario = report.scenario;
  Curve curve;
  curve.field = field;
  curve.values = samples(span_of(field, scenario.inputs[field]));
  curve.bytes = sweep_components(scenario.inputs, preset_catalog(), {field, curve.values});
  ComponentBytes most{};
  for (std::size_t i = 0; i < curve.bytes.size(); i += kComponentCount) {
    double total = 0;
    for (std::size_t k = 0; k < kComponentCount; ++k) {
      most[k] = std::max(most[k], curve.bytes[i + k]);
      total += curve.bytes[i + k];
    }
    curve.largest = std::max(curve.largest, total);
  }
  for (std::size_t k = 0; k < kComponentCount; ++k) {
    if (most[k] > 0) curve.shown.push_back(static_cast<Component>(k));
  }
  curve.capacity_bytes = report.fit.usable_bytes;
  if (scenario.serving.has_pool()) {
    // The program's share of the device is the limit: what is beside the pool, and the pool.
    const Peak peak = Estimator(scenario).peak(scenario.inputs);
    curve.capacity_bytes = peak.needed_bytes - peak.needed_cache_bytes + peak.pool_bytes;
  }
  curve.limit = largest_that_fits(scenario, Estimator(scenario), field);
  return curve;
}

HeatMap heat_map_of(const Report& report) {
  const Scenario& scenario = report.scenario;
  const Estimator estimator(scenario);
  HeatMap map;
  map.fields = plot_fields(scenario.inputs);
  map.columns = doubling_stops(map.fields.length);
  map.rows = doubling_stops(map.fields.count);
  Inputs point = scenario.inputs;
  for (const double row : map.rows) {
    point[map.fields.count] = row;
    for (const double column : map.columns) {
      point[map.fields.length] = column;
      map.cells.push_back({estimator.peak(point).needed_bytes, estimator.fits(point)});
    }
    Scenario of_row = scenario;
    of_row.inputs[map.fields.count] = row;
    map.limits.push_back(largest_that_fits(of_row, Estimator(of_row), map.fields.length));
  }
  return map;
}

}  // namespace vram
