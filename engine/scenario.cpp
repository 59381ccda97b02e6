// Settling of automatic values and contradictions.
// SPDX-License-Identifier: MIT
#include "engine/scenario.h"

#include <cmath>
#include <cstddef>
#include <memory>
#include <string>

#include "engine/components/component.h"
#include "engine/core/number_text.h"
#include "engine/model/architecture.h"
#include "engine/schema/fields.h"

namespace vram {
namespace {

void add_warnings(const Scenario& scenario, Issues& warnings) {
  const Inputs& inputs = scenario.inputs;
  const ModelValues& model = scenario.model;
  const bool serves = !scenario.recipe.trains;
  const InputField length = serves ? InputField::context : InputField::seq_len;
  const double trained = model[ModelField::max_position_embeddings];
  if (matters(spec(length), inputs) && inputs[length] > trained) {
    warnings.push_back({IssueId::context_beyond_training, std::string(spec(length).key),
                        plain_text(inputs[length]), "", plain_text(trained)});
  }
  const double tp = inputs[InputField::tp];
  const double kv_heads = model[ModelField::num_key_value_heads];
  if (!uses_latent_attention(model) && tp > kv_heads) {
    warnings.push_back(
        {IssueId::kv_heads_replicated, "tp", plain_text(tp), "", plain_text(kv_heads)});
  }
  // Copies that train share one batch; copies that serve have each their own sequences.
  if (serves && inputs[InputField::dp] > 1) {
    warnings.push_back({IssueId::devices_hold_copies, "gpu_count",
                        plain_text(inputs[InputField::gpu_count]), plain_text(tp),
                        plain_text(scenario.inputs[InputField::dp])});
    if (inputs[InputField::batch] < scenario.inputs[InputField::dp]) {
      warnings.push_back({IssueId::fewer_sequences_than_copies, "batch",
                          plain_text(inputs[InputField::batch]), "",
                          plain_text(scenario.inputs[InputField::dp])});
    }
  }
  if (inputs.mode() == Mode::multimodal) {
    const std::string name(scenario.preset != nullptr ? scenario.preset->name : "custom");
    const bool has_pictures =
        inputs[InputField::images] > 0 || inputs[InputField::video_seconds] > 0;
    if (has_pictures && !when_vision(model)) {
      warnings.push_back({IssueId::no_vision_encoder, "model", name, "", ""});
    }
    if (inputs[InputField::audio_seconds] > 0 && !when_audio(model)) {
      warnings.push_back({IssueId::no_audio_encoder, "model", name, "", ""});
    }
  }
  if (!scenario.gpu->usable_is_reported) {
    warnings.push_back({IssueId::usable_memory_assumed, "gpu", std::string(scenario.gpu->name), "",
                        std::string(scenario.gpu->usable_source)});
  }
  if (mix_falls_back(model, inputs.weights())) {
    warnings.push_back({IssueId::blocks_do_not_divide, "weights",
                        std::string(spec(inputs.weights()).key), "", ""});
  }
}

bool has_same_facts(const ModelValues& a, const ModelValues& b) {
  return a.values == b.values && a.patterns == b.patterns;
}

/// Each pipeline stage counts its own layers in each type.
void settle_mixes(Scenario& scenario) {
  const double stages = scenario.inputs[InputField::pp];
  const ModelValues& model = scenario.model;
  const auto mix_of = [&](const LayerRange& range) {
    return std::make_shared<const WeightMix>(weight_mix(model, scenario.stored, range));
  };
  const double from = scenario.serving.host_layers;
  scenario.mix = mix_of(first_stage(model, stages, from));
  if (from > 0) scenario.host_mix = mix_of({0, static_cast<int>(from)});
  if (stages > 1) scenario.last_mix = mix_of(last_stage(model, stages, from));
}

/// A file's size must leave something for the language model beside the encoder, and should be near
/// what its format takes.
void settle_file_size(Scenario& scenario, Issues& problems, Issues& warnings) {
  double& bytes = scenario.inputs[InputField::weights_bytes];
  if (bytes == kAutomatic || scenario.recipe.trains) return;
  const std::string given = plain_text(bytes);
  scenario.in_format =
      stored_size(scenario.model, weight_mix(scenario.model, scenario.stored), scenario.serving);
  const StoredSize& expected = scenario.in_format;
  const double elsewhere = expected.encoders + expected.on_host;
  if (bytes <= elsewhere) {
    problems.push_back(
        {IssueId::weights_below_encoder, "weights_bytes", given, "auto", plain_text(elsewhere)});
    bytes = kAutomatic;
    return;
  }
  constexpr double kUsualDeviation = 1.5;  // mixes of a maker's own reach 1.3
  const double total = expected.total();
  if (bytes > kUsualDeviation * total || kUsualDeviation * bytes < total) {
    warnings.push_back({IssueId::weights_unlike_format, "weights_bytes", given,
                        std::string(spec(scenario.stored).name), plain_text(total)});
  }
}

}  // namespace

Inputs default_inputs(const Catalog& catalog) {
  Inputs inputs;
  const std::span<const FieldSpec> fields = input_fields();
  for (std::size_t i = 0; i < fields.size(); ++i) inputs.values[i] = fields[i].fallback;
  inputs[InputField::model] = static_cast<double>(catalog.default_model);
  inputs[InputField::gpu] = static_cast<double>(catalog.default_gpu);
  inputs.overrides.values.fill(kNotOverridden);
  return inputs;
}

namespace {

/// Everything but the warnings.
void settle_scenario(Scenario& scenario, const Inputs& inputs, const Catalog& catalog,
                     Issues& problems, Issues& warnings, const Scenario* like) {
  scenario.inputs = inputs;
  scenario.model = settled_model(inputs, catalog, problems);
  const double index = inputs[InputField::model];
  if (index != kCustomModelIndex)
    scenario.preset = &catalog.models[static_cast<std::size_t>(index)];
  scenario.gpu = &catalog.gpus[static_cast<std::size_t>(inputs[InputField::gpu])];
  const bool is_same_model = like != nullptr && has_same_facts(like->model, scenario.model);
  if (is_same_model && like->inputs.precision() == inputs.precision()) {
    scenario.copies = like->copies;
  }
  settle_training(scenario, problems, warnings);
  settle_media(scenario);
  settle_devices(scenario, problems);
  settle_serving(scenario, problems);
  settle_speed(scenario);
  settle_file_size(scenario, problems, warnings);
  if (is_same_model && like->stored == scenario.stored &&
      like->inputs[InputField::pp] == scenario.inputs[InputField::pp] &&
      like->serving.host_layers == scenario.serving.host_layers) {
    scenario.mix = like->mix;
    scenario.host_mix = like->host_mix;
    scenario.last_mix = like->last_mix;
  } else {
    settle_mixes(scenario);
  }
}

}  // namespace

Settled settle(const Inputs& inputs, const Catalog& catalog) {
  Settled settled;
  settle_scenario(settled.scenario, inputs, catalog, settled.problems, settled.warnings, nullptr);
  add_warnings(settled.scenario, settled.warnings);
  return settled;
}

Scenario settled_scenario(const Inputs& inputs, const Catalog& catalog, const Scenario* like) {
  Scenario scenario;
  Issues unheard;
  settle_scenario(scenario, inputs, catalog, unheard, unheard, like);
  return scenario;
}

}  // namespace vram
