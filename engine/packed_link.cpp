// Codes for keys and choices, numbers in base 64, the rest as it is.
// SPDX-License-Identifier: MIT
//
// Each pair is a code of three characters and a value. The code's first two bits tell how the value
// is written, so that a reader can step over keys it does not know:
//   flag    one character, 0 or 1
//   number  one character for the length, then digits in base 64; or its length plus 32, then text
//   choice  three characters, a code of the choice's name
//   text    two characters for the length, then the text
#include "engine/packed_link.h"

#include <cstddef>
#include <cstdint>

#include "engine/schema/choices.h"
#include "engine/schema/fields.h"

namespace vram {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t kKeyDigits = 3;
constexpr std::size_t kChoiceDigits = 3;
constexpr std::size_t kLengthDigits = 2;
constexpr std::uint64_t kTextLength = 32;     // added to the length of a number written as text
constexpr std::size_t kMostWholeDigits = 15;  // decimal; a double holds these exactly

enum class Writing : std::uint8_t { flag, number, choice, text };
constexpr unsigned kWritingShift = 16;

/// FNV-1a, folded. http://www.isthe.com/chongo/tech/comp/fnv/
constexpr std::uint32_t hash(std::string_view name, unsigned bits) {
  constexpr std::uint32_t kOffset = 2166136261U;
  constexpr std::uint32_t kPrime = 16777619U;
  std::uint32_t value = kOffset;
  for (const char c : name) value = (value ^ static_cast<unsigned char>(c)) * kPrime;
  return (value ^ (value >> bits)) & ((1U << bits) - 1);
}

Writing writing_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::flag:
      return Writing::flag;
    case FieldKind::number:
      return Writing::number;
    case FieldKind::choice:
      return Writing::choice;
    default:
      return Writing::text;
  }
}

void put(std::string& text, std::uint64_t value, std::size_t digits) {
  for (std::size_t i = digits; i-- > 0;) text += kDigits[(value >> (6 * i)) & 63U];
}

std::size_t digits_of(std::uint64_t value) {
  std::size_t digits = 1;
  while (value >>= 6U) ++digits;
  return digits;
}

/// A field by its key in links.
struct Named {
  std::string key;
  const FieldSpec* field;
};

std::uint64_t code(const Named& named) {
  const auto writing = static_cast<std::uint64_t>(writing_of(named.field->kind));
  return (writing << kWritingShift) | hash(named.key, kWritingShift);
}

template <class Visit>
void for_each_field(const Visit& visit) {
  for (const FieldSpec& field : input_fields()) visit(Named{std::string(field.key), &field});
  for (const FieldSpec& field : model_fields()) {
    visit(Named{std::string(kArchPrefix) + std::string(field.key), &field});
  }
}

std::optional<Named> find_key(std::string_view key) {
  std::optional<Named> found;
  for_each_field([&](Named named) {
    if (named.key == key) found = std::move(named);
  });
  return found;
}

std::optional<Named> find_code(std::uint64_t wanted) {
  std::optional<Named> found;
  for_each_field([&](Named named) {
    if (code(named) == wanted) found = std::move(named);
  });
  return found;
}

/// Whole numbers as links write them: digits without a leading zero.
std::optional<std::uint64_t> whole_number(std::string_view text) {
  if (text.empty() || text.size() > kMostWholeDigits) return std::nullopt;
  if (text.front() == '0' && text.size() > 1) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

void put_value(std::string& packed, const FieldSpec& field, std::string_view value) {
  switch (writing_of(field.kind)) {
    case Writing::flag:
      packed += value == "true" ? '1' : '0';
      break;
    case Writing::number:
      if (const auto whole = whole_number(value)) {
        put(packed, digits_of(*whole), 1);
        put(packed, *whole, digits_of(*whole));
      } else {
        put(packed, kTextLength + value.size(), 1);
        packed += value;
      }
      break;
    case Writing::choice:
      put(packed, hash(value, 6 * kChoiceDigits), kChoiceDigits);
      break;
    case Writing::text:
      put(packed, value.size(), kLengthDigits);
      packed += value;
      break;
  }
}

/// Reads from the front of a text; after damage it gives nothing more.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}
  bool is_done() const { return rest_.empty() || is_damaged_; }
  bool is_damaged() const { return is_damaged_; }

  std::string_view text(std::uint64_t wanted) {
    if (wanted > rest_.size()) {
      is_damaged_ = true;
      return {};
    }
    const auto size = static_cast<std::size_t>(wanted);
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::uint64_t number(std::uint64_t digits) {
    std::uint64_t value = 0;
    for (const char c : text(digits)) {
      const std::size_t digit = kDigits.find(c);
      if (digit == std::string_view::npos) is_damaged_ = true;
      value = (value << 6U) | (digit & 63U);
    }
    return value;
  }

 private:
  std::string_view rest_;
  bool is_damaged_ = false;
};

/// The name of a choice. An unknown one, of a later version, is named by its code.
std::string choice_name(const FieldSpec* field, std::string_view letters) {
  Reader reader(letters);
  const std::uint64_t wanted = reader.number(letters.size());
  if (field != nullptr) {
    for (const std::string_view key : choice_keys(field->list)) {
      if (hash(key, 6 * kChoiceDigits) == wanted) return std::string(key);
    }
  }
  return std::string(letters);
}

std::string read_value(Reader& reader, Writing writing, const FieldSpec* field) {
  switch (writing) {
    case Writing::flag:
      return reader.text(1) == "1" ? "true" : "false";
    case Writing::number: {
      const std::uint64_t length = reader.number(1);
      if (length >= kTextLength) return std::string(reader.text(length - kTextLength));
      return std::to_string(reader.number(length));
    }
    case Writing::choice:
      return choice_name(field, reader.text(kChoiceDigits));
    case Writing::text:
      break;
  }
  return std::string(reader.text(reader.number(kLengthDigits)));
}

}  // namespace

std::optional<std::string> code_of_key(std::string_view key) {
  const std::optional<Named> named = find_key(key);
  if (!named) return std::nullopt;
  std::string text;
  put(text, code(*named), kKeyDigits);
  return text;
}

std::string packed_pairs(std::string_view readable) {
  std::string packed;
  while (!readable.empty()) {
    const std::string_view pair = readable.substr(0, readable.find('&'));
    readable.remove_prefix(pair.size() < readable.size() ? pair.size() + 1 : pair.size());
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    const std::optional<Named> named = find_key(pair.substr(0, equals));
    if (!named) continue;
    put(packed, code(*named), kKeyDigits);
    put_value(packed, *named->field, pair.substr(equals + 1));
  }
  return packed;
}

std::string readable_pairs(std::string_view packed, bool& is_damaged) {
  std::string readable;
  Reader reader(packed);
  while (!reader.is_done()) {
    const std::uint64_t read_code = reader.number(kKeyDigits);
    const std::optional<Named> named = find_code(read_code);
    std::string key = named ? named->key : "packed.";
    if (!named) put(key, read_code, kKeyDigits);
    const auto writing = static_cast<Writing>((read_code >> kWritingShift) & 3U);
    const std::string value = read_value(reader, writing, named ? named->field : nullptr);
    if (reader.is_damaged()) break;
    if (!readable.empty()) readable += '&';
    readable += key;
    readable += '=';
    readable += value;
  }
  is_damaged = reader.is_damaged();
  return readable;
}

}  // namespace vram
