// The values of a config.json as its readers ask for them: of the language model, wherever the file
// keeps it, under any of a fact's names.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/import/draft.h"
#include "api/import/json_leaves.h"
#include "engine/schema/fields.h"

namespace vram {

class HfSource {
 public:
  HfSource(std::string_view text, Issues& issues);

  bool is_whole() const { return leaves_.is_whole(); }
  /// The family whose code the language model is, "" where config.json names none.
  const std::string& model_type() const { return model_type_; }
  bool is_family(std::string_view family) const;
  /// Whether hf_families.def has the model_type.
  bool is_known_family() const { return !families_.empty(); }
  /// The family and those it shares rows with, most general first.
  const std::vector<std::string_view>& families() const { return families_; }

  /// A value of the language model: in its own object, or else outermost.
  const JsonLeaf* find(std::string_view key);
  /// A value by its whole path.
  const JsonLeaf* find_path(std::string_view path) { return leaves_.find(path); }
  bool has_object(std::string_view path) const { return leaves_.has_object(path); }
  const std::vector<JsonLeaf>& all() const { return leaves_.all(); }
  /// The object that holds the language model, with a dot, "" where it is the outermost.
  const std::string& prefix() const { return prefix_; }

 private:
  JsonLeaves leaves_;
  std::string prefix_;
  std::string model_type_;
  std::vector<std::string_view> families_;
};

/// Calls `visit` with fact and value of every "fact=value" in a text of the tables.
template <class Visit>
void for_each_fact(std::string_view text, const Visit& visit) {
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    const std::string_view pair = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    const std::size_t equals = pair.find('=');
    const auto fact = find_model_field(pair.substr(0, equals));
    if (fact && equals != std::string_view::npos) {
      visit(*fact, std::string(pair.substr(equals + 1)));
    }
  }
}

/// What is missing where a config.json does not say it: widths and counts that follow from others.
void derive_facts(HfSource& source, Draft& draft);

/// The number of layers, where only a list with an entry for each gives it.
void read_depth(HfSource& source, Draft& draft);

/// Which layers are of which kind, from every way config.json files say it.
void read_layers(HfSource& source, Draft& draft);

/// How the weights are stored, and the cache where the file says so.
void read_storage(HfSource& source, Draft& draft);

/// Encoders of other media: their parameters, counted from their own configuration, their shape,
/// and the rule by which media become tokens.
void read_encoders(HfSource& source, Draft& draft);

}  // namespace vram
