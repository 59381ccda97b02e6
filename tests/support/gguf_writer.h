// Writes heads of GGUF files for tests: what a quantiser would, and what it never would.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace vram::testing {

class GgufWriter {
 public:
  std::uint32_t version = 3;
  std::uint64_t alignment = 32;

  void text(std::string_view key, std::string_view value) {
    begin(key, 8);
    put_text(entries_, value);
  }
  void number(std::string_view key, std::uint32_t value) {
    begin(key, 4);
    put(entries_, value);
  }
  void flags(std::string_view key, const std::vector<bool>& values) {
    begin(key, 9);
    put(entries_, std::uint32_t{7});
    put(entries_, std::uint64_t{values.size()});
    for (const bool value : values) put(entries_, static_cast<std::uint8_t>(value));
  }
  void numbers(std::string_view key, const std::vector<std::int32_t>& values) {
    begin(key, 9);
    put(entries_, std::uint32_t{5});
    put(entries_, std::uint64_t{values.size()});
    for (const std::int32_t value : values) put(entries_, value);
  }
  void texts(std::string_view key, std::size_t count) {
    begin(key, 9);
    put(entries_, std::uint32_t{8});
    put(entries_, std::uint64_t{count});
    for (std::size_t i = 0; i < count; ++i) put_text(entries_, "token");
  }
  /// An entry with a type and bytes of one's own.
  void raw(std::string_view key, std::uint32_t type, std::string_view bytes) {
    begin(key, type);
    entries_ += bytes;
  }

  /// Dimensions begin with the innermost, as the format has them; `bytes` moves the next one on.
  void tensor(std::string_view name, const std::vector<std::uint64_t>& dimensions,
              std::uint32_t type, std::uint64_t bytes) {
    tensor_at(name, dimensions, type, offset_);
    offset_ = (offset_ + bytes + alignment - 1) / alignment * alignment;
  }
  void tensor_at(std::string_view name, const std::vector<std::uint64_t>& dimensions,
                 std::uint32_t type, std::uint64_t offset) {
    put_text(tensors_, name);
    put(tensors_, static_cast<std::uint32_t>(dimensions.size()));
    for (const std::uint64_t dimension : dimensions) put(tensors_, dimension);
    put(tensors_, type);
    put(tensors_, offset);
    ++tensor_count_;
  }

  /// The head; counts may be lied about.
  std::string bytes() const { return bytes(tensor_count_, entry_count_); }
  std::string bytes(std::uint64_t tensor_count, std::uint64_t entry_count) const {
    std::string head = "GGUF";
    put(head, version);
    put(head, tensor_count);
    put(head, entry_count);
    return head + entries_ + tensors_;
  }

 private:
  template <class N>
  static void put(std::string& bytes, N value) {
    char raw[sizeof(N)];
    std::memcpy(raw, &value, sizeof(N));
    bytes.append(raw, sizeof(N));
  }
  static void put_text(std::string& bytes, std::string_view text) {
    put(bytes, std::uint64_t{text.size()});
    bytes += text;
  }
  void begin(std::string_view key, std::uint32_t type) {
    put_text(entries_, key);
    put(entries_, type);
    ++entry_count_;
  }

  std::string entries_;
  std::string tensors_;
  std::uint64_t offset_ = 0;
  std::uint64_t tensor_count_ = 0;
  std::uint64_t entry_count_ = 0;
};

}  // namespace vram::testing
