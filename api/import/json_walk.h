// Goes through a JSON text value by value without building it in memory: model files' headers have
// a hundred thousand entries, and hostile ones more.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/schema/issues.h"

namespace vram {

/// Objects and lists inside each other; no model's file has a tenth of it.
inline constexpr std::size_t kDeepestJson = 64;

/// Keys in all objects together. DeepSeek-V3's index has 91,993, one with 384 experts a layer
/// 140,000.
inline constexpr std::size_t kMostJsonKeys = std::size_t{1} << 19U;

/// Values, objects and lists together. As many tensors as one header may have need half of it.
inline constexpr std::size_t kMostJsonValues = std::size_t{1} << 20U;

/// Numbers with a fraction or an exponent, which are slow to read. Headers and indices have none, a
/// config.json some hundred.
inline constexpr std::size_t kMostJsonFractions = std::size_t{1} << 15U;

/// Bytes of one text; what trainers keep in a header's metadata stays far below.
inline constexpr std::size_t kLongestJsonText = std::size_t{1} << 21U;

/// Characters of one number; the longest that a double needs to be told from all others has 24.
inline constexpr std::size_t kLongestJsonNumber = 64;

/// Bytes and keys of a path in words. A key may have a megabyte, and each of its values has it in
/// its path; nothing that is asked for lies as deep.
inline constexpr std::size_t kLongestJsonPath = 256;
inline constexpr std::size_t kDeepestJsonPath = 16;

/// A value that is no list and no object, unless an empty one.
struct JsonValue {
  enum class Kind : std::uint8_t { null, flag, number, text, empty };
  Kind kind = Kind::null;
  bool flag = false;
  double number = 0;
  std::optional<std::uint64_t> whole;  ///< the number, where it is whole and not negative
  std::string_view text;

  bool is_number() const { return kind == Kind::number; }
  bool is_text() const { return kind == Kind::text; }
};

/// Where a value stands: a key for each object it is in, an index for each list.
class JsonPath {
 public:
  std::size_t depth() const { return depth_; }
  /// The key at a level; "" in a list.
  std::string_view key(std::size_t level) const {
    return level < depth_ ? steps_[level].key() : std::string_view();
  }
  bool is_in_list(std::size_t level) const { return level < depth_ && steps_[level].is_list; }
  std::size_t index(std::size_t level) const { return steps_[level].index; }
  /// "text_config.layer_types", without the indices of lists; of the outermost levels only, and no
  /// more of it than kLongestJsonPath and kDeepestJsonPath.
  std::string text(std::size_t levels) const;
  std::string text() const { return text(depth_); }

 private:
  friend class JsonEvents;
  struct Step {
    std::string_view plain;  ///< the key where it lies in the text as it is
    std::string decoded;     ///< the key elsewhere; its memory is used again
    bool is_decoded = false;
    std::size_t index = 0;
    bool is_list = false;
    std::uint64_t place = 0;  ///< hash of the keys around it, to notice repeated ones
    std::uint64_t hash = 0;   ///< of those and its own

    std::string_view key() const { return is_decoded ? std::string_view(decoded) : plain; }
  };
  std::vector<Step> steps_;
  std::size_t depth_ = 0;
};

/// Receives the values of a JSON text.
class JsonVisitor {
 public:
  JsonVisitor() = default;
  JsonVisitor(const JsonVisitor&) = delete;
  JsonVisitor& operator=(const JsonVisitor&) = delete;
  virtual ~JsonVisitor() = default;

  /// False stops the walk; the visitor knows why.
  virtual bool value(const JsonPath& path, const JsonValue& value) = 0;
  /// A key that its object already has; what it is given counts. False stops the walk.
  virtual bool repeated(const JsonPath& path) = 0;
  /// The object or list at the path has ended.
  virtual bool closed(const JsonPath& path);
};

/// Visits every value of a text whose outermost value is an object. An issue where the text is no
/// such JSON or too large, naming the byte; nothing where it was read, or the visitor stopped.
std::optional<Issue> walk_json(std::string_view text, JsonVisitor& visitor);

}  // namespace vram
