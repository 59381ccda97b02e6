// Reads the reference tables: comma-separated, one header line, '#' starts a remark line.
// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>
#include <vector>

namespace vram::testing {

/// Rows by column name. The last column may hold commas.
std::vector<std::map<std::string, std::string>> read_csv(const std::string& file_in_tests);

}  // namespace vram::testing
