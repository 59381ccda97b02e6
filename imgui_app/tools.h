// What the tools remember: configurations side by side, the table of accelerators, a number.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/number_encoding.h"
#include "engine/plans/hardware.h"
#include "engine/report.h"

namespace vram {

struct AppState;

/// The tabs that are no modes.
enum class Tool : std::uint8_t { none, compare, gpus, formats };
inline constexpr std::string_view kToolKeys[] = {"", "compare", "gpus", "formats"};

/// Configurations beside the current one.
struct CompareState {
  std::vector<Inputs> others;
  std::vector<Report> reports;  ///< of the others
  bool is_current = false;
};
inline constexpr std::size_t kMostCompared = 4;  ///< the current one among them

void add_to_compare(AppState& app, const Inputs& inputs);
void remove_compared(AppState& app, std::size_t index);
/// Makes one of the others the current configuration, and the current one an other.
void open_compared(AppState& app, std::size_t index);
/// Estimates the others again where they have changed.
void keep_compared_current(AppState& app);

/// What the table of accelerators can be sorted by.
enum class GpuColumn : std::uint8_t {
  name,
  memory,
  bandwidth,
  compute,
  power,
  price,
  memory_value,
  bandwidth_value,
  needed,
  headroom,
  rate,
};
inline constexpr std::size_t kGpuColumns = 11;

struct GpuTable {
  GpuColumn column = GpuColumn::needed;
  bool descending = false;
  std::string filter;
  std::string_view kind;              ///< empty for all
  std::vector<HardwareRow> hardware;  ///< of every accelerator, for the configuration
  std::vector<std::string> spoken;    ///< of each of these, once it was read out
  std::vector<std::size_t> rows;      ///< those that match, in order
  unsigned revision = 0;
  bool is_sorted = false;
};
/// Counts, filters and sorts again where something has changed.
void keep_table_current(AppState& app);
/// What a row has in a column; nothing where it is not known.
std::optional<double> column_value(const HardwareRow& row, GpuColumn column);

/// The number that is looked at, and the format whose bits can be turned.
struct FormatsState {
  std::string typed = "0.1";
  double number = 0.1;
  bool is_exact = false;  ///< the number is what was typed, not only the nearest of FP64
  NumberFormat format = NumberFormat::bf16;
  std::optional<std::uint64_t> bits;  ///< as turned by hand; else what the number becomes
  bool is_refused = false;
  std::string refused;  ///< what was typed then
};
/// Takes a typed number; "inf" and "nan" are numbers here. False where it is none.
bool type_number(FormatsState& state, const std::string& text);
/// The stored number of the chosen format, with bits turned by hand.
Encoded stored(const FormatsState& state);
void turn_bit(FormatsState& state, int bit);

/// Adds to a link what the tool shows.
void append_tool(const AppState& app, std::string& link);

}  // namespace vram
