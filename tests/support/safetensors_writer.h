// Writes headers of safetensors files for tests.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace vram::testing {

/// The eight bytes of a length before some JSON.
inline std::string with_length(std::string_view json) {
  const std::uint64_t length = json.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes + std::string(json);
}

class SafetensorsWriter {
 public:
  void tensor(const std::string& name, const std::string& type,
              const std::vector<std::uint64_t>& shape, std::uint64_t bits_per_element) {
    std::uint64_t elements = 1;
    std::string lengths;
    for (const std::uint64_t length : shape) {
      elements *= length;
      lengths += (lengths.empty() ? "" : ",") + std::to_string(length);
    }
    const std::uint64_t end = offset_ + elements * bits_per_element / 8;
    json_ += json_.empty() ? "" : ",";
    json_ += '"' + name + R"(":{"dtype":")" + type + R"(","shape":[)" + lengths +
             R"(],"data_offsets":[)" + std::to_string(offset_) + ',' + std::to_string(end) + "]}";
    offset_ = end;
  }
  void bf16(const std::string& name, const std::vector<std::uint64_t>& shape) {
    tensor(name, "BF16", shape, 16);
  }

  std::uint64_t data_bytes() const { return offset_; }
  std::string json() const { return R"({"__metadata__":{"format":"pt"},)" + json_ + '}'; }
  std::string bytes() const { return with_length(json()); }

 private:
  std::string json_;
  std::uint64_t offset_ = 0;
};

}  // namespace vram::testing
