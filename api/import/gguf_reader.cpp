// The layout of GGUF, version 2 and 3, as gguf.h of ggml describes it.
// SPDX-License-Identifier: MIT
#include "api/import/gguf_reader.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

#include "api/import/byte_reader.h"
#include "api/import/limits.h"
#include "api/import/seen_names.h"
#include "engine/core/number_text.h"
#include "engine/schema/formats.h"

namespace vram {
namespace {

constexpr std::string_view kMagic = "GGUF";
constexpr std::uint32_t kOldestVersion = 2;
constexpr std::uint32_t kNewestVersion = 3;
constexpr std::uint64_t kMostKeys = 65536;
constexpr std::uint64_t kMostTensors = 65536;
constexpr std::uint64_t kLongestKey = 65535;        // gguf.md: "at most 2^16-1 bytes long"
constexpr std::uint64_t kLongestTensorName = 255;   // GGML_MAX_NAME is 64
constexpr std::uint32_t kMostDimensions = 4;        // GGML_MAX_DIMS
constexpr double kDefaultAlignment = 32;            // GGUF_DEFAULT_ALIGNMENT
constexpr double kMostElements = 9007199254740992;  // 2^53, the last exact count

constexpr std::array<StoredType, kGgmlTypeCount> listed_types() {
  std::array<StoredType, kGgmlTypeCount> types{};
#define GGML_TYPE(number, name, type)                                                     \
  types[number] = {name, kTensorTypes[static_cast<int>(TensorType::type)].block_elements, \
                   kTensorTypes[static_cast<int>(TensorType::type)].block_bytes};
#define GGML_OTHER_TYPE(number, name, elements, bytes) types[number] = {name, elements, bytes};
#include "api/import/ggml_types.def"
  return types;
}
constexpr auto kTypes = listed_types();

/// Bytes of one value; 0 for texts and lists, which have no fixed size.
std::uint64_t size_of(GgufType type) {
  switch (type) {
    case GgufType::uint8:
    case GgufType::int8:
    case GgufType::flag:
      return 1;
    case GgufType::uint16:
    case GgufType::int16:
      return 2;
    case GgufType::uint32:
    case GgufType::int32:
    case GgufType::float32:
      return 4;
    case GgufType::uint64:
    case GgufType::int64:
    case GgufType::float64:
      return 8;
    case GgufType::text:
    case GgufType::list:
      break;
  }
  return 0;
}

template <class N>
double number_at(const std::uint8_t* bytes) {
  N value{};
  std::memcpy(&value, bytes, sizeof(N));
  return static_cast<double>(value);
}

double number_of(GgufType type, const std::uint8_t* bytes) {
  switch (type) {
    case GgufType::uint8:
    case GgufType::flag:
      return number_at<std::uint8_t>(bytes);
    case GgufType::int8:
      return number_at<std::int8_t>(bytes);
    case GgufType::uint16:
      return number_at<std::uint16_t>(bytes);
    case GgufType::int16:
      return number_at<std::int16_t>(bytes);
    case GgufType::uint32:
      return number_at<std::uint32_t>(bytes);
    case GgufType::int32:
      return number_at<std::int32_t>(bytes);
    case GgufType::float32:
      return number_at<float>(bytes);
    case GgufType::uint64:
      return number_at<std::uint64_t>(bytes);
    case GgufType::int64:
      return number_at<std::int64_t>(bytes);
    case GgufType::float64:
      return number_at<double>(bytes);
    case GgufType::text:
    case GgufType::list:
      break;
  }
  return 0;
}

std::string_view text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string whole_text(std::uint64_t number) { return plain_text(static_cast<double>(number)); }

struct TensorInfo {
  StoredTensor tensor;
  std::uint64_t offset = 0;
};

/// Reads front to back; the first fault ends the reading.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : in_(bytes), size_(bytes.size()) {}

  GgufReading read(TensorTable& table) {
    GgufHead head;
    std::vector<TensorInfo> tensors;
    const bool is_whole = read_start() && read_entries(head.entries) && read_tensors(tensors) &&
                          check_data(head, tensors);
    if (!is_whole) return stopped();
    head.version = version_;
    head.tensors = static_cast<double>(tensors.size());
    for (const TensorInfo& info : tensors) table.add(info.tensor);
    GgufReading reading;
    reading.head = std::move(head);
    return reading;
  }

 private:
  bool fail(IssueId id, std::string key, std::string value, std::string detail = "") {
    if (!issue_) issue_ = {id, std::move(key), std::move(value), "", std::move(detail)};
    return false;
  }

  /// False where the bytes have ended.
  bool is_inside() const { return in_.missing_end() == 0; }

