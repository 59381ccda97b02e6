// Links to reports for tests.
// SPDX-License-Identifier: MIT
#include "tests/support/scenarios.h"

#include <utility>

namespace vram::testing {

Report report_of(std::string_view link) {
  DecodedLink decoded = decode_link(link, preset_catalog());
  return estimate(decoded.inputs, preset_catalog(), std::move(decoded.issues));
}

double bytes_of(const Report& report, Component component) {
  for (const Line& line : report.peak().lines) {
    if (line.component == component) return line.bytes;
  }
  return 0;
}

const Issue* find_issue(const Issues& issues, IssueId id) {
  for (const Issue& issue : issues) {
    if (issue.id == id) return &issue;
  }
  return nullptr;
}

}  // namespace vram::testing
