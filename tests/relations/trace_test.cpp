// Text and number of every formula agree, units add up, and no term is dead.
// SPDX-License-Identifier: MIT
#include <catch_amalgamated.hpp>
#include <cmath>
#include <set>

#include "cli/sample_links.h"
#include "engine/core/formula_text.h"
#include "engine/model/media_tokens.h"
#include "engine/url_state.h"
#include "tests/support/evaluator.h"
#include "tests/support/random_inputs.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

TEST_CASE("The evaluator of these tests can be wrong in no obvious way", "[evaluator]") {
  CHECK(evaluate("2 × 3 + 4") == 10);
  CHECK(evaluate("2 × (3 + 4) ÷ 7 − 1") == 1);
  CHECK(evaluate("min(4, 3, 8) × max(1, 2)") == 6);
  CHECK(evaluate("ceil(7 ÷ 2) + round_up(20, 32)") == 36);
  CHECK(std::isnan(evaluate("2 × hidden_size")));
}

TEST_CASE("Every term's text with values gives its number back", "[trace]") {
  Random random(31);
  const Catalog& catalog = preset_catalog();
  for (int i = 0; i < 400; ++i) {
    const Inputs inputs = random_inputs(random, catalog);
    CAPTURE(encode_link(inputs, catalog));
    const Report report = estimate(inputs, catalog);
    for (const auto& defect : report.trace->defects()) FAIL_CHECK(static_cast<int>(defect));
    for (StepId id = 0; id < report.trace->size(); ++id) {
      const Step& step = (*report.trace)[id];
      if (step.operation != Operation::term) continue;
      const std::string text = values_text(*report.trace, id, Grouping::none);
      CAPTURE(std::string(step.symbol), text);
      // Texts leave out that sums of bits are rounded up to whole bytes.
      const double tolerance =
          std::fmax(step.unit == kBytes ? 1 : 0, 1e-12 * std::fabs(step.value));
      CHECK(std::fabs(evaluate(text) - step.value) <= tolerance);
    }
  }
}

namespace {

/// The terms of every preset's tokens for a picture, a video and a clip of sound.
void collect_media_terms(std::set<std::uint16_t>& used) {
  for (const ModelPreset& preset : preset_catalog().models) {
    Trace trace;
    const Recorder<Quantity> recorder(trace);
    const ModelFacts<Quantity> facts = named_facts<Quantity>(preset.facts, recorder);
    const Picture<Quantity> picture{recorder.leaf("image_width", 1000),
                                    recorder.leaf("image_height", 700),
                                    recorder.leaf("patch_size", 14)};
    const Quantity seconds = recorder.leaf("seconds", 20);
    image_tokens(facts, picture, recorder);
    video_tokens(facts, picture, seconds, Quantity(2), recorder);
    audio_tokens(facts, seconds, recorder);
    for (StepId id = 0; id < trace.size(); ++id) {
      if (trace[id].operation == Operation::term) used.insert(trace[id].name);
    }
  }
}

}  // namespace

TEST_CASE("Every term of the table is used by some configuration", "[trace]") {
  std::set<std::uint16_t> used;
  for (const char* link : kSampleLinks) {
    const Report report = report_of(link);
    for (StepId id = 0; id < report.trace->size(); ++id) {
      const Step& step = (*report.trace)[id];
      if (step.operation == Operation::term) used.insert(step.name);
    }
  }
  collect_media_terms(used);
  for (std::uint16_t i = 0; i < sizeof kTerms / sizeof kTerms[0]; ++i) {
    CAPTURE(kTerms[i].key);
    CHECK(used.count(i) == 1);
  }
}

TEST_CASE("A mistaken unit is noticed", "[trace]") {
  Trace trace;
  const Recorder<Quantity> recorder(trace);
  const Quantity tokens = recorder.leaf("tokens", 5);
  const Quantity bytes = recorder.leaf("bytes", 7, kBytes);
  const Quantity sum = tokens + bytes;
  CHECK(sum.value() == 12);
  CHECK_FALSE(trace.defects().empty());

  Trace other;
  const Recorder<Quantity> elsewhere(other);
  term(elsewhere, TermId::kv_cache, elsewhere.leaf("elements", 3));
  CHECK_FALSE(other.defects().empty());
}
