// Facts of the formats, and one number with its code, scale and errors.
// SPDX-License-Identifier: MIT
#include "api/number_format_json.h"

#include <optional>
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
constexpr std::string_view kOverflows[] = {"infinity_or_nan", "saturate"};

template <std::size_t n, class Enum>
Json key_json(const std::string_view (&keys)[n], Enum value) {
  return json_text(keys[static_cast<std::size_t>(value)]);
}

/// Any double: the sign of zero is kept, and what JSON lacks is a text.
Json any_number(double value) {
  if (!std::isfinite(value)) return plain_text(value);
  return value == 0 ? Json(value) : json_number(value);
}

/// A fact that a format may lack.
Json fact(double value) { return value == 0 ? Json(nullptr) : json_number(value); }

std::string digits(std::uint64_t bits, int count, int bits_per_digit) {
  std::string text(static_cast<std::size_t>(count), '0');
  const std::uint64_t mask = (std::uint64_t{1} << bits_per_digit) - 1;
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit) {
    *digit = "0123456789abcdef"[bits & mask];
    bits >>= bits_per_digit;
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
  Json aliases = Json::array();
  for (const NumberAlias& alias : number_aliases()) {
    if (alias.format == id) aliases.push_back(json_text(alias.text));
  }
  Json json{{"id", json_text(format.key)},
            {"name", json_text(format.name)},
            {"aliases", std::move(aliases)},
            {"kind", key_json(kKinds, format.kind)},
            {"special", key_json(kSpecialCodes, format.special)}};
  const std::pair<const char*, double> numbers[] = {{"bits", format.bits()},
                                                    {"storage_bits", format.storage_bits()},
                                                    {"bits_per_element", known.bits_per_element},
                                                    {"sign_bits", format.sign_bits},
                                                    {"exponent_bits", format.exponent_bits},
                                                    {"mantissa_bits", format.mantissa_bits},
                                                    {"block_elements", format.block_elements},
                                                    {"max_finite", known.max_finite},
                                                    {"min_finite", known.min_finite}};
  for (const auto& [key, value] : numbers) json[key] = json_number(value);
  json["bias"] = format.exponent_bits > 0 ? Json(format.bias) : Json(nullptr);
  json["min_normal"] = fact(known.min_normal);
  json["min_subnormal"] = fact(known.min_subnormal);
  json["epsilon"] = fact(known.epsilon);
  json["decimal_digits"] = fact(known.decimal_digits);
  if (format.kind == NumberKind::codebook) {
    Json codes = Json::array();
    for (const float code : format.codes) codes.push_back(code);
    json["codes"] = std::move(codes);
  }
  if (format.kind == NumberKind::block) {
    json["element"] = json_text(spec(format.element).key);
    json["scale"] = json_text(spec(format.scale).key);
    json["has_tensor_scale"] = format.has_tensor_scale;
  }
  json["source"] = source_json(format.source);
  return json;
}

struct Options {
  Overflow overflow = Overflow::infinity_or_nan;
  std::optional<double> scale;
  double tensor_scale = 1;
  Language language = Language::en;
  Issues issues;
};

std::string joined(std::string_view list, std::string_view member) {
  return std::string(list) + (list.empty() ? "" : ", ") + std::string(member);
}

/// The index of a text among keys, or 0 and an issue.
std::size_t read_choice(const std::string& key, const Json& value,
                        std::span<const std::string_view> keys, Issues& issues) {
  std::string allowed;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (value == keys[i]) return i;
    allowed = joined(allowed, keys[i]);
  }
  issues.push_back({IssueId::unknown_choice, key, dumped(value).substr(0, kLongestQuotedValue),
                    std::string(keys[0]), allowed});
  return 0;
}

/// A scale: positive, or 1 and an issue.
double read_scale(const std::string& key, const Json& value, Issues& issues) {
  if (value.is_number() && value.get<double>() > 0) return value.get<double>();
  issues.push_back(
      {IssueId::not_a_number, key, dumped(value).substr(0, kLongestQuotedValue), "1", ""});
  return 1;
}

Options read_options(std::string_view text) {
  Options options;
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return options;
  for (const auto& [key, value] : json.items()) {
    if (value.is_null()) continue;  // how JSON writes "not given"
    if (key == "overflow") {
      options.overflow = static_cast<Overflow>(read_choice(key, value, kOverflows, options.issues));
    } else if (key == "lang") {
      const auto languages = choice_keys(ChoiceList::Language);
      options.language = static_cast<Language>(read_choice(key, value, languages, options.issues));
    } else if (key == "scale") {
      options.scale = read_scale(key, value, options.issues);
    } else if (key == "tensor_scale") {
      options.tensor_scale = read_scale(key, value, options.issues);
    } else {
      options.issues.push_back({IssueId::unknown_key, key, "", "", ""});
    }
  }
  return options;
}

NumberFormat read_format(std::string_view text, Issues& issues) {
  if (const auto found = find_number_format(text)) return *found;
  std::string keys;
  for (const NumberFormatSpec& format : number_formats()) keys = joined(keys, format.key);
  issues.push_back({IssueId::unknown_choice, "format",
                    std::string(text.substr(0, kLongestQuotedValue)),
                    std::string(spec(kFallback).key), keys});
  return kFallback;
}

Encoded encoded_with(const Options& options, NumberFormat format, double x) {
  if (options.scale) {
    const Scale scale = scale_of(format, *options.scale, options.tensor_scale);
    return encode(format, x, scale, options.overflow);
  }
  return encode(format, x, block_scale(format, {&x, 1}, options.tensor_scale, options.overflow),
                options.overflow);
}

}  // namespace

Json number_formats_json() {
  Json formats = Json::array();
  for (std::size_t i = 0; i < number_formats().size(); ++i) {
    formats.push_back(format_json(static_cast<NumberFormat>(i)));
  }
  return formats;
}

Json encoded_number_json(std::string_view format_text, double x, std::string_view option_text) {
  Options options = read_options(option_text);
  const NumberFormat format = read_format(format_text, options.issues);
  const Encoded encoded = encoded_with(options, format, x);
  Json json{{"format", json_text(spec(format).key)}, {"input", any_number(x)}};
  add_bits(json, format, encoded.bits);
  json["stored"] = any_number(encoded.value);
  json["absolute_error"] = any_number(encoded.absolute_error);
  json["relative_error"] = any_number(encoded.relative_error);
  json["class"] = key_json(kClasses, encoded.number_class);
  json["exact"] = encoded.exact;
  json["overflowed"] = encoded.overflowed;
  json["underflowed"] = encoded.underflowed;
  if (options.scale || spec(format).kind == NumberKind::block) {
    json["scale"] = scale_json(scale_format(format), encoded.scale.bits, encoded.scale.value);
  }
  if (spec(format).has_tensor_scale) {
    const double of_tensor = encoded.scale.of_tensor;
    json["tensor_scale"] =
        scale_json(NumberFormat::fp32, encode(NumberFormat::fp32, of_tensor).bits, of_tensor);
  }
  json["problems"] = problems_json(options.issues, options.language);
  return json;
}

}  // namespace vram
