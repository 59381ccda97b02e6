// Percent-encoding and key=value pairs over the field tables.
// SPDX-License-Identifier: MIT
#include "engine/url_state.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <optional>

#include "engine/configure.h"
#include "engine/core/number_text.h"
#include "engine/packed_link.h"
#include "engine/scenario.h"
#include "engine/schema/fields.h"

namespace vram {
namespace {

constexpr std::string_view kVersionKey = "v";

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

/// Empty where a percent sign is not followed by two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = hex_digit(text[i + 1]);
    const auto low = hex_digit(text[i + 2]);
    if (!high || !low) return std::nullopt;
    decoded += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return decoded;
}

bool needs_no_encoding(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == ',';
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (needs_no_encoding(c)) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += kDigits[byte >> 4U];
      encoded += kDigits[byte & 15U];
    }
  }
  return encoded;
}

std::string_view fragment_of(std::string_view text) {
  const std::size_t hash = text.find('#');
  if (hash != std::string_view::npos) return text.substr(hash + 1);
  return !text.empty() && text.front() == '?' ? text.substr(1) : text;
}

/// Invalid UTF-8 must not travel into texts that faces show.
bool is_printable(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7F) return false;
  }
  return true;
}

std::string visible(std::string_view text) {
  return is_printable(text) ? std::string(text) : percent_encoded(text);
}

void read_version(std::string_view value, Issues& issues) {
  const std::optional<double> version = parse_number(value);
  if (!version || *version > kSchemaVersion || *version < 1) {
    add_issue(issues, {IssueId::newer_schema, std::string(kVersionKey),
                       visible(value.substr(0, 20)), plain_text(kSchemaVersion), ""});
  }
}

/// Remembers which keys a link has given, to notice the second of two.
class SeenKeys {
 public:
  /// True for a known key that was given before.
  bool repeats(std::string_view key) {
    if (const auto input = find_input(key)) return mark(static_cast<std::size_t>(*input));
    if (key.substr(0, kArchPrefix.size()) != kArchPrefix) return false;
    const auto fact = find_model_field(key.substr(kArchPrefix.size()));
    return fact && mark(kInputFieldCount + static_cast<std::size_t>(*fact));
  }

 private:
  bool mark(std::size_t index) {
    const bool was_seen = seen_[index];
    seen_[index] = true;
    return was_seen;
  }
  std::array<bool, kInputFieldCount + kModelFieldCount> seen_{};
};

void read_pair(std::string_view pair, const Catalog& catalog, SeenKeys& seen, DecodedLink& link) {
  const std::size_t equals = pair.find('=');
  const auto key = percent_decoded(pair.substr(0, equals));
  if (equals == std::string_view::npos) {
    add_issue(link.issues,
              {IssueId::missing_value, visible(pair.substr(0, kLongestQuotedValue)), "", "", ""});
    return;
  }
  const std::string_view raw = pair.substr(equals + 1);
  const auto value = percent_decoded(raw);
  if (!key || !value) {
    add_issue(link.issues, {IssueId::malformed_encoding,
                            visible(pair.substr(0, equals).substr(0, kLongestQuotedValue)),
                            visible(raw.substr(0, kLongestQuotedValue)), "", ""});
    return;
  }
  if (*key == kVersionKey) {
    read_version(*value, link.issues);
    return;
  }
  if (std::find(std::begin(kFaceKeys), std::end(kFaceKeys), *key) != std::end(kFaceKeys)) {
    link.for_face.emplace_back(*key, visible(*value));
    return;
  }
  if (seen.repeats(*key)) {
    add_issue(link.issues, {IssueId::repeated_key, visible(*key), visible(*value), "", ""});
  }
  if (const auto input = find_input(*key)) link.given[static_cast<std::size_t>(*input)] = true;
  set_field(link.inputs, visible(*key), visible(*value), catalog, link.issues);
}

template <class Visit>
void for_each_pair(std::string_view text, const Visit& visit) {
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view pair = text.substr(0, end);
    if (!pair.empty()) visit(pair);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
}

