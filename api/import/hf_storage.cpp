// The storage format of the weights, from quantization_config and the type of the rest.
// SPDX-License-Identifier: MIT
#include <string>

#include "api/import/hf_source.h"
#include "api/import/limits.h"
#include "engine/schema/formats.h"

namespace vram {
namespace {

struct StorageRow {
  std::string_view condition;
  WeightFormat format;
};

constexpr StorageRow kStorage[] = {
#define HF_STORAGE(condition, format) {condition, WeightFormat::format},
#include "api/import/hf_storage.def"
};

/// Objects that say how a repository is quantised; MLX has the second.
constexpr std::string_view kObjects[] = {"quantization_config", "quantization"};

/// "key=value" of an object. "*" is any value but null and false, "" no value at all.
bool holds(HfSource& source, const std::string& prefix, std::string_view clause) {
  const std::size_t equals = clause.find('=');
  const std::string_view wanted = clause.substr(equals + 1);
  const JsonLeaf* leaf = source.find(prefix + std::string(clause.substr(0, equals)));
  if (wanted != "*") return text_of(leaf) == wanted;
  if (leaf == nullptr || leaf->is_null) return false;
  return leaf->is_list || text_of(leaf) != "false";
}

bool holds_all(HfSource& source, const std::string& prefix, std::string_view condition) {
  while (!condition.empty()) {
    const std::size_t end = condition.find('&');
    if (!holds(source, prefix, condition.substr(0, end))) return false;
    condition = end == std::string_view::npos ? std::string_view{} : condition.substr(end + 1);
  }
  return true;
}

std::string described(HfSource& source, const std::string& prefix) {
  for (const std::string_view key : {"quant_method", "quant_algo", "format", "bits"}) {
    const std::string text = text_of(source.find(prefix + std::string(key)));
    if (!text.empty()) return shown_name(text);
  }
  return {};
}

bool read_quantised(HfSource& source, Draft& draft) {
  for (const std::string_view object : kObjects) {
    const bool is_inside = source.has_object(source.prefix() + std::string(object));
    if (!is_inside && !source.has_object(object)) continue;
    const std::string prefix = std::string(object) + '.';
    for (const StorageRow& row : kStorage) {
      if (!holds_all(source, prefix, row.condition)) continue;
      draft.weights = row.format;
      draft.note(object, described(source, prefix), "weights");
      return true;
    }
    add_issue(draft.problems, {IssueId::import_unknown_storage, std::string(object),
                               described(source, prefix), "bf16", ""});
    return true;
  }
  return false;
}

void read_plain(HfSource& source, Draft& draft) {
  for (const std::string_view key : {"dtype", "torch_dtype"}) {
    const std::string type = text_of(source.find(key));
    const bool is_half = type == "float16";
    const bool is_single = type == "float32";
    if (!is_half && !is_single && type != "bfloat16") continue;
    draft.weights = is_half     ? WeightFormat::fp16
                    : is_single ? WeightFormat::fp32
                                : WeightFormat::bf16;
    draft.note(key, type, "weights");
    return;
  }
}

/// NVIDIA's quantised repositories name the cache's format; vLLM follows it.
void read_cache(HfSource& source, Draft& draft) {
  for (const std::string_view key :
       {"quantization_config.kv_cache_quant_algo", "quantization_config.kv_cache_scheme",
        "quantization_config.kv_cache_scheme.type"}) {
    const std::string type = text_of(source.find(key));
    if (type != "FP8" && type != "float") continue;
    draft.kv_cache = KvFormat::fp8;
    draft.note(key, type, "kv_cache");
    return;
  }
}

}  // namespace

void read_storage(HfSource& source, Draft& draft) {
  if (!read_quantised(source, draft)) read_plain(source, draft);
  read_cache(source, draft);
}

}  // namespace vram
