// Lists for pickers and scripts.
// SPDX-License-Identifier: MIT
#include "api/catalog_json.h"

#include <cstddef>
#include <utility>

#include "api/config_json.h"
#include "engine/model/parameters.h"
#include "engine/schema/fields.h"
#include "engine/schema/formats.h"
#include "i18n/describe.h"

namespace vram {
namespace {

Json architecture_json(const ModelValues& model) {
  Json arch = Json::object();
  const auto fields = model_fields();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    arch[std::string(fields[i].key)] = fact_json(static_cast<ModelField>(i), model);
  }
  return arch;
}

std::string_view family_key(FormatFamily family) {
  switch (family) {
    case FormatFamily::plain:
      return "plain";
    case FormatFamily::quantised:
      return "quantised";
    case FormatFamily::gguf:
      return "gguf";
  }
  return {};
}

Json weight_format_json(const WeightFormatSpec& format) {
  const TensorTypeSpec& matrix = spec(format.matrix);
  return {{"id", json_text(format.key)},
          {"name", json_text(format.name)},
          {"use", "weights"},
          {"family", json_text(family_key(format.family))},
          {"bits_per_element", json_number(matrix.bits_per_element())},
          {"block_elements", json_number(matrix.block_elements)},
          {"block_bytes", json_number(matrix.block_bytes)},
          {"bytes_per_row", json_number(matrix.bytes_per_row)},
          {"bytes_per_column", json_number(matrix.bytes_per_column)},
          {"matrix", json_text(matrix.key)},
          {"embedding", json_text(spec(format.embedding).key)},
          {"head", json_text(spec(format.head).key)},
          {"vector", json_text(spec(format.vector).key)},
          {"router", json_text(spec(format.router).key)},
          {"source", source_json(format.source)}};
}

Json kv_format_json(const KvFormatSpec& format) {
  return {{"id", json_text(format.key)},
          {"name", json_text(format.name)},
          {"use", "kv_cache"},
          {"bits_per_element", json_number(format.bits_per_element())},
          {"block_elements", json_number(format.block_elements)},
          {"block_bytes", json_number(format.block_bytes)},
          {"bytes_per_vector", json_number(format.bytes_per_vector)},
          {"source", source_json(format.source)}};
}

}  // namespace

Json source_json(SourceId id) {
  return {{"title", json_text(spec(id).title)},
          {"link", json_text(spec(id).link)},
          {"locator", json_text(spec(id).locator)}};
}

Json models_json(const Catalog& catalog) {
  Json models = Json::array();
  for (const ModelPreset& model : catalog.models) {
    const Parameters<double> parameters =
        count_parameters(whole_architecture(model.facts), Recorder<double>{});
    Json json{{"id", json_text(model.id)},
              {"name", json_text(model.name)},
              {"family", json_text(model.family)},
              {"repository", json_text(model.repository)},
              {"parameters", json_number(parameters.total)},
              {"active_parameters", json_number(parameters.active)},
              {"attention", attention_text(model.facts, Language::en)},
              {"arch", architecture_json(model.facts)},
              {"source", json_text(model.source)},
              {"parameters_source", json_text(model.parameters_source)}};
    if (!model.note.empty()) json["note"] = json_text(model.note);
    models.push_back(std::move(json));
  }
  return models;
}

Json gpus_json(const Catalog& catalog) {
  Json gpus = Json::array();
  for (const GpuPreset& gpu : catalog.gpus) {
    Json json{{"id", json_text(gpu.id)},
              {"name", json_text(gpu.name)},
              {"vendor", json_text(gpu.vendor)},
              {"kind", json_text(gpu.kind)}};
#define GPU_FACT(key, unit, min, max) \
  json[#key] = gpu.key == 0 ? Json(nullptr) : json_number(gpu.key);
#include "engine/schema/gpu_fields.def"
    json["usable"] = gpu.usable_is_reported ? "reported" : "assumed";
    json["usable_source"] = json_text(gpu.usable_source);
    json["source"] = json_text(gpu.source);
    if (!gpu.rent_source.empty()) json["rent_source"] = json_text(gpu.rent_source);
    gpus.push_back(std::move(json));
  }
  return gpus;
}

Json formats_json() {
  Json formats = Json::array();
  for (const WeightFormatSpec& format : kWeightFormats) {
    formats.push_back(weight_format_json(format));
  }
  for (const KvFormatSpec& format : kKvFormats) formats.push_back(kv_format_json(format));
  return formats;
}

}  // namespace vram
