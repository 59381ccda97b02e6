// The changes of suggestions.def, each tried on the untraced path.
// SPDX-License-Identifier: MIT
#include "engine/solve/suggestions.h"

#include <algorithm>
#include <cmath>

#include "engine/core/number_text.h"
#include "engine/estimator.h"
#include "engine/schema/fields.h"
#include "engine/schema/relevance.h"
#include "engine/solve/solve.h"
#include "engine/solve/weight_ladder.h"

namespace vram {
namespace {

/// Smaller savings are not worth a line.
constexpr double kLeastSavedBytes = kMebi;

/// A change of the visitor's inputs; `now` is what they were settled to. False: it cannot be made.
using PlainChange = bool (*)(Inputs& inputs, const Scenario& now);
/// One that looks for the smallest step that fits.
using SearchedChange = bool (*)(Inputs& inputs, const Scenario& now, const Catalog& catalog);

struct Change {
  constexpr Change(PlainChange change) : plain(change) {}        // NOLINT(*-explicit-*)
  constexpr Change(SearchedChange change) : searched(change) {}  // NOLINT(*-explicit-*)
  bool operator()(Inputs& inputs, const Scenario& now, const Catalog& catalog) const {
    return plain != nullptr ? plain(inputs, now) : searched(inputs, now, catalog);
  }
  PlainChange plain = nullptr;
  SearchedChange searched = nullptr;
};

template <class Value>
bool set(Inputs& inputs, const Scenario& now, InputField field, Value value) {
  const auto number = static_cast<double>(value);
  if (!matters(spec(field), inputs) || now.inputs[field] == number) return false;
  change(inputs, field, number);
  return true;
}

bool halve(Inputs& inputs, const Scenario& now, InputField field) {
  const double value = now.inputs[field];
  const double half = spec(field).is_whole ? std::floor(value / 2) : value / 2;
  if (!matters(spec(field), inputs) || half < max_of(1, spec(field).min)) return false;
  inputs[field] = half;
  return true;
}

bool fuse_cross_entropy(Inputs& inputs, const Scenario& now) {
  return set(inputs, now, InputField::fused_cross_entropy, 1);
}
bool use_flash_attention(Inputs& inputs, const Scenario& now) {
  return set(inputs, now, InputField::attention, AttentionKernel::flash);
}
bool split_sequence(Inputs& inputs, const Scenario& now) {
  return now.inputs[InputField::tp] > 1 && set(inputs, now, InputField::sequence_parallel, 1);
}
bool let_rollout_sleep(Inputs& inputs, const Scenario& now) {
  return now.company.rollout == Rollout::colocated &&
         set(inputs, now, InputField::rollout_sleep, 1);
}
bool shard(Inputs& inputs, const Scenario& now, double stage) {
  const bool has_others = now.inputs[InputField::dp] * now.inputs[InputField::cp] > 1;
  return has_others && now.recipe.zero_stage < stage &&
         set(inputs, now, InputField::zero_stage, stage);
}
bool shard_states(Inputs& inputs, const Scenario& now) { return shard(inputs, now, 1); }
bool shard_gradients(Inputs& inputs, const Scenario& now) { return shard(inputs, now, 2); }
bool shard_weights(Inputs& inputs, const Scenario& now) { return shard(inputs, now, 3); }

/// Half the sequences in twice the steps: the same batch.
bool halve_micro_batch(Inputs& inputs, const Scenario& now) {
  const double steps = now.inputs[InputField::grad_accumulation] * 2;
  if (std::fmod(now.inputs[InputField::micro_batch], 2) != 0) return false;
  if (steps > spec(InputField::grad_accumulation).max) return false;
  if (!halve(inputs, now, InputField::micro_batch)) return false;
  inputs[InputField::grad_accumulation] = steps;
  return true;
}
bool halve_prefill_chunk(Inputs& inputs, const Scenario& now) {
  constexpr double kLeastChunk = 256;
  return now.inputs[InputField::prefill_chunk] > kLeastChunk &&
         halve(inputs, now, InputField::prefill_chunk);
}
bool recompute_attention(Inputs& inputs, const Scenario& now) {
  return now.recipe.recompute == Recompute::none &&
         set(inputs, now, InputField::recompute, Recompute::selective);
}
bool recompute_all(Inputs& inputs, const Scenario& now) {
  return set(inputs, now, InputField::recompute, Recompute::full);
}
bool use_8bit_optimizer(Inputs& inputs, const Scenario& now) {
  switch (inputs.optimizer()) {
    case Optimizer::adamw:
    case Optimizer::paged_adamw:
      return set(inputs, now, InputField::optimizer, Optimizer::adamw_8bit);
    case Optimizer::lion:
      return set(inputs, now, InputField::optimizer, Optimizer::lion_8bit);
    case Optimizer::galore:
      return set(inputs, now, InputField::optimizer, Optimizer::galore_8bit);
    case Optimizer::ademamix:
      return set(inputs, now, InputField::optimizer, Optimizer::ademamix_8bit);
    default:
      return false;
  }
}
bool use_half_gradients(Inputs& inputs, const Scenario& now) {
  return now.recipe.gradient_bytes == 4 && now.inputs.precision() == Precision::bf16_mixed &&
         set(inputs, now, InputField::grad_dtype, GradType::bf16);
}

bool use_cache(Inputs& inputs, const Scenario& now, KvFormat format) {
  const double present = spec(now.inputs.kv_cache()).bits_per_element();
  return spec(format).bits_per_element() < present &&
         set(inputs, now, InputField::kv_cache, format);
}
bool use_8bit_cache(Inputs& inputs, const Scenario& now) {
  // Whoever reads GGUF files caches in ggml's types.
  const bool is_gguf = spec(inputs.weights()).family == FormatFamily::gguf;
  const bool is_ggml =
      inputs.runtime() == Runtime::llama_cpp || (inputs.runtime() == Runtime::generic && is_gguf);
  return use_cache(inputs, now, is_ggml ? KvFormat::q8_0 : KvFormat::fp8);
}
bool use_4bit_cache(Inputs& inputs, const Scenario& now) {
  const Runtime runtime = inputs.runtime();
  const bool is_read = runtime == Runtime::llama_cpp || runtime == Runtime::generic;
  return is_read && use_cache(inputs, now, KvFormat::q4_0);
}

double bits_of(WeightFormat format) { return spec(spec(format).matrix).bits_per_element(); }

/// The least harmful format the program reads with fewer bits than now, in these bounds.
bool use_weights(Inputs& inputs, const Scenario& now, double least_bits, double most_bits) {
  if (!when_stored(inputs)) return false;
  const double present = bits_of(now.stored);
  for (const LadderRung& rung : kWeightLadder) {
    const double bits = bits_of(rung.format);
    if (bits < least_bits || bits > most_bits || bits >= present) continue;
    if (!is_read(rung, inputs)) continue;
    return set(inputs, now, InputField::weights, rung.format);
  }
  return false;
}
bool use_8bit_weights(Inputs& inputs, const Scenario& now) {
  return use_weights(inputs, now, 7.5, 9);
}
bool use_5bit_weights(Inputs& inputs, const Scenario& now) {
  return use_weights(inputs, now, 5, 7);
}
bool use_4bit_weights(Inputs& inputs, const Scenario& now) {
  return use_weights(inputs, now, 4, 4.99);
}
bool use_4bit_weights_8bit_cache(Inputs& inputs, const Scenario& now) {
  return use_4bit_weights(inputs, now) && use_8bit_cache(inputs, now);
}
bool use_3bit_weights(Inputs& inputs, const Scenario& now) {
  return use_weights(inputs, now, 2.5, 3.99);
}

bool offload(Inputs& inputs, const Scenario& now, Offload what) {
  return now.recipe.trains && now.inputs.offload() < what &&
         set(inputs, now, InputField::offload, what);
}
bool offload_states(Inputs& inputs, const Scenario& now) {
  return inputs.runtime() != Runtime::fsdp && offload(inputs, now, Offload::optimizer);
}
bool offload_weights(Inputs& inputs, const Scenario& now) {
  return now.recipe.zero_stage == 3 && offload(inputs, now, Offload::all);
}
/// The fewest layers with which the rest fits; none where everything fits or nothing does.
bool leave_layers(Inputs& inputs, const Scenario& now, const Catalog& catalog) {
  if (!when_layers_stay(inputs) || Estimator(now).fits(now.inputs)) return false;
  const auto fits_without = [&](double layers) {
    inputs[InputField::host_layers] = layers;
    const Scenario changed = settled_scenario(inputs, catalog, &now);
    return Estimator(changed).fits(changed.inputs);
  };
  double too_few = now.inputs[InputField::host_layers];
  double enough = now.model[ModelField::num_hidden_layers] + 1;
  if (too_few >= enough || !fits_without(enough)) return false;
  while (enough - too_few > 1) {
    const double middle = std::floor((too_few + enough) / 2);
    (fits_without(middle) ? enough : too_few) = middle;
  }
  inputs[InputField::host_layers] = enough;
  return true;
}

bool train_adapters(Inputs& inputs, const Scenario& now) {
  return when_tuning(inputs) && !now.recipe.trains_adapters() &&
         set(inputs, now, InputField::peft, Peft::lora);
}
bool train_on_quantised(Inputs& inputs, const Scenario& now) {
  return when_tuning(inputs) && set(inputs, now, InputField::peft, Peft::qlora);
}

/// Twice the devices: serving splits the model over them, training the batch and the states.
bool double_devices(Inputs& inputs, const Scenario& now) {
  const double devices = now.inputs[InputField::gpu_count] * 2;
  if (devices > spec(InputField::gpu_count).max) return false;
  inputs[InputField::gpu_count] = devices;
  inputs[InputField::dp] = kAutomatic;
  if (!now.recipe.trains) {
    const double ranks = now.inputs[InputField::tp] * 2;
    if (!can_split(now.model, ranks)) return false;
    inputs[InputField::tp] = ranks;
  }
  return true;
}
/// As many as it takes where twice as many may not be enough.
bool use_enough_devices(Inputs& inputs, const Scenario& now, const Catalog& catalog) {
  if (Estimator(now).fits(now.inputs)) return false;
  const Solution fewest = solve(inputs, catalog, {SolveFor::gpu_count, 0});
  if (!fewest.value || *fewest.value <= 2 * now.inputs[InputField::gpu_count]) return false;
  inputs = fewest.inputs;
  return true;
}
bool halve_frames(Inputs& inputs, const Scenario& now) {
  return inputs[InputField::video_seconds] > 0 && halve(inputs, now, InputField::video_fps);
}
bool halve_resolution(Inputs& inputs, const Scenario& now) {
  bool is_changed = false;
  if (inputs[InputField::images] > 0) {
    is_changed =
        halve(inputs, now, InputField::image_width) && halve(inputs, now, InputField::image_height);
  }
  if (inputs[InputField::video_seconds] > 0) {
    is_changed = (halve(inputs, now, InputField::video_width) &&
                  halve(inputs, now, InputField::video_height)) ||
                 is_changed;
  }
  return is_changed;
}
bool halve_batch(Inputs& inputs, const Scenario& now) {
  const bool has_half = when_training(inputs)
                            ? std::fmod(now.inputs[InputField::micro_batch], 2) != 0 &&
                                  halve(inputs, now, InputField::micro_batch)
                            : halve(inputs, now, InputField::batch);
  return has_half;
}
bool halve_length(Inputs& inputs, const Scenario& now) {
  if (when_inference(inputs)) return halve(inputs, now, InputField::context);
  if (when_seq_len(inputs)) return halve(inputs, now, InputField::seq_len);
  if (when_rl(inputs)) return halve(inputs, now, InputField::completion_len);
  return halve(inputs, now, InputField::text_tokens);
}
bool slide_window(Inputs& inputs, const Scenario& now) {
  constexpr double kWindow = 4096;  // Mistral 7B's
  const bool has_window = now.model[ModelField::sliding_window] > 0;
  const bool is_longer = when_inference(inputs) && inputs[InputField::context] > kWindow;
  if (has_window || !is_longer || !when_heads_cached(now.model)) return false;
  inputs.overrides[ModelField::sliding_window] = kWindow;
  return true;
}

struct SuggestionRow {
  std::string_view key;
  double harm;
  Change change;
  SourceId source;
};

constexpr SuggestionRow kRows[] = {
#define SUGGESTION(id, harm, change, source) {#id, harm, &change, SourceId::source},
#include "engine/schema/suggestions.def"
};

const SuggestionRow& row_of(SuggestionId id) { return kRows[static_cast<std::size_t>(id)]; }

double bytes_per_harm(const Suggestion& suggestion) {
  return suggestion.saves_bytes / std::exp2(suggestion.harm);
}

/// Two changes at once are for those whom neither is enough alone.
void keep_pairs_that_help(std::vector<Suggestion>& found, bool fits_now) {
  const bool is_one_enough = std::any_of(found.begin(), found.end(), [](const Suggestion& each) {
    return each.fits &&
           (each.id == SuggestionId::weights_4bit || each.id == SuggestionId::cache_8bit);
  });
  std::erase_if(found, [&](const Suggestion& each) {
    const bool is_pair = each.id == SuggestionId::weights_4bit_cache_8bit;
    return is_pair && (fits_now || is_one_enough || !each.fits);
  });
}

}  // namespace

std::string_view key_of(SuggestionId id) { return row_of(id).key; }
SourceId source_of(SuggestionId id) { return row_of(id).source; }

std::vector<Suggestion> suggestions(const Inputs& inputs, const Catalog& catalog) {
  const Scenario now = settled_scenario(inputs, catalog);
  const Estimator present(now);
  const double needed = present.peak(now.inputs).needed_bytes;
  std::vector<Suggestion> found;
  for (std::size_t i = 0; i < sizeof kRows / sizeof kRows[0]; ++i) {
    const auto id = static_cast<SuggestionId>(i);
    Suggestion suggestion{id, inputs, 0, 0, 0, false, kRows[i].harm};
    if (!kRows[i].change(suggestion.inputs, now, catalog)) continue;
    const Scenario changed = settled_scenario(suggestion.inputs, catalog, &now);
    const Estimator estimator(changed);
    const Peak peak = estimator.peak(changed.inputs);
    suggestion.saves_bytes = needed - peak.needed_bytes;
    if (suggestion.saves_bytes < kLeastSavedBytes) continue;
    suggestion.per_gpu_bytes = peak.bytes;
    suggestion.needed_bytes = peak.needed_bytes;
    suggestion.fits = estimator.fits(changed.inputs);
    found.push_back(suggestion);
  }
  keep_pairs_that_help(found, present.fits(now.inputs));
  std::sort(found.begin(), found.end(), [](const Suggestion& a, const Suggestion& b) {
    const double left = bytes_per_harm(a);
    const double right = bytes_per_harm(b);
    return left == right ? a.id < b.id : left > right;
  });
  return found;
}

const Suggestion* least_harmful_fit(const std::vector<Suggestion>& suggestions) {
  constexpr double kAnotherModel = 6;
  const Suggestion* least = nullptr;
  for (const Suggestion& each : suggestions) {
    if (!each.fits || each.harm >= kAnotherModel) continue;
    if (least == nullptr || each.harm < least->harm) least = &each;
  }
  return least;
}

}  // namespace vram
