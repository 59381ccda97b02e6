// What the plots show: memory over one input, and over two. Computed when the configuration changes
// and only for what is in sight.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/estimator.h"
#include "engine/report.h"

namespace vram {

/// What the card of plots shows.
enum class PlotView : std::uint8_t { length, count, map };

/// The two inputs a mode's memory grows with: how long, and how many.
struct PlotFields {
  InputField length;
  InputField count;
};
PlotFields plot_fields(const Inputs& inputs);

/// Memory over one input.
struct Curve {
  InputField field{};
  std::vector<double> values;    ///< ascending
  std::vector<double> bytes;     ///< kComponentCount for each value
  std::vector<Component> shown;  ///< kinds that occur, in their order
  double largest = 0;            ///< total of any value
  double capacity_bytes = 0;     ///< what there is of it, on one device
  std::optional<double> limit;   ///< the largest value that fits
  double first() const { return values.front(); }
  double last() const { return values.back(); }
};

struct HeatCell {
  double bytes = 0;
  bool fits = false;
};

/// What fits over both inputs; cells row by row.
struct HeatMap {
  PlotFields fields{};
  std::vector<double> columns;  ///< lengths
  std::vector<double> rows;     ///< counts
  std::vector<HeatCell> cells;
  std::vector<std::optional<double>> limits;  ///< of each row, the largest length that fits
};

/// What is in sight, and of which configuration.
struct Plots {
  unsigned revision = 0;
  PlotView view = PlotView::length;
  bool is_current = false;
  Curve curve;
  HeatMap map;
};

Curve curve_of(const Report& report, InputField field);
HeatMap heat_map_of(const Report& report);

/// Bytes of each kind of memory with another value of one input.
ComponentBytes components_with(const Report& report, InputField field, double value);
double total_of(const ComponentBytes& components);

/// Where the slider of a field stops, powers of two only.
std::vector<double> doubling_stops(InputField field);

}  // namespace vram
