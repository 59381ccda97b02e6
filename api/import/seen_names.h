// Notices the second of two equal names among a million, in little memory: hashes in one table.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace vram {

/// FNV-1a, begun with the hash of what the name stands in, and mixed so that its low bits can index
/// a table. Two names of one file fall together once in 2^64 / names² files.
inline std::uint64_t hash_of(std::string_view name, std::uint64_t outer = 0) {
  constexpr std::uint64_t kOffsetBasis = 0xcbf29ce484222325U;
  constexpr std::uint64_t kPrime = 0x100000001b3U;
  std::uint64_t hash = kOffsetBasis ^ outer;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  hash ^= hash >> 32U;
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
    std::size_t at = static_cast<std::size_t>(hash) & mask;
    while (places_[at] != 0) {
      if (places_[at] == hash) return false;
      at = (at + 1) & mask;
    }
    places_[at] = hash;
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
