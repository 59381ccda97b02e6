// Laws of links: whatever comes in, the configuration is valid; what goes out comes back.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <cmath>

#include "engine/schema/fields.h"
#include "engine/url_state.h"
#include "tests/support/random_inputs.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

bool are_equal(const Inputs& a, const Inputs& b) {
  if (a.values != b.values || a.overrides.patterns != b.overrides.patterns) return false;
  for (std::size_t i = 0; i < kModelFieldCount; ++i) {
    const double x = a.overrides.values[i];
    const double y = b.overrides.values[i];
    if (!(x == y || (std::isnan(x) && std::isnan(y)))) return false;
  }
  return true;
}

bool is_in_range(const Inputs& inputs) {
  const auto fields = input_fields();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const double value = inputs.values[i];
    if (is_automatic(fields[i], value)) continue;
    if (fields[i].kind == FieldKind::number) {
      if (!(value >= fields[i].min && value <= fields[i].max)) return false;
    } else if (fields[i].kind == FieldKind::choice) {
      if (!(value >= 0 && value < static_cast<double>(choice_keys(fields[i].list).size()))) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

TEST_CASE("Any configuration survives its link, in at most 2,000 characters", "[link][relations]") {
  Random random(37);
  const Catalog& catalog = preset_catalog();
  for (int i = 0; i < 3000; ++i) {
    const Inputs inputs = random_inputs(random, catalog);
    const std::string link = encode_link(inputs, catalog);
    CAPTURE(link);
    CHECK(link.size() <= 2000);
    const DecodedLink decoded = decode_link(link, catalog);
    CHECK(decoded.issues.empty());
    CHECK(are_equal(decoded.inputs, inputs));
    CHECK(encode_link(decoded.inputs, catalog) == link);
  }
}

TEST_CASE("Damaged links still give a valid configuration", "[link][relations]") {
  Random random(41);
  const Catalog& catalog = preset_catalog();
  for (int i = 0; i < 3000; ++i) {
    std::string link = encode_link(random_inputs(random, catalog), catalog);
    for (std::size_t hits = random.below(8) + 1; hits > 0; --hits) {
      const char byte = static_cast<char>(random.below(256));
      const std::size_t at = random.below(link.size());
      if (random.below(2) == 0) {
        link[at] = byte;
      } else {
        link.insert(at, 1, byte);
      }
    }
    const DecodedLink decoded = decode_link(link, catalog);
    CHECK(is_in_range(decoded.inputs));
    const Report report = estimate(decoded.inputs, catalog, decoded.issues);
    CHECK(report.per_gpu_bytes > 0);
  }
}
