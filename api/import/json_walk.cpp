// The JSON library's events, turned into values with their paths.
// SPDX-License-Identifier: MIT
#include "api/import/json_walk.h"

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
    return fail({IssueId::json_damaged, "", "", "", plain_text(static_cast<double>(byte))});
  }

  std::optional<Issue> issue() && { return std::move(issue_); }

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

std::optional<Issue> walk_json(std::string_view text, JsonVisitor& visitor) {
  JsonEvents events(visitor);
  Json::sax_parse(text, &events);
  return std::move(events).issue();
}

}  // namespace vram
