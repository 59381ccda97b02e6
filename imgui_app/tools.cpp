// Changes of the tools' state.
// SPDX-License-Identifier: MIT
#include "imgui_app/tools.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/number_text.h"
#include "engine/estimate.h"
#include "engine/url_state.h"
#include "imgui_app/exact_decimal.h"
#include "imgui_app/format.h"
#include "imgui_app/platform.h"
#include "imgui_app/state.h"
#include "presets/presets.h"

namespace vram {
namespace {

/// Every word of the filter somewhere in the name.
bool matches(const GpuPreset& gpu, const std::string& filter, std::string_view kind) {
  if (!kind.empty() && gpu.kind != kind) return false;
  const std::string text =
      lowered(gpu.name) + " " + lowered(gpu.vendor) + " " + plain_text(gpu.memory_gib) + "gb";
  std::size_t start = 0;
  while (start < filter.size()) {
    const std::size_t space = std::min(filter.find(' ', start), filter.size());
    if (text.find(filter.substr(start, space - start)) == std::string::npos) return false;
    start = space + 1;
  }
  return true;
}

}  // namespace

void add_to_compare(AppState& app, const Inputs& inputs) {
  CompareState& compare = app.compare;
  if (compare.others.size() + 1 >= kMostCompared) return;
  compare.others.push_back(inputs);
  compare.is_current = false;
}

void remove_compared(AppState& app, std::size_t index) {
  std::vector<Inputs>& others = app.compare.others;
  if (index < others.size()) others.erase(others.begin() + static_cast<std::ptrdiff_t>(index));
  app.compare.is_current = false;
}

void open_compared(AppState& app, std::size_t index) {
  if (index >= app.compare.others.size()) return;
  const Inputs now = app.inputs;
  const Inputs other = app.compare.others[index];
  app.compare.others[index] = now;
  app.compare.is_current = false;
  replace_inputs(app, other);
}

void keep_compared_current(AppState& app) {
  CompareState& compare = app.compare;
  if (compare.is_current) return;
  compare.is_current = true;
  compare.reports.clear();
  for (const Inputs& each : compare.others) {
    compare.reports.push_back(estimate(each, preset_catalog()));
  }
}

std::optional<double> column_value(const HardwareRow& row, GpuColumn column) {
  const GpuPreset& gpu = preset_catalog().gpus[row.gpu];
  const auto known = [](double value) {
    return value > 0 ? std::optional<double>(value) : std::nullopt;
  };
  switch (column) {
    case GpuColumn::name:
      return std::nullopt;
    case GpuColumn::memory:
      return known(gpu.memory_gib);
    case GpuColumn::bandwidth:
      return known(gpu.bandwidth_gb_per_second);
    case GpuColumn::compute:
      return known(gpu.bf16_dense_tflops);
    case GpuColumn::power:
      return known(gpu.power_watts);
    case GpuColumn::price:
      return known(gpu.price_usd);
    case GpuColumn::memory_value:
      return row.gigabytes_per_thousand_usd;
    case GpuColumn::bandwidth_value:
      return row.bandwidth_per_thousand_usd;
    case GpuColumn::needed:
      return row.devices;
    case GpuColumn::headroom:
      return row.devices ? std::optional<double>(row.headroom_bytes) : std::nullopt;
    case GpuColumn::rate:
      break;
  }
  if (!row.devices) return std::nullopt;
  for (const SpeedFigure figure :
       {SpeedFigure::decode_tokens_per_s, SpeedFigure::training_tokens_per_s}) {
    if (row.speed.has(figure)) return known(row.speed[figure]);
  }
  return std::nullopt;
}

namespace {

/// What is not known comes last, whichever way it is sorted; the catalog's order decides ties.
void sort_rows(GpuTable& table) {
  const Catalog& catalog = preset_catalog();
  const auto name = [&](std::size_t row) {
    return lowered(short_gpu_name(catalog.gpus[table.hardware[row].gpu].name));
  };
  const auto before = [&](std::size_t a, std::size_t b) {
    if (table.column == GpuColumn::name) {
      return table.descending ? name(a) > name(b) : name(a) < name(b);
    }
    const auto left = column_value(table.hardware[a], table.column);
    const auto right = column_value(table.hardware[b], table.column);
    if (!left || !right) return left.has_value() && !right.has_value();
    return table.descending ? *left > *right : *left < *right;
  };
  std::stable_sort(table.rows.begin(), table.rows.end(), before);
}

}  // namespace

void keep_table_current(AppState& app) {
  GpuTable& table = app.gpu_table;
  if (table.revision != app.revision || table.hardware.empty()) {
    table.revision = app.revision;
    table.hardware = hardware_table(app.inputs, preset_catalog());
    table.spoken.assign(table.hardware.size(), {});
    table.is_sorted = false;
  }
  if (table.is_sorted) return;
  table.is_sorted = true;
  table.rows.clear();
  const Catalog& catalog = preset_catalog();
  const std::string filter = lowered(table.filter);
  for (std::size_t i = 0; i < table.hardware.size(); ++i) {
    const GpuPreset& gpu = catalog.gpus[table.hardware[i].gpu];
    if (matches(gpu, filter, table.kind)) table.rows.push_back(i);
  }
  sort_rows(table);
}

bool type_number(FormatsState& state, const std::string& text) {
  std::string plain = text;
  constexpr std::string_view kMinus = "−";
  if (plain.rfind(kMinus, 0) == 0) plain.replace(0, kMinus.size(), "-");
  const std::string lower = lowered(plain);
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::optional<double> number = parse_number(typed_number(plain));
  if (lower == "nan") number = std::numeric_limits<double>::quiet_NaN();
  if (lower == "inf" || lower == "infinity" || lower == "+inf") number = kInfinity;
  if (lower == "-inf" || lower == "-infinity") number = -kInfinity;
  state.is_refused = !number;
  if (!number) return false;
  state.number = *number;
  state.typed = text;
  // "inf" and "32k" are what they say.
  state.is_exact = !parse_number(plain) || is_exact_in_fp64(plain);
  state.bits.reset();
  return true;
}

Encoded stored(const FormatsState& state) {
  Encoded encoded = encode(state.format, state.number);
  if (state.bits) encoded.bits = *state.bits;
  return encoded;
}

void turn_bit(FormatsState& state, int bit) {
  const Encoded now = stored(state);
  const std::uint64_t turned = now.bits ^ (std::uint64_t{1} << bit);
  state.number = decode(state.format, turned) * now.scale.product();
  state.typed = plain_text(state.number);
  state.is_exact = true;
  state.is_refused = false;
  state.bits = turned;
}

void append_tool(const AppState& app, std::string& link) {
  if (app.tool == Tool::none) return;
  append_pair(link, "tab", kToolKeys[static_cast<std::size_t>(app.tool)]);
  if (app.tool == Tool::formats) {
    append_pair(link, "number", app.formats.typed);
    append_pair(link, "format", spec(app.formats.format).key);
  }
  if (app.tool != Tool::compare) return;
  constexpr std::size_t kVersionPair = 4;  // "v=1&", which the first configuration has said
  for (std::size_t i = 0; i < app.compare.others.size(); ++i) {
    append_pair(link, kNextConfigurationKey, plain_text(static_cast<double>(i + 2)));
    const std::string other = configuration_link(app.compare.others[i]);
    if (other.size() > kVersionPair) link += "&" + other.substr(kVersionPair);
  }
}

}  // namespace vram
