// Encoders of images and sound: their parameters, counted from the encoder's own configuration.
// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstdint>
#include <string>

#include "api/import/hf_source.h"
#include "engine/core/number.h"

namespace vram {
namespace {

/// Position embeddings: one for each place of the grid, as many as the configuration names, or so
/// many for rows and again for columns.
enum class PositionRows : std::uint8_t { none, grid, named, pairs };

enum class Projector : std::uint8_t {
  nothing,
  plain_linear,
  one_linear,
  linear_and_marks,
  two_linears,
  two_linears_and_newline,
  norm_and_linear,
  merged_patches,
  shuffled_patches,
  llama4_adapter,
  qwen_merger,
  qwen3_merger,
  glm_merger,
  scaled_linear,
  perceiver,
};

struct EncoderRow {
  std::string_view model_type;
  double hidden, layers, width, patch, image;
  double attention_biases, mlp_matrices;
  bool has_mlp_biases;
  double norm_vectors, outer_norms, class_tokens;
  PositionRows rows;
  bool has_patch_bias;
  double extra_vectors;
  bool has_qk_norm;
};

constexpr EncoderRow kEncoders[] = {
#define HF_ENCODER(type, hidden, layers, width, patch, image, biases, mlp, mlp_bias, norm, outer, \
                   tokens, rows, patch_bias, extra, qk_norm)                                      \
  {type,                                                                                          \
   hidden,                                                                                        \
   layers,                                                                                        \
   width,                                                                                         \
   patch,                                                                                         \
   image,                                                                                         \
   biases,                                                                                        \
   mlp,                                                                                           \
   mlp_bias,                                                                                      \
   norm,                                                                                          \
   outer,                                                                                         \
   tokens,                                                                                        \
   PositionRows::rows,                                                                            \
   patch_bias,                                                                                    \
   extra,                                                                                         \
   qk_norm},
#include "api/import/hf_encoders.def"
};

struct WholeEncoderRow {
  std::string_view model_type;
  double parameters;
  double width;
};

constexpr WholeEncoderRow kWholeEncoders[] = {
#define HF_WHOLE_ENCODER(type, parameters, width) {type, parameters, width},
#include "api/import/hf_encoders.def"
};

struct ProjectorRow {
  std::string_view model_type;
  Projector projector;
};

constexpr ProjectorRow kProjectors[] = {
#define HF_PROJECTOR(type, projector) {type, Projector::projector},
#include "api/import/hf_encoders.def"
};

struct MediaRow {
  std::string_view model_type;
  std::string_view facts;
};

constexpr MediaRow kMedia[] = {
#define HF_MEDIA(type, facts) {type, facts},
#include "api/import/hf_encoders.def"
};

double linear(double inputs, double outputs, bool has_bias) {
  return inputs * outputs + (has_bias ? outputs : 0);
}

/// One encoder's configuration, the outermost object or one in it, with the row of its make.
class Encoder {
 public:
  Encoder(HfSource& source, std::string object, const EncoderRow& row)
      : source_(&source), prefix_(object.empty() ? "" : std::move(object) + '.'), row_(row) {
    hidden_ = number({"embed_dim", "d_model", "hidden_size"}, row.hidden);
    const double mlp_ratio = number({"mlp_ratio"}, 0);
    const double silent = mlp_ratio > 0 ? mlp_ratio * hidden_ : row.width;
    width_ = number({"intermediate_size", "encoder_ffn_dim"}, silent);
    // GLM-4V's layers are as wide inside as what it gives; what it calls so is its merger's.
    const bool is_glm = row.model_type.substr(0, 5) == "glm4v";
    if (is_glm) width_ = number({"out_hidden_size"}, row.width);
  }

  double hidden() const { return hidden_; }
  double width() const { return width_; }
  double layers() const {
    return number({"depth", "encoder_layers", "num_hidden_layers", "conf_num_hidden_layers"},
                  row_.layers);
  }
  double heads() const {
    constexpr double kUsual = 16;
    return max_of(1, number({"num_heads", "encoder_attention_heads", "num_attention_heads",
                             "attention_heads"},
                            kUsual));
  }
  double patch() const { return max_of(1, number({"patch_size"}, row_.patch)); }
  double image() const { return number({"image_size"}, row_.image); }
  const EncoderRow& make() const { return row_; }

