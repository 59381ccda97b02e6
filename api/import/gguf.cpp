// GGUF files to configurations: what their keys mean, and what only their tensors tell.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "api/import/gguf_reader.h"
#include "api/import/import.h"
#include "api/import/limits.h"
#include "api/import/shape_facts.h"
#include "engine/core/number.h"
#include "engine/core/number_text.h"
#include "engine/schema/fields.h"

namespace vram {
namespace {

struct KeyRow {
  std::string_view key;
  ModelField fact;
};

constexpr KeyRow kKeys[] = {
#define GGUF_KEY(key, fact) {key, ModelField::fact},
#include "api/import/gguf_keys.def"
};

struct FileTypeRow {
  double number;
  WeightFormat format;
};

constexpr FileTypeRow kFileTypes[] = {
#define GGUF_FILE_TYPE(number, format) {number, WeightFormat::format},
#include "api/import/gguf_keys.def"
};

struct WindowRow {
  std::string_view architecture;
  double pattern;
  double where_silent;
};

constexpr WindowRow kWindows[] = {
#define GGUF_WINDOWS(architecture, pattern, where_silent) {architecture, pattern, where_silent},
#include "api/import/gguf_keys.def"
};

constexpr std::string_view kMamba2[] = {
#define GGUF_MAMBA2(architecture) architecture,
#include "api/import/gguf_keys.def"
};

constexpr std::string_view kDeltaNet[] = {
#define GGUF_DELTA_NET(architecture) architecture,
#include "api/import/gguf_keys.def"
};

/// A list can have a member for every byte of a head; no model has as many layers.
std::optional<double> of_layer(const GgufEntry& list, std::size_t layer) {
  return layer < kMostFileLayers ? list.number(layer) : std::nullopt;
}

/// The key-value pairs of a head under the architecture's name.
class Metadata {
 public:
  explicit Metadata(const GgufHead& head)
      : head_(&head), architecture_(text("general.architecture").substr(0, kLongestArchitecture)) {}

  std::string_view architecture() const { return architecture_; }

  std::string_view text(std::string_view key) const {
    const GgufEntry* entry = head_->find(key);
    return entry == nullptr ? std::string_view{} : entry->text();
  }
  std::optional<double> number(std::string_view key) const {
    const GgufEntry* entry = head_->find(key);
    return entry == nullptr ? std::nullopt : entry->number();
  }
  /// An entry of the architecture's own.
  const GgufEntry* own(std::string_view key) const {
    return head_->find(std::string(architecture_) + '.' + std::string(key));
  }
  std::optional<double> own_number(std::string_view key) const {
    const GgufEntry* entry = own(key);
    return entry == nullptr ? std::nullopt : largest(*entry);
  }
  /// The number, or of a list with one for each layer the largest.
  static std::optional<double> largest(const GgufEntry& entry) {
    std::optional<double> most;
    for (std::size_t i = 0; const auto number = of_layer(entry, i); ++i) {
      most = most ? max_of(*most, *number) : *number;
    }
    return most;
  }
  template <std::size_t Count>
  bool is_one_of(const std::string_view (&architectures)[Count]) const {
    return std::find(std::begin(architectures), std::end(architectures), architecture_) !=
           std::end(architectures);
  }

 private:
  static constexpr std::size_t kLongestArchitecture = 64;  // of which keys are made

