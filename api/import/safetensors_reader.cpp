// The layout of safetensors: a length, a JSON object with one entry for each tensor, the data.
// SPDX-License-Identifier: MIT
#include "api/import/safetensors_reader.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "api/import/byte_reader.h"
#include "api/import/json_walk.h"
#include "api/import/limits.h"
#include "engine/core/number_text.h"

namespace vram {
namespace {

constexpr SafetensorsType kTypes[] = {
#define DTYPE(name, bits, packing) {{name, 1, bits / 8.0}, Packing::packing},
#include "api/import/safetensors_types.def"
};

constexpr std::size_t kMostTensors = std::size_t{1} << 16U;  // of one file
constexpr std::size_t kMostFiles = 4096;
constexpr double kMostElements = 9007199254740992;  // 2^53, the last exact count
constexpr double kFormatsLimit = 100'000'000;       // MAX_HEADER_SIZE of the safetensors library
constexpr std::size_t kLengthBytes = 8;

/// A tensor as its entry gives it.
struct Entry {
  std::string name;
  std::optional<std::size_t> type;
  double elements = 1;
  double columns = 1;
  bool has_shape = false;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  int offsets = 0;
};

class HeaderReader : public JsonVisitor {
 public:
  bool value(const JsonPath& path, const JsonValue& value) override {
    if (path.key(0) == kMetadata) return true;
    begin_entry(path.key(0));
    const std::string_view member = path.key(1);
    if (path.depth() == 2 && member == "dtype" && value.is_text()) return read_type(value.text);
    // A scalar's shape is an empty list.
    if (path.depth() == 2 && member == "shape" && value.kind == JsonValue::Kind::empty) {
      entry_.has_shape = true;
      return true;
    }
    if (path.depth() == 3 && member == "shape" && value.whole) return read_length(*value.whole);
    if (path.depth() == 3 && member == "data_offsets" && value.whole && entry_.offsets < 2) {
      (entry_.offsets == 0 ? entry_.begin : entry_.end) = *value.whole;
      ++entry_.offsets;
      return true;
    }
    return fail(IssueId::safetensors_entry,
                path.depth() == 1 ? "dtype, shape, data_offsets" : shown_name(member));
  }

  bool closed(const JsonPath& path) override {
    return path.depth() != 1 || path.key(0) == kMetadata || finish_entry();
  }

  bool repeated(const JsonPath& path) override {
    issue_ = Issue{IssueId::import_repeated, shown_name(path.text()), "", "", ""};
    return false;
  }

  std::optional<Issue> issue() const { return issue_; }

  /// Checks that the tensors fill the data without gaps, and adds them.
  bool add_to(TensorTable& table, double& data_bytes) {
    std::vector<const Entry*> in_order;
    in_order.reserve(entries_.size());
    for (const Entry& entry : entries_) in_order.push_back(&entry);
    std::sort(in_order.begin(), in_order.end(), [](const Entry* a, const Entry* b) {
      return a->begin != b->begin ? a->begin < b->begin : a->end < b->end;
    });
    std::uint64_t expected = 0;
    for (const Entry* entry : in_order) {
      if (entry->begin != expected) {
        issue_ = Issue{IssueId::tensor_offset, shown_name(entry->name), text_of(entry->begin), "",
                       text_of(expected)};
        return false;
      }
      expected = entry->end;
    }
    for (const Entry& entry : entries_) {
      const SafetensorsType& type = kTypes[*entry.type];
      table.add({entry.name, entry.elements, static_cast<double>(entry.end - entry.begin),
                 entry.columns, *entry.type, type.packing});
    }
    data_bytes = static_cast<double>(expected);
    return true;
  }

 private:
  static constexpr std::string_view kMetadata = "__metadata__";

  static std::string text_of(std::uint64_t number) {
    return plain_text(static_cast<double>(number));
  }

  bool fail(IssueId id, std::string detail) {
    issue_ = Issue{id, shown_name(entry_.name), "", "", std::move(detail)};
    return false;
  }

  void begin_entry(std::string_view name) {
    if (is_open_) return;
    entry_ = Entry{};
    entry_.name = name;
    is_open_ = true;
  }

  bool read_type(std::string_view name) {
    for (std::size_t i = 0; i < std::size(kTypes); ++i) {
      if (kTypes[i].stored.name == name) entry_.type = i;
    }
    if (entry_.type) return true;
    issue_ = Issue{IssueId::tensor_type, shown_name(entry_.name), shown_name(name), "", ""};
    return false;
  }

  bool read_length(std::uint64_t length) {
    entry_.has_shape = true;
    entry_.columns = static_cast<double>(length);
    entry_.elements *= entry_.columns;
    return true;
  }