  double number(std::initializer_list<std::string_view> keys, double where_silent) const {
    for (const std::string_view key : keys) {
      if (const auto number = number_of(source_->find_path(prefix_ + std::string(key)))) {
        return max_of(0, *number);
      }
    }
    return where_silent;
  }

  /// Parameters without what turns patches into tokens.
  double parameters() const {
    const double mlp = row_.mlp_matrices * hidden_ * width_ +
                       (row_.has_mlp_biases ? (row_.mlp_matrices - 1) * width_ + hidden_ : 0);
    const double vectors = row_.attention_biases + 2 * row_.norm_vectors + row_.extra_vectors;
    const double head_norms = row_.has_qk_norm ? 2 * hidden_ / heads() : 0;
    const double layer = 4 * hidden_ * hidden_ + vectors * hidden_ + mlp + head_norms;
    return input() + row_.class_tokens * hidden_ + position_rows() * hidden_ + layers() * layer +
           row_.outer_norms * row_.norm_vectors * hidden_;
  }

  /// Places of the grid that are joined into one token, on a side.
  double merge() const { return number({"spatial_merge_size"}, 2); }

 private:
  /// Patches of an image, or the two convolutions of length 3 over a spectrogram.
  double input() const {
    constexpr double kSpan = 3;
    const double mel_bins = number({"num_mel_bins"}, 0);
    if (mel_bins > 0) {
      return linear(kSpan * mel_bins, hidden_, true) + linear(kSpan * hidden_, hidden_, true);
    }
    const double channels = number({"num_channels", "in_channels", "in_chans"}, 3);
    const double frames = number({"temporal_patch_size"}, 1);
    return linear(channels * frames * patch() * patch(), hidden_, row_.has_patch_bias);
  }

  double position_rows() const {
    if (row_.rows == PositionRows::none) return 0;
    if (row_.rows == PositionRows::named) {
      return number({"num_position_embeddings", "max_source_positions"}, 0);
    }
    if (row_.rows == PositionRows::pairs) return 2 * number({"position_embedding_size"}, 0);
    const double side = std::floor(image() / patch());
    return side * side + row_.class_tokens;
  }

