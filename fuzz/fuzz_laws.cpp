// The laws, checked with the engine itself.
// SPDX-License-Identifier: MIT
#include "fuzz/fuzz_laws.h"

#include <cmath>
#include <string>

#include "api/import/import_json.h"
#include "engine/estimator.h"
#include "engine/scenario.h"
#include "engine/url_state.h"
#include "presets/presets.h"

namespace vram::fuzz {

void check_configuration(const Inputs& inputs) {
  const Catalog& catalog = preset_catalog();
  const double bytes = peak_bytes(settle(inputs, catalog).scenario);
  require(std::isfinite(bytes) && bytes >= 0, "bytes are finite and not negative");
  const std::string link = encode_link(inputs, catalog);
  const DecodedLink decoded = decode_link(link, catalog);
  require(decoded.issues.empty(), "a link is read without problems");
  require(encode_link(decoded.inputs, catalog) == link, "a link comes back the same");
}

void check_link_length(const Inputs& inputs) {
  require(encode_link(inputs, preset_catalog()).size() <= kLongestContractLink,
          "an import fits into a link");
}

void check_import(const Imported& imported) {
  const Catalog& catalog = preset_catalog();
  require(!imported_json(imported, catalog, Language::en).empty(), "an import has a text");
  require(imported.needs_bytes >= 0 && std::isfinite(imported.needs_bytes), "a head has an end");
  if (imported.config) {
    check_configuration(*imported.config);
    check_link_length(*imported.config);
  } else {
    require(!imported.problems.empty(), "a refusal has a reason");
  }
}

}  // namespace vram::fuzz
