// How image processors resize and cut pictures: whole-number arithmetic on sides, no formulas.
// SPDX-License-Identifier: MIT
#pragma once

namespace vram {

/// Sides of a picture, in pixels.
struct PixelSize {
  double width = 0;
  double height = 0;
};

/// Tiles side by side.
struct TileGrid {
  double columns = 1;
  double rows = 1;
  double tiles() const { return columns * rows; }
};

/// Qwen-VL: both sides to multiples of `factor`, the area between the two bounds, the shape kept as
/// far as that allows.
PixelSize qwen_size(PixelSize picture, double factor, double min_pixels, double max_pixels);

/// Pixtral: the longer side at most `longest`.
PixelSize pixtral_size(PixelSize picture, double longest);

/// Gemma 4: as large as fits into `most_tokens` squares of `factor` pixels.
PixelSize gemma4_size(PixelSize picture, double factor, double most_tokens);

/// InternVL: of all grids of at most `most_tiles`, the one nearest in shape; among equals the
/// larger if the picture fills more than half of it.
TileGrid internvl_tiles(PixelSize picture, double tile, double most_tiles);

/// Llama 3.2 Vision and Llama 4: the smallest grid the picture fits into without being shrunk, or
/// else the one that shrinks it least.
TileGrid llama_tiles(PixelSize picture, double tile, double most_tiles);

/// LLaVA's "anyres": features left after cutting off padding, and one for each row of them.
struct AnyresFeatures {
  TileGrid crops;
  double features = 0;
  double rows = 0;
};

/// LLaVA-NeXT's five resolutions of 336 pixels.
AnyresFeatures llava_next_features(PixelSize picture, double tile, double patches_per_side);

/// LLaVA-OneVision's resolutions of up to 6 by 6 crops, interpolated down to nine crops' features.
AnyresFeatures llava_onevision_features(PixelSize picture, double tile, double patches_per_side);

}  // namespace vram