  bool finish_entry() {
    if (!is_open_) begin_entry("");
    is_open_ = false;
    if (!entry_.type) return fail(IssueId::safetensors_entry, "dtype");
    if (!entry_.has_shape) return fail(IssueId::safetensors_entry, "shape");
    if (entry_.offsets != 2 || entry_.end < entry_.begin) {
      return fail(IssueId::safetensors_entry, "data_offsets");
    }
    if (entry_.elements > kMostElements) {
      issue_ = Issue{IssueId::import_length, shown_name(entry_.name), plain_text(entry_.elements),
                     "", plain_text(kMostElements)};
      return false;
    }
    const double bytes = entry_.elements * kTypes[*entry_.type].stored.block_bytes;
    const auto placed = static_cast<double>(entry_.end - entry_.begin);
    if (bytes != placed) {
      issue_ = Issue{IssueId::tensor_size, shown_name(entry_.name), plain_text(std::ceil(bytes)),
                     "", plain_text(placed)};
      return false;
    }
    if (entries_.size() == kMostTensors) {
      issue_ =
          Issue{IssueId::json_too_large, "", "", "", plain_text(static_cast<double>(kMostTensors))};
      return false;
    }
    entries_.push_back(std::move(entry_));
    return true;
  }

  std::vector<Entry> entries_;
  Entry entry_;
  bool is_open_ = false;
  std::optional<Issue> issue_;
};

class IndexReader : public JsonVisitor {
 public:
  IndexReader(SafetensorsReading& reading, TensorTable& table)
      : reading_(&reading), table_(&table) {}

  bool value(const JsonPath& path, const JsonValue& value) override {
    if (path.depth() != 2) return true;
    if (path.key(0) == "weight_map" && value.is_text()) return add(path.key(1), value.text);
    if (path.key(0) == "metadata" && value.is_number() && value.number >= 0) {
      if (path.key(1) == "total_size") reading_->data_bytes = value.number;
      if (path.key(1) == "total_parameters") reading_->total_parameters = value.number;
    }
    return true;
  }

  bool repeated(const JsonPath& path) override {
    reading_->issue = Issue{IssueId::import_repeated, shown_name(path.text()), "", "", ""};
    return false;
  }

 private:
  bool add(std::string_view name, std::string_view file) {
    table_->add({name, 0, 0, 0, 0, Packing::none});
    auto& files = reading_->files;
    const bool is_new = files.empty() || files.back() != file;
    if (is_new && files.size() < kMostFiles) files.emplace_back(shown_name(file));
    return true;
  }

  SafetensorsReading* reading_;
  TensorTable* table_;
};

std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

SafetensorsReading read_index(std::string_view text, TensorTable& table) {
  SafetensorsReading reading;
  reading.is_index = true;
  if (static_cast<double>(text.size()) > kLargestJson) {
    reading.issue =
        Issue{IssueId::import_head_too_large, "", plain_text(static_cast<double>(text.size())), "",
              plain_text(kLargestJson)};
    return reading;
  }
  IndexReader reader(reading, table);
  if (auto issue = walk_json(text, reader)) reading.issue = std::move(issue);
  if (!reading.issue && reading.files.empty()) {
    reading.issue = Issue{IssueId::import_no_model, "weight_map", "", "", ""};
  }
  if (reading.issue) return reading;
  std::sort(reading.files.begin(), reading.files.end());
  reading.files.erase(std::unique(reading.files.begin(), reading.files.end()), reading.files.end());
  return reading;
}

}  // namespace

std::span<const SafetensorsType> safetensors_types() { return kTypes; }

bool is_safetensors_index(std::span<const std::uint8_t> bytes) {
  const std::string_view text = text_of(bytes);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool starts_with_brace = first != std::string_view::npos && text[first] == '{';
  return starts_with_brace && text.substr(0, kLengthBytes).find('\0') == std::string_view::npos;
}

SafetensorsReading read_safetensors(std::span<const std::uint8_t> bytes, TensorTable& table) {
  const std::string_view text = text_of(bytes);
  if (is_safetensors_index(bytes)) return read_index(text, table);
  SafetensorsReading reading;
  ByteReader in(bytes);
  const auto length = static_cast<double>(in.number<std::uint64_t>());
  if (in.missing_end() > 0) {
    reading.needs_bytes = kSmallestSlice;
    return reading;
  }
  const double end = kLengthBytes + length;
  if (length == 0 || length > kFormatsLimit) {
    reading.issue = Issue{IssueId::safetensors_length, "", plain_text(length), "", ""};
  } else if (end > kLargestJson) {
    reading.issue =
        Issue{IssueId::import_head_too_large, "", plain_text(end), "", plain_text(kLargestJson)};
  } else if (end > static_cast<double>(bytes.size())) {
    reading.needs_bytes = end;
  } else {
    HeaderReader header;
    reading.issue = walk_json(text.substr(kLengthBytes, static_cast<std::size_t>(length)), header);
    if (!reading.issue) reading.issue = header.issue();
    if (!reading.issue && !header.add_to(table, reading.data_bytes)) reading.issue = header.issue();
    reading.file_bytes = end + reading.data_bytes;
  }
  return reading;
}

}  // namespace vram
