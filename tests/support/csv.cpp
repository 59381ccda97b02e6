// A table reader for files this repository owns, hence without quoting rules.
// SPDX-License-Identifier: MIT
#include "tests/support/csv.h"

#include <cstddef>
#include <cstdio>
#include <cstdlib>

namespace vram::testing {
namespace {

std::string file_text(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    std::abort();
  }
  std::string text;
  char buffer[4096];
  std::size_t count = 0;
  while ((count = std::fread(buffer, 1, sizeof buffer, file)) > 0) text.append(buffer, count);
  std::fclose(file);
  return text;
}

std::vector<std::string> split(const std::string& line, std::size_t most) {
  std::vector<std::string> cells;
  std::size_t start = 0;
  while (cells.size() + 1 < most) {
    const std::size_t comma = line.find(',', start);
    if (comma == std::string::npos) break;
    cells.push_back(line.substr(start, comma - start));
    start = comma + 1;
  }
  cells.push_back(line.substr(start));
  return cells;
}

}  // namespace

std::vector<std::map<std::string, std::string>> read_csv(const std::string& file_in_tests) {
  const std::string text = file_text(std::string(VRAM_TEST_DATA) + "/" + file_in_tests);
  std::vector<std::map<std::string, std::string>> rows;
  std::vector<std::string> header;
  std::size_t start = 0;
  while (start < text.size()) {
    std::size_t end = text.find('\n', start);
    if (end == std::string::npos) end = text.size();
    const std::string line = text.substr(start, end - start);
    start = end + 1;
    if (line.empty() || line[0] == '#') continue;
    if (header.empty()) {
      header = split(line, static_cast<std::size_t>(-1));
      continue;
    }
    const std::vector<std::string> cells = split(line, header.size());
    std::map<std::string, std::string> row;
    for (std::size_t i = 0; i < cells.size(); ++i) row[header[i]] = cells[i];
    rows.push_back(row);
  }
  return rows;
}

}  // namespace vram::testing
