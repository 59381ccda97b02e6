// Predicates and formulas of rules_of_thumb.def. Rules know one device holding all; an even share
// is taken where several hold a copy, and the ZeRO paper's shares where ranks share states.
// SPDX-License-Identifier: MIT
#include "engine/rules_of_thumb.h"

#include <span>

#include "engine/classic.h"
#include "engine/components/sharding.h"
#include "engine/core/number_text.h"
#include "engine/schema/fields.h"

namespace vram {
namespace {

constexpr double kInferenceOverhead = 1.2;  // Transformer Math: at most 20 % beside the weights
constexpr double kLowestPeak = 1.5;
constexpr double kHighestPeak = 2.5;
constexpr double kLeastOfTraining = 4;  // Accelerate: weights, gradients and two Adam states
constexpr double kMostOfTraining = 6;
constexpr double kBillion = 1e9;
constexpr double kGibibytesPerBillion = 3.73;  // 4e9 / 2^30, rounded as usually quoted

/// Bytes per trained parameter, by what ZeRO stages share.
struct BytesPerParameter {
  double weights;
  double gradients;
  double states;  ///< optimizer states and master weights
};
constexpr BytesPerParameter kMixed{2, 2, 12};
constexpr BytesPerParameter kMixedFp32Gradients{2, 6, 12};  // 16-bit ones and their float32 sum
constexpr BytesPerParameter kFp32{4, 4, 8};

constexpr double kAdamw = 8;
constexpr double kAdamw8bit = 2;
constexpr double kSgdMomentum = 4;

// Korthikanti et al. 2022, equation 2: bytes of one layer and token, per hidden element.
constexpr double kLayerBytes = 34;
constexpr double kScoreBytes = 5;

// Which configurations a rule was made for.
bool always(const Scenario&) { return true; }
bool when_fp32_weights(const Scenario& s) { return nominal_weight_bytes(s) == kFloat32Bytes; }
bool when_serving(const Scenario& s) { return !s.recipe.trains; }
bool when_training(const Scenario& s) { return s.recipe.trains; }
bool when_all_is_trained(const Scenario& s) { return s.recipe.trains && s.recipe.trains_all(); }
bool when_mixed(const Scenario& s) {
  const Precision precision = s.inputs.precision();
  return when_all_is_trained(s) && precision != Precision::fp32 &&
         precision != Precision::bf16_pure;
}
bool when_fp32_gradients(const Scenario& s) {
  return when_mixed(s) && s.recipe.gradient_bytes == kFloat32Bytes;
}
bool when_fp32_training(const Scenario& s) {
  return when_all_is_trained(s) && s.inputs.precision() == Precision::fp32;
}
bool when_adamw(const Scenario& s) {
  const Optimizer optimizer = s.inputs.optimizer();
  return s.recipe.trains && (optimizer == Optimizer::adamw || optimizer == Optimizer::paged_adamw);
}
bool when_adamw_8bit(const Scenario& s) {
  const Optimizer optimizer = s.inputs.optimizer();
  return s.recipe.trains &&
         (optimizer == Optimizer::adamw_8bit || optimizer == Optimizer::paged_adamw_8bit);
}
bool when_sgd_momentum(const Scenario& s) {
  return s.recipe.trains && s.inputs.optimizer() == Optimizer::sgd_momentum;
}

/// Bytes of a component in the phase where it is largest.
double largest(const Report& report, Component component) {
  double bytes = 0;
  for (const PhaseTotal& phase : report.phases) {
    for (const Line& line : phase.lines) {
      if (line.component == component) bytes = max_of(bytes, line.bytes);
    }
  }
  return bytes;
}

double sum_of_largest(const Report& report, std::span<const Component> components) {
  double bytes = 0;
  for (const Component component : components) bytes += largest(report, component);
  return bytes;
}

double bytes_of(const Report& report, Comparison part) {
  constexpr Component kWeights[] = {Component::weights, Component::vision_encoder,
                                    Component::audio_encoder};
  constexpr Component kStates[] = {Component::weights,         Component::vision_encoder,
                                   Component::audio_encoder,   Component::adapter_weights,
                                   Component::master_weights,  Component::gradients,
                                   Component::optimizer_states};
  switch (part) {
    case Comparison::total:
      break;
    case Comparison::weights:
      return sum_of_largest(report, kWeights);
    case Comparison::states:
      return sum_of_largest(report, kStates);
    case Comparison::optimizer_states:
      return largest(report, Component::optimizer_states);
    case Comparison::activations:
      return largest(report, Component::activations);
  }
  return report.per_gpu_bytes;
}

class Rules {
 public:
  explicit Rules(const Report& report)
      : report_(report), scenario_(report.scenario), recorder_(*report.trace) {}

