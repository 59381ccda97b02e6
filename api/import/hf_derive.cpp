// Widths and counts that follow from others in the code of Hugging Face Transformers.
// SPDX-License-Identifier: MIT
#include <cmath>
#include <string>

#include "api/import/hf_source.h"
#include "engine/core/number.h"
#include "engine/core/number_text.h"
#include "engine/schema/relevance.h"

namespace vram {
namespace {

/// One key/value head, unless said otherwise; Falcon's later models have several all the same.
void derive_multi_query(HfSource& source, Draft& draft) {
  if (!source.is_family("falcon") && !source.is_family("gpt_bigcode")) return;
  const bool is_new =
      text_of(source.find("new_decoder_architecture")) == "true" || source.is_family("RefinedWeb");
  const bool is_multi_query = text_of(source.find("multi_query")) != "false";
  if (!is_new && is_multi_query) {
    draft.assume(ModelField::num_key_value_heads, 1.0, Assumption::family_code);
  }
}

void derive_heads(HfSource& source, Draft& draft) {
  if (!when_attention(draft.values())) return;
  derive_multi_query(source, draft);
  const double heads = draft[ModelField::num_attention_heads];
  if (!draft.knows(ModelField::num_key_value_heads)) {
    draft.assume(ModelField::num_key_value_heads, heads, Assumption::derived);
  }
  if (when_mla(draft.values())) {
    // Some config.json files give the rotary part's width under this name.
    const double width = draft[ModelField::qk_nope_head_dim] + draft[ModelField::qk_rope_head_dim];
    if (width > 0) draft.assume(ModelField::head_dim, width, Assumption::derived);
  } else if (!draft.knows(ModelField::head_dim)) {
    draft.assume(ModelField::head_dim,
                 max_of(1, std::floor(draft[ModelField::hidden_size] / max_of(1, heads))),
                 Assumption::derived);
  }
}

/// LFM2 states the width before the gate's third is taken off and the rest is rounded up.
void derive_lfm2_width(HfSource& source, Draft& draft) {
  if (!source.is_family("lfm2")) return;
  if (text_of(source.find("block_auto_adjust_ff_dim")) == "false") return;
  const double multiplier = number_of(source.find("block_ffn_dim_multiplier")).value_or(1);
  const double granule = max_of(1, number_of(source.find("block_multiple_of")).value_or(256));
  const double width =
      std::floor(multiplier * std::floor(2 * draft[ModelField::intermediate_size] / 3));
  draft.assume(ModelField::intermediate_size, std::ceil(width / granule) * granule,
               Assumption::family_code);
}

/// Qwen's first models and Molmo state gate and up as one width.
void derive_joint_width(HfSource& source, Draft& draft) {
  if (!source.is_family("qwen") && !source.is_family("molmo")) return;
  draft.assume(ModelField::intermediate_size, draft[ModelField::intermediate_size] / 2,
               Assumption::family_code);
}

void derive_mlp_width(HfSource& source, Draft& draft) {
  if (!draft.knows(ModelField::intermediate_size)) {
    const double usual = 4;
    const double ratio = number_of(source.find("expansion_ratio")).value_or(usual);
    draft.assume(ModelField::intermediate_size, ratio * draft[ModelField::hidden_size],
                 Assumption::derived);
  }
  derive_lfm2_width(source, draft);
  derive_joint_width(source, draft);
}

/// Experts of one layer that every token passes, under the names families give their number.
double shared_experts(HfSource& source) {
  for (const std::string_view key :
       {"n_shared_experts", "moe_num_shared_experts", "num_shared_experts", "num_shared_expert"}) {
    const JsonLeaf* leaf = source.find(key);
    if (const auto number = number_of(leaf)) return *number;
    const std::vector<std::string> per_layer = list_of(leaf);
    if (!per_layer.empty()) return parse_number(per_layer.front()).value_or(0);
  }
  return 0;
}

void derive_experts(HfSource& source, Draft& draft) {
  const double experts = draft[ModelField::num_experts];
  if (experts <= 1) {
    // "num_experts": 1 is how Hunyuan's dense models are written.
    if (experts == 1) draft.assume(ModelField::num_experts, 0.0, Assumption::family_code);
    return;
  }
  if (!draft.knows(ModelField::moe_intermediate_size)) {
    draft.assume(ModelField::moe_intermediate_size, draft[ModelField::intermediate_size],
                 Assumption::derived);
  }
  const double shared = shared_experts(source);
  if (shared > 0 && draft[ModelField::shared_expert_intermediate_size] == 0) {
    draft.assume(ModelField::shared_expert_intermediate_size,
                 shared * draft[ModelField::moe_intermediate_size], Assumption::derived);
  }
}

void derive_recurrence(HfSource& source, Draft& draft) {
  const ModelValues& model = draft.values();
  // A Mamba's inner width, where it is given, counts before the factor.
  if (source.is_family("mamba") && number_of(source.find("intermediate_size"))) {
    draft.assume(ModelField::mamba_expand,
                 model[ModelField::intermediate_size] / model[ModelField::hidden_size],
                 Assumption::derived);
  }
  if (model[ModelField::mamba_n_heads] > 0 && draft.knows(ModelField::mamba_dt_rank)) {
    draft.set(ModelField::mamba_dt_rank, 0.0);  // of Mamba-1 only
  }
  if (when_mamba(model) && model[ModelField::mamba_n_heads] == 0 &&
      !draft.knows(ModelField::mamba_dt_rank)) {
    constexpr double kChannelsPerRank = 16;  // "auto" in MambaConfig
    draft.assume(ModelField::mamba_dt_rank,
                 std::ceil(model[ModelField::hidden_size] / kChannelsPerRank), Assumption::derived);
  }
  // Linear attention keeps its state in float32 anyway.
  const bool says_float32 =
      model[ModelField::mamba_ssm_dtype] == static_cast<double>(StateFormat::float32);
  if (says_float32 && !when_mamba(model)) {
    draft.set(ModelField::mamba_ssm_dtype, std::string("unspecified"));
  }
  const bool is_lightning =
      model[ModelField::linear_attention] == static_cast<double>(LinearAttention::lightning);
  if (is_lightning && source.is_family("minimax")) {
    draft.assume(ModelField::linear_num_value_heads, model[ModelField::num_attention_heads],
                 Assumption::derived);
    draft.assume(ModelField::linear_value_head_dim, model[ModelField::head_dim],
                 Assumption::derived);
  }
}

/// YaRN and its relatives stretch the positions that were trained; most files already give the
/// stretched length.
void derive_positions(HfSource& source, Draft& draft) {
  const double trained = draft[ModelField::max_position_embeddings];
  for (const std::string_view object : {"rope_scaling.", "rope_parameters."}) {
    const std::string prefix(object);
    std::string kind = text_of(source.find(prefix + "rope_type"));
    if (kind.empty()) kind = text_of(source.find(prefix + "type"));
    const double factor = number_of(source.find(prefix + "factor")).value_or(1);
    const double original =
        number_of(source.find(prefix + "original_max_position_embeddings")).value_or(trained);
    if (kind == "yarn" && original * factor > trained) {
      draft.read(prefix + "factor", ModelField::max_position_embeddings,
                 std::floor(original * factor));
    }
  }
  if (draft[ModelField::embedding_size] == draft[ModelField::hidden_size]) {
    draft.set(ModelField::embedding_size, 0.0);
  }
  if (source.is_family("opt")) {
    constexpr double kPaddingRows = 2;  // OPTLearnedPositionalEmbedding.offset
    draft.assume(ModelField::position_rows, trained + kPaddingRows, Assumption::family_code);
  }
}

/// Gemma 4 keeps an MLP beside its experts, with scales for their input and for each of them.
void derive_gemma4(HfSource& source, Draft& draft) {
  if (!source.is_family("gemma4_text")) return;
  if (!draft.knows(ModelField::num_global_key_value_heads)) {
    draft.assume(ModelField::num_global_key_value_heads, draft[ModelField::num_key_value_heads],
                 Assumption::family_code);
  }
  const double experts = draft[ModelField::num_experts];
  if (experts > 0) {
    draft.assume(ModelField::shared_expert_intermediate_size, draft[ModelField::intermediate_size],
                 Assumption::family_code);
    draft.assume(ModelField::scalars_per_layer, draft[ModelField::hidden_size] + experts,
                 Assumption::family_code);
  } else if (draft[ModelField::hidden_size_per_layer_input] > 0) {
    draft.assume(ModelField::scalars_per_layer, 1.0, Assumption::family_code);
  }
}

}  // namespace

void derive_facts(HfSource& source, Draft& draft) {
  derive_heads(source, draft);
  derive_mlp_width(source, draft);
  derive_experts(source, draft);
  derive_gemma4(source, draft);
  derive_recurrence(source, draft);
  derive_positions(source, draft);
}

}  // namespace vram
