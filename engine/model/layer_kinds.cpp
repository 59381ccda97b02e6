// The rules of model_fields.def, layer by layer.
// SPDX-License-Identifier: MIT
#include "engine/model/layer_kinds.h"

#include <cmath>

namespace vram {
namespace {

int whole_number(const ModelValues& model, ModelField field) {
  return static_cast<int>(model[field]);
}

}  // namespace

LayerWalk::LayerWalk(const ModelValues& model)
    : mixers_(model[PatternField::layer_types]),
      channels_(model[PatternField::mlp_layer_types]),
      has_mixer_pattern_(!model[PatternField::layer_types].is_empty()),
      has_channel_pattern_(!model[PatternField::mlp_layer_types].is_empty()),
      has_window_(model[ModelField::sliding_window] > 0),
      has_experts_(model[ModelField::num_experts] > 0),
      has_shared_blocks_(model[ModelField::num_mem_blocks] > 0),
      doubles_mlp_(model[ModelField::use_double_wide_mlp] != 0),
      decodes_an_encoder_(model[ModelField::is_encoder_decoder] != 0),
      layers_(whole_number(model, ModelField::num_hidden_layers)),
      first_shared_kv_(layers_ - whole_number(model, ModelField::num_kv_shared_layers)),
      attention_period_(whole_number(model, ModelField::attn_layer_period)),
      attention_offset_(whole_number(model, ModelField::attn_layer_offset)),
      full_interval_(whole_number(model, ModelField::full_attention_interval)),
      window_pattern_(whole_number(model, ModelField::sliding_window_pattern)),
      first_moe_(whole_number(model, ModelField::first_k_dense_replace)),
      moe_period_(whole_number(model, ModelField::moe_layer_freq)),
      moe_offset_(whole_number(model, ModelField::expert_layer_offset)) {}

char LayerWalk::mixer() {
  if (has_mixer_pattern_) return mixers_.next();
  if (attention_period_ > 0) return layer_ % attention_period_ == attention_offset_ ? 'F' : 'M';
  if (full_interval_ > 0) return (layer_ + 1) % full_interval_ == 0 ? 'F' : 'L';
  if (!has_window_) return 'F';
  // Every pattern-th layer attends to everything; pattern 0 means no layer does.
  const bool is_full = window_pattern_ > 0 && (layer_ + 1) % window_pattern_ == 0;
  return is_full ? 'F' : 'W';
}

char LayerWalk::channel() {
  if (has_channel_pattern_) {
    const char letter = channels_.next();
    return letter == 'E' && !has_experts_ ? 'D' : letter;
  }
  const bool is_moe = has_experts_ && layer_ >= first_moe_ && layer_ % moe_period_ == moe_offset_;
  return is_moe ? 'E' : 'D';
}

void LayerWalk::add_mixer(char letter, LayerKind& kind) const {
  const bool has_own_cache = layer_ < first_shared_kv_;
  const bool is_hybrid = letter == 'H';
  const bool calls_shared_block = is_hybrid && has_shared_blocks_;
  const bool is_windowed = letter == 'W' && has_window_;
  const bool is_full =
      letter == 'F' || (letter == 'W' && !has_window_) || (is_hybrid && !calls_shared_block);
  kind.add_if(is_full || is_windowed, LayerSet::attention);
  kind.add_if(is_full, LayerSet::full);
  kind.add_if((is_full || calls_shared_block) && has_own_cache, LayerSet::cached_full);
  kind.add_if(is_windowed, LayerSet::windowed);
  kind.add_if(is_windowed && has_own_cache, LayerSet::cached_windowed);
  kind.add_if(calls_shared_block, LayerSet::shared_block);
  kind.add_if(letter == 'L', LayerSet::linear);
  kind.add_if(letter == 'M' || is_hybrid, LayerSet::mamba);
  kind.add_if(letter == 'S', LayerSet::conv);
  kind.add_if(letter == 'C' || decodes_an_encoder_, LayerSet::cross);
}

LayerKind LayerWalk::next() {
  LayerKind kind;
  kind.add(LayerSet::every);
  add_mixer(mixer(), kind);
  const char channel_mixer = channel();
  const bool is_doubled = doubles_mlp_ && layer_ >= first_shared_kv_;
  kind.add_if(channel_mixer == 'D', is_doubled ? LayerSet::double_mlp : LayerSet::dense);
  kind.add_if(channel_mixer == 'E', LayerSet::moe);
  ++layer_;
  return kind;
}

/// How many layers from this one on no rule tells apart; 1 where a pattern or a period may.
int LayerWalk::alike() const {
  const bool may_change = has_mixer_pattern_ || has_channel_pattern_ || attention_period_ > 0 ||
                          full_interval_ > 0 || (has_window_ && window_pattern_ > 0) ||
                          (has_experts_ && moe_period_ > 1);
  if (may_change) return 1;
  int end = layers_;
  for (const int boundary : {first_moe_, first_shared_kv_}) {
    if (boundary > layer_ && boundary < end) end = boundary;
  }
  return end - layer_;
}

LayerRun LayerWalk::next_run(int most) {
  const int known = alike();
  LayerRun run{{}, known < most ? known : most};
  run.kind = next();
  if (run.layers < 1) run.layers = 1;
  layer_ += run.layers - 1;
  return run;
}

LayerRange first_stage(const ModelValues& model, double stages, double from) {
  const double shared = model[ModelField::num_hidden_layers] - from;
  return {static_cast<int>(from), static_cast<int>(from + std::ceil(shared / stages))};
}

LayerRange last_stage(const ModelValues& model, double stages, double from) {
  const double layers = model[ModelField::num_hidden_layers];
  const double held = std::floor((layers - from) / stages);
  return {static_cast<int>(layers - held), static_cast<int>(layers)};
}

LayerTally tally_layers(const ModelValues& model, int first, int end) {
  LayerTally tally;
  LayerWalk walk(model);
  for (int layer = 0; layer < first;) layer += walk.next_run(first - layer).layers;
  // Neighbours are mostly alike: they are counted together.
  LayerKind kind;
  int alike = 0;
  const auto count = [&] {
    for (std::size_t set = 0; alike > 0 && set < kLayerSetCount; ++set) {
      tally.counts[set] += kind.is_in(static_cast<LayerSet>(set)) ? alike : 0;
    }
  };
  for (int layer = first; layer < end;) {
    const LayerRun next = walk.next_run(end - layer);
    if (next.kind != kind) {
      count();
      kind = next.kind;
      alike = 0;
    }
    alike += next.layers;
    layer += next.layers;
  }
  count();
  return tally;
}

}  // namespace vram