  RuleOfThumb apply(TermId rule, Comparison compared_with) const {
    const Quantity bytes = term(recorder_, rule, whole(formula(rule)));
    const double estimate = bytes_of(report_, compared_with);
    RuleOfThumb result{rule, bytes.value(), bytes.step(), compared_with, estimate, {}};
    if (estimate > 0) result.deviation = (bytes.value() - estimate) / estimate;
    return result;
  }

 private:
  Quantity formula(TermId rule) const {
    switch (rule) {
      case TermId::rule_shape:
        return shared_weights(parameters_by_shape() * weight_bytes());
      case TermId::rule_fp32:
        return shared_weights(parameters() / kBillion * kGibibytesPerBillion *
                              leaf("GiB", kGibi, kBytes));
      case TermId::rule_inference_overhead:
        return inference() * kInferenceOverhead;
      case TermId::rule_peak_low:
        return inference() * kLowestPeak;
      case TermId::rule_peak_high:
        return inference() * kHighestPeak;
      case TermId::rule_training_mixed:
        return states(kMixed);
      case TermId::rule_training_fp32_gradients:
        return states(kMixedFp32Gradients);
      case TermId::rule_training_fp32:
        return states(kFp32);
      case TermId::rule_training_low:
        return shared_weights(parameters() * weight_bytes() * kLeastOfTraining);
      case TermId::rule_training_high:
        return shared_weights(parameters() * weight_bytes() * kMostOfTraining);
      case TermId::rule_adamw:
        return optimizer_states(kAdamw);
      case TermId::rule_adamw_8bit:
        return optimizer_states(kAdamw8bit);
      case TermId::rule_sgd_momentum:
        return optimizer_states(kSgdMomentum);
      case TermId::rule_activations:
        return activations();
      case TermId::rule_simple_activations:
        return over(InputField::tp, over(InputField::cp, layer_outputs() * precision_bytes()));
      default:
        return inference();
    }
  }

  Quantity leaf(std::string_view symbol, double value, Unit unit = kCount) const {
    return recorder_.leaf(symbol, value, unit);
  }
  Quantity byte() const { return leaf("byte", 1, kBytes); }
  Quantity hidden_size() const {
    return leaf("hidden_size", scenario_.model[ModelField::hidden_size]);
  }
  Quantity layers() const { return leaf("layers", scenario_.model[ModelField::num_hidden_layers]); }
  Quantity parameters() const { return report_.trace->at(report_.parameters.total_formula); }
  Quantity weight_bytes() const {
    return leaf("weight_bytes", nominal_weight_bytes(scenario_), kBytes);
  }
  Quantity precision_bytes() const {
    return leaf("precision_bytes", scenario_.recipe.activation_bytes, kBytes);
  }

