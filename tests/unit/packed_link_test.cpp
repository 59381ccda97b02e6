// The short form of links: codes that never change, values that come back, damage that is named.
// SPDX-License-Identifier: MIT
#include "engine/packed_link.h"

#include <catch_amalgamated.hpp>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "engine/schema/fields.h"
#include "engine/url_state.h"
#include "presets/presets.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

std::string repacked(const std::string& readable) {
  bool is_damaged = false;
  const std::string again = readable_pairs(packed_pairs(readable), is_damaged);
  CHECK_FALSE(is_damaged);
  return again;
}

/// The longest pattern an alphabet allows: two kinds of layers that never repeat for long.
LayerPattern longest_pattern(LayerAlphabet alphabet) {
  const std::string letters = letters_of(alphabet);
  std::string text;
  for (int layer = 0; text.size() < kLongestPattern; ++layer) {
    text += layer % 2 == 0 ? letters[0] : letters[3];  // "F, W, L"
    if (layer % 3 == 0) text += text.back();
  }
  const auto pattern = parse_pattern(alphabet, text.substr(0, kLongestPattern));
  return pattern.value_or(LayerPattern{});
}

/// The value of a field with the longest text, other than its default.
double longest_value(const FieldSpec& field, const Catalog& catalog) {
  std::size_t longest = 0;
  double value = 0;
  const auto consider = [&](double candidate, std::size_t size) {
    if (size < longest || candidate == field.fallback) return;
    longest = size;
    value = candidate;
  };
  switch (field.kind) {
    case FieldKind::number:
      return field.is_whole ? field.max : std::nextafter(field.max, field.min);
    case FieldKind::flag:
      return field.fallback == 0 ? 1 : 0;
    case FieldKind::choice:
      for (std::size_t i = 0; i < choice_keys(field.list).size(); ++i) {
        consider(static_cast<double>(i), choice_keys(field.list)[i].size());
      }
      return value;
    case FieldKind::set:
      return static_cast<double>((std::size_t{1} << choice_keys(field.list).size()) - 1);
    case FieldKind::gpu:
      for (std::size_t i = 0; i < catalog.gpus.size(); ++i) {
        consider(static_cast<double>(i), catalog.gpus[i].id.size());
      }
      return value;
    case FieldKind::model:
      for (std::size_t i = 0; i < catalog.models.size(); ++i) {
        consider(static_cast<double>(i), catalog.models[i].id.size());
      }
      return value;
    case FieldKind::pattern:
      break;
  }
  return 1;
}

}  // namespace

TEST_CASE("No two keys of links and no two choices of a list share a code", "[link][packed]") {
  std::map<std::string, std::string> keys;
  const auto add = [&](const std::string& key) {
    const auto code = code_of_key(key);
    REQUIRE(code);
    const auto [place, is_new] = keys.emplace(*code, key);
    INFO(key << " and " << place->second << " share " << *code << ": rename the newer one");
    CHECK(is_new);
  };
  for (const FieldSpec& field : input_fields()) add(std::string(field.key));
  for (const FieldSpec& field : model_fields()) {
    add(std::string(kArchPrefix) + std::string(field.key));
  }
  CHECK(keys.size() == kInputFieldCount + kModelFieldCount);
  const auto check_choices = [](const FieldSpec& field) {
    if (field.kind != FieldKind::choice) return;
    for (const std::string_view choice : choice_keys(field.list)) {
      const std::string readable = std::string(field.key) + "=" + std::string(choice);
      const bool is_fact = find_input(field.key) == std::nullopt;
      const std::string pair = (is_fact ? std::string(kArchPrefix) : std::string()) + readable;
      CHECK(repacked(pair) == pair);
    }
  };
  for (const FieldSpec& field : input_fields()) check_choices(field);
  for (const FieldSpec& field : model_fields()) check_choices(field);
}

