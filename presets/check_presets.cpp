// Build-time check of the compiled-in presets: ranges, consistency, and parameter totals computed
// tensor by tensor against the published ones. Fails the build with one line per defect.
// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstdio>
#include <set>
#include <string>

#include "engine/core/number_text.h"
#include "engine/model/parameters.h"
#include "engine/scenario.h"
#include "engine/schema/fields.h"
#include "presets/presets.h"

namespace {

using namespace vram;

int defects = 0;

void report(std::string_view id, const std::string& what) {
  std::fprintf(stderr, "presets: %.*s: %s\n", static_cast<int>(id.size()), id.data(), what.c_str());
  ++defects;
}

void check_range(std::string_view id, const FieldSpec& field, double value) {
  const bool is_whole = value == std::floor(value);
  if (field.kind != FieldKind::number) return;
  if (is_whole && value >= field.min && value <= field.max) return;
  report(id, std::string(field.key) + " = " + plain_text(value) + " is out of its range");
}

void check_model(const ModelPreset& model, std::size_t index, const Catalog& catalog) {
  const auto fields = model_fields();
  for (std::size_t i = 0; i < fields.size(); ++i)
    check_range(model.id, fields[i], model.facts.values[i]);

  Inputs inputs = default_inputs(catalog);
  inputs[InputField::model] = static_cast<double>(index);
  Issues problems;
  settled_model(inputs, catalog, problems);
  for (const Issue& problem : problems) report(model.id, problem.key + " contradicts other facts");

  const double counted =
      count_parameters(whole_architecture(model.facts), Recorder<double>{}).total;
  const double deviation = std::fabs(counted - model.published_parameters);
  if (deviation > model.tolerance * model.published_parameters) {
    report(model.id, "counted " + grouped_text(counted) + " parameters, published " +
                         grouped_text(model.published_parameters));
  }
}

void check_gpu(const GpuPreset& gpu) {
  if (gpu.memory_gib <= 0 || gpu.usable_bytes <= 0) report(gpu.id, "has no memory");
  if (gpu.usable_bytes > gpu.memory_gib * kGibi) report(gpu.id, "offers more than it has");
}

template <class Preset>
void check_ids(std::span<const Preset> presets) {
  std::set<std::string_view> ids;
  for (const Preset& preset : presets) {
    if (!ids.insert(preset.id).second) report(preset.id, "is there twice");
  }
}

}  // namespace

int main() {
  const Catalog& catalog = preset_catalog();
  check_ids(catalog.models);
  check_ids(catalog.gpus);
  for (std::size_t i = 0; i < catalog.models.size(); ++i) {
    check_model(catalog.models[i], i, catalog);
  }
  for (const GpuPreset& gpu : catalog.gpus) check_gpu(gpu);
  std::printf("presets: %zu models and %zu accelerators checked, %d defects\n",
              catalog.models.size(), catalog.gpus.size(), defects);
  return defects == 0 ? 0 : 1;
}