  GgufReading stopped() {
    GgufReading reading;
    double missing = std::max(in_.missing_end(), needed_end_);
    if (!issue_ && missing > kLargestHead) {
      fail(IssueId::import_head_too_large, "", plain_text(missing), plain_text(kLargestHead));
    }
    reading.issue = std::move(issue_);
    if (reading.issue) return reading;
    // Twice as much as there was: the rest of a head cannot be known before it is read.
    const double twice = std::min(kLargestHead, 2 * static_cast<double>(size_));
    reading.needs_bytes = std::max({missing, twice, kSmallestSlice});
    return reading;
  }

  bool read_start() {
    const auto magic = in_.take(kMagic.size());
    if (!is_inside()) return false;
    if (text_of(magic) != kMagic) {
      return fail(IssueId::gguf_magic, "", shown_name(text_of(magic)));
    }
    version_ = in_.number<std::uint32_t>();
    tensor_count_ = in_.number<std::uint64_t>();
    entry_count_ = in_.number<std::uint64_t>();
    if (!is_inside()) return false;
    if ((version_ & 0xFFFFU) == 0 && version_ != 0) {
      return fail(IssueId::gguf_big_endian, "", whole_text(version_));
    }
    if (version_ < kOldestVersion || version_ > kNewestVersion) {
      return fail(IssueId::gguf_version, "", whole_text(version_));
    }
    if (tensor_count_ > kMostTensors) {
      return fail(IssueId::import_count, "8", whole_text(tensor_count_), whole_text(kMostTensors));
    }
    if (entry_count_ > kMostKeys) {
      return fail(IssueId::import_count, "16", whole_text(entry_count_), whole_text(kMostKeys));
    }
    return true;
  }

  /// A length and as many bytes.
  std::string_view read_text(std::uint64_t longest) {
    const std::size_t place = in_.offset();
    const auto length = in_.number<std::uint64_t>();
    if (length > longest) {
      fail(IssueId::import_length, whole_text(place), whole_text(length), whole_text(longest));
      return {};
    }
    return text_of(in_.take(length));
  }

  bool read_entries(std::vector<GgufEntry>& entries) {
    SeenNames seen;
    for (std::uint64_t i = 0; i < entry_count_; ++i) {
      GgufEntry entry;
      const std::size_t place = in_.offset();
      entry.key = read_text(kLongestKey);
      if (issue_ || !read_value(entry, place)) return false;
      if (!seen.add(hash_of(entry.key))) {
        return fail(IssueId::import_repeated, shown_name(entry.key), "", whole_text(place));
      }
      entries.push_back(entry);
    }
    return true;
  }

  bool read_value(GgufEntry& entry, std::size_t place) {
    auto type = in_.number<std::uint32_t>();
    entry.is_list = type == static_cast<std::uint32_t>(GgufType::list);
    if (entry.is_list) {
      type = in_.number<std::uint32_t>();
      entry.count = in_.number<std::uint64_t>();
    }
    if (!is_inside()) return false;
    // Lists of lists exist in the format's description only; llama.cpp refuses them too.
    const bool is_known = type <= static_cast<std::uint32_t>(GgufType::float64) &&
                          type != static_cast<std::uint32_t>(GgufType::list);
    if (!is_known) {
      return fail(IssueId::gguf_value_type, shown_name(entry.key), whole_text(type),
                  whole_text(place));
    }
    entry.type = static_cast<GgufType>(type);
    if (entry.type == GgufType::text) return read_texts(entry);
    const double size = static_cast<double>(entry.count) * static_cast<double>(size_of(entry.type));
    if (size > kLargestHead) {
      return fail(IssueId::import_length, shown_name(entry.key), plain_text(size),
                  plain_text(kLargestHead));
    }
    entry.bytes = in_.take(entry.count * size_of(entry.type));
    return is_inside();
  }

  bool read_texts(GgufEntry& entry) {
    constexpr double kLengthBytes = 8;
    const double least =
        static_cast<double>(in_.offset()) + static_cast<double>(entry.count) * kLengthBytes;
    if (least > static_cast<double>(size_)) {
      needed_end_ = least;
      return false;
    }
    for (std::uint64_t i = 0; i < entry.count && !issue_ && is_inside(); ++i) {
      const std::string_view text = read_text(static_cast<std::uint64_t>(kLargestHead));
      if (!entry.is_list) {
        entry.bytes = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
      }
    }
    return !issue_ && is_inside();
  }

