// Hands the JSON library a text byte by byte, without what it need not look at: of many spaces it
// gets one, of a text without escapes and of ASCII only the quotation marks. Such a text is taken
// from here as it stands. SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/import/json_walk.h"
#include "engine/core/number_text.h"
#include "engine/schema/issues.h"

namespace vram {

/// What a byte can be for the feed.
enum class JsonByte : std::uint8_t {
  other,   ///< outside texts a sign of the grammar; inside the library has to look at it
  plain,   ///< stands for itself in a text
  number,  ///< the same, and may be part of a number
  space,
  quote,
};

constexpr std::array<JsonByte, 256> json_bytes() {
  std::array<JsonByte, 256> bytes{};
  for (int c = 0x20; c < 0x80; ++c) bytes[static_cast<std::size_t>(c)] = JsonByte::plain;
  for (const char c : std::string_view("0123456789+-.eE")) {
    bytes[static_cast<unsigned char>(c)] = JsonByte::number;
  }
  for (const char c : std::string_view(" \n\r\t")) {
    bytes[static_cast<unsigned char>(c)] = JsonByte::space;
  }
  bytes['"'] = JsonByte::quote;
  bytes['\\'] = JsonByte::other;
  return bytes;
}

class JsonFeed {
 public:
  explicit JsonFeed(std::string_view text)
      : begin_(text.data()), at_(begin_), end_(begin_ + text.size()) {}

  bool is_over() const { return at_ == end_; }
  char byte() const { return *at_; }

  void advance() {
    const char c = *at_++;
    if (is_in_text_) {
      advance_in_text(c);
    } else {
      advance_between_texts(c);
    }
  }

  /// The text whose end the parser has just read, if only its quotation marks were handed out.
  std::optional<std::string_view> plain_text() const { return plain_; }

  /// Why the feed ended before the text.
  const std::optional<Issue>& issue() const { return issue_; }

  /// The place in the text of the parser's nth byte.
  double place_of(std::size_t nth) const {
    return static_cast<double>(nth + skipped_ - (nth < last_skip_ ? skipped_last_ : 0));
  }

 private:
  static bool is_plain(char c) {
    return kind_of(c) == JsonByte::plain || kind_of(c) == JsonByte::number || c == ' ';
  }

  static JsonByte kind_of(char c) {
    static constexpr std::array<JsonByte, 256> kBytes = json_bytes();
    return kBytes[static_cast<unsigned char>(c)];
  }

  void advance_in_text(char c) {
    const bool is_escaped = std::exchange(is_escaped_, c == '\\' && !is_escaped_);
    is_in_text_ = c != '"' || is_escaped;
    if (at_ == text_limit_) refuse(IssueId::json_long_text, kLongestJsonText);
  }

  void advance_between_texts(char c) {
    const JsonByte kind = kind_of(c);
    number_bytes_ = kind == JsonByte::number ? number_bytes_ + 1 : 0;
    if (kind == JsonByte::quote) {
      begin_text();
    } else if (kind == JsonByte::space) {
      skip_spaces();
    } else if (number_bytes_ > kLongestJsonNumber) {
      refuse(IssueId::json_long_number, kLongestJsonNumber);
    }
  }

  void begin_text() {
    const bool may_be_too_long = static_cast<std::size_t>(end_ - at_) > kLongestJsonText + 1;
    text_limit_ = may_be_too_long ? at_ + kLongestJsonText + 1 : nullptr;
    is_in_text_ = true;
    plain_.reset();
    const char* at = at_;
    while (at != end_ && at != text_limit_ && is_plain(*at)) ++at;
    if (at == text_limit_) {
      refuse(IssueId::json_long_text, kLongestJsonText);
    } else if (at != end_ && *at == '"') {
      plain_ = std::string_view(at_, static_cast<std::size_t>(at - at_));
      skip_to(at);
    }
  }

  void skip_spaces() {
    const char* at = at_;
    while (at != end_ && kind_of(*at) == JsonByte::space) ++at;
    skip_to(at);
  }

  void skip_to(const char* place) {
    if (at_ == place) return;
    const std::size_t handed = static_cast<std::size_t>(at_ - begin_) - skipped_;
    skipped_last_ = static_cast<std::size_t>(place - at_);
    skipped_ += skipped_last_;
    last_skip_ = handed + 1;
    at_ = place;
  }

  void refuse(IssueId why, std::size_t limit) {
    issue_ = Issue{why, "", "", "", vram::plain_text(static_cast<double>(limit))};
    at_ = end_;
  }

  const char* begin_;
  const char* at_;
  const char* end_;
  const char* text_limit_ = nullptr;  ///< where a text is too long, if it can reach there
  std::optional<std::string_view> plain_;
  std::size_t number_bytes_ = 0;
  std::size_t skipped_ = 0;       ///< bytes in all
  std::size_t skipped_last_ = 0;  ///< the last time
  std::size_t last_skip_ = 0;     ///< the first byte handed out after that
  bool is_in_text_ = false;
  bool is_escaped_ = false;
  std::optional<Issue> issue_;
};

/// The feed as the parser takes it: two iterators, of which the second is without a feed.
struct JsonFeedIterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  JsonFeed* feed = nullptr;

  char operator*() const { return feed->byte(); }
  JsonFeedIterator& operator++() {
    feed->advance();
    return *this;
  }
  bool operator!=(const JsonFeedIterator&) const { return !feed->is_over(); }
  bool operator==(const JsonFeedIterator&) const { return feed->is_over(); }
};

}  // namespace vram
