// The JSON library's events, turned into values with their paths.
// SPDX-License-Identifier: MIT
#include "api/import/json_walk.h"

#include <cstddef>
#include <iterator>
#include <utility>

#include "api/import/seen_names.h"
#include "api/json.h"
#include "engine/core/number_text.h"

namespace vram {
namespace {

JsonValue of_kind(JsonValue::Kind kind) {
  JsonValue value;
  value.kind = kind;
  return value;
}

}  // namespace

/// What the JSON library calls while it reads.
class JsonEvents {
 public:
  explicit JsonEvents(JsonVisitor& visitor) : visitor_(&visitor) {}

  bool null() { return given({}); }
  bool boolean(bool flag) {
    JsonValue value = of_kind(JsonValue::Kind::flag);
    value.flag = flag;
    return given(value);
  }
  bool number_integer(std::int64_t number) { return given_number(static_cast<double>(number), {}); }
  bool number_unsigned(std::uint64_t number) {
    return given_number(static_cast<double>(number), number);
  }
  bool number_float(double number, const std::string&) { return given_number(number, {}); }
  bool string(std::string& text) {
    JsonValue value = of_kind(JsonValue::Kind::text);
    value.text = text;
    return given(value);
  }
  bool binary(std::vector<std::uint8_t>&) { return false; }  // not in JSON
  bool start_object(std::size_t) { return opened(false); }
  bool start_array(std::size_t) { return path_.depth_ > 0 ? opened(true) : not_an_object(); }
  bool end_object() { return left(); }
  bool end_array() { return left(); }

  bool key(std::string& text) {
    JsonPath::Step& step = path_.steps_[path_.depth_ - 1];
    step.key = text;
    step.hash = hash_of(text, step.place);
    is_empty_ = false;
    if (seen_.size() == kMostJsonKeys) return fail({IssueId::json_too_large, "", "", "", most()});
    return seen_.add(step.hash) || visitor_->repeated(path_);
  }

  template <class Error>
  bool parse_error(std::size_t byte, const std::string&, const Error&) {
    damaged_byte_ = byte;
    return fail({IssueId::json_damaged, "", "", "", ""});
  }

  std::optional<Issue> issue() && { return std::move(issue_); }
  /// Where the parser gave up, counted in the bytes it was handed.
  std::size_t damaged_byte() const { return damaged_byte_; }

 private:
  static std::string most() { return plain_text(static_cast<double>(kMostJsonKeys)); }

  bool fail(Issue issue) {
    issue_ = std::move(issue);
    return false;
  }

  bool not_an_object() { return fail({IssueId::json_not_an_object, "", "", "", ""}); }

  bool given_number(double number, std::optional<std::uint64_t> whole) {
    JsonValue value = of_kind(JsonValue::Kind::number);
    value.number = number;
    value.whole = whole;
    return given(value);
  }

  bool given(const JsonValue& value) {
    if (path_.depth_ == 0) return not_an_object();
    JsonPath::Step& step = path_.steps_[path_.depth_ - 1];
    is_empty_ = false;
    const bool goes_on = visitor_->value(path_, value);
    if (step.is_list) ++step.index;
    return goes_on;
  }

  bool opened(bool is_list) {
    if (path_.depth_ == kDeepestJson) {
      return fail({IssueId::json_too_deep, path_.text(), "", "",
                   plain_text(static_cast<double>(kDeepestJson))});
    }
    if (path_.depth_ == path_.steps_.size()) path_.steps_.emplace_back();
    std::uint64_t place = 0;
    if (path_.depth_ > 0) {
      // Members of a list are told apart by their index.
      const JsonPath::Step& outer = path_.steps_[path_.depth_ - 1];
      place = outer.is_list ? outer.place + outer.index + 1 : outer.hash;
    }
    JsonPath::Step& step = path_.steps_[path_.depth_++];
    step.key.clear();
    step.index = 0;
    step.is_list = is_list;
    step.place = place;
    is_empty_ = true;
    return true;
  }

