// Reads little-endian numbers and lengths from bytes that may end anywhere.
// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace vram {

class ByteReader {
 public:
  explicit ByteReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::size_t offset() const { return offset_; }
  /// Where reading should have ended, had there been enough bytes; 0 while there were.
  double missing_end() const { return missing_end_; }

  /// A number of type N; 0 past the end.
  template <class N>
  N number() {
    static_assert(std::endian::native == std::endian::little);  // as all machines this runs on
    N value{};
    const std::span<const std::uint8_t> taken = take(sizeof(N));
    if (!taken.empty()) std::memcpy(&value, taken.data(), sizeof(N));
    return value;
  }

  /// The next bytes; none where there are not so many.
  std::span<const std::uint8_t> take(std::uint64_t count) {
    if (missing_end_ > 0) return {};
    if (count > bytes_.size() - offset_) {
      missing_end_ = static_cast<double>(offset_) + static_cast<double>(count);
      return {};
    }
    const auto taken = bytes_.subspan(offset_, static_cast<std::size_t>(count));
    offset_ += taken.size();
    return taken;
  }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t offset_ = 0;
  double missing_end_ = 0;
};

}  // namespace vram
