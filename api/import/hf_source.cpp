// Where a config.json keeps its language model, and which family that is.
// SPDX-License-Identifier: MIT
#include "api/import/hf_source.h"

#include <algorithm>

namespace vram {
namespace {

struct FamilyRow {
  std::string_view family;
  std::string_view like;
};

constexpr FamilyRow kFamilies[] = {
#define HF_FAMILY(family, like, fixed, defaults) {family, like},
#include "api/import/hf_families.def"
};

/// Objects that multimodal models keep the language model in.
constexpr std::string_view kLanguageObjects[] = {"thinker_config.text_config", "text_config",
                                                 "llm_config", "language_config"};

std::vector<std::string_view> lineage_of(std::string_view model_type) {
  std::vector<std::string_view> lineage;
  std::string_view wanted = model_type;
  for (bool found = true; found && !wanted.empty();) {
    found = false;
    for (const FamilyRow& row : kFamilies) {
      if (row.family != wanted) continue;
      lineage.insert(lineage.begin(), row.family);
      wanted = row.like;
      found = true;
      break;
    }
  }
  return lineage;
}

}  // namespace

HfSource::HfSource(std::string_view text, Issues& issues) : leaves_(text, issues) {
  for (const std::string_view object : kLanguageObjects) {
    if (!prefix_.empty() || !leaves_.has_object(object)) continue;
    prefix_ = std::string(object) + '.';
  }
  model_type_ = text_of(find("model_type"));
  families_ = lineage_of(model_type_);
}

bool HfSource::is_family(std::string_view family) const {
  return std::find(families_.begin(), families_.end(), family) != families_.end();
}

const JsonLeaf* HfSource::find(std::string_view key) {
  // What the outermost object says besides counts as read as well.
  const JsonLeaf* outermost = leaves_.find(key);
  const JsonLeaf* own = prefix_.empty() ? nullptr : leaves_.find(prefix_ + std::string(key));
  return own != nullptr ? own : outermost;
}

}  // namespace vram
