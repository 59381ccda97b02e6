// Settling of what speed and cost are worked out with: shares that are reached, links, prices.
// SPDX-License-Identifier: MIT
#include "engine/scenario.h"

namespace vram {
namespace {

/// InfiniBand NDR, 400 Gbit/s for each device of a data centre's node; others have 10 Gbit
/// Ethernet.
constexpr double kInfinibandGbPerSecond = 50;
constexpr double kEthernetGbPerSecond = 1.25;
/// Slots of a server without a link of its own.
constexpr double kPcieDevices = 8;
/// PCIe 3.0 with 16 lanes, where nothing is known of a device's link.
constexpr double kSlowestLinkGbPerSecond = 16;
/// A bought device is written off over three years of use.
constexpr double kHoursOfUse = 3 * 365 * 24;
/// Where neither rent nor price is known: nothing is guessed, the figure is left out.
constexpr double kLeastUsdPerHour = 0.0001;

void fill(double& value, double used) {
  if (value == kAutomatic) value = used;
}

/// A visitor's value is a point, the table's a range.
void fill(double& value, Range& range, const Range& usual) {
  range = value == kAutomatic ? usual : Range{value, value, value};
  value = range.expected;
}

}  // namespace

void settle_speed(Scenario& scenario) {
  Inputs& inputs = scenario.inputs;
  const GpuPreset& gpu = *scenario.gpu;
#define SPEED_CONSTANT(input, low, expected, high, source) \
  fill(inputs[InputField::input], scenario.speed.input, {low, expected, high});
#include "engine/schema/speed_constants.def"
  // A bridge joins two; the other slots are reached over PCIe all the same.
  fill(inputs[InputField::node_devices], max_of(gpu.link_devices, kPcieDevices));
  fill(inputs[InputField::link_gb_s],
       gpu.link_gb_per_second > 0 ? gpu.link_gb_per_second : kSlowestLinkGbPerSecond);
  const bool is_datacenter = gpu.kind == "datacenter";
  fill(inputs[InputField::network_gb_s],
       is_datacenter ? kInfinibandGbPerSecond : kEthernetGbPerSecond);
  const double bought = gpu.price_usd / kHoursOfUse;
  fill(inputs[InputField::usd_per_hour],
       max_of(kLeastUsdPerHour, gpu.rent_usd_per_hour > 0 ? gpu.rent_usd_per_hour : bought));
}

}  // namespace vram
