// Videos and sound to tokens: frames, pairs of frames, and frames of mel bands.
// SPDX-License-Identifier: MIT
#include "engine/model/media_tokens.h"

#include <cmath>

#include "engine/model/image_grid.h"
#include "engine/schema/terms.h"

namespace vram {
namespace {

// Of qwen-vl-utils: frames come in pairs, at least four and at most 768; the budget of pixels for
// one frame shrinks as their number grows.
constexpr double kQwenFewestFrames = 4;
constexpr double kQwenMostFrames = 768;
constexpr double kQwenFramesPerPatch = 2;
constexpr double kQwenFewestTokensPerPair = 128;
constexpr double kQwenMostTokensPerPair = 768;
constexpr double kQwenTokensForVideo = 0.9 * 128000;
constexpr double kQwenSlack = 1.05;

template <class N>
MediaTokens<N> qwen_video(const ModelFacts<N>& f, const Picture<N>& frame, double wanted_frames,
                          const Recorder<N>& recorder) {
  const double frames =
      kQwenFramesPerPatch *
      std::floor(min_of(max_of(wanted_frames, kQwenFewestFrames), kQwenMostFrames) /
                 kQwenFramesPerPatch);
  const double factor = value_of(f.vision_patch_size) * value_of(f.spatial_merge_size);
  const double pixels_per_token = factor * factor;
  const double least = kQwenFewestTokensPerPair * pixels_per_token;
  const double budget = kQwenTokensForVideo * pixels_per_token / frames * kQwenFramesPerPatch;
  const double most = max_of(min_of(kQwenMostTokensPerPair * pixels_per_token, budget),
                             std::floor(least * kQwenSlack));
  const PixelSize size =
      qwen_size({value_of(frame.width), value_of(frame.height)}, factor, least, most);
  const N pairs = recorder.leaf("frames", frames) / f.temporal_patch_size;
  const N side = f.vision_patch_size * f.spatial_merge_size;
  const N per_pair = (recorder.leaf("resized_width", size.width) / side) *
                     (recorder.leaf("resized_height", size.height) / side);
  const N merged = f.spatial_merge_size * f.spatial_merge_size;
  return {term(recorder, TermId::tokens_video_qwen, pairs * per_pair), N(0),
          pairs * per_pair * merged, per_pair * merged};
}

/// LLaVA-OneVision halves a frame's features on each side and adds one token at the end.
template <class N>
MediaTokens<N> onevision_video(const ModelFacts<N>& f, const N& frames,
                               const Recorder<N>& recorder) {
  const double side = std::floor(value_of(f.image_size) / value_of(f.vision_patch_size));
  const N per_side = recorder.leaf("patches_per_side", side);
  const N halved = ceil_divide(per_side, N(2));
  return {term(recorder, TermId::tokens_video_frames, frames * halved * halved + 1), N(0),
          frames * per_side * per_side, per_side * per_side};
}

/// A frame as one picture, never cut into tiles.
template <class N>
MediaTokens<N> frame_tokens(const ModelFacts<N>& f, const Picture<N>& frame,
                            const Recorder<N>& recorder) {
  constexpr double kGemma4TokensPerFrame = 70;
  ModelFacts<N> facts = f;
  switch (f.image_tokens) {
    case ImageTokens::gemma4:
      facts.fixed_image_tokens = recorder.leaf("most_frame_tokens", kGemma4TokensPerFrame);
      return image_tokens(facts, frame, recorder);
    case ImageTokens::internvl:
    case ImageTokens::llama4:
    case ImageTokens::mllama:
      facts.max_tiles = N(1);
      return image_tokens(facts, frame, recorder);
    default:
      return image_tokens(facts, frame, recorder);
  }
}

}  // namespace

template <class N>
MediaTokens<N> video_tokens(const ModelFacts<N>& facts, const Picture<N>& frame, const N& seconds,
                            const N& frames_per_second, const Recorder<N>& recorder) {
  const double wanted = value_of(seconds) * value_of(frames_per_second);
  if (wanted == 0) return {};
  if (facts.image_tokens == ImageTokens::qwen) return qwen_video(facts, frame, wanted, recorder);
  constexpr double kGemma4MostFrames = 32;
  const bool is_gemma4 = facts.image_tokens == ImageTokens::gemma4;
  const double most = is_gemma4 ? kGemma4MostFrames : wanted + 1;
  const N frames = recorder.leaf("frames", min_of(std::ceil(wanted), most));
  if (facts.image_tokens == ImageTokens::llava_onevision) {
    return onevision_video(facts, frames, recorder);
  }
  const MediaTokens<N> one = frame_tokens(facts, frame, recorder);
  return {term(recorder, TermId::tokens_video_frames, frames * one.prompt), frames * one.cross,
          frames * one.encoder, one.attended};
}

namespace {

constexpr double kMillisecondsPerSecond = 1000;

/// One token per so many milliseconds where a model says nothing: guides' rule.
constexpr double kUsualMillisecondsPerToken = 80;

/// Whisper hears a frame of mel bands every 10 ms; a convolution halves their number.
constexpr double kMillisecondsPerMelFrame = 10;

/// Pairs of the encoder's positions are averaged; an odd one at the end is dropped.
template <class N>
MediaTokens<N> pooled_whisper(const N& milliseconds, const Recorder<N>& recorder) {
  const N mel_frames = ceil_divide(milliseconds, N(kMillisecondsPerMelFrame));
  const N positions = ceil_divide(mel_frames, N(2));
  const bool is_odd = std::fmod(value_of(positions), 2) != 0;
  const N paired = is_odd ? positions - N(1) : positions;
  return {term(recorder, TermId::tokens_audio_whisper, paired / 2), N(0), positions, positions};
}

}  // namespace

template <class N>
MediaTokens<N> audio_tokens(const ModelFacts<N>& facts, const N& seconds,
                            const Recorder<N>& recorder) {
  if (value_of(seconds) == 0) return {};
  const N milliseconds = seconds * kMillisecondsPerSecond;
  switch (facts.audio_tokens) {
    case AudioTokens::milliseconds:
      break;
    case AudioTokens::whisper_pooled:
      return pooled_whisper(milliseconds, recorder);
    case AudioTokens::whisper:
      // The window's positions are in the cross-attention's cache whatever the clip's length.
      return {N(0), N(0), facts.source_positions, facts.source_positions};
  }
  const N per_token = value_of(facts.audio_ms_per_token) > 0 ? facts.audio_ms_per_token
                                                             : N(kUsualMillisecondsPerToken);
  const N tokens = term(recorder, TermId::tokens_audio_time, ceil_divide(milliseconds, per_token));
  return {tokens, N(0), tokens, tokens};
}

template MediaTokens<double> video_tokens(const ModelFacts<double>&, const Picture<double>&,
                                          const double&, const double&, const Recorder<double>&);
template MediaTokens<Quantity> video_tokens(const ModelFacts<Quantity>&, const Picture<Quantity>&,
                                            const Quantity&, const Quantity&,
                                            const Recorder<Quantity>&);
template MediaTokens<double> audio_tokens(const ModelFacts<double>&, const double&,
                                          const Recorder<double>&);
template MediaTokens<Quantity> audio_tokens(const ModelFacts<Quantity>&, const Quantity&,
                                            const Recorder<Quantity>&);

}  // namespace vram
