// Collecting of values.
// SPDX-License-Identifier: MIT
#include "api/import/json_leaves.h"

#include <algorithm>
#include <utility>

#include "api/import/limits.h"
#include "api/import/seen_names.h"
#include "engine/core/number_text.h"

namespace vram {
namespace {

/// Values that are kept, members of lists among them. Most have some hundred; those that list every
/// module that is or is not quantised have some thousand.
constexpr std::size_t kMostValues = 65536;
constexpr std::size_t kLongestText = 1024;

/// Objects that can have a member for every label or module, and say nothing of the architecture.
bool is_bulk(std::string_view key) {
  return key == "id2label" || key == "label2id" || key == "quantized_layers" ||
         key == "task_specific_params";
}

std::string text_of(const JsonValue& value) {
  switch (value.kind) {
    case JsonValue::Kind::flag:
      return value.flag ? "true" : "false";
    case JsonValue::Kind::number:
      return plain_text(value.number);
    case JsonValue::Kind::text:
      return std::string(value.text.substr(0, kLongestText));
    default:
      return {};
  }
}

RawValue raw_value(const JsonValue& value) {
  switch (value.kind) {
    case JsonValue::Kind::flag:
      return value.flag;
    case JsonValue::Kind::number:
      return value.number;
    case JsonValue::Kind::text:
      return std::string(value.text.substr(0, kLongestText));
    default:
      return std::monostate{};
  }
}

/// Python writes these where JSON has no word; here they only limit step sizes. Kept as long as
/// they are, so that places in messages stay right.
std::string without_infinities(std::string_view text) {
  std::string result(text);
  bool is_inside_text = false;
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (result[i] == '\\' && is_inside_text) {
      ++i;
      continue;
    }
    if (result[i] == '"') is_inside_text = !is_inside_text;
    const bool may_begin = result[i] == '-' || result[i] == 'I' || result[i] == 'N';
    if (is_inside_text || !may_begin) continue;
    for (const std::string_view word : {"-Infinity", "Infinity", "NaN"}) {
      if (result.compare(i, word.size(), word) != 0) continue;
      result.replace(i, word.size(), std::string(word.size(), ' '));
      result[i] = '0';
    }
  }
  return result;
}

}  // namespace

class JsonLeaves::Reader : public JsonVisitor {
 public:
  Reader(std::vector<JsonLeaf>& leaves, Issues& issues) : leaves_(&leaves), issues_(&issues) {}

  bool value(const JsonPath& path, const JsonValue& value) override {
    const std::size_t last = path.depth() - 1;
    for (std::size_t level = 0; level < path.depth(); ++level) {
      if (is_bulk(path.key(level))) return true;
    }
    has_too_many_ = ++values_ > kMostValues;
    if (has_too_many_) return false;
    for (std::size_t level = 0; level < last; ++level) {
      if (path.is_in_list(level)) return add_nested(path.text(level));
    }
    if (path.is_in_list(last)) return add_member(path, value);
    return add({path.text(), raw_value(value), value.kind == JsonValue::Kind::null, false, false});
  }

  bool repeated(const JsonPath& path) override {
    if (++repeats_ > kMostIssues) return true;
    add_issue(*issues_, {IssueId::import_repeated, shown_name(path.text()), "", "", ""});
    return true;
  }

  bool has_too_many() const { return has_too_many_; }

 private:
  bool add(JsonLeaf leaf) {
    leaves_->push_back(std::move(leaf));
    return true;
  }

  /// A list of lists or objects: only that it is there.
  bool add_nested(std::string path) {
    const bool is_known = !leaves_->empty() && leaves_->back().path == path;
    return is_known || add({std::move(path), std::monostate{}, false, true, false});
  }

  bool add_member(const JsonPath& path, const JsonValue& value) {
    // Whatever stands in a list's first place begins its leaf.
    const bool goes_on =
        path.index(path.depth() - 1) > 0 && !leaves_->empty() && leaves_->back().is_list;
    if (!goes_on) add({path.text(), std::vector<std::string>{}, false, true, false});
    auto* members = std::get_if<std::vector<std::string>>(&leaves_->back().value);
    if (members != nullptr) members->push_back(text_of(value));
    return true;
  }

  std::vector<JsonLeaf>* leaves_;
  Issues* issues_;
  std::size_t values_ = 0;
  std::size_t repeats_ = 0;
  bool has_too_many_ = false;
};

JsonLeaves::JsonLeaves(std::string_view text, Issues& issues) {
  Reader reader(leaves_, issues);
  std::optional<Issue> issue = walk_json(without_infinities(text), reader);
  if (!issue && reader.has_too_many()) {
    issue =
        Issue{IssueId::json_too_large, "", "", "", plain_text(static_cast<double>(kMostValues))};
  }
  is_whole_ = !issue;
  if (is_whole_) {
    index_leaves();
    return;
  }
  leaves_.clear();
  add_issue(issues, *std::move(issue));
}

void JsonLeaves::index_leaves() {
  for (const JsonLeaf& leaf : leaves_) places_.push_back({hash_of(leaf.path), places_.size()});
  std::sort(places_.begin(), places_.end(), [](const Place& a, const Place& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.index < b.index;
  });
}

bool JsonLeaves::has_object(std::string_view path) const {
  for (const JsonLeaf& leaf : leaves_) {
    const std::string_view leaf_path = leaf.path;
    if (leaf_path.size() > path.size() && leaf_path[path.size()] == '.' &&
        leaf_path.substr(0, path.size()) == path) {
      return true;
    }
  }
  return false;
}

const JsonLeaf* JsonLeaves::find(std::string_view path) {
  const std::uint64_t hash = hash_of(path);
  // The last of those with this hash; another path has it once in 2^64 pairs.
  auto place =
      std::upper_bound(places_.begin(), places_.end(), hash,
                       [](std::uint64_t wanted, const Place& each) { return wanted < each.hash; });
  while (place != places_.begin() && (--place)->hash == hash) {
    JsonLeaf& leaf = leaves_[place->index];
    if (leaf.path != path) continue;
    leaf.is_used = true;
    return &leaf;
  }
  return nullptr;
}

std::optional<double> number_of(const JsonLeaf* leaf) {
  const double* number = leaf == nullptr ? nullptr : std::get_if<double>(&leaf->value);
  return number == nullptr ? std::nullopt : std::optional(*number);
}

std::string text_of(const JsonLeaf* leaf) {
  if (leaf == nullptr) return {};
  if (const auto* text = std::get_if<std::string>(&leaf->value)) return *text;
  if (const bool* flag = std::get_if<bool>(&leaf->value)) return *flag ? "true" : "false";
  if (const double* number = std::get_if<double>(&leaf->value)) return plain_text(*number);
  return {};
}

std::vector<std::string> list_of(const JsonLeaf* leaf) {
  if (leaf == nullptr) return {};
  const auto* list = std::get_if<std::vector<std::string>>(&leaf->value);
  return list == nullptr ? std::vector<std::string>{} : *list;
}

}  // namespace vram