  bool left() {
    --path_.depth_;
    if (path_.depth_ == 0) return true;
    const bool was_empty = std::exchange(is_empty_, false);
    JsonPath::Step& step = path_.steps_[path_.depth_ - 1];
    const bool goes_on = was_empty ? visitor_->value(path_, of_kind(JsonValue::Kind::empty))
                                   : visitor_->closed(path_);
    if (step.is_list) ++step.index;
    return goes_on;
  }

  JsonVisitor* visitor_;
  JsonPath path_;
  SeenNames seen_;
  bool is_empty_ = false;
  std::optional<Issue> issue_;
  std::size_t damaged_byte_ = 0;
};

std::string JsonPath::text(std::size_t levels) const {
  std::string text;
  for (std::size_t i = 0; i < levels; ++i) {
    if (steps_[i].is_list) continue;
    if (!text.empty()) text += '.';
    text += steps_[i].key;
  }
  return text;
}

bool JsonVisitor::closed(const JsonPath&) { return true; }

namespace {

/// Hands the parser a text byte by byte, of white space between its values only the first byte of
/// many: the parser keeps what it reads of a token, and takes white space before it for a part.
class Feed {
 public:
  explicit Feed(std::string_view text) : at_(text.data()), end_(at_ + text.size()) {}

  bool is_over() const { return at_ == end_; }
  char byte() const { return *at_; }
  bool has_long_text() const { return has_long_text_; }

  void advance() {
    const char c = *at_++;
    ++handed_;
    if (is_in_text_) {
      advance_in_text(c);
    } else if (c == '"') {
      is_in_text_ = true;
      text_begin_ = at_;
    } else if (is_space(c)) {
      skip_spaces();
    }
  }

  /// The place in the text of the parser's nth byte.
  double place_of(std::size_t nth) const {
    return static_cast<double>(nth + skipped_ - (nth < last_skip_ ? skipped_last_ : 0));
  }

 private:
  static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

  void advance_in_text(char c) {
    if (is_escaped_) {
      is_escaped_ = false;
    } else if (c == '\\') {
      is_escaped_ = true;
    } else if (c == '"') {
      is_in_text_ = false;
    } else if (static_cast<std::size_t>(at_ - text_begin_) > kLongestJsonText) {
      has_long_text_ = true;
      at_ = end_;
    }
  }

  void skip_spaces() {
    const char* first = at_;
    while (at_ != end_ && is_space(*at_)) ++at_;
    if (at_ == first) return;
    skipped_last_ = static_cast<std::size_t>(at_ - first);
    skipped_ += skipped_last_;
    last_skip_ = handed_ + 1;
  }

  const char* at_;
  const char* end_;
  const char* text_begin_ = nullptr;
  std::size_t handed_ = 0;
  std::size_t skipped_ = 0;       ///< bytes of white space in all
  std::size_t skipped_last_ = 0;  ///< the last time
  std::size_t last_skip_ = 0;     ///< the first byte handed out after that
  bool is_in_text_ = false;
  bool is_escaped_ = false;
  bool has_long_text_ = false;
};

/// The feed as the parser takes it: two iterators, of which the second is without a feed.
struct FeedIterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = char;

  Feed* feed = nullptr;

  char operator*() const { return feed->byte(); }
  FeedIterator& operator++() {
    feed->advance();
    return *this;
  }
  bool operator!=(const FeedIterator&) const { return !feed->is_over(); }
  bool operator==(const FeedIterator&) const { return feed->is_over(); }
};

}  // namespace

std::optional<Issue> walk_json(std::string_view text, JsonVisitor& visitor) {
  Feed feed(text);
  JsonEvents events(visitor);
  Json::sax_parse(FeedIterator{&feed}, FeedIterator{}, &events);
  if (feed.has_long_text()) {
    return Issue{IssueId::json_long_text, "", "", "",
                 plain_text(static_cast<double>(kLongestJsonText))};
  }
  std::optional<Issue> issue = std::move(events).issue();
  if (issue && issue->id == IssueId::json_damaged) {
    issue->detail = plain_text(feed.place_of(events.damaged_byte()));
  }
  return issue;
}

}  // namespace vram
