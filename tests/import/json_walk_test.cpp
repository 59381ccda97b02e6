// The walk over JSON against the library by itself: what is left out of the bytes it is handed must
// change neither a value nor the place of a fault.
// SPDX-License-Identifier: MIT
#include "api/import/json_walk.h"

#include <catch_amalgamated.hpp>
#include <nlohmann/json.hpp>
#include <random>

namespace {

using nlohmann::ordered_json;

/// Every value with its path, one to a line.
class Listing : public vram::JsonVisitor {
 public:
  bool value(const vram::JsonPath& path, const vram::JsonValue& value) override {
    for (std::size_t level = 0; level < path.depth(); ++level) {
      text += path.is_in_list(level) ? std::to_string(path.index(level))
                                     : ordered_json(std::string(path.key(level))).dump();
      text += '/';
    }
    switch (value.kind) {
      case vram::JsonValue::Kind::null:
        text += "null";
        break;
      case vram::JsonValue::Kind::flag:
        text += value.flag ? "true" : "false";
        break;
      case vram::JsonValue::Kind::number:
        text += ordered_json(value.number).dump();
        break;
      case vram::JsonValue::Kind::text:
        text += ordered_json(std::string(value.text)).dump();
        break;
      case vram::JsonValue::Kind::empty:
        text += "empty";
        break;
    }
    text += '\n';
    return true;
  }
  bool repeated(const vram::JsonPath&) override { return true; }

  std::string text;
};

/// The same of a document that the library read.
void list(const ordered_json& json, const std::string& path, std::string& text) {
  if (!json.is_structured()) {
    text += path + (json.is_number() ? ordered_json(json.get<double>()) : json).dump() + '\n';
  } else if (json.empty()) {
    text += path + "empty\n";
  } else if (json.is_array()) {
    for (std::size_t i = 0; i < json.size(); ++i) {
      list(json[i], path + std::to_string(i) + '/', text);
    }
  } else {
    for (const auto& [key, value] : json.items()) {
      list(value, path + ordered_json(key).dump() + '/', text);
    }
  }
}

/// Documents of all that JSON has, small numbers of each.
class Documents {
 public:
  ordered_json object(int depth = 0) {
    ordered_json json = ordered_json::object();
    for (int i = below(5); i > 0; --i) json[text()] = value(depth + 1);
    return json;
  }

  int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }

 private:
  ordered_json value(int depth) {
    switch (below(depth > 4 ? 6 : 8)) {
      case 0:
        return nullptr;
      case 1:
        return below(2) == 0;
      case 2:
        return below(1000000) - 500000;
      case 3:
        return std::uniform_real_distribution<double>(-1e6, 1e6)(random_);
      case 6:
        return object(depth);
      case 7: {
        ordered_json json = ordered_json::array();
        for (int i = below(5); i > 0; --i) json.push_back(value(depth + 1));
        return json;
      }
      default:
        return text();
    }
  }

  std::string text() {
    static const std::vector<std::string> kParts = {
        "model.layers.", "a", " ", "  ", "\"", "\\", "\n", "\t", "é", "量", "😀",
        "\x7F",          "{", "]", ",",  ":"};
    std::string text;
    for (int i = below(6); i > 0; --i) text += kParts[static_cast<std::size_t>(below(16))];
    return text;
  }

  std::mt19937 random_{7};
};

/// Where the library by itself finds a fault; 0 where there is none.
struct FaultFinder : nlohmann::json_sax<ordered_json> {
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(std::int64_t) override { return true; }
  bool number_unsigned(std::uint64_t) override { return true; }
  bool number_float(double, const std::string&) override { return true; }
  bool string(std::string&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(std::string&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t byte, const std::string&,
                   const nlohmann::detail::exception&) override {
    fault = byte;
    return false;
  }

  std::size_t fault = 0;
};

std::size_t fault_in(const std::string& text) {
  FaultFinder finder;
  ordered_json::sax_parse(text, &finder);
  return finder.fault;
}

}  // namespace

TEST_CASE("A walk visits the values that the JSON library reads", "[import][json]") {
  Documents documents;
  for (int i = 0; i < 2000; ++i) {
    const ordered_json json = documents.object();
    const std::string text = json.dump(documents.below(4) - 1, documents.below(2) == 0 ? ' ' : '\t',
                                       documents.below(2) == 0);
    std::string expected;
    list(json, "", expected);
    if (json.empty()) expected.clear();
    Listing listing;
    CAPTURE(text);
    CHECK_FALSE(vram::walk_json(text, listing));
    REQUIRE(listing.text == expected);
  }
}

TEST_CASE("A walk finds faults where the JSON library does", "[import][json]") {
  Documents documents;
  const std::string bytes = "{}[]\",:\\0123456789-+.eE tfnu \n\t\x01\xC3\xA9\xFF";
  int faults = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string text = documents.object().dump(documents.below(3) - 1);
    for (int change = documents.below(3); change >= 0; --change) {
      const auto at = static_cast<std::size_t>(documents.below(static_cast<int>(text.size())));
      const char byte =
          bytes[static_cast<std::size_t>(documents.below(static_cast<int>(bytes.size())))];
      if (documents.below(4) == 0) {
        text.resize(at + 1);
      } else if (documents.below(2) == 0) {
        text[at] = byte;
      } else {
        text.insert(at, 1, byte);
      }
    }
    Listing listing;
    const auto issue = vram::walk_json(text, listing);
    if (issue && issue->id != vram::IssueId::json_damaged) continue;  // no object, a long number
    const std::size_t fault = fault_in(text);
    CAPTURE(text);
    REQUIRE(issue.has_value() == (fault != 0));
    if (!issue) continue;
    ++faults;
    REQUIRE(issue->detail == std::to_string(fault));
  }
  CHECK(faults > 5000);
}
