// A small JSON text as a flat list: every value under its path, lists of plain values whole.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/import/json_walk.h"
#include "engine/configure.h"
#include "engine/schema/issues.h"

namespace vram {

struct JsonLeaf {
  std::string path;  ///< "text_config.hidden_size"
  RawValue value;  ///< std::monostate for null, empty lists and objects, lists of lists or objects
  bool is_null = false;
  bool is_list = false;
  bool is_used = false;  ///< a reader has asked for it
};

class JsonLeaves {
 public:
  /// Reads a text. What is not JSON, or too large, becomes an issue and leaves no values; a key
  /// given twice becomes an issue and keeps the last value.
  JsonLeaves(std::string_view text, Issues& issues);

  bool is_whole() const { return is_whole_; }
  bool has_object(std::string_view path) const;
  /// The last value given for a path, which counts as used; null where there is none.
  const JsonLeaf* find(std::string_view path);
  const std::vector<JsonLeaf>& all() const { return leaves_; }

 private:
  class Reader;

  /// Where a leaf is, by the hash of its path.
  struct Place {
    std::uint64_t hash = 0;
    std::size_t index = 0;
  };

  void index_leaves();

  std::vector<JsonLeaf> leaves_;
  std::vector<Place> places_;  ///< sorted; equal paths in the order of the file
  bool is_whole_ = false;
};

/// The number of a leaf that is one.
std::optional<double> number_of(const JsonLeaf* leaf);
/// The text of a leaf: a text as it is, a flag as "true" or "false", a number in digits.
std::string text_of(const JsonLeaf* leaf);
/// The members of a leaf that is a list of plain values, as texts.
std::vector<std::string> list_of(const JsonLeaf* leaf);

}  // namespace vram