  HfSource* source_;
  std::string prefix_;
  EncoderRow row_;
  double hidden_ = 0;
  double width_ = 0;
};

double qwen_merger(const Encoder& encoder, double hidden_size) {
  const double joined = encoder.merge() * encoder.merge() * encoder.hidden();
  return linear(joined, joined, true) + linear(joined, hidden_size, true);
}

/// GLM-4V: a convolution joins patches, then a matrix, a norm and a gated MLP.
double glm_merger(const Encoder& encoder) {
  const double outer = encoder.width();
  const double inner = encoder.number({"intermediate_size"}, 13696);
  const double joined = encoder.merge() * encoder.merge() * encoder.hidden();
  return linear(joined, outer, true) + linear(outer, outer, false) + 2 * outer + 3 * outer * inner;
}

/// Idefics 2: a gated MLP to the language model's width, then latent vectors that attend to what it
/// gives, in layers of three norms, attention of few heads and a gated MLP.
double perceiver(HfSource& source, double encoded, const Draft& draft) {
  const auto number = [&](const char* key, double where_silent) {
    return number_of(source.find_path(std::string("perceiver_config.") + key))
        .value_or(where_silent);
  };
  const double width = draft[ModelField::hidden_size];
  const double inner = draft[ModelField::intermediate_size];
  const double head_dim = number("resampler_head_dim", 96);
  const double queries = number("resampler_n_heads", 16) * head_dim;
  const double keys = number("num_key_value_heads", 4) * head_dim;
  constexpr double kNorms = 3;
  constexpr double kExpansion = 4;
  const double layer =
      kNorms * width + 2 * width * queries + 2 * width * keys + 3 * kExpansion * width * width;
  return 2 * encoded * inner + inner * width + number("resampler_n_latents", 64) * width +
         number("resampler_depth", 3) * layer + width;
}

/// How many patches a side Idefics 3 joins into one token.
double scale_factor(HfSource& source) {
  return max_of(1, number_of(source.find_path("scale_factor")).value_or(2));
}

/// What turns encoded patches into tokens of the language model.
double projector_parameters(HfSource& source, const Encoder& encoder, Projector projector,
                            const Draft& draft) {
  const double hidden_size = draft[ModelField::hidden_size];
  const double hidden = encoder.hidden();
  const double joined = encoder.merge() * encoder.merge() * hidden;
  switch (projector) {
    case Projector::nothing:
      return 0;
    case Projector::plain_linear:
      return linear(hidden, hidden_size, false);
    case Projector::one_linear:
      return linear(hidden, hidden_size, true);
    case Projector::linear_and_marks:
      return linear(hidden, hidden_size, true) + 2 * hidden_size;  // where sound begins and ends
    case Projector::two_linears:
      return linear(hidden, hidden_size, true) + linear(hidden_size, hidden_size, true);
    case Projector::two_linears_and_newline:
      return linear(hidden, hidden_size, true) + linear(hidden_size, hidden_size, true) +
             hidden_size;
    case Projector::norm_and_linear:
      return hidden + linear(hidden, hidden_size, false);
    case Projector::merged_patches: {
      const double merge = number_of(source.find_path("spatial_merge_size")).value_or(2);
      return hidden + linear(merge * merge * hidden, hidden, false) +
             linear(hidden, hidden_size, false) + linear(hidden_size, hidden_size, false);
    }
    case Projector::shuffled_patches:
      return 2 * joined + linear(joined, hidden_size, true) +
             linear(hidden_size, hidden_size, true);
    case Projector::llama4_adapter: {
      const double inner = encoder.number({"projector_input_dim"}, 4096);
      const double outer = encoder.number({"projector_output_dim"}, 4096);
      return linear(joined, inner, false) + linear(inner, outer, false) +
             linear(outer, hidden_size, false);
    }
    case Projector::qwen_merger:
      return qwen_merger(encoder, hidden_size);
    case Projector::qwen3_merger: {
      const std::vector<std::string> deep =
          list_of(source.find_path("vision_config.deepstack_visual_indexes"));
      const auto further = static_cast<double>(deep.size());
      return 2 * hidden + further * 2 * joined + (1 + further) * qwen_merger(encoder, hidden_size);
    }
    case Projector::glm_merger:
      return glm_merger(encoder);
    case Projector::scaled_linear: {
      const double scale = scale_factor(source);
      return linear(scale * scale * hidden, hidden_size, false);
    }
    case Projector::perceiver:
      return perceiver(source, hidden, draft);
  }
  return 0;
}

const EncoderRow* row_of(std::string_view model_type) {
  for (const EncoderRow& row : kEncoders) {
    if (row.model_type == model_type) return &row;
  }
  return nullptr;
}

/// The encoder's row, or the model's; LLaVA's two linear layers are what most others copy.
Projector projector_of(std::string_view encoder_type, std::string_view model_type) {
  for (const std::string_view type : {encoder_type, model_type}) {
    for (const ProjectorRow& row : kProjectors) {
      if (row.model_type == type) return row.projector;
    }
  }
  return Projector::two_linears;
}

double whole_encoder(const WholeEncoderRow& row, double hidden_size) {
  const Projector projector = projector_of(row.model_type, "");
  if (projector == Projector::nothing) return row.parameters;
  return row.parameters + linear(row.width, hidden_size, projector == Projector::one_linear);
}

/// An encoder whose configuration lies in an object, with what joins it to the language model.
struct Found {
  Encoder encoder;
  double parameters = 0;
  std::string make;  ///< its model_type, or where that is unknown the model's
  bool is_known = true;
  Projector projector = Projector::nothing;
};

Found found_encoder(HfSource& source, const std::string& object, const Draft& draft) {
  const std::string model_type = text_of(source.find_path("model_type"));
  std::string make = text_of(source.find_path(object + ".model_type"));
  for (const WholeEncoderRow& row : kWholeEncoders) {
    if (row.model_type != make) continue;
    const Encoder encoder(source, object, *row_of("siglip_vision_model"));
    return {encoder, whole_encoder(row, draft[ModelField::hidden_size]), make, true};
  }
  if (row_of(make) == nullptr) make = model_type;
  const EncoderRow* row = row_of(make);
  const bool is_known = row != nullptr;
  if (row == nullptr) row = row_of("siglip_vision_model");
  const Encoder encoder(source, object, *row);
  const Projector projector = projector_of(make, model_type);
  const double parameters =
      encoder.parameters() + projector_parameters(source, encoder, projector, draft);
  return {encoder, parameters, make, is_known, projector};
}

void set_if_positive(Draft& draft, ModelField fact, double value) {
  if (value > 0) draft.set(fact, value);
}

/// How its family turns pictures or sound into tokens. What config.json says is not overridden.
void apply_media_rule(const HfSource& source, const Found& found, Draft& draft) {
  for (const MediaRow& row : kMedia) {
    if (row.model_type != found.make && !source.is_family(row.model_type)) continue;
    for_each_fact(row.facts, [&](ModelField fact, const std::string& value) {
      if (!draft.knows(fact)) draft.assume(fact, value, Assumption::family_code);
    });
  }
}

/// Tokens of a picture that is encoded at the encoder's own size, in tiles where it is cut.
void assume_picture_tokens(HfSource& source, const Found& found, Draft& draft) {
  double side = std::floor(found.encoder.image() / found.encoder.patch());
  double tiles = 1;
  if (found.projector == Projector::scaled_linear) {
    constexpr double kTilesPerSide = 4;  // Idefics3ImageProcessor: the longest edge is four tiles
    tiles = kTilesPerSide * kTilesPerSide + 1;  // and the whole picture
    side = std::floor(side / scale_factor(source));
    draft.assume(ModelField::max_tiles, tiles, Assumption::family_code);
  }
  draft.assume(ModelField::mm_tokens_per_image, tiles * side * side, Assumption::derived);
}

void read_vision(HfSource& source, const Found& found, Draft& draft) {
  const Encoder& encoder = found.encoder;
  const EncoderRow& make = encoder.make();
  draft.set(ModelField::vision_layers, encoder.layers());
  set_if_positive(draft, ModelField::vision_hidden_size, encoder.hidden());
  draft.set(ModelField::vision_heads, encoder.heads());
  set_if_positive(draft, ModelField::vision_intermediate_size, encoder.width());
  draft.set(ModelField::vision_patch_size, encoder.patch());
  set_if_positive(draft, ModelField::temporal_patch_size,
                  encoder.number({"temporal_patch_size"}, 0));
  draft.set(ModelField::vision_gated_mlp, make.mlp_matrices > 2);
  draft.set(ModelField::vision_bias, make.has_mlp_biases);
  draft.set(ModelField::vision_norm, std::string(make.norm_vectors > 1 ? "layer" : "rms"));
  apply_media_rule(source, found, draft);
  if (!draft.knows(ModelField::image_size)) {
    set_if_positive(draft, ModelField::image_size, encoder.image());
  }
  set_if_positive(draft, ModelField::spatial_merge_size, encoder.number({"spatial_merge_size"}, 0));
  set_if_positive(draft, ModelField::max_tiles, encoder.number({"max_num_tiles"}, 0));
  const auto rule = static_cast<ImageTokens>(draft[ModelField::image_tokens]);
  if (rule == ImageTokens::fixed && !draft.knows(ModelField::mm_tokens_per_image)) {
    assume_picture_tokens(source, found, draft);
  }
}

void read_audio(HfSource& source, const Found& found, Draft& draft) {
  const Encoder& encoder = found.encoder;
  draft.set(ModelField::audio_layers, encoder.layers());
  set_if_positive(draft, ModelField::audio_hidden_size, encoder.hidden());
  draft.set(ModelField::audio_heads, encoder.heads());
  set_if_positive(draft, ModelField::audio_intermediate_size, encoder.width());
  set_if_positive(draft, ModelField::num_mel_bins, encoder.number({"num_mel_bins"}, 0));
  apply_media_rule(source, found, draft);
}

void read_encoder(HfSource& source, const std::string& object, bool is_vision, Draft& draft) {
  if (!source.has_object(object)) return;
  const Found found = found_encoder(source, object, draft);
  const ModelField size = is_vision ? ModelField::vision_parameters : ModelField::audio_parameters;
  if (found.parameters > 0) {
    draft.assume(size, found.parameters,
                 found.is_known ? Assumption::derived : Assumption::generic_encoder);
  }
  (is_vision ? read_vision : read_audio)(source, found, draft);
}

/// Whisper's encoder lies beside its decoder, in one object.
void read_whisper(HfSource& source, Draft& draft) {
  const Found found{Encoder(source, "", *row_of("whisper")), 0, "whisper", true};
  draft.assume(ModelField::audio_parameters, found.encoder.parameters(), Assumption::derived);
  read_audio(source, found, draft);
}

}  // namespace

void read_encoders(HfSource& source, Draft& draft) {
  if (source.is_family("whisper")) {
    read_whisper(source, draft);
    return;
  }
  for (const std::string outer : {"", "thinker_config."}) {
    read_encoder(source, outer + "vision_config", true, draft);
    read_encoder(source, outer + "audio_config", false, draft);
  }
}

}  // namespace vram
