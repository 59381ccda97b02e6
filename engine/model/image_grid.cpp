// The processors' rules; each function names where it was read.
// SPDX-License-Identifier: MIT
#include "engine/model/image_grid.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include "engine/core/number.h"

namespace vram {
namespace {

/// Halves go to the even neighbour, as in Python.
double round_half_even(double x) {
  const double low = std::floor(x);
  const double fraction = x - low;
  if (fraction != 0.5) return std::floor(x + 0.5);
  return std::fmod(low, 2) == 0 ? low : low + 1;
}

/// A whole number of pieces, at least one.
double at_least_one(double pieces) { return max_of(pieces, 1); }

}  // namespace

// smart_resize of qwen-vl-utils and of Transformers' Qwen2VLImageProcessor.
PixelSize qwen_size(PixelSize picture, double factor, double min_pixels, double max_pixels) {
  const PixelSize nearest{factor * at_least_one(round_half_even(picture.width / factor)),
                          factor * at_least_one(round_half_even(picture.height / factor))};
  const double area = picture.width * picture.height;
  const double resized_area = nearest.width * nearest.height;
  if (max_pixels > 0 && resized_area > max_pixels) {
    const double shrink = std::sqrt(area / max_pixels);
    return {factor * at_least_one(std::floor(picture.width / shrink / factor)),
            factor * at_least_one(std::floor(picture.height / shrink / factor))};
  }
  if (resized_area < min_pixels) {
    const double grow = std::sqrt(min_pixels / area);
    return {factor * at_least_one(std::ceil(picture.width * grow / factor)),
            factor * at_least_one(std::ceil(picture.height * grow / factor))};
  }
  return nearest;
}

// PixtralImageProcessor of Transformers, get_resize_output_image_size.
PixelSize pixtral_size(PixelSize picture, double longest) {
  const double ratio = max_of(picture.width, picture.height) / longest;
  if (longest == 0 || ratio <= 1) return picture;
  return {at_least_one(std::floor(picture.width / ratio)),
          at_least_one(std::floor(picture.height / ratio))};
}

// get_aspect_ratio_preserving_size of Transformers' Gemma4ImageProcessor.
PixelSize gemma4_size(PixelSize picture, double factor, double most_tokens) {
  const double scale = std::sqrt(most_tokens * factor * factor / (picture.width * picture.height));
  double columns = std::floor(scale * picture.width / factor);
  double rows = std::floor(scale * picture.height / factor);
  if (rows == 0) {
    rows = 1;
    columns = min_of(std::floor(picture.width / picture.height), most_tokens);
  } else if (columns == 0) {
    columns = 1;
    rows = min_of(std::floor(picture.height / picture.width), most_tokens);
  }
  return {at_least_one(columns) * factor, at_least_one(rows) * factor};
}

// dynamic_preprocess and find_closest_aspect_ratio of InternVL.
TileGrid internvl_tiles(PixelSize picture, double tile, double most_tiles) {
  const double shape = picture.width / picture.height;
  const double area = picture.width * picture.height;
  TileGrid best;
  double smallest_difference = std::fabs(shape - 1);
  for (double tiles = 2; tiles <= most_tiles; ++tiles) {
    for (double columns = 1; columns <= tiles; ++columns) {
      if (std::fmod(tiles, columns) != 0) continue;
      const TileGrid grid{columns, tiles / columns};
      const double difference = std::fabs(shape - grid.columns / grid.rows);
      const bool is_filled = area > 0.5 * tile * tile * tiles;
      if (difference < smallest_difference || (difference == smallest_difference && is_filled)) {
        smallest_difference = difference;
        best = grid;
      }
    }
  }
  return best;
}

// get_optimal_tiled_canvas of Transformers' MllamaImageProcessor, get_best_fit of Llama 4's.
TileGrid llama_tiles(PixelSize picture, double tile, double most_tiles) {
  TileGrid best;
  double best_scale = 0;
  for (double rows = 1; rows <= most_tiles; ++rows) {
    for (double columns = 1; columns * rows <= most_tiles; ++columns) {
      const TileGrid grid{columns, rows};
      const double scale = min_of(columns * tile / picture.width, rows * tile / picture.height);
      const bool fits_better =
          scale >= 1 ? best_scale < 1 || scale < best_scale : best_scale < 1 && scale > best_scale;
      const bool is_smaller = scale == best_scale && grid.tiles() < best.tiles();
      if (fits_better || is_smaller) {
        best = grid;
        best_scale = scale;
      }
    }
  }
  return best;
}

namespace {

// select_best_resolution of Transformers: keeps the most pixels, wastes the fewest.
TileGrid best_resolution(PixelSize picture, double tile, std::span<const TileGrid> grids) {
  TileGrid best = grids.front();
  double most_kept = 0;
  double least_wasted = 0;
  for (const TileGrid& grid : grids) {
    const PixelSize canvas{grid.columns * tile, grid.rows * tile};
    const double scale = min_of(canvas.width / picture.width, canvas.height / picture.height);
    const double fitted = std::floor(picture.width * scale) * std::floor(picture.height * scale);
    const double kept = min_of(fitted, picture.width * picture.height);
    const double wasted = canvas.width * canvas.height - kept;
    if (kept > most_kept || (kept == most_kept && wasted < least_wasted)) {
      best = grid;
      most_kept = kept;
      least_wasted = wasted;
    }
  }
  return best;
}

// _get_unpadded_features of Transformers' LlavaOnevisionProcessor and LlavaNextProcessor.
AnyresFeatures unpadded(PixelSize picture, TileGrid crops, double patches_per_side) {
  // Seven decimals, so that a product that should be whole is.
  const auto whole_part = [](double x) { return std::floor(std::floor(x * 1e7 + 0.5) / 1e7); };
  double rows = patches_per_side * crops.rows;
  double columns = patches_per_side * crops.columns;
  if (picture.width / picture.height > columns / rows) {
    const double used = whole_part(picture.height * (columns / picture.width));
    rows -= 2 * std::floor((rows - used) / 2);
  } else {
    const double used = whole_part(picture.width * (rows / picture.height));
    columns -= 2 * std::floor((columns - used) / 2);
  }
  return {crops, rows * columns, rows};
}

}  // namespace

AnyresFeatures llava_next_features(PixelSize picture, double tile, double patches_per_side) {
  constexpr std::array<TileGrid, 5> kGrids{{{2, 1}, {1, 2}, {2, 2}, {1, 3}, {3, 1}}};
  return unpadded(picture, best_resolution(picture, tile, kGrids), patches_per_side);
}

AnyresFeatures llava_onevision_features(PixelSize picture, double tile, double patches_per_side) {
  constexpr std::size_t kSide = 6;  // crops
  constexpr double kMostCrops = 9;
  constexpr double kTolerated = 1.1;  // beyond it, features are interpolated down
  std::array<TileGrid, kSide * kSide> grids;
  for (std::size_t i = 0; i < grids.size(); ++i) {
    const std::size_t row = i / kSide;
    grids[i] = {static_cast<double>(i % kSide + 1), static_cast<double>(row + 1)};
  }
  AnyresFeatures result =
      unpadded(picture, best_resolution(picture, tile, grids), patches_per_side);
  const double columns = result.features / result.rows;
  const double ratio =
      std::sqrt(result.features / (kMostCrops * patches_per_side * patches_per_side));
  if (ratio > kTolerated) {
    result.rows = std::floor(result.rows / ratio);
    result.features = result.rows * std::floor(columns / ratio);
  }
  return result;
}

}  // namespace vram