  const GgufHead* head_;
  std::string_view architecture_;
};

/// Models without attention or MLP give these as 0 heads and 0 wide; the tensors say the same.
void read_key(const Metadata& data, std::string_view key, ModelField fact, Draft& draft) {
  const auto number = data.own_number(key);
  if (!number) return;
  if (*number == 0 && spec(fact).min > 0) {
    draft.note(key, "0", "");
    return;
  }
  draft.read(key, fact, *number);
}

void read_keys(const Metadata& data, Draft& draft) {
  const bool is_latent = data.own("attention.kv_lora_rank") != nullptr;
  for (const KeyRow& row : kKeys) {
    // With latent attention the file states the one head that is cached.
    if (is_latent && row.fact == ModelField::num_key_value_heads) continue;
    read_key(data, row.key, row.fact, draft);
  }
  if (const auto layers = data.own_number("block_count")) {
    // Layers that predict further tokens are counted among the blocks.
    const double predictors = data.own_number("nextn_predict_layers").value_or(0);
    draft.read("block_count", ModelField::num_hidden_layers, max_of(1, *layers - predictors));
  }
}

/// Widths of heads: of windowed layers their own, where the file gives two.
void read_head_widths(const Metadata& data, Draft& draft) {
  if (data.own("attention.kv_lora_rank") != nullptr) return;
  const auto width = data.own_number("attention.key_length");
  if (const auto windowed = data.own_number("attention.key_length_swa")) {
    draft.read("attention.key_length_swa", ModelField::head_dim, *windowed);
    if (width && *width != *windowed) {
      draft.read("attention.key_length", ModelField::global_head_dim, *width);
    }
  } else if (width) {
    draft.read("attention.key_length", ModelField::head_dim, *width);
  } else if (draft.knows(ModelField::num_attention_heads)) {
    const double heads = max_of(1, draft[ModelField::num_attention_heads]);
    draft.assume(ModelField::head_dim, max_of(1, draft[ModelField::hidden_size] / heads),
                 Assumption::derived);
  }
}

/// One key/value head count for windowed layers and one for the rest.
void read_global_heads(const GgufEntry& windows, const Metadata& data, Draft& draft) {
  const GgufEntry* heads = data.own("attention.head_count_kv");
  if (heads == nullptr || !heads->is_list || !draft.knows(ModelField::global_head_dim)) return;
  for (std::size_t layer = 0; const auto is_windowed = of_layer(windows, layer); ++layer) {
    const auto number = heads->number(layer);
    if (!number || *number == 0) continue;
    draft.set(*is_windowed != 0 ? ModelField::num_key_value_heads
                                : ModelField::num_global_key_value_heads,
              *number);
  }
}

void read_windows(const Metadata& data, Draft& draft) {
  double pattern = 0;
  for (const WindowRow& row : kWindows) {
    if (row.architecture != data.architecture()) continue;
    pattern = row.pattern;
    if (row.where_silent > 0 && !draft.knows(ModelField::sliding_window)) {
      draft.assume(ModelField::sliding_window, row.where_silent, Assumption::family_code);
    }
  }
  const GgufEntry* given = data.own("attention.sliding_window_pattern");
  if (given != nullptr && given->is_list) {
    std::vector<std::string> letters;
    for (std::size_t layer = 0; const auto is_windowed = of_layer(*given, layer); ++layer) {
      letters.emplace_back(*is_windowed != 0 ? "W" : "F");
    }
    draft.read("attention.sliding_window_pattern", ModelField::layer_types, letters);
    read_global_heads(*given, data, draft);
    return;
  }
  if (given != nullptr) pattern = given->number().value_or(pattern);
  if (pattern > 1 && draft[ModelField::sliding_window] > 0) {
    draft.assume(ModelField::sliding_window_pattern, pattern, Assumption::family_code);
  } else {
    draft.set(ModelField::sliding_window, 0.0);
  }
}

/// The same keys describe three kinds of recurrent layers.
void read_recurrence(const Metadata& data, Draft& draft) {
  const auto inner = data.own_number("ssm.inner_size");
  if (!inner) return;
  const double rank = max_of(1, data.own_number("ssm.time_step_rank").value_or(1));
  if (data.is_one_of(kDeltaNet)) {
    read_key(data, "ssm.conv_kernel", ModelField::linear_conv_kernel_dim, draft);
    read_key(data, "ssm.state_size", ModelField::linear_key_head_dim, draft);
    read_key(data, "ssm.group_count", ModelField::linear_num_key_heads, draft);
    read_key(data, "ssm.time_step_rank", ModelField::linear_num_value_heads, draft);
    draft.read("ssm.inner_size", ModelField::linear_value_head_dim, max_of(1, *inner / rank));
    return;
  }
  read_key(data, "ssm.conv_kernel", ModelField::mamba_d_conv, draft);
  read_key(data, "ssm.state_size", ModelField::mamba_d_state, draft);
  if (data.is_one_of(kMamba2)) {
    read_key(data, "ssm.group_count", ModelField::mamba_n_groups, draft);
    read_key(data, "ssm.time_step_rank", ModelField::mamba_n_heads, draft);
    draft.read("ssm.inner_size", ModelField::mamba_d_head, max_of(1, *inner / rank));
  } else {
    read_key(data, "ssm.time_step_rank", ModelField::mamba_dt_rank, draft);
    draft.read("ssm.inner_size", ModelField::mamba_expand,
               max_of(1, *inner / max_of(1, draft[ModelField::hidden_size])));
    draft.set(ModelField::mamba_inner_norms, data.architecture() == "jamba");
  }
}

void read_format(const Metadata& data, Draft& draft) {
  const auto number = data.number("general.file_type");
  for (const FileTypeRow& row : kFileTypes) {
    if (!number || row.number != *number) continue;
    draft.weights = row.format;
    draft.note("general.file_type", plain_text(*number), "weights");
    return;
  }
}

/// Keys of the architecture that no reader asked for.
void list_unread(const GgufHead& head, Draft& draft) {
  constexpr std::size_t kMostListed = 200;
  for (const GgufEntry& entry : head.entries) {
    if (draft.facts.ignored.size() == kMostListed) return;
    const std::string_view key = entry.key;
    const bool is_read = std::any_of(
        draft.facts.understood.begin(), draft.facts.understood.end(), [&](const FactNote& note) {
          return key == note.key || (key.size() > note.key.size() && key.ends_with(note.key) &&
                                     key[key.size() - note.key.size() - 1] == '.');
        });
    if (!is_read) draft.facts.ignored.push_back(shown_name(key));
  }
}

void read_tensors(const TensorTable& table, const Catalog& catalog, Draft& draft) {
  constexpr double kOneEach = 1;  // GGUF packs nothing into words
  FileFacts& facts = draft.facts;
  facts.tensors = table.tensors();
  facts.weights_bytes = table.bytes();
  facts.prediction_bytes = table.prediction_bytes();
  facts.parameters = table.language_parameters(kOneEach) + table.media_parameters(kOneEach);
  for (std::size_t i = 0; i < kGgmlTypeCount; ++i) {
    const TypeTotals& totals = table.types()[i];
    if (totals.tensors == 0) continue;
    facts.types.push_back({ggml_types()[i].name, totals.tensors, totals.elements, totals.bytes});
  }
  if (!read_widths(table, kOneEach, draft)) {
    add_issue(draft.problems, {IssueId::gguf_no_language_model, "", facts.architecture, "", ""});
    return;
  }
  read_heads(table, kOneEach, catalog, draft);
  read_details(table, kOneEach, draft);
  read_encoder_size(table.media_parameters(kOneEach), draft);
  draft.weights_bytes = table.bytes() - table.prediction_bytes();
  draft.is_complete = true;
}

/// Adapters, projectors and vocabularies are GGUF files too.
bool is_language_model(const Metadata& data) {
  const std::string_view kind = data.text("general.type");
  return !data.architecture().empty() && data.architecture() != "clip" && kind != "adapter" &&
         kind != "mmproj" && kind != "imatrix";
}

void read_model(const GgufHead& head, const TensorTable& table, bool has_all_parts,
                const Catalog& catalog, Draft& draft) {
  const Metadata data(head);
  draft.facts.architecture = shown_name(data.architecture());
  draft.facts.name = shown_name(data.text("general.name"));
  if (!is_language_model(data)) {
    add_issue(draft.problems,
              {IssueId::gguf_no_language_model, "", draft.facts.architecture, "", ""});
    return;
  }
  read_keys(data, draft);
  read_head_widths(data, draft);
  read_windows(data, draft);
  read_recurrence(data, draft);
  read_format(data, draft);
  read_tensors(table, catalog, draft);
  if (!has_all_parts) {
    draft.weights_bytes = 0;
    draft.facts.parameters = 0;
  }
  list_unread(head, draft);
}

}  // namespace

Imported import_gguf(std::span<const FilePart> parts, const Catalog& catalog) {
  Draft draft(catalog);
  draft.facts.kind = "gguf";
  TensorTable table;
  std::optional<GgufHead> main;
  double expected_parts = 1;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const FilePart& part = parts[i];
    GgufReading reading = read_gguf(part.bytes, table);
    if (reading.issue) {
      add_issue(draft.problems, *std::move(reading.issue));
      return finished(std::move(draft), catalog);
    }
    if (!reading.head) return unfinished(std::move(draft), part, reading.needs_bytes, i);
    const GgufHead& head = *reading.head;
    draft.facts.file_bytes += head.file_bytes;
    if (part.file_bytes > 0 && head.file_bytes > part.file_bytes) {
      add_issue(draft.problems, {IssueId::import_file_ends, "", plain_text(part.file_bytes), "",
                                 plain_text(head.file_bytes)});
    }
    if (const GgufEntry* count = head.find("split.count")) {
      expected_parts = max_of(1, count->number().value_or(1));
    }
    // Only the first part has the model's keys.
    if (!main || head.find("general.architecture") != nullptr) main = std::move(reading.head);
  }
  if (!main) return unfinished(std::move(draft), {}, kSmallestSlice);
  const auto given_parts = static_cast<double>(parts.size());
  const bool has_all_parts = given_parts >= expected_parts;
  if (!has_all_parts) {
    add_issue(draft.problems, {IssueId::import_missing_parts, "", "", "",
                               plain_text(given_parts) + " / " + plain_text(expected_parts)});
  }
  read_model(*main, table, has_all_parts, catalog, draft);
  return finished(std::move(draft), catalog);
}

}  // namespace vram
