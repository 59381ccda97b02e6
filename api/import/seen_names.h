// Notices the second of two equal names among a million, in little memory: hashes in one table.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace vram {

/// A hash begun with that of what the name stands in: eight bytes at a time, as names are long,
/// multiplied and folded as in FNV, and mixed so that its low bits can index a table. Two names of
/// one file fall together once in 2^64 / names² files.
inline std::uint64_t hash_of(std::string_view name, std::uint64_t outer = 0) {
  constexpr std::uint64_t kOffsetBasis = 0xcbf29ce484222325U;  // of FNV
  constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15U;       // 2^64 / golden ratio, odd
  std::uint64_t hash = kOffsetBasis ^ outer;
  const auto mix = [&](std::uint64_t word) {
    hash = (hash ^ word) * kFactor;
    hash ^= hash >> 32U;
  };
  mix(name.size());
  while (!name.empty()) {
    std::uint64_t word = 0;
    const std::size_t bytes = name.size() < sizeof word ? name.size() : sizeof word;
    std::memcpy(&word, name.data(), bytes);
    mix(word);
    name.remove_prefix(bytes);
  }
  mix(0);                       // the last bytes have to reach the low bits
  return hash == 0 ? 1 : hash;  // 0 marks a free place
}

/// A set of hashes with open addressing.
class SeenNames {
 public:
  std::size_t size() const { return count_; }

  /// False where the name was added before.
  bool add(std::uint64_t hash) {
    if (2 * (count_ + 1) > places_.size()) grow();
    if (!put(hash)) return false;
    ++count_;
    return true;
  }

 private:
  bool put(std::uint64_t hash) {
    const std::size_t mask = places_.size() - 1;
    // Chance fills no such row of a table that is half empty. Names made to fall together are taken
    // for new ones beyond it: all that is lost is the notice.
    constexpr std::size_t kLongestRow = 256;
    const auto first = static_cast<std::size_t>(hash);
    for (std::size_t i = 0; i < kLongestRow; ++i) {
      std::uint64_t& place = places_[(first + i) & mask];
      if (place == hash) return false;
      if (place != 0) continue;
      place = hash;
      return true;
    }
    return true;
  }

  void grow() {
    constexpr std::size_t kFirst = 64;
    std::vector<std::uint64_t> old(places_.empty() ? kFirst : 2 * places_.size());
    old.swap(places_);
    for (const std::uint64_t hash : old) {
      if (hash != 0) put(hash);
    }
  }

  std::vector<std::uint64_t> places_;
  std::size_t count_ = 0;
};

}  // namespace vram
