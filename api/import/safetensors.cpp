// Safetensors files to configurations.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "api/import/hf_config.h"
#include "api/import/import.h"
#include "api/import/limits.h"
#include "api/import/safetensors_reader.h"
#include "api/import/shape_facts.h"
#include "engine/core/number_text.h"
#include "engine/model/parameters.h"

namespace vram {
namespace {

constexpr double kWordBits = 32;

/// Bits of the numbers that quantisers pack into words, from what stands beside them.
double packed_bits(const TensorTable& table) {
  constexpr double kUsualBits = 4;
  if (table.words() == 0) return kUsualBits;
  const double scales = table.beside(Companion::group_scales);
  // GPTQ and AWQ: one packed zero beside each scale.
  const double zeros = table.beside(Companion::packed_zeros);
  if (zeros > 0 && scales > 0) return std::floor(kWordBits * zeros / scales + 0.5);
  if (table.has(Companion::group_biases) && scales > 0) {
    // MLX: words and scales of a group; groups of 64 unless that gives a width there is not.
    const double group_bits = kWordBits * table.words() / scales;
    for (const double group : {64.0, 32.0, 128.0}) {
      const double bits = group_bits / group;
      if (bits == 2 || bits == 3 || bits == 4 || bits == 6 || bits == 8) return bits;
    }
  }
  return kUsualBits;
}

/// The storage type most of the bytes are in.
std::string_view main_type(const TensorTable& table) {
  const auto types = table.types();
  const auto most =
      std::max_element(types.begin(), types.end(),
                       [](const TypeTotals& a, const TypeTotals& b) { return a.bytes < b.bytes; });
  const auto index = static_cast<std::size_t>(most - types.begin());
  return index < safetensors_types().size() ? safetensors_types()[index].stored.name
                                            : std::string_view{};
}

bool begins_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

/// The format whose quantiser stores such things beside matrices.
WeightFormat format_of(const TensorTable& table, double bits) {
  if (table.has(Companion::nested_absmax)) return WeightFormat::nf4_dq;
  if (table.has(Companion::absmax)) return WeightFormat::nf4;
  if (table.has(Companion::row_scale)) return WeightFormat::int8;
  const bool is_wide = bits == 8;
  if (table.has(Companion::group_biases)) {
    return is_wide ? WeightFormat::mlx_int8 : WeightFormat::mlx_int4;
  }
  if (table.has(Companion::packed_zeros)) {
    if (!table.has(Companion::group_index)) return WeightFormat::awq_int4;
    return is_wide ? WeightFormat::gptq_int8 : WeightFormat::gptq_int4;
  }
  if (table.words() > 0) return WeightFormat::int4;
  if (table.has(Companion::block_scale)) return WeightFormat::fp8_block;
  const std::string_view type = main_type(table);
  if (type == "U8") {
    return table.has(Companion::group_scales) ? WeightFormat::mxfp4 : WeightFormat::nvfp4;
  }
  if (begins_with(type, "F8")) return WeightFormat::fp8;
  if (type == "I8") return WeightFormat::int8;
  if (type == "F16") return WeightFormat::fp16;
  if (type == "F32") return WeightFormat::fp32;
  return WeightFormat::bf16;
}

void list_types(const TensorTable& table, FileFacts& facts) {
  for (std::size_t i = 0; i < safetensors_types().size(); ++i) {
    const TypeTotals& totals = table.types()[i];
    if (totals.tensors == 0) continue;
    facts.types.push_back(
        {safetensors_types()[i].stored.name, totals.tensors, totals.elements, totals.bytes});
  }
}

/// What is missing to a whole model; "" where nothing is.
std::string missing_in(const TensorTable& table, const std::vector<std::string>& files,
                       std::size_t headers) {
  if (!files.empty() && headers < files.size()) {
    return plain_text(static_cast<double>(headers)) + " / " +
           plain_text(static_cast<double>(files.size()));
  }
  if (!table[TensorMeaning::embedding].exists()) return "embed_tokens";
  // OLMo's norms have no weights, and OPT-350m has none at the end.
  const bool has_norms = table[TensorMeaning::layer_norm].exists();
  const bool is_projected = table[TensorMeaning::embedding_projection].exists();
  if (has_norms && !is_projected && !table[TensorMeaning::final_norm].exists() &&
      !table[TensorMeaning::embedding_norm].exists()) {
    return "norm";
  }
  if (table.layers() < table.highest_layer()) {
    return "layers: " + plain_text(table.layers()) + " / " + plain_text(table.highest_layer());
  }
  return {};
}

/// A preset that an index describes: as many layers, and the same size in a plain format.
const ModelPreset* preset_of_index(const TensorTable& table, const SafetensorsReading& index,
                                   const Catalog& catalog) {
  for (const ModelPreset& preset : catalog.models) {
    if (preset.facts[ModelField::num_hidden_layers] != table.layers()) continue;
    const double parameters =
        count_parameters(whole_architecture(preset.facts), Recorder<double>{}).total;
    const bool is_same = parameters == index.total_parameters ||
                         2 * parameters == index.data_bytes || 4 * parameters == index.data_bytes;
    if (is_same) return &preset;
  }
  return nullptr;
}

/// Everything that the parts of one model tell.
struct Files {
  TensorTable tensors;  ///< of headers
  TensorTable names;    ///< of an index, which lists the same tensors without their shapes
  SafetensorsReading index;
  std::size_t headers = 0;
};

/// What an index tells without any header, beside an architecture from elsewhere or alone.
void read_index(const SafetensorsReading& index, Draft& draft) {
  draft.facts.kind = "safetensors_index";
  draft.facts.weights_bytes = index.data_bytes;
  draft.facts.parameters = index.total_parameters;
}

void read_index_only(const Files& files, const Catalog& catalog, Draft& draft) {
  const SafetensorsReading& index = files.index;
  read_index(index, draft);
  const ModelPreset* preset = preset_of_index(files.names, index, catalog);
  if (preset == nullptr) {
    add_issue(draft.problems, {IssueId::import_missing_parts, "", "", "",
                               "0 / " + plain_text(static_cast<double>(index.files.size()))});
    return;
  }
  for (const ModelField fact : {ModelField::hidden_size, ModelField::num_hidden_layers,
                                ModelField::vocab_size, ModelField::intermediate_size}) {
    draft.assume(fact, preset->facts[fact], Assumption::nearest_model);
  }
  draft.facts.name = preset->id;
  draft.weights_bytes = index.data_bytes;
  draft.is_complete = true;
}

/// Sizes and types of all tensors; false where some of the model's are missing.
bool read_sizes(const Files& files, double numbers_per_word, Draft& draft) {
  const TensorTable& table = files.tensors;
  FileFacts& facts = draft.facts;
  facts.kind = "safetensors";
  facts.tensors = table.tensors();
  facts.weights_bytes = table.bytes();
  facts.prediction_bytes = table.prediction_bytes();
  facts.parameters =
      table.language_parameters(numbers_per_word) + table.media_parameters(numbers_per_word);
  list_types(table, facts);
  const std::string missing = missing_in(table, files.index.files, files.headers);
  if (missing.empty()) return true;
  add_issue(draft.problems, {IssueId::import_missing_parts, "", "", "", missing});
  return false;
}

void read_headers(const Files& files, const Catalog& catalog, Draft& draft) {
  const TensorTable& table = files.tensors;
  const double bits = packed_bits(table);
  const double numbers_per_word = kWordBits / bits;
  if (!read_sizes(files, numbers_per_word, draft)) return;
  if (!read_widths(table, numbers_per_word, draft)) {
    add_issue(draft.problems, {IssueId::import_no_model, "hidden_size", "", "", ""});
    return;
  }
  read_heads(table, numbers_per_word, catalog, draft);
  read_details(table, numbers_per_word, draft);
  const double encoders = table.media_parameters(numbers_per_word);
  read_encoder_size(encoders, draft);
  if (encoders > 0) draft.note("shapes", plain_text(encoders), "vision_parameters");
  draft.set(ModelField::num_nextn_predict_layers, table.prediction_layers());
  draft.weights = format_of(table, bits);
  draft.weights_bytes = table.bytes() - table.prediction_bytes();
  draft.is_complete = true;
}

/// An architecture that config.json gave gets the sizes of the files beside it.
void read_beside_config(const Files& files, Draft& draft) {
  if (files.headers == 0) {
    read_index(files.index, draft);
    draft.weights_bytes = files.index.data_bytes;
    return;
  }
  const TensorTable& table = files.tensors;
  const double bits = packed_bits(table);
  if (!read_sizes(files, kWordBits / bits, draft)) {
    draft.facts.parameters = 0;
    return;
  }
  // A quantiser is named in config.json; plain types are what the file holds.
  const bool is_plain = !draft.weights || *draft.weights == WeightFormat::bf16 ||
                        *draft.weights == WeightFormat::fp16 ||
                        *draft.weights == WeightFormat::fp32;
  if (is_plain) draft.weights = format_of(table, bits);
  draft.weights_bytes = table.bytes() - table.prediction_bytes();
}

/// Reads all parts; an import to hand back where one of them cannot be read.
std::optional<Imported> read_parts(std::span<const FilePart> parts, Files& files, Draft& draft,
                                   const Catalog& catalog) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const FilePart& part = parts[i];
    const bool is_index = is_safetensors_index(part.bytes);
    // An index has no head: it is read whole.
    const bool is_cut = static_cast<double>(part.bytes.size()) < part.file_bytes;
    if (is_index && is_cut && part.file_bytes <= kLargestJson) {
      return unfinished(std::move(draft), part, part.file_bytes, i);
    }
    SafetensorsReading reading =
        read_safetensors(part.bytes, is_index ? files.names : files.tensors);
    if (reading.issue) {
      add_issue(draft.problems, *std::move(reading.issue));
      draft.is_complete = false;
      return finished(std::move(draft), catalog);
    }
    if (reading.needs_bytes > 0) return unfinished(std::move(draft), part, reading.needs_bytes, i);
    if (part.file_bytes > 0 && reading.file_bytes > part.file_bytes) {
      add_issue(draft.problems, {IssueId::import_file_ends, "", plain_text(part.file_bytes), "",
                                 plain_text(reading.file_bytes)});
    }
    files.headers += is_index ? 0 : 1;
    if (is_index) files.index = std::move(reading);
  }
  draft.facts.parts = files.index.files;
  return std::nullopt;
}

}  // namespace

Imported import_safetensors(std::span<const FilePart> parts, const Catalog& catalog) {
  Draft draft(catalog);
  draft.facts.kind = "safetensors";
  Files files;
  if (auto early = read_parts(parts, files, draft, catalog)) return *std::move(early);
  if (files.headers > 0) {
    read_headers(files, catalog, draft);
  } else if (!files.index.files.empty()) {
    read_index_only(files, catalog, draft);
  } else {
    return unfinished(std::move(draft), {}, kSmallestSlice);
  }
  return finished(std::move(draft), catalog);
}

Imported import_with_config(std::string_view config, std::span<const FilePart> parts,
                            const Catalog& catalog) {
  Draft draft = read_hf_config(config, catalog);
  if (!draft.is_complete) return finished(std::move(draft), catalog);
  Files files;
  if (auto early = read_parts(parts, files, draft, catalog)) return *std::move(early);
  read_beside_config(files, draft);
  return finished(std::move(draft), catalog);
}

}  // namespace vram
