// Encoding a number: the code a format stores for it, rounded once from all of the number's bits.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "engine/number_formats.h"

namespace vram {

/// What becomes of a number past the largest finite one. Integers, codebooks and FP6 and FP4 have
/// nothing else to store and always saturate.
enum class Overflow : std::uint8_t {
  infinity_or_nan,  ///< infinity, or NaN where the format has no infinity
  saturate,         ///< the largest number; infinity too (OCP OFP8, saturation mode)
};

enum class NumberClass : std::uint8_t { zero, subnormal, normal, infinity, nan };

/// What multiplies a code's value. Block formats store the block's scale in their scale format and
/// may have an fp32 scale of the tensor; for other formats a scale is an fp32 number.
struct Scale {
  std::uint64_t bits = 0;  ///< in scale_format(); 0 where no scale is stored
  double value = 1;
  double of_tensor = 1;  ///< an fp32 number

  /// Exact: at most 4 and 24 bits multiply.
  double product() const { return value * of_tensor; }
};

/// A stored number and how far it is from what was meant.
struct Encoded {
  std::uint64_t bits;
  double value;           ///< of the code, times the scale
  double absolute_error;  ///< |value - x|; NaN where one of them is NaN
  double relative_error;  ///< absolute error / |x|; 0 where it is exact
  bool exact;             ///< value is x, sign of zero apart; NaN stored as NaN is exact
  bool overflowed;   ///< |x| was too large, or of a sign the format lacks; infinity stored is not
  bool underflowed;  ///< |x| was too small: it became zero, or the smallest where there is no zero
  NumberClass number_class;
  Scale scale;
};

/// The format a scale is stored in: a block format's own, or fp32.
NumberFormat scale_format(NumberFormat format);

/// A scale given by hand, rounded as it would be stored: to fp32, and to a block format's scale
/// format. Anything not positive and finite counts as 1.
Scale scale_of(NumberFormat format, double scale, double tensor_scale = 1);

/// The scale that a block format's rule chooses for a block. MX: two to the power of
/// floor(log2(largest)) minus the element's largest exponent, at least 2^-127; above 2^127 and with
/// an infinity NaN, unless saturating. NVFP4: largest / (6 × tensor scale) to the nearest e4m3,
/// saturating. A NaN makes the scale NaN. Other formats have no scale.
/// OCP MX 1.0, section 6.3, and microsoft/microxcaling mx/mx_ops.py at 3b429a84, _quantize_mx;
/// NVIDIA/TransformerEngine transformer_engine/common/cast/nvfp4/core_nvfp4.cuh at 0718c016.
Scale block_scale(NumberFormat format, std::span<const double> block, double tensor_scale = 1,
                  Overflow overflow = Overflow::infinity_or_nan);

/// The fp32 scale of a tensor that puts its largest block at the largest block scale (NVFP4);
/// 1 for formats without one and for tensors of zeros.
double tensor_scale(NumberFormat format, double largest_magnitude);

/// Rounds to nearest, ties to even; in a format of powers of two, to the larger (IEEE 754-2019
/// section 4.3.1); in a codebook to the lower code, as bitsandbytes' comparisons do, which for
/// bnb_fp4 is the one nearer to zero. Elements of blocks saturate. In a block format without a
/// given scale a number is its own block.
Encoded encode(NumberFormat format, double x, Overflow overflow = Overflow::infinity_or_nan);
Encoded encode(NumberFormat format, double x, const Scale& scale, Overflow overflow);

/// Encodes a whole block with the scale that its format's rule chooses, which is returned.
/// `encoded` is as long as `block`.
Scale encode_block(NumberFormat format, std::span<const double> block, std::span<Encoded> encoded,
                   double tensor_scale = 1, Overflow overflow = Overflow::infinity_or_nan);

}  // namespace vram
