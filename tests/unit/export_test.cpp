// Results as files: what a spreadsheet and a Markdown reader get.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api/api.h"

using nlohmann::json;

namespace {

using Row = std::vector<std::string>;

/// RFC 4180, section 2, read without regard to how we write it.
std::vector<Row> rows_of(const std::string& csv) {
  std::vector<Row> rows{{""}};
  bool is_quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    const char c = csv[i];
    std::string& cell = rows.back().back();
    if (is_quoted) {
      if (c != '"') {
        cell += c;
      } else if (i + 1 < csv.size() && csv[i + 1] == '"') {
        cell += csv[++i];
      } else {
        is_quoted = false;
      }
    } else if (c == '"') {
      is_quoted = true;
    } else if (c == ',') {
      rows.back().emplace_back();
    } else if (c == '\r' && i + 1 < csv.size() && csv[i + 1] == '\n') {
      ++i;
      rows.push_back({""});
    } else {
      cell += c;
    }
  }
  rows.pop_back();  // the last line has an end too
  return rows;
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

constexpr const char* kConfig = R"({"model":"gemma-3-27b","gpu":"rtx-4090","gpu_count":2,"tp":2})";

}  // namespace

TEST_CASE("A CSV has every component of every phase, and they sum up", "[export]") {
  const json result = json::parse(vram::api::estimate(kConfig));
  const std::vector<Row> rows = rows_of(vram::api::export_result(kConfig, "csv"));
  CHECK(rows.front() == Row{"phase", "is_peak", "component", "label", "bytes", "formula",
                            "substituted", "source", "source_link", "configuration"});
  std::size_t at = 1;
  for (const json& phase : result["phases"]) {
    double sum = 0;
    for (const json& component : phase["components"]) {
      const Row& row = rows.at(at++);
      CHECK(row.size() == rows.front().size());
      CHECK(row[0] == phase["id"]);
      CHECK((row[1] == "true") == (phase["id"] == result["peak_phase"]));
      CHECK(row[2] == component["id"]);
      CHECK(std::stod(row[4]) == component["bytes"]);
      CHECK(row[5] == component["formula"]);
      CHECK(row[6] == component["substituted"]);
      CHECK(row[7] == component["source"]);
      sum += std::stod(row[4]);
    }
    const Row& total = rows.at(at++);
    CHECK(total[2] == "total");
    CHECK(std::stod(total[4]) == sum);
    CHECK(std::stod(total[4]) == phase["bytes"]);
    // The row names a configuration that gives these bytes again.
    const json again = json::parse(vram::api::estimate_link(total[9]));
    CHECK(again["per_gpu_bytes"] == result["per_gpu_bytes"]);
  }
  CHECK(at == rows.size());
}

TEST_CASE("A JSON export is the result object", "[export]") {
  CHECK(json::parse(vram::api::export_result(kConfig, "json")) ==
        json::parse(vram::api::estimate(kConfig)));
  CHECK(vram::api::export_result(kConfig, "png").empty());
}

TEST_CASE("Markdown has tables of equal columns and nothing of a text becomes markup", "[export]") {
  for (const char* lang : {"en", "zh"}) {
    json config = json::parse(kConfig);
    config["lang"] = lang;
    config["arch"] = {{"attention_bias", {"q", "k"}}};
    const std::string text = vram::api::export_result(config.dump(), "markdown");
    CAPTURE(text);
    std::size_t columns = 0;
    std::size_t tables = 0;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      const std::string line = text.substr(at, end - at);
      at = end + 1;
      const std::size_t bars = count_of(line, "|") - count_of(line, "\\|");
      if (bars > 0 && columns == 0) ++tables;
      CHECK((bars == 0 || columns == 0 || bars == columns));
      columns = bars;
    }
    CHECK(tables == 3);
    CHECK(text.find("<script") == std::string::npos);
    CHECK(text.find("gemma-3-27b") != std::string::npos);
    CHECK(text.find("`q,k`") != std::string::npos);
  }
}

TEST_CASE("Markdown states the answer exactly and in the chosen unit", "[export]") {
  const json result = json::parse(vram::api::estimate(R"({"model":"llama-3.2-1b"})"));
  const auto bytes = result["per_gpu_bytes"].get<double>();
  char rounded[32];
  std::snprintf(rounded, sizeof rounded, "**%.2f GB**", bytes / 1e9);
  const std::string text =
      vram::api::export_result(R"({"model":"llama-3.2-1b","units":"gb"})", "markdown");
  CHECK(text.find(rounded) != std::string::npos);
  CHECK(text.find("GiB") == std::string::npos);
}

TEST_CASE("The Hub's files are named for a repository, an address or a search", "[export][hub]") {
  const auto advice = [](const char* query) { return json::parse(vram::api::hub_files(query)); };
  for (const char* query :
       {"some-owner/Some.Model-7B", "  https://huggingface.co/some-owner/Some.Model-7B ",
        "huggingface.co/some-owner/Some.Model-7B/blob/main/config.json?x=1",
        "https://huggingface.co/some-owner/Some.Model-7B/tree/main"}) {
    const json named = advice(query);
    CAPTURE(query);
    CHECK(named["repository"] == "some-owner/Some.Model-7B");
    CHECK(named["files"][0]["address"] ==
          "https://huggingface.co/some-owner/Some.Model-7B/blob/main/config.json");
  }
  for (const char* query : {"", "llama", "a/b/c", "<img>/x", "a b/c", "/", "../etc"}) {
    CAPTURE(query);
    const json unnamed = advice(query);
    CHECK(unnamed["repository"] == "");
    for (const json& file : unnamed["files"]) CHECK_FALSE(file.contains("address"));
  }
  CHECK(advice("someone/Model-GGUF")["files"][0]["file"] == "*.gguf");
  CHECK(json::parse(vram::api::hub_files("x", R"({"lang":"zh"})"))["text"] != advice("x")["text"]);
}

TEST_CASE("A file's exact size is not taken for another format", "[import][solve]") {
  // 16 GB of BF16 do not fit 12 GB; in 4 bits the model does, whatever its file had.
  const std::string file =
      R"({"model":"llama-3.1-8b","weights":"bf16","weights_bytes":16060522496,"gpu":"rtx-3060-12"})";
  const std::string plain = R"({"model":"llama-3.1-8b","weights":"bf16","gpu":"rtx-3060-12"})";
  const auto solved = [](const std::string& config) {
    return json::parse(vram::api::solve(R"({"config":)" + config + R"(,"target":{"for":"weights"}})"));
  };
  CHECK(solved(file)["value"] == solved(plain)["value"]);
  CHECK(solved(file)["result"]["per_gpu_bytes"] == solved(plain)["result"]["per_gpu_bytes"]);
}
