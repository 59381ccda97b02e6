// Settling of the parallel plan: which ranks hold what, and how many devices that makes.
// SPDX-License-Identifier: MIT
#include <cmath>
#include <string>

#include "engine/core/number_text.h"
#include "engine/model/architecture.h"
#include "engine/scenario.h"
#include "engine/schema/fields.h"

namespace vram {
namespace {

/// The largest divisor of `whole` that is at most `wanted`.
double nearest_divisor(double whole, double wanted) {
  double divisor = std::floor(min_of(whole, wanted));
  while (divisor > 1 && std::fmod(whole, divisor) != 0) --divisor;
  return max_of(1, divisor);
}

double largest_split_dividing(const ModelValues& model, double devices) {
  double largest = 1;
  for (const double ranks : possible_splits(model)) {
    if (ranks <= devices && std::fmod(devices, ranks) == 0) largest = ranks;
  }
  return largest;
}

double nearest_split(const ModelValues& model, double wanted) {
  double nearest = 1;
  for (const double ranks : possible_splits(model)) {
    if (ranks <= wanted) nearest = ranks;
  }
  return nearest;
}

/// One configuration's ranks while they are made consistent.
class Ranks {
 public:
  Ranks(Scenario& scenario, Issues& problems)
      : inputs_(scenario.inputs), model_(scenario.model), problems_(problems) {
    trains_ = when_training(inputs_);
  }

  void settle() {
    settle_pipeline();
    settle_context();
    make_room_for_experts();
    settle_tensor();
    settle_data();
    settle_experts();
  }

 private:
  double& operator[](InputField field) { return inputs_[field]; }

  void correct(InputField field, double used, IssueId issue, double detail) {
    double& value = inputs_[field];
    problems_.push_back({issue, std::string(spec(field).key), plain_text(value), plain_text(used),
                         plain_text(detail)});
    value = used;
  }

  bool is_chosen(InputField field) const { return inputs_[field] != kAutomatic; }

  void settle_pipeline() {
    double& stages = inputs_[InputField::pp];
    if (stages == kAutomatic) stages = 1;
    const double layers = model_[ModelField::num_hidden_layers];
    if (stages > layers) correct(InputField::pp, layers, IssueId::more_stages_than_layers, layers);
    if (stages == 1) inputs_[InputField::virtual_pipeline] = 1;
  }

  // Serving splits the context over no ranks of its own.
  void settle_context() {
    double& ranks = inputs_[InputField::cp];
    if (ranks == kAutomatic || !trains_) ranks = 1;
  }

  /// Expert ranks alone say how many devices there are: tensor-parallel ones that serve, or copies.
  void make_room_for_experts() {
    const double ranks = inputs_[InputField::ep];
    const bool is_free = !is_chosen(InputField::gpu_count) && !is_chosen(InputField::dp);
    if (!is_free || ranks <= 1 || ranks > model_[ModelField::num_experts]) return;
    if (!trains_ && !is_chosen(InputField::tp)) {
      inputs_[InputField::gpu_count] =
          min_of(ranks * inputs_[InputField::pp], spec(InputField::gpu_count).max);
      return;
    }
    const double held = trains_ ? inputs_[InputField::cp] : inputs_[InputField::tp];
    inputs_[InputField::dp] = std::ceil(ranks / held);
  }

  /// Ranks that tensor parallelism and data parallelism share out.
  double devices_per_stage() {
    return inputs_[InputField::gpu_count] / (inputs_[InputField::pp] * inputs_[InputField::cp]);
  }

  void settle_tensor() {
    double& tp = inputs_[InputField::tp];
    if (is_chosen(InputField::tp)) {
      if (!can_split(model_, tp)) {
        correct(InputField::tp, nearest_split(model_, tp), IssueId::heads_not_divisible,
                model_[ModelField::num_attention_heads]);
      }
      const bool exceeds = is_chosen(InputField::gpu_count) && tp > inputs_[InputField::gpu_count];
      if (exceeds) {
        correct(InputField::tp, largest_split_dividing(model_, inputs_[InputField::gpu_count]),
                IssueId::more_ranks_than_devices, inputs_[InputField::gpu_count]);
      }
      return;
    }
    tp = 1;
    // Devices that serve share one model as far as it divides; those that train share the batch.
    if (trains_ || !is_chosen(InputField::gpu_count)) return;
    const double copies = is_chosen(InputField::dp) ? inputs_[InputField::dp] : 1;
    const double share = std::floor(devices_per_stage() / copies);
    if (share >= 1) tp = largest_split_dividing(model_, share);
  }

  void settle_data() {
    double& devices = inputs_[InputField::gpu_count];
    double& copies = inputs_[InputField::dp];
    const double one_copy =
        inputs_[InputField::tp] * inputs_[InputField::pp] * inputs_[InputField::cp];
    if (devices == kAutomatic) {
      if (copies == kAutomatic) copies = 1;
      const double most = max_of(1, std::floor(spec(InputField::gpu_count).max / one_copy));
      if (copies > most) correct(InputField::dp, most, IssueId::more_ranks_than_devices, most);
      devices = one_copy * copies;
      return;
    }
    if (std::fmod(devices, one_copy) != 0) {
      const double used = max_of(1, std::floor(devices / one_copy)) * one_copy;
      correct(InputField::gpu_count, used, IssueId::devices_not_divisible, one_copy);
    }
    const double held = devices / one_copy;
    if (copies != kAutomatic && copies != held) {
      correct(InputField::dp, held, IssueId::ranks_do_not_multiply, devices);
    }
    copies = held;
  }

  // vLLM takes expert ranks from tensor and data ranks alike; Megatron from the data ranks alone.
  void settle_experts() {
    double& ranks = inputs_[InputField::ep];
    const double experts = model_[ModelField::num_experts];
    if (ranks == kAutomatic) ranks = 1;
    if (ranks > 1 && experts == 0) {
      correct(InputField::ep, 1, IssueId::no_experts, 0);
      return;
    }
    if (ranks > experts && experts > 0) {
      correct(InputField::ep, experts, IssueId::more_expert_ranks_than_experts, experts);
    }
    const double data = inputs_[InputField::dp] * inputs_[InputField::cp];
    const double pool = trains_ ? data : data * inputs_[InputField::tp];
    if (std::fmod(pool, ranks) != 0) {
      correct(InputField::ep, nearest_divisor(pool, ranks), IssueId::expert_ranks_do_not_divide,
              pool);
    }
  }

  Inputs& inputs_;
  const ModelValues& model_;
  Issues& problems_;
  bool trains_ = false;
};

}  // namespace

void settle_devices(Scenario& scenario, Issues& problems) { Ranks(scenario, problems).settle(); }

bool can_split(const ModelValues& model, double ranks) {
  if (!recurrent_layers_split(model, ranks)) return false;
  if (!when_attention(model)) return true;
  if (!divides(ranks, model[ModelField::num_attention_heads])) return false;
  if (uses_latent_attention(model)) return true;
  return heads_split_or_replicate(model[ModelField::num_key_value_heads], ranks) &&
         heads_split_or_replicate(model[ModelField::num_global_key_value_heads], ranks);
}

std::vector<double> possible_splits(const ModelValues& model) {
  std::vector<double> splits;
  const double limit = spec(InputField::tp).max;
  const double most =
      when_attention(model) ? min_of(model[ModelField::num_attention_heads], limit) : limit;
  for (double ranks = 1; ranks <= most; ++ranks) {
    if (can_split(model, ranks)) splits.push_back(ranks);
  }
  return splits;
}

}  // namespace vram
