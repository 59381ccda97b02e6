// The JSON library's events, turned into values with their paths.
// SPDX-License-Identifier: MIT
#include "api/import/json_walk.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <utility>

#include "api/import/json_feed.h"
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

namespace {

/// As std::allocator. A std::string is compiled in the standard library, and a call for each byte;
/// one with an allocator of its own is compiled here.
template <class T>
struct TextAllocator : std::allocator<T> {
  template <class Other>
  struct rebind {
    using other = TextAllocator<Other>;
  };

  TextAllocator() = default;
  template <class Other>
  TextAllocator(const TextAllocator<Other>&) {}
};

/// What the library puts texts together in.
using TextBuffer = std::basic_string<char, std::char_traits<char>, TextAllocator<char>>;

using WalkedJson = nlohmann::basic_json<std::map, std::vector, TextBuffer>;

}  // namespace

/// What the JSON library calls while it reads.
class JsonEvents {
 public:
  JsonEvents(JsonVisitor& visitor, const JsonFeed& feed) : visitor_(&visitor), feed_(&feed) {}

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
  template <class Text>
  bool number_float(double number, const Text&) {
    return ++fractions_ > kMostJsonFractions ? too_large(kMostJsonFractions)
                                             : given_number(number, {});
  }
  bool string(TextBuffer& text) {
    JsonValue value = of_kind(JsonValue::Kind::text);
    value.text = feed_->plain_text().value_or(text);
    return given(value);
  }
  bool binary(std::vector<std::uint8_t>&) { return false; }  // not in JSON
  bool start_object(std::size_t) { return opened(false); }
  bool start_array(std::size_t) { return path_.depth_ > 0 ? opened(true) : not_an_object(); }
  bool end_object() { return left(); }
  bool end_array() { return left(); }

  bool key(TextBuffer& text) {
    JsonPath::Step& step = path_.steps_[path_.depth_ - 1];
    step.is_decoded = !feed_->plain_text();
    if (step.is_decoded) step.decoded = text;
    step.plain = feed_->plain_text().value_or(std::string_view());
    step.hash = hash_of(step.key(), step.place);
    is_empty_ = false;
    if (seen_.size() == kMostJsonKeys) return too_large(kMostJsonKeys);
    return seen_.add(step.hash) || visitor_->repeated(path_);
  }

  template <class Error>
  bool parse_error(std::size_t byte, const std::string&, const Error&) {
    damaged_byte_ = byte;
    return fail({IssueId::json_damaged, "", "", "", ""});
  }

  const std::optional<Issue>& issue() const { return issue_; }
  /// Where the parser gave up, counted in the bytes it was handed.
  std::size_t damaged_byte() const { return damaged_byte_; }

 private:
  bool fail(Issue issue) {
    issue_ = std::move(issue);
    return false;
  }

  bool too_large(std::size_t most) {
    return fail({IssueId::json_too_large, "", "", "", plain_text(static_cast<double>(most))});
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
    if (++values_ > kMostJsonValues) return too_large(kMostJsonValues);
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
    if (++values_ > kMostJsonValues) return too_large(kMostJsonValues);
    if (path_.depth_ == path_.steps_.size()) path_.steps_.emplace_back();
    std::uint64_t place = 0;
    if (path_.depth_ > 0) {
      // Members of a list are told apart by their index.
      const JsonPath::Step& outer = path_.steps_[path_.depth_ - 1];
      place = outer.is_list ? outer.place + outer.index + 1 : outer.hash;
    }
    JsonPath::Step& step = path_.steps_[path_.depth_++];
    step.plain = {};
    step.is_decoded = false;
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
  const JsonFeed* feed_;
  JsonPath path_;
  SeenNames seen_;
  std::size_t values_ = 0;
  std::size_t fractions_ = 0;
  bool is_empty_ = false;
  std::optional<Issue> issue_;
  std::size_t damaged_byte_ = 0;
};

std::string JsonPath::text(std::size_t levels) const {
  std::string text;
  for (std::size_t i = 0; i < std::min(levels, kDeepestJsonPath); ++i) {
    if (steps_[i].is_list) continue;
    if (!text.empty()) text += '.';
    text += steps_[i].key().substr(0, kLongestJsonPath);
    if (text.size() >= kLongestJsonPath) break;
  }
  text.resize(std::min(text.size(), kLongestJsonPath));
  return text;
}

bool JsonVisitor::closed(const JsonPath&) { return true; }

std::optional<Issue> walk_json(std::string_view text, JsonVisitor& visitor) {
  JsonFeed feed(text);
  JsonEvents events(visitor, feed);
  WalkedJson::sax_parse(JsonFeedIterator{&feed}, JsonFeedIterator{}, &events);
  if (feed.issue()) return feed.issue();
  std::optional<Issue> issue = events.issue();
  if (issue && issue->id == IssueId::json_damaged) {
    issue->detail = plain_text(feed.place_of(events.damaged_byte()));
  }
  return issue;
}

}  // namespace vram