  bool read_tensors(std::vector<TensorInfo>& tensors) {
    SeenNames seen;
    for (std::uint64_t i = 0; i < tensor_count_; ++i) {
      TensorInfo info;
      const std::size_t place = in_.offset();
      info.tensor.name = read_text(kLongestTensorName);
      if (issue_ || !read_shape(info)) return false;
      if (!seen.add(hash_of(info.tensor.name))) {
        return fail(IssueId::import_repeated, shown_name(info.tensor.name), "", whole_text(place));
      }
      tensors.push_back(info);
    }
    return true;
  }

  bool read_shape(TensorInfo& info) {
    StoredTensor& tensor = info.tensor;
    const auto dimensions = in_.number<std::uint32_t>();
    if (dimensions > kMostDimensions) {
      return fail(IssueId::tensor_shape, shown_name(tensor.name), whole_text(dimensions),
                  whole_text(kMostDimensions));
    }
    tensor.elements = 1;
    tensor.columns = 1;  // of a tensor without dimensions
    for (std::uint32_t i = 0; i < dimensions; ++i) {
      const auto length = static_cast<double>(in_.number<std::uint64_t>());
      if (i == 0) tensor.columns = length;
      tensor.elements *= length;
    }
    const auto type = in_.number<std::uint32_t>();
    info.offset = in_.number<std::uint64_t>();
    if (!is_inside()) return false;
    if (tensor.elements > kMostElements) {
      return fail(IssueId::import_length, shown_name(tensor.name), plain_text(tensor.elements),
                  plain_text(kMostElements));
    }
    if (type >= kTypes.size() || kTypes[type].name.empty()) {
      return fail(IssueId::tensor_type, shown_name(tensor.name), whole_text(type));
    }
    const StoredType& stored = kTypes[type];
    if (std::fmod(tensor.columns, stored.block_elements) != 0) {
      return fail(IssueId::tensor_blocks, shown_name(tensor.name), plain_text(tensor.columns),
                  plain_text(stored.block_elements));
    }
    tensor.type = type;
    tensor.bytes = tensor.elements / stored.block_elements * stored.block_bytes;
    return true;
  }

  /// Where the data begins, and that no two tensors share bytes of it.
  bool check_data(GgufHead& head, const std::vector<TensorInfo>& tensors) {
    double alignment = kDefaultAlignment;
    if (const GgufEntry* entry = head.find("general.alignment")) {
      alignment = entry->number().value_or(0);
      const bool is_power_of_two = alignment >= 1 && alignment <= kLargestHead &&
                                   std::exp2(std::round(std::log2(alignment))) == alignment;
      if (!is_power_of_two) {
        return fail(IssueId::gguf_alignment, "general.alignment", plain_text(alignment));
      }
    }
    head.data_start = std::ceil(static_cast<double>(in_.offset()) / alignment) * alignment;
    std::vector<const TensorInfo*> in_order;
    in_order.reserve(tensors.size());
    for (const TensorInfo& info : tensors) in_order.push_back(&info);
    std::sort(in_order.begin(), in_order.end(),
              [](const TensorInfo* a, const TensorInfo* b) { return a->offset < b->offset; });
    double end = 0;
    for (const TensorInfo* info : in_order) {
      const auto offset = static_cast<double>(info->offset);
      if (offset < end) {
        return fail(IssueId::tensor_offset, shown_name(info->tensor.name), plain_text(offset),
                    plain_text(end));
      }
      end = offset + info->tensor.bytes;
    }
    head.file_bytes = tensors.empty() ? static_cast<double>(in_.offset()) : head.data_start + end;
    return true;
  }

  ByteReader in_;
  std::size_t size_;
  std::uint32_t version_ = 0;
  std::uint64_t tensor_count_ = 0;
  std::uint64_t entry_count_ = 0;
  double needed_end_ = 0;
  std::optional<Issue> issue_;
};

}  // namespace

std::string_view GgufEntry::text() const { return is_text() ? text_of(bytes) : std::string_view{}; }

std::optional<double> GgufEntry::number(std::size_t index) const {
  const std::size_t size = static_cast<std::size_t>(size_of(type));
  if (size == 0 || (index + 1) * size > bytes.size()) return std::nullopt;
  const double number = number_of(type, bytes.data() + index * size);
  return std::isfinite(number) ? std::optional(number) : std::nullopt;
}

std::span<const StoredType, kGgmlTypeCount> ggml_types() { return kTypes; }

const GgufEntry* GgufHead::find(std::string_view key) const {
  for (const GgufEntry& entry : entries) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

GgufReading read_gguf(std::span<const std::uint8_t> bytes, TensorTable& table) {
  return Reader(bytes).read(table);
}

}  // namespace vram
