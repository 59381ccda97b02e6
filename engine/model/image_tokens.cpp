// Images to tokens: the rules of the processors as formulas; how pictures are resized and cut is in
// image_grid.
// SPDX-License-Identifier: MIT
#include <cmath>

#include "engine/model/image_grid.h"
#include "engine/model/media_tokens.h"
#include "engine/schema/terms.h"

namespace vram {
namespace {

template <class N>
PixelSize pixels_of(const Picture<N>& picture) {
  return {value_of(picture.width), value_of(picture.height)};
}

/// Whole squares along the side of a picture of `image_size`; what is left over is not seen.
template <class N>
N squares_per_side(const ModelFacts<N>& f, const N& square, const Recorder<N>& recorder) {
  const double squares = value_of(f.image_size) / value_of(square);
  if (squares == std::floor(squares)) return f.image_size / square;
  return recorder.leaf("squares_per_side", std::floor(squares));
}

/// Patches of a square picture of `image_size`, with class tokens.
template <class N>
N patches_per_tile(const ModelFacts<N>& f, const Recorder<N>& recorder) {
  const N side = squares_per_side(f, f.vision_patch_size, recorder);
  return side * side + f.vision_class_tokens;
}

/// Tokens of a square picture whose patches are merged in squares.
template <class N>
N tokens_per_tile(const ModelFacts<N>& f, const Recorder<N>& recorder) {
  const N side = squares_per_side(f, f.vision_patch_size * f.spatial_merge_size, recorder);
  return side * side;
}

/// Dosovitskiy et al. 2021: one token for every patch, of the picture's own size.
template <class N>
MediaTokens<N> by_patches(const Picture<N>& picture, const Recorder<N>& recorder) {
  const N tokens =
      ceil_divide(picture.width, picture.patch) * ceil_divide(picture.height, picture.patch);
  const N named = term(recorder, TermId::tokens_image_patches, tokens);
  return {named, N(0), named, named};
}

template <class N>
MediaTokens<N> fixed(const ModelFacts<N>& f, const Recorder<N>& recorder) {
  const N tokens = term(recorder, TermId::tokens_image_fixed, f.fixed_image_tokens);
  const bool has_patches = value_of(f.vision_layers) > 0;
  const N attended = has_patches ? patches_per_tile(f, recorder) : tokens;
  const bool is_tiled = has_patches && value_of(f.max_tiles) > 1;
  return {tokens, N(0), is_tiled ? f.max_tiles * attended : attended, attended};
}

/// A picture resized to whole merged patches.
template <class N>
MediaTokens<N> resized(const ModelFacts<N>& f, const PixelSize& size, TermId id,
                       const Recorder<N>& recorder) {
  const N width = recorder.leaf("resized_width", size.width);
  const N height = recorder.leaf("resized_height", size.height);
  const N side = f.vision_patch_size * f.spatial_merge_size;
  const N tokens = term(recorder, id, (width / side) * (height / side));
  const N patches = tokens * f.spatial_merge_size * f.spatial_merge_size;
  return {tokens, N(0), patches, patches};
}

template <class N>
MediaTokens<N> qwen_image(const ModelFacts<N>& f, const Picture<N>& picture,
                          const Recorder<N>& recorder) {
  const double factor = value_of(f.vision_patch_size) * value_of(f.spatial_merge_size);
  const PixelSize size =
      qwen_size(pixels_of(picture), factor, value_of(f.min_pixels), value_of(f.max_pixels));
  return resized(f, size, TermId::tokens_image_qwen, recorder);
}

/// Every row of patches ends with a token that says so.
template <class N>
MediaTokens<N> pixtral_image(const ModelFacts<N>& f, const Picture<N>& picture,
                             const Recorder<N>& recorder) {
  const PixelSize size = pixtral_size(pixels_of(picture), value_of(f.image_size));
  const N side = f.vision_patch_size * f.spatial_merge_size;
  const N columns = ceil_divide(recorder.leaf("resized_width", size.width), side);
  const N rows = ceil_divide(recorder.leaf("resized_height", size.height), side);
  const N patches = rows * columns * f.spatial_merge_size * f.spatial_merge_size;
  return {term(recorder, TermId::tokens_image_pixtral, rows * (columns + 1)), N(0), patches,
          patches};
}

/// The encoder's input is padded to the most patches there can be.
template <class N>
MediaTokens<N> gemma4_image(const ModelFacts<N>& f, const Picture<N>& picture,
                            const Recorder<N>& recorder) {
  const N& most_tokens = f.fixed_image_tokens;
  const double factor = value_of(f.vision_patch_size) * value_of(f.spatial_merge_size);
  const PixelSize size = gemma4_size(pixels_of(picture), factor, value_of(most_tokens));
  MediaTokens<N> tokens = resized(f, size, TermId::tokens_image_gemma4, recorder);
  tokens.encoder = most_tokens * f.spatial_merge_size * f.spatial_merge_size;
  tokens.attended = tokens.encoder;
  return tokens;
}

/// Tiles, and where there are several a small picture of the whole.
template <class N>
MediaTokens<N> internvl_image(const ModelFacts<N>& f, const Picture<N>& picture,
                              const Recorder<N>& recorder) {
  const double cut =
      internvl_tiles(pixels_of(picture), value_of(f.image_size), value_of(f.max_tiles)).tiles();
  const N tiles = recorder.leaf("tiles_and_thumbnail", cut == 1 ? 1 : cut + 1);
  return {term(recorder, TermId::tokens_image_internvl, tiles * tokens_per_tile(f, recorder)), N(0),
          tiles * patches_per_tile(f, recorder), patches_per_tile(f, recorder)};
}

/// As InternVL, and a separator after every tile where there are several.
template <class N>
MediaTokens<N> llama4_image(const ModelFacts<N>& f, const Picture<N>& picture,
                            const Recorder<N>& recorder) {
  const double cut =
      llama_tiles(pixels_of(picture), value_of(f.image_size), value_of(f.max_tiles)).tiles();
  const N tiles = recorder.leaf("tiles", cut);
  const bool has_several = cut > 1;
  const N pictures = has_several ? tiles + 1 : tiles;
  const N separators = has_several ? tiles : N(0);
  return {term(recorder, TermId::tokens_image_llama4,
               pictures * tokens_per_tile(f, recorder) + separators),
          N(0), pictures * patches_per_tile(f, recorder), patches_per_tile(f, recorder)};
}

/// One token stands for the image in the prompt; its patches are keys and values of
/// cross-attention.
template <class N>
MediaTokens<N> mllama_image(const ModelFacts<N>& f, const Picture<N>& picture,
                            const Recorder<N>& recorder) {
  const double cut =
      llama_tiles(pixels_of(picture), value_of(f.image_size), value_of(f.max_tiles)).tiles();
  const N side = squares_per_side(f, f.vision_patch_size, recorder);
  const N class_token(1);
  const N patches = term(recorder, TermId::tokens_image_mllama,
                         recorder.leaf("tiles", cut) * (side * side + class_token));
  return {N(1), patches, patches, patches};
}

/// The whole picture, its crops without padding, and a token at the end of every row of crops.
template <class N>
MediaTokens<N> anyres_image(const ModelFacts<N>& f, const Picture<N>& picture, bool is_onevision,
                            const Recorder<N>& recorder) {
  const N per_side = squares_per_side(f, f.vision_patch_size, recorder);
  const double side = value_of(per_side);
  const double tile = value_of(f.image_size);
  const AnyresFeatures crops = is_onevision
                                   ? llava_onevision_features(pixels_of(picture), tile, side)
                                   : llava_next_features(pixels_of(picture), tile, side);
  const N tokens = per_side * per_side + recorder.leaf("crop_features", crops.features) +
                   recorder.leaf("crop_rows", crops.rows);
  const N pictures = recorder.leaf("crops", crops.crops.tiles()) + 1;
  const N patches = per_side * per_side + f.vision_class_tokens;
  return {term(recorder, TermId::tokens_image_anyres, tokens), N(0), pictures * patches, patches};
}

}  // namespace

template <class N>
MediaTokens<N> image_tokens(const ModelFacts<N>& facts, const Picture<N>& picture,
                            const Recorder<N>& recorder) {
  switch (facts.image_tokens) {
    case ImageTokens::patches:
      break;
    case ImageTokens::fixed:
      return fixed(facts, recorder);
    case ImageTokens::qwen:
      return qwen_image(facts, picture, recorder);
    case ImageTokens::pixtral:
      return pixtral_image(facts, picture, recorder);
    case ImageTokens::gemma4:
      return gemma4_image(facts, picture, recorder);
    case ImageTokens::internvl:
      return internvl_image(facts, picture, recorder);
    case ImageTokens::llama4:
      return llama4_image(facts, picture, recorder);
    case ImageTokens::mllama:
      return mllama_image(facts, picture, recorder);
    case ImageTokens::llava_next:
      return anyres_image(facts, picture, false, recorder);
    case ImageTokens::llava_onevision:
      return anyres_image(facts, picture, true, recorder);
  }
  return by_patches(picture, recorder);
}

template MediaTokens<double> image_tokens(const ModelFacts<double>&, const Picture<double>&,
                                          const Recorder<double>&);
template MediaTokens<Quantity> image_tokens(const ModelFacts<Quantity>&, const Picture<Quantity>&,
                                            const Recorder<Quantity>&);

}  // namespace vram
