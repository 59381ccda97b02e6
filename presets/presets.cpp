// The arrays generated from presets/**/*.json, made into a catalog when it is first asked for.
// SPDX-License-Identifier: MIT
#include "presets/presets.h"

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace vram {
namespace {

/// A model as it is compiled in. Facts are short texts, most of them being the table's defaults: as
/// arrays of numbers they would be a quarter of the download.
struct ModelRow {
  std::string_view id;
  std::string_view name;
  std::string_view family;
  std::string_view repository;
  std::string_view source;
  std::string_view facts;  ///< in the table's order, separated by commas, empty for a default
  std::array<std::string_view, kPatternFieldCount> patterns;
  double published_parameters;
  double tolerance;
  std::string_view parameters_source;
  std::string_view note;
};

#include "presets_data.inc"

ModelValues values_of(const ModelRow& row) {
  ModelValues values = kCustomModel;
  std::size_t field = 0;
  bool is_given = false;
  double number = 0;
  for (const char c : row.facts) {
    if (c == ',') {
      ++field;
      is_given = false;
      continue;
    }
    number = (is_given ? number * 10 : 0) + (c - '0');
    is_given = true;
    values.values[field] = number;
  }
  for (std::size_t i = 0; i < row.patterns.size(); ++i) {
    values.patterns[i] = LayerPattern(row.patterns[i]);
  }
  return values;
}

std::vector<ModelPreset> model_presets() {
  std::vector<ModelPreset> models;
  for (const ModelRow& row : kModelRows) {
    models.push_back({row.id, row.name, row.family, row.repository, row.source, values_of(row),
                      row.published_parameters, row.tolerance, row.parameters_source, row.note});
  }
  return models;
}

}  // namespace

const Catalog& preset_catalog() {
  static const std::vector<ModelPreset> models = model_presets();
  static const Catalog catalog{models, kGpus, kDefaultModel, kDefaultGpu, kRevision};
  return catalog;
}

}  // namespace vram
