// How many tokens an image, a video or a clip of sound becomes, by each family's own rule.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/core/recorder.h"
#include "engine/schema/model_values.h"

namespace vram {

/// What one image, video or clip of sound becomes. Markers around it are not counted.
template <class N>
struct MediaTokens {
  N prompt{};    ///< places in the language model's sequence
  N cross{};     ///< places that only cross-attention sees
  N encoder{};   ///< patches or frames the encoder works on, of all tiles
  N attended{};  ///< of these, how many one attends to: those of its own tile
};

/// Pictures as they come, in pixels. `patch` is the side of a patch where the model has no rule of
/// its own.
template <class N>
struct Picture {
  N width{};
  N height{};
  N patch{};
};

template <class N>
MediaTokens<N> image_tokens(const ModelFacts<N>& facts, const Picture<N>& picture,
                            const Recorder<N>& recorder);

/// A video of `seconds`, of which `frames_per_second` are looked at.
template <class N>
MediaTokens<N> video_tokens(const ModelFacts<N>& facts, const Picture<N>& frame, const N& seconds,
                            const N& frames_per_second, const Recorder<N>& recorder);

template <class N>
MediaTokens<N> audio_tokens(const ModelFacts<N>& facts, const N& seconds,
                            const Recorder<N>& recorder);

}  // namespace vram