// By hand: FNV-1a of "context" is 0x8C87107C, folded to 16 bits 0x8C87 ^ 0x107C = 0x9CFB; with 01
// for a number before it, 0x19CFB is 25, 51, 59 in base 64: "Zz7". The others likewise.
TEST_CASE("Codes follow from the names alone", "[link][packed]") {
  CHECK(code_of_key("context") == "Zz7");
  CHECK(code_of_key("weights") == "kEn");
  CHECK(code_of_key("model") == "9bR");
  CHECK(code_of_key("sequence_parallel") == "I_J");
  CHECK(code_of_key("arch.hidden_size") == "WxD");
  CHECK_FALSE(code_of_key("no_such_key"));
}

TEST_CASE("Every kind of value comes back", "[link][packed]") {
  for (const char* readable : {
           "context=512",
           "context=10485760",
           "video_fps=0.5",
           "audio_seconds=863999.9999999999",
           "sequence_parallel=true",
           "fused_cross_entropy=false",
           "weights=q4_k_m&kv_cache=q8_0&optimizer=paged_adamw_8bit",
           "model=qwen2.5-7b&gpu=nvidia-h100-sxm",
           "model=custom&arch.hidden_size=4096&arch.attention_bias=q,k,v",
           "arch.layer_types=3LF2L&arch.mlp_layer_types=D",
           "lora_targets=q,k,v,o,gate,up,down",
       }) {
    CHECK(repacked(readable) == readable);
  }
}

TEST_CASE("The longest configuration there is has a link of 2,000 characters at most", "[link]") {
  const Catalog& catalog = preset_catalog();
  Inputs inputs = default_inputs(catalog);
  for (std::size_t i = 0; i < kInputFieldCount; ++i) {
    inputs.values[i] = longest_value(input_fields()[i], catalog);
  }
  for (std::size_t i = 0; i < kModelFieldCount; ++i) {
    const FieldSpec& field = model_fields()[i];
    inputs.overrides.values[i] = longest_value(field, catalog);
    if (field.kind == FieldKind::pattern) {
      inputs.overrides[pattern_field(static_cast<ModelField>(i))] = longest_pattern(field.alphabet);
    }
  }
  const std::string link = encode_link(inputs, catalog);
  WARN("the longest link there is has " << link.size() << " characters");
  CHECK(link.size() <= kLongestOwnLink);
  CHECK(link.find("packed=") != std::string::npos);
  const DecodedLink decoded = decode_link(link, catalog);
  CHECK(decoded.issues.empty());
  CHECK(decoded.inputs.values == inputs.values);
  CHECK(decoded.inputs.overrides.patterns == inputs.overrides.patterns);
  CHECK(encode_link(decoded.inputs, catalog) == link);
}

TEST_CASE("A packed link that is cut or of a later version loses only what it must", "[link]") {
  const Catalog& catalog = preset_catalog();
  const std::string packed = packed_pairs("model=qwen2.5-7b&context=32768&batch=4");
  const DecodedLink whole = decode_link("v=1&packed=" + packed, catalog);
  CHECK(whole.issues.empty());
  CHECK(whole.inputs[InputField::batch] == 4);

  const DecodedLink cut = decode_link("packed=" + packed.substr(0, packed.size() - 1), catalog);
  CHECK(find_issue(cut.issues, IssueId::malformed_encoding)->key == "packed");
  CHECK(cut.inputs[InputField::context] == 32768);
  CHECK(cut.inputs[InputField::batch] == whole.inputs[InputField::batch] - 3);

  // A number named by a code that nobody has, before one that is known.
  const DecodedLink later = decode_link("packed=QAAB_" + packed_pairs("context=512"), catalog);
  CHECK(find_issue(later.issues, IssueId::unknown_key) != nullptr);
  CHECK(later.inputs[InputField::context] == 512);

  CHECK(find_issue(decode_link("packed=!!!!", catalog).issues, IssueId::malformed_encoding) !=
        nullptr);
}
