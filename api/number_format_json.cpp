// Facts of the formats, and one number with its code, scale and errors.
// SPDX-License-Identifier: MIT
#include "api/number_format_json.h"

#include <span>
#include <string>
#include <utility>

#include "api/catalog_json.h"
#include "api/config_json.h"
#include "engine/configure.h"
#include "engine/core/number_text.h"
#include "engine/number_encoding.h"
#include "engine/schema/choices.h"

namespace vram {
namespace {

/// What an unknown format is replaced by: the one numbers usually come from.
constexpr NumberFormat kFallback = NumberFormat::fp32;

constexpr std::string_view kKinds[] = {"float", "scale", "int", "codebook", "block"};
constexpr std::string_view kSpecialCodes[] = {"ieee", "fn", "fnuz", "none"};
constexpr std::string_view kClasses[] = {"zero", "subnormal", "normal", "infinity", "nan"};

/// Any double: the sign of zero is kept, and what JSON lacks is a text.
Json any_number(double value) {
  if (!std::isfinite(value)) return plain_text(value);
  return value == 0 ? Json(value) : json_number(value);
}

struct RowMember {
  const char* key;
  std::uint8_t NumberFormatSpec::*member;
};

constexpr RowMember kRowMembers[] = {{"sign_bits", &NumberFormatSpec::sign_bits},
                                     {"exponent_bits", &NumberFormatSpec::exponent_bits},
                                     {"mantissa_bits", &NumberFormatSpec::mantissa_bits},
                                     {"block_elements", &NumberFormatSpec::block_elements}};

struct FactMember {
  const char* key;
  double NumberFacts::*member;
};

/// Facts that a format may lack, which are 0 then.
constexpr FactMember kFactMembers[] = {{"bits_per_element", &NumberFacts::bits_per_element},
                                       {"max_finite", &NumberFacts::max_finite},
                                       {"min_normal", &NumberFacts::min_normal},
                                       {"min_subnormal", &NumberFacts::min_subnormal},
                                       {"epsilon", &NumberFacts::epsilon},
                                       {"decimal_digits", &NumberFacts::decimal_digits}};

struct TextMember {
  const char* key;
  std::string_view value;
};

struct NumberMember {
  const char* key;
  double value;
};

void add(Json& json, std::span<const TextMember> members) {
  for (const auto& [key, value] : members) json[key] = json_text(value);
}

void add(Json& json, std::span<const NumberMember> members) {
  for (const auto& [key, value] : members) json[key] = any_number(value);
}

std::string digits(std::uint64_t bits, int count, int bits_per_digit) {
  std::string text;
  const std::uint64_t mask = (std::uint64_t{1} << bits_per_digit) - 1;
  for (int digit = count - 1; digit >= 0; --digit) {
    text += "0123456789abcdef"[bits >> (digit * bits_per_digit) & mask];
  }
  return text;
}

void add_bits(Json& json, NumberFormat format, std::uint64_t bits) {
  const int width = spec(format).bits();
  json["bits"] = digits(bits, width, 1);
  json["hex"] = "0x" + digits(bits, (width + 3) / 4, 4);
}

Json scale_json(NumberFormat format, std::uint64_t bits, double value) {
  Json json{{"format", json_text(spec(format).key)}};
  add_bits(json, format, bits);
  json["stored"] = any_number(value);
  return json;
}

Json format_json(NumberFormat id) {
  const NumberFormatSpec& format = spec(id);
  const NumberFacts known = facts(id);
  Json json;
  const TextMember texts[] = {{"id", format.key},
                              {"name", format.name},
                              {"kind", kKinds[static_cast<std::size_t>(format.kind)]},
                              {"special", kSpecialCodes[static_cast<std::size_t>(format.special)]},
                              {"element", spec(format.element).key},
                              {"scale", spec(format.scale).key}};
  const bool is_block = format.kind == NumberKind::block;
  add(json, std::span(texts).first(is_block ? 6 : 4));
  json["bits"] = format.bits();
  json["storage_bits"] = format.storage_bits();
  for (const auto& [key, member] : kRowMembers) json[key] = format.*member;
  json["bias"] = format.bias;
  json["min_finite"] = json_number(known.min_finite);
  for (const auto& [key, member] : kFactMembers) {
    json[key] = known.*member == 0 ? Json(nullptr) : json_number(known.*member);
  }
  json["has_tensor_scale"] = format.has_tensor_scale;
  Json aliases = Json::array();
  for (const NumberAlias& alias : number_aliases()) {
    if (alias.format == id) aliases.push_back(json_text(alias.text));
  }
  json["aliases"] = std::move(aliases);
  Json codes = Json::array();
  for (const float code : format.codes) codes.push_back(json_number(code));
  json["codes"] = std::move(codes);
  json["source"] = source_json(format.source);
  return json;
}

NumberFormat read_format(std::string_view text, Issues& issues) {
  if (const auto found = find_number_format(text)) return *found;
  std::string keys;
  for (const NumberFormatSpec& format : number_formats()) {
    if (!keys.empty()) keys += ", ";
    keys += format.key;
  }
  add_issue(issues,
            {IssueId::unknown_choice, "format", std::string(text.substr(0, kLongestQuotedValue)),
             std::string(spec(kFallback).key), keys});
  return kFallback;
}

/// A scale to use, or 0 for none. One that is not positive counts as 1, and is an issue.
double read_scale(const char* key, double value, Issues& issues) {
  if (value >= 0 && std::isfinite(value)) return value;
  add_issue(issues, {IssueId::not_a_number, key, plain_text(value), "1", ""});
  return 1;
}

}  // namespace

Json number_formats_json() {
  Json formats = Json::array();
  for (std::size_t i = 0; i < number_formats().size(); ++i) {
    formats.push_back(format_json(static_cast<NumberFormat>(i)));
  }
  return formats;
}

Json encoded_number_json(std::string_view format_text, double x, const EncodeOptions& options) {
  Issues issues;
  const NumberFormat format = read_format(format_text, issues);
  const Overflow overflow = options.saturate ? Overflow::saturate : Overflow::infinity_or_nan;
  const double given_scale = read_scale("scale", options.scale, issues);
  const double tensor_scale = read_scale("tensor_scale", options.tensor_scale, issues);
  const Scale scale = given_scale > 0 ? scale_of(format, given_scale, tensor_scale)
                                      : block_scale(format, {&x, 1}, tensor_scale, overflow);
  const Encoded encoded = encode(format, x, scale, overflow);
  Json json;
  const TextMember texts[] = {{"format", spec(format).key},
                              {"class", kClasses[static_cast<std::size_t>(encoded.number_class)]}};
  add(json, texts);
  const NumberMember numbers[] = {{"input", x},
                                  {"stored", encoded.value},
                                  {"absolute_error", encoded.absolute_error},
                                  {"relative_error", encoded.relative_error}};
  add(json, numbers);
  add_bits(json, format, encoded.bits);
  json["exact"] = encoded.exact;
  json["overflowed"] = encoded.overflowed;
  json["underflowed"] = encoded.underflowed;
  if (given_scale > 0 || spec(format).kind == NumberKind::block) {
    json["scale"] = scale_json(scale_format(format), encoded.scale.bits, encoded.scale.value);
  }
  if (spec(format).has_tensor_scale) {
    const double of_tensor = encoded.scale.of_tensor;
    json["tensor_scale"] =
        scale_json(NumberFormat::fp32, encode(NumberFormat::fp32, of_tensor).bits, of_tensor);
  }
  json["problems"] = problems_json(issues, Language::en);
  return json;
}

}  // namespace vram
