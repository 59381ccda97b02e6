// Keys to facts by the tables, then what follows from them.
// SPDX-License-Identifier: MIT
#include "api/import/hf_config.h"

#include <string>

#include "api/import/hf_source.h"
#include "api/import/limits.h"
#include "engine/core/number_text.h"
#include "engine/schema/fields.h"
#include "engine/schema/relevance.h"

namespace vram {
namespace {

struct KeyRow {
  std::string_view family;
  std::string_view key;
  ModelField fact;
};

constexpr KeyRow kKeys[] = {
#define HF_KEY(key, fact) {"", key, ModelField::fact},
#define HF_FAMILY_KEY(family, key, fact) {family, key, ModelField::fact},
#include "api/import/hf_keys.def"
};

struct WhenRow {
  std::string_view family;
  std::string_view key;
  std::string_view value;
  std::string_view facts;
};

constexpr WhenRow kWhen[] = {
#define HF_WHEN(family, key, value, facts) {family, key, value, facts},
#include "api/import/hf_keys.def"
};

constexpr std::string_view kHarmless[] = {
#define HF_HARMLESS(beginning) beginning,
#include "api/import/hf_keys.def"
};

struct FamilyRow {
  std::string_view family;
  std::string_view always;
  std::string_view where_silent;
};

constexpr FamilyRow kFamilies[] = {
#define HF_FAMILY(family, like, always, where_silent) {family, always, where_silent},
#include "api/import/hf_families.def"
};

/// Facts that config.json files do not give in the fact's own terms, though some have a key of that
/// name that means something else.
bool has_other_meaning(ModelField fact) {
  switch (fact) {
    case ModelField::attention_bias:
    case ModelField::dropout:
    case ModelField::layer_types:
    case ModelField::mlp_layer_types:
    case ModelField::n_shared_experts:  // derive_facts makes a width of it
    case ModelField::norm:
    case ModelField::qk_norm:
    case ModelField::linear_attention:
    case ModelField::vision_parameters:
      return true;
    default:
      return false;
  }
}

/// Whether a key means something of its own in the family, and nothing else.
bool is_taken(const HfSource& source, std::string_view key) {
  for (const KeyRow& row : kKeys) {
    if (!row.family.empty() && row.key == key && source.is_family(row.family)) return true;
  }
  return false;
}

/// A value a fact can be read from; lists give their first member.
bool read_leaf(std::string_view key, ModelField fact, const JsonLeaf& leaf, Draft& draft) {
  if (leaf.is_null) {
    // Only a window is said to be missing by null; elsewhere it stands for "as usual".
    if (fact != ModelField::sliding_window) return false;
    draft.read(key, fact, 0.0);
    return true;
  }
  if (leaf.is_list) {
    // A number for each layer is a pattern: read_layers.
    if (fact == ModelField::moe_layer_freq) return false;
    const std::vector<std::string> members = list_of(&leaf);
    const auto number = members.empty() ? std::nullopt : parse_number(members.front());
    if (!number) return false;
    for (const std::string& member : members) {
      if (member != members.front()) draft.varies_by_layer = key;
    }
    draft.read(key, fact, *number);
    return true;
  }
  // "auto" and texts for numbers are left to what follows from the rest.
  const bool is_text = std::holds_alternative<std::string>(leaf.value);
  if (spec(fact).kind == FieldKind::number && is_text) return false;
  if (std::holds_alternative<std::monostate>(leaf.value)) return false;
  draft.read(key, fact, leaf.value);
  return true;
}

bool read_key(HfSource& source, std::string_view key, ModelField fact, Draft& draft) {
  const JsonLeaf* leaf = source.find(key);
  return leaf != nullptr && read_leaf(key, fact, *leaf, draft);
}

bool read_by_family(HfSource& source, ModelField fact, Draft& draft) {
  for (const KeyRow& row : kKeys) {
    if (row.fact == fact && !row.family.empty() && source.is_family(row.family) &&
        read_key(source, row.key, fact, draft)) {
      return true;
    }
  }
  return false;
}

void read_fact(HfSource& source, ModelField fact, Draft& draft) {
  if (read_by_family(source, fact, draft)) return;
  const std::string_view own_name = spec(fact).key;
  if (!has_other_meaning(fact) && !is_taken(source, own_name) &&
      read_key(source, own_name, fact, draft)) {
    return;
  }
  for (const KeyRow& row : kKeys) {
    if (row.fact == fact && row.family.empty() && !is_taken(source, row.key) &&
        read_key(source, row.key, fact, draft)) {
      return;
    }
  }
}

/// Defaults of the family itself come before those of the one it is like.
void apply_family_defaults(const HfSource& source, Draft& draft) {
  for (auto family = source.families().rbegin(); family != source.families().rend(); ++family) {
    for (const FamilyRow& row : kFamilies) {
      if (row.family != *family) continue;
      for_each_fact(row.where_silent, [&](ModelField fact, const std::string& value) {
        if (!draft.knows(fact)) draft.assume(fact, value, Assumption::family_default);
      });
    }
  }
}

void apply_family_code(const HfSource& source, Draft& draft) {
  for (const std::string_view family : source.families()) {
    for (const FamilyRow& row : kFamilies) {
      if (row.family != family) continue;
      for_each_fact(row.always, [&](ModelField fact, const std::string& value) {
        draft.assume(fact, value, Assumption::family_code);
      });
    }
  }
}

void apply_conditions(HfSource& source, Draft& draft) {
  for (const WhenRow& row : kWhen) {
    if (!row.family.empty() && !source.is_family(row.family)) continue;
    if (text_of(source.find(row.key)) != row.value) continue;
    draft.note(row.key, std::string(row.value), std::string(row.facts));
    for_each_fact(row.facts,
                  [&](ModelField fact, const std::string& value) { draft.set(fact, value); });
  }
}

bool is_harmless_key(std::string_view key) {
  for (const std::string_view beginning : kHarmless) {
    if (key.substr(0, beginning.size()) == beginning) return true;
  }
  // Another name of a fact that was read under one that counts before it.
  for (const KeyRow& row : kKeys) {
    if (row.family.empty() && row.key == key) return true;
  }
  return false;
}

/// What lies in a harmless object is harmless too.
bool is_harmless(std::string_view path) {
  constexpr int kDeepest = 8;  // no config.json has a fact as deep
  for (int level = 0; level < kDeepest && !path.empty(); ++level) {
    const std::size_t dot = path.find('.');
    if (is_harmless_key(path.substr(0, dot))) return true;
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  }
  return false;
}

/// Which of the file's values nobody asked for.
void list_unread(const HfSource& source, Draft& draft) {
  constexpr std::size_t kMostListed = 200;
  std::size_t looked_at_most = 1024;
  for (const JsonLeaf& leaf : source.all()) {
    if (leaf.is_used) continue;
    if (looked_at_most-- == 0) return;
    const bool is_off =
        std::holds_alternative<std::monostate>(leaf.value) || leaf.value == RawValue(false);
    auto& list = is_off || is_harmless(leaf.path) ? draft.facts.ignored : draft.facts.unknown;
    if (list.size() < kMostListed) list.push_back(shown_name(leaf.path));
  }
}

/// Layers of different sizes are beyond what a configuration can say.
bool is_uniform(HfSource& source, Draft& draft) {
  if (source.find("block_configs") != nullptr) draft.varies_by_layer = "block_configs";
  if (draft.varies_by_layer.empty()) return true;
  add_issue(draft.problems, {IssueId::import_varied_layers, draft.varies_by_layer, "", "", ""});
  return false;
}

/// What the code of most models builds, and no config.json says.
void assume_usual(Draft& draft) {
  const auto assume = [&](ModelField fact, const RawValue& value) {
    if (!draft.knows(fact)) draft.assume(fact, value, Assumption::usual);
  };
  assume(ModelField::gated_mlp, true);
  assume(ModelField::norm, std::string("rms"));
  assume(ModelField::norms_per_layer, 2.0);
  assume(ModelField::qk_norm, std::string("none"));
  assume(ModelField::attention_bias, std::string("none"));
}

/// Without these there is no model; where they are missing, the first is named.
bool describes_model(HfSource& source, Draft& draft) {
  for (const ModelField fact : {ModelField::num_hidden_layers, ModelField::hidden_size,
                                ModelField::vocab_size, ModelField::num_attention_heads}) {
    const bool is_needed =
        fact != ModelField::num_attention_heads || when_attention(draft.values());
    if (!is_needed || draft.knows(fact)) continue;
    const bool is_encoder = source.model_type().find("bert") != std::string::npos;
    add_issue(draft.problems, {is_encoder ? IssueId::import_no_decoder : IssueId::import_no_model,
                               std::string(spec(fact).key), source.model_type(), "", ""});
    return false;
  }
  return true;
}

void name_model(HfSource& source, Draft& draft) {
  draft.facts.kind = "hf_config";
  draft.facts.architecture = shown_name(source.model_type());
  if (draft.facts.architecture.empty()) {
    const std::vector<std::string> classes = list_of(source.find("architectures"));
    if (!classes.empty()) draft.facts.architecture = shown_name(classes.front());
  }
  draft.facts.name = shown_name(text_of(source.find("_name_or_path")));
}

}  // namespace

Draft read_hf_config(std::string_view text, const Catalog& catalog) {
  Draft draft(catalog);
  if (static_cast<double>(text.size()) > kLargestConfig) {
    add_issue(draft.problems,
              {IssueId::import_head_too_large, "", plain_text(static_cast<double>(text.size())), "",
               plain_text(kLargestConfig)});
    return draft;
  }
  HfSource source(text, draft.problems);
  if (!source.is_whole()) return draft;
  name_model(source, draft);
  for (std::size_t i = 0; i < kModelFieldCount; ++i) {
    read_fact(source, static_cast<ModelField>(i), draft);
  }
  read_depth(source, draft);
  apply_family_defaults(source, draft);
  apply_family_code(source, draft);
  apply_conditions(source, draft);
  if (describes_model(source, draft) && is_uniform(source, draft)) {
    read_layers(source, draft);
    derive_facts(source, draft);
    read_encoders(source, draft);
    read_storage(source, draft);
    if (!source.is_known_family()) {
      assume_usual(draft);
      add_issue(draft.problems, {IssueId::import_unknown_family, "model_type",
                                 shown_name(source.model_type()), "", ""});
    }
    const bool has_positions = draft.knows(ModelField::max_position_embeddings);
    draft.know_all();
    if (!has_positions) draft.forget(ModelField::max_position_embeddings);
    draft.is_complete = true;
  }
  list_unread(source, draft);
  return draft;
}

}  // namespace vram