  /// An even share where several devices split what one would hold.
  Quantity over(InputField ranks, const Quantity& bytes) const {
    const double count = scenario_.inputs[ranks];
    return count == 1 ? bytes : bytes / leaf(spec(ranks).key, count);
  }
  double zero_ranks() const {
    return scenario_.inputs[InputField::dp] * scenario_.inputs[InputField::cp];
  }
  bool is_shared(double from_stage) const {
    return scenario_.recipe.zero_stage >= from_stage && zero_ranks() > 1;
  }
  Quantity shared(double from_stage, const Quantity& bytes) const {
    return is_shared(from_stage) ? bytes / leaf("zero_ranks", zero_ranks()) : bytes;
  }
  Quantity of_a_copy(const Quantity& bytes) const {
    return over(InputField::tp, over(InputField::pp, bytes));
  }
  Quantity shared_weights(const Quantity& bytes) const {
    return shared(kZeroWeights, of_a_copy(bytes));
  }

  /// A GPT with tied embeddings and a four times wider MLP.
  Quantity parameters_by_shape() const {
    const Quantity h = hidden_size();
    return h * leaf("vocab_size", scenario_.model[ModelField::vocab_size]) +
           layers() * (12 * h * h + 13 * h) + 2 * h;
  }
  Quantity inference() const { return of_a_copy(parameters() * weight_bytes()); }

  /// 16 bytes per parameter, or with ZeRO 4 and 12 shared by the ranks.
  Quantity states(const BytesPerParameter& bytes) const {
    const struct {
      double bytes;
      double from_stage;
    } parts[] = {{bytes.weights, kZeroWeights},
                 {bytes.gradients, kZeroGradients},
                 {bytes.states, kZeroStates}};
    double held_bytes = 0;
    double shared_bytes = 0;
    for (const auto& part : parts) {
      (is_shared(part.from_stage) ? shared_bytes : held_bytes) += part.bytes;
    }
    Quantity states(0);
    if (held_bytes > 0) states += held_bytes * parameters() * byte();
    if (shared_bytes > 0) states += shared(kZeroStates, shared_bytes * parameters() * byte());
    return of_a_copy(states);
  }

  Quantity optimizer_states(double bytes) const {
    const Quantity trained = leaf("trainable_parameters", report_.parameters.trainable);
    return shared(kZeroStates, of_a_copy(bytes * trained * byte()));
  }

  Quantity sequences() const {
    const Quantity micro_batch = leaf("micro_batch", scenario_.inputs[InputField::micro_batch]);
    if (scenario_.sequences_per_prompt == 1) return micro_batch;
    return micro_batch * leaf("sequences_per_prompt", scenario_.sequences_per_prompt);
  }
  Quantity length() const {
    const Mode mode = scenario_.inputs.mode();
    const bool is_given = mode == Mode::finetune || mode == Mode::train;
    return leaf(is_given ? "seq_len" : "tokens_per_sequence", report_.tokens.sequence);
  }
  Quantity layer_outputs() const { return layers() * length() * sequences() * hidden_size(); }
  Quantity activations() const {
    const Quantity heads = leaf("heads", scenario_.model[ModelField::num_attention_heads]);
    const Quantity per_element = kLayerBytes + kScoreBytes * heads * length() / hidden_size();
    return over(InputField::tp, over(InputField::cp, layer_outputs() * per_element * byte()));
  }

  const Report& report_;
  const Scenario& scenario_;
  Recorder<Quantity> recorder_;
};

struct RuleRow {
  TermId term;
  bool (*applies)(const Scenario&);
  Comparison compared;
};

constexpr RuleRow kRules[] = {
#define RULE(id, key, symbol, source, applies, compared) \
  {TermId::id, &applies, Comparison::compared},
#include "engine/schema/rules_of_thumb.def"
};

}  // namespace

std::vector<RuleOfThumb> rules_of_thumb(const Report& report) {
  const Rules rules(report);
  std::vector<RuleOfThumb> list;
  list.reserve(sizeof kRules / sizeof kRules[0]);
  for (const RuleRow& rule : kRules) {
    if (rule.applies(report.scenario)) list.push_back(rules.apply(rule.term, rule.compared));
  }
  return list;
}

}  // namespace vram