/// The pairs with a packed one, if there is any, written out in its place.
std::string written_out(std::string_view pairs, Issues& issues) {
  std::string text;
  for_each_pair(pairs, [&](std::string_view pair) {
    if (!text.empty()) text += '&';
    if (pair.substr(0, pair.find('=') + 1) != std::string(kPackedKey) + "=") {
      text += pair;
      return;
    }
    const std::string_view packed = pair.substr(kPackedKey.size() + 1);
    bool is_damaged = false;
    text += readable_pairs(packed, is_damaged);
    if (is_damaged) {
      add_issue(issues, {IssueId::malformed_encoding, std::string(kPackedKey),
                         visible(packed.substr(0, kLongestQuotedValue)), "", ""});
    }
  });
  return text;
}

bool names_model(std::string_view pair) {
  return pair.substr(0, pair.find('=')) == spec(InputField::model).key;
}

std::string_view key_of(std::string_view pair) { return pair.substr(0, pair.find('=')); }

/// The configurations of a fragment.
std::vector<std::string_view> split(std::string_view whole) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  for_each_pair(whole, [&](std::string_view pair) {
    if (key_of(pair) != kNextConfigurationKey) return;
    const auto at = static_cast<std::size_t>(pair.data() - whole.data());
    parts.push_back(whole.substr(start, at - start));
    start = std::min(at + pair.size() + 1, whole.size());
  });
  parts.push_back(whole.substr(start));
  return parts;
}

}  // namespace

void append_pair(std::string& link, std::string_view key, std::string_view value) {
  if (!link.empty()) link += '&';
  link += key;
  link += '=';
  link += percent_encoded(value);
}

std::vector<std::string_view> configurations_of(std::string_view text) {
  return split(fragment_of(text));
}

DecodedLink decode_link(std::string_view text, const Catalog& catalog) {
  DecodedLink link{default_inputs(catalog), {}, {}, {}};
  std::string_view rest = fragment_of(text);
  if (rest.size() > kSuspiciousLink) {
    add_issue(link.issues,
              {IssueId::link_too_long, "", plain_text(static_cast<double>(rest.size())), "", ""});
  }
  if (rest.size() > kLongestLink) {
    // What is left of a pair cut in two would be read as a wrong value.
    const std::size_t last_whole = rest.rfind('&', kLongestLink);
    rest = rest.substr(0, last_whole == std::string_view::npos ? 0 : last_whole);
  }
  const std::string pairs = written_out(split(rest).front(), link.issues);
  rest = pairs;
  // The model comes first: what a bad fact of its architecture falls back to depends on it.
  SeenKeys seen;
  for (const bool wants_model : {true, false}) {
    for_each_pair(rest, [&](std::string_view pair) {
      if (names_model(pair) == wants_model) read_pair(pair, catalog, seen, link);
    });
  }
  return link;
}

std::string encode_link(const Inputs& inputs, const Catalog& catalog) {
  const Inputs defaults = default_inputs(catalog);
  std::string link;
  append_pair(link, kVersionKey, plain_text(kSchemaVersion));
  const std::string version = link;
  for (std::size_t i = 0; i < kInputFieldCount; ++i) {
    const auto field = static_cast<InputField>(i);
    if (inputs[field] == defaults[field]) continue;
    append_pair(link, spec(field).key, field_text(inputs, field, catalog));
  }
  for (std::size_t i = 0; i < kModelFieldCount; ++i) {
    const auto fact = static_cast<ModelField>(i);
    if (std::isnan(inputs.overrides[fact])) continue;
    append_pair(link, std::string(kArchPrefix) + std::string(spec(fact).key),
                field_text(inputs.overrides, fact));
  }
  if (link.size() <= kLongestOwnLink) return link;
  return version + "&" + std::string(kPackedKey) + "=" +
         packed_pairs(std::string_view(link).substr(version.size() + 1));
}

}  // namespace vram
