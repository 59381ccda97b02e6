// Reads the beginning of each file, as much as the importers look at.
// SPDX-License-Identifier: MIT
#include "cli/import_files.h"

#include <cstdio>

#include "api/api.h"

namespace vram {
namespace {

constexpr std::size_t kLongestHead =
    std::size_t{24} * 1024 * 1024;  // kLargestHead of the importers

/// Appends a file's beginning; its length and the file's size are added to the lists.
bool append(const std::string& path, std::string& bytes, std::string& lengths, std::string& sizes) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return false;
  const std::size_t before = bytes.size();
  bytes.resize(before + kLongestHead);
  const std::size_t read = std::fread(bytes.data() + before, 1, kLongestHead, file);
  bytes.resize(before + read);
  std::fseek(file, 0, SEEK_END);
  const long size = std::ftell(file);
  std::fclose(file);
  const char* comma = lengths.empty() ? "" : ",";
  lengths += comma + std::to_string(read);
  sizes += comma + std::to_string(size);
  return true;
}

}  // namespace

std::string import_files(const std::vector<std::string>& paths) {
  std::string bytes;
  std::string lengths;
  std::string sizes;
  for (const std::string& path : paths) {
    if (!append(path, bytes, lengths, sizes)) return {};
  }
  const std::string options = R"({"lengths":[)" + lengths + R"(],"file_bytes":[)" + sizes + "]}";
  return api::import_model_files(bytes, options);
}

}  // namespace vram
