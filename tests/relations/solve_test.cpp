// The inverse question against brute force: the value fits, the next one does not.
// SPDX-License-Identifier: MIT
#include "engine/solve/solve.h"

#include <catch_amalgamated.hpp>
#include <cmath>

#include "engine/estimator.h"
#include "engine/schema/fields.h"
#include "engine/schema/relevance.h"
#include "engine/solve/suggestions.h"
#include "engine/solve/weight_ladder.h"
#include "engine/url_state.h"
#include "tests/support/random_inputs.h"
#include "tests/support/scenarios.h"

using namespace vram;
using namespace vram::testing;

namespace {

/// By the way of the explained estimate, which the solver does not take.
bool fits(const Inputs& inputs) { return estimate(inputs, preset_catalog()).fit.fits; }

Inputs with(Inputs inputs, InputField field, double value) {
  change(inputs, field, value);
  return inputs;
}

/// A configuration that a person could mean: presets on datacentre cards, of moderate size.
Inputs plausible_inputs(Random& random) {
  const Catalog& catalog = preset_catalog();
  Inputs inputs = random_inputs(random, catalog);
  inputs[InputField::usable_memory_mib] = kAutomatic;
  inputs[InputField::gpu_memory_utilization] = kAutomatic;
  for (const InputField field : {InputField::prompt_len, InputField::completion_len,
                                 InputField::group_size, InputField::text_tokens}) {
    inputs[field] = spec(field).fallback;
  }
  if (random.below(4) != 0) {
    inputs[InputField::model] = static_cast<double>(random.below(60));  // the smaller families
    inputs.overrides.values.fill(kNotOverridden);
    inputs[InputField::gpu_count] = kAutomatic;
    inputs[InputField::tp] = kAutomatic;
    inputs[InputField::pp] = kAutomatic;
    inputs[InputField::dp] = kAutomatic;
  }
  for (const InputField field : {InputField::context, InputField::seq_len, InputField::batch,
                                 InputField::micro_batch, InputField::grad_accumulation}) {
    inputs[field] = 1 + static_cast<double>(random.below(64));
  }
  return inputs;
}

/// Whether settling could not keep what was chosen: another plan, not this one with fewer devices.
bool is_corrected(const Inputs& chosen, const Inputs& settled) {
  for (const InputField field :
       {InputField::gpu_count, InputField::tp, InputField::pp, InputField::cp, InputField::ep}) {
    if (chosen[field] != kAutomatic && chosen[field] != settled[field]) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("What is solved for fits, and one step more does not", "[solve]") {
  Random random(501);
  int answered = 0;
  int stopped_by_memory = 0;
  for (int i = 0; i < 500; ++i) {
    const Inputs inputs = plausible_inputs(random);
    const auto what = static_cast<SolveFor>(random.below(4));
    CAPTURE(encode_link(inputs, preset_catalog()), static_cast<int>(what));
    const Solution solution = solve(inputs, preset_catalog(), {what, 0});
    if (!solution.value) {
      const double least = max_of(solution.step, spec(solution.field).min);
      CHECK_FALSE(fits(with(inputs, solution.field, least)));
      continue;
    }
    ++answered;
    CHECK(fits(solution.inputs));
    if (solution.limited_by != Limit::memory && solution.limited_by != Limit::pool) continue;
    ++stopped_by_memory;
    const double more = *solution.value + solution.step;
    CHECK_FALSE(fits(with(inputs, solution.field, more)));
  }
  CHECK(answered > 120);
  CHECK(stopped_by_memory > 100);
}

TEST_CASE("No smaller number of devices than the one found fits", "[solve]") {
  Random random(502);
  const Catalog& catalog = preset_catalog();
  int answered = 0;
  for (int i = 0; i < 200; ++i) {
    Inputs inputs = plausible_inputs(random);
    inputs[InputField::zero_stage] = static_cast<double>(random.below(4));
    CAPTURE(encode_link(inputs, catalog));
    const Solution solution = solve(inputs, catalog, {SolveFor::gpu_count, 0});
    if (!solution.value) continue;
    ++answered;
    CHECK(fits(solution.inputs));
    Inputs fewer = solution.inputs;
    // All below, up to a size that a test can afford.
    for (double devices = *solution.value - 1; devices >= max_of(1, *solution.value - 40);
         --devices) {
      fewer[InputField::gpu_count] = devices;
      const Scenario scenario = settle(fewer, catalog).scenario;
      if (is_corrected(fewer, scenario.inputs)) continue;
      CAPTURE(devices);
      CHECK_FALSE(Estimator(scenario).fits(scenario.inputs));
    }
  }
  CHECK(answered > 60);
}

TEST_CASE("The best weights are those before which none fits", "[solve]") {
  Random random(503);
  for (int i = 0; i < 60; ++i) {
    Inputs inputs = plausible_inputs(random);
    inputs[InputField::mode] = static_cast<double>(Mode::inference);
    const Solution solution = solve(inputs, preset_catalog(), {SolveFor::weights, 0});
    for (const LadderRung& rung : kWeightLadder) {
      if (!is_read(rung, inputs)) continue;
      const auto format = static_cast<double>(rung.format);
      CAPTURE(encode_link(inputs, preset_catalog()), format);
      const bool is_answer = solution.value == format;
      CHECK(fits(with(inputs, InputField::weights, format)) == is_answer);
      if (is_answer) break;
    }
  }
}

TEST_CASE("A reserve leaves so much free", "[solve]") {
  const Inputs inputs = decode_link("model=llama-3.1-8b&gpu=rtx-4090", preset_catalog()).inputs;
  const Solution all = solve(inputs, preset_catalog(), {SolveFor::context, 0});
  const Solution less = solve(inputs, preset_catalog(), {SolveFor::context, 1024});
  // 2 x 32 layers x 8 KV heads x 128 x 2 bytes are 128 KiB per token: 1 GiB is 8192 tokens.
  CHECK(*all.value - *less.value == 8192);
}

TEST_CASE("Limits other than memory are named", "[solve]") {
  const auto asked = [](const char* link, SolveFor what) {
    return solve(decode_link(link, preset_catalog()).inputs, preset_catalog(), {what, 0});
  };
  const Solution positions = asked(
      "model=llama-2-7b&weights=awq_int4&runtime=vllm&gpu=nvidia-h100-sxm", SolveFor::context);
  CHECK(positions.value == 4096.0);  // max_position_embeddings of Llama 2
  CHECK(positions.limited_by == Limit::runtime_positions);
  const Solution sequences =
      asked("model=llama-3.2-1b&runtime=vllm&gpu=nvidia-h100-sxm&context=64&max_num_seqs=32",
            SolveFor::batch);
  CHECK(sequences.value == 32.0);
  CHECK(sequences.limited_by == Limit::runtime_sequences);
  CHECK(asked("mode=train&model=llama-3-70b&gpu_count=64", SolveFor::gpu_count).limited_by ==
        Limit::copies_do_not_share);
  CHECK(asked("mode=train&model=llama-3-70b", SolveFor::weights).limited_by ==
        Limit::weights_follow_precision);
  const Solution mapped = asked("mode=train&model=llama-3.2-1b", SolveFor::context);
  CHECK(mapped.field == InputField::seq_len);
  CHECK(find_issue(mapped.problems, IssueId::target_of_another_mode) != nullptr);
  // Ranks that take the two ends of a sequence each: multiples of 2 x 4.
  const Solution ends = asked(
      "mode=train&model=llama-3.2-1b&cp=4&recompute=full&gpu=nvidia-h100-sxm", SolveFor::seq_len);
  CHECK(ends.step == 8);
  CHECK(std::fmod(*ends.value, 8) == 0);
}

TEST_CASE("Two changes at once are offered where neither is enough", "[suggestions]") {
  const Catalog& catalog = preset_catalog();
  const auto offered = [&](const char* link) {
    return suggestions(decode_link(link, catalog).inputs, catalog);
  };
  const auto has_pair = [](const std::vector<Suggestion>& list) {
    return std::any_of(list.begin(), list.end(), [](const Suggestion& each) {
      return each.id == SuggestionId::weights_4bit_cache_8bit;
    });
  };
  // 32.8 billion weights in 4 bits and 32,768 tokens of 256 KiB are too much for 24 GiB; with half
  // the cache they are not.
  const std::vector<Suggestion> both = offered("model=qwen3-32b&gpu=rtx-4090&context=32768");
  REQUIRE(has_pair(both));
  const Suggestion* least = least_harmful_fit(both);
  REQUIRE(least != nullptr);
  CHECK(least->id == SuggestionId::weights_4bit_cache_8bit);
  // With 8,192 tokens four bits are enough, and what fits needs no pair.
  const std::vector<Suggestion> one = offered("model=qwen3-32b&gpu=rtx-4090&context=8192");
  CHECK_FALSE(has_pair(one));
  REQUIRE(least_harmful_fit(one) != nullptr);
  CHECK(least_harmful_fit(one)->id == SuggestionId::weights_4bit);
  CHECK_FALSE(has_pair(offered("model=llama-3.1-8b&gpu=rtx-4090&context=8192")));
}

TEST_CASE("Where nothing makes it fit on what is there, the fewest devices are offered",
          "[suggestions]") {
  const Catalog& catalog = preset_catalog();
  const auto offered = [&](const char* link) {
    return suggestions(decode_link(link, catalog).inputs, catalog);
  };
  // 131.4 GiB of weights and 40 GiB of cache: eight devices of 24 GiB, over four it is 43 GiB each.
  const std::vector<Suggestion> found = offered("model=llama-3.1-70b&gpu=rtx-4090&context=131072");
  const Suggestion* least = least_harmful_fit(found);
  REQUIRE(least != nullptr);
  CHECK(least->id == SuggestionId::enough_devices);
  CHECK(least->inputs[InputField::gpu_count] == 8);
  CHECK(least->needed_bytes < 24 * kGib);
  // Nothing of the kind where another change is enough.
  const std::vector<Suggestion> others = offered("model=qwen3-32b&gpu=rtx-4090&context=8192");
  const Suggestion* other = least_harmful_fit(others);
  REQUIRE(other != nullptr);
  CHECK(other->id == SuggestionId::weights_4bit);
}

TEST_CASE("Suggestions save what they say, and are sorted", "[suggestions]") {
  Random random(504);
  const Catalog& catalog = preset_catalog();
  for (int i = 0; i < 100; ++i) {
    const Inputs inputs = random_inputs(random, catalog);
    CAPTURE(encode_link(inputs, catalog));
    const double before = estimate(inputs, catalog).fit.needed_bytes;
    double last = std::numeric_limits<double>::infinity();
    for (const Suggestion& each : suggestions(inputs, catalog)) {
      CAPTURE(std::string(key_of(each.id)));
      const Report after = estimate(each.inputs, catalog);
      CHECK(before - after.fit.needed_bytes == each.saves_bytes);
      CHECK(after.fit.fits == each.fits);
      CHECK(each.saves_bytes > 0);
      const double score = each.saves_bytes / std::exp2(each.harm);
      CHECK(score <= last);
      last = score;
    }
  }
}
