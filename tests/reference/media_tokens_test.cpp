// Tokens of images, videos and sound against the processors' own tests and published figures.
// SPDX-License-Identifier: MIT
#include "engine/model/media_tokens.h"

#include <catch_amalgamated.hpp>
#include <cmath>
#include <set>

#include "engine/schema/terms.h"
#include "tests/support/scenarios.h"

using namespace vram;

namespace {

const ModelValues& values_of(std::string_view id) {
  for (const ModelPreset& preset : preset_catalog().models) {
    if (preset.id == id) return preset.facts;
  }
  FAIL("no preset " << id);
  return kCustomModel;
}

ModelFacts<double> facts_of(std::string_view id) {
  return named_facts<double>(values_of(id), Recorder<double>{});
}

MediaTokens<double> image(const ModelFacts<double>& facts, double width, double height) {
  return image_tokens(facts, Picture<double>{width, height, 14}, Recorder<double>{});
}

double prompt(std::string_view id, double width, double height) {
  return image(facts_of(id), width, height).prompt;
}

double video(std::string_view id, double width, double height, double seconds, double rate) {
  return video_tokens(facts_of(id), Picture<double>{width, height, 14}, seconds, rate,
                      Recorder<double>{})
      .prompt;
}

double sound(const ModelFacts<double>& facts, double seconds) {
  return audio_tokens(facts, seconds, Recorder<double>{}).prompt;
}

}  // namespace

TEST_CASE("Qwen-VL images have the tokens that its own tests expect", "[reference][media]") {
  // The demo image of 2048 x 1365 has a grid of 98 x 146 patches (QwenLM, image_grid_thw).
  const MediaTokens<double> demo = image(facts_of("qwen2-vl-7b"), 2048, 1365);
  CHECK(demo.encoder == 98.0 * 146);
  CHECK(demo.prompt == 98.0 * 146 / 4);
  // vLLM@028611b3 tests/models/multimodal/processing/test_qwen2_vl.py: a picture of 1300 x 876 has
  // 1426 tokens, and 330 with max_pixels = 512^2.
  CHECK(prompt("qwen2-vl-7b", 1300, 876) == 1426);
  ModelFacts<double> fewer = facts_of("qwen2-vl-7b");
  fewer.min_pixels = 64 * 64;
  fewer.max_pixels = 512 * 512;
  CHECK(image(fewer, 1300, 876).prompt == 330);
  // Qwen2-VL's README: 4 to 16384 tokens for an image.
  CHECK(prompt("qwen2-vl-7b", 3, 3) == 4);
  CHECK(prompt("qwen2-vl-7b", 3584, 3584) == 16384);
  CHECK(prompt("qwen2-vl-7b", 60000, 60000) == 16384);
  // Qwen3-VL merges 2 x 2 patches of 16: (1024 / 32)^2.
  CHECK(prompt("qwen3-vl-8b", 1024, 1024) == 1024);
  CHECK(prompt("qwen3-vl-8b", 100, 100) == 64);  // 65,536 pixels at least
}

TEST_CASE("Pixtral images have the rows and columns that mistral-common expects",
          "[reference][media]") {
  // mistralai/mistral-common@1b565502 tests/test_multimodal.py, EXP_IMG_SIZES with patches of 16;
  // a row of n patches takes n + 1 tokens.
  const struct {
    double width, height, columns, rows;
  } pictures[] = {{200, 311, 208 / 16., 320 / 16.},    {300, 212, 304 / 16., 224 / 16.},
                  {251, 1374, 192 / 16., 1024 / 16.},  {1475, 477, 1024 / 16., 336 / 16.},
                  {1344, 1544, 896 / 16., 1024 / 16.}, {2133, 3422, 640 / 16., 1024 / 16.}};
  for (const auto& picture : pictures) {
    CAPTURE(picture.width, picture.height);
    CHECK(prompt("pixtral-12b", picture.width, picture.height) ==
          (picture.columns + 1) * picture.rows);
  }
  // Mistral Small 3.2: patches of 14 merged 2 x 2, at most 1540 pixels: 55 rows of 55 and a break.
  CHECK(prompt("mistral-small-3.2-24b-2506", 3000, 3000) == 55.0 * 56);
}

TEST_CASE("Models with a fixed number of tokens do not look at the size", "[reference][media]") {
  // LLaVA-1.5: 24 x 24 patches; Gemma 3's card: each image encoded to 256 tokens.
  CHECK(prompt("llava-1.5-7b", 100, 3000) == 576);
  CHECK(prompt("gemma-3-4b", 4000, 3000) == 256);
  CHECK(image(facts_of("gemma-3-4b"), 4000, 3000).encoder == 64.0 * 64);
  CHECK(image(facts_of("llava-1.5-7b"), 4000, 3000).encoder == 577);
}

TEST_CASE("InternVL cuts tiles of 448 with 256 tokens each", "[reference][media]") {
  // InternVL 2.5's card: 1 to 12 tiles of 448 x 448 and a thumbnail where there are several.
  CHECK(prompt("internvl3-8b", 448, 448) == 256);
  CHECK(prompt("internvl3-8b", 896, 448) == 3 * 256);   // 2 x 1
  CHECK(prompt("internvl3-8b", 800, 600) == 13 * 256);  // 4 : 3 is 4 x 3 tiles
  // A square's shape is that of 1, 4 and 9 tiles: more than half of 9 is filled.
  CHECK(prompt("internvl3-8b", 1344, 1344) == 10 * 256);
  CHECK(prompt("internvl3-8b", 700, 700) == 5 * 256);  // 490,000 of 802,816 pixels
  CHECK(prompt("internvl3-8b", 600, 600) == 256);      // 360,000 is less than half of 802,816
}

TEST_CASE("Llama's tiles shrink a picture as little as they can", "[reference][media]") {
  // Llama 3.2 Vision: 1601 patches for each tile of 560, at most four; one token in the prompt.
  const auto cross = [](double width, double height) {
    return image(facts_of("llama-3.2-11b-vision"), width, height).cross;
  };
  CHECK(cross(560, 560) == 1601);
  CHECK(cross(300, 200) == 1601);
  CHECK(cross(1120, 560) == 2 * 1601);
  CHECK(cross(1120, 1120) == 4 * 1601);
  CHECK(cross(5000, 5000) == 4 * 1601);
  CHECK(prompt("llama-3.2-11b-vision", 5000, 5000) == 1);
  // Llama 4: 144 tokens for each tile of 336, at most 16, one for the whole picture, separators.
  CHECK(prompt("llama-4-scout-17b-16e", 336, 336) == 144);
  CHECK(prompt("llama-4-scout-17b-16e", 672, 672) == 5 * 144 + 4);
  CHECK(prompt("llama-4-scout-17b-16e", 9000, 9000) == 17 * 144 + 16);
}

TEST_CASE("LLaVA's crops lose their padding", "[reference][media]") {
  // LLaVA-NeXT, 672 x 672: four crops of 24 x 24, 48 ends of rows, 576 of the whole: 2928.
  ModelFacts<double> next = facts_of("llava-1.5-7b");
  next.image_tokens = ImageTokens::llava_next;
  CHECK(image(next, 672, 672).prompt == 2928);
  // 1008 x 336: three crops in a row, 24 rows of 72.
  CHECK(image(next, 1008, 336).prompt == 24 * 72 + 24 + 576);
  // 1000 x 250 in 1008 x 336: scaled to a height of 252; 24 rows lose 3 above and 3 below.
  CHECK(image(next, 1000, 250).prompt == 18 * 72 + 18 + 576);
  // LLaVA-OneVision: 27 x 27 for a crop of 384; from 9 crops' features on they are interpolated.
  CHECK(prompt("llava-onevision-7b", 384, 384) == 729 + 27 + 729);
  CHECK(prompt("llava-onevision-7b", 1152, 1152) == 81 * 81 + 81 + 729);
  CHECK(prompt("llava-onevision-7b", 2304, 2304) == 81 * 81 + 81 + 729);
}

TEST_CASE("Gemma 4 fills its budget of tokens", "[reference][media]") {
  // 280 squares of 48 pixels: sqrt(280) = 16.7 a side; 4 : 3 gives 19 x 14.
  CHECK(prompt("gemma-4-31b", 100, 100) == 16 * 16);
  CHECK(prompt("gemma-4-31b", 4000, 3000) == 19 * 14);
  CHECK(image(facts_of("gemma-4-31b"), 4000, 3000).encoder == 280 * 9);
}

TEST_CASE("Without a rule an image has as many tokens as patches", "[media]") {
  const MediaTokens<double> tokens = image(facts_of("llama-3.1-8b"), 1400, 701);
  CHECK(tokens.prompt == 100.0 * 51);
}

TEST_CASE("Videos of Qwen-VL are pairs of frames within a budget", "[reference][media]") {
  // 60 s at 2 frames a second: 60 pairs of 23 x 13 tokens (640 x 360 to 644 x 364).
  CHECK(video("qwen2.5-vl-7b", 640, 360, 60, 2) == 60.0 * 23 * 13);
  // An hour: 768 frames at most, so 300 tokens a pair: 1920 x 1080 shrinks to 23 x 12.
  CHECK(video("qwen2.5-vl-7b", 1920, 1080, 3600, 2) == 384.0 * 23 * 12);
  // At least four frames, and at least 128 tokens a pair.
  CHECK(video("qwen2.5-vl-7b", 56, 56, 1, 1) == 2.0 * 12 * 12);
  CHECK(video("qwen2.5-vl-7b", 640, 360, 0, 2) == 0);
}

TEST_CASE("Videos of other models are frames without tiles", "[media]") {
  CHECK(video("internvl3-8b", 1920, 1080, 8, 1) == 8 * 256);
  CHECK(video("gemma-3-4b", 1920, 1080, 8, 1) == 8 * 256);
  CHECK(video("llava-onevision-7b", 1920, 1080, 8, 1) == 8 * 196 + 1);  // 196 a frame, its paper
  // Gemma 4: 70 tokens a frame at most, 16 : 9 is 11 x 6; 32 frames at most.
  CHECK(video("gemma-4-31b", 1920, 1080, 100, 2) == 32.0 * 11 * 6);
}

TEST_CASE("Sound has the published number of tokens", "[reference][media]") {
  // Qwen2-Audio (arXiv 2407.10759): 40 ms for each position; 750 for a window of 30 s.
  CHECK(sound(facts_of("qwen2-audio-7b"), 30) == 750);
  CHECK(sound(facts_of("qwen2-audio-7b"), 1) == 25);
  CHECK(sound(facts_of("qwen2.5-omni-7b"), 10) == 250);
  CHECK(sound(facts_of("qwen2-audio-7b"), 0.05) == 1);  // 5 mel frames, 3 positions, 1 pair
  CHECK(sound(facts_of("gemma-3n-e4b"), 30) == 188);    // its processor's audio_seq_length
  CHECK(sound(facts_of("llama-3.1-8b"), 8) == 100);     // 80 ms, guides' rule
  CHECK(sound(facts_of("whisper-large-v3"), 30) == 0);
  CHECK(audio_tokens(facts_of("whisper-large-v3"), 30.0, Recorder<double>{}).encoder == 1500);
}

TEST_CASE("Tokens are whole, finite and traced alike for any picture", "[media]") {
  std::set<std::uint16_t> terms;
  for (const ModelPreset& preset : preset_catalog().models) {
    const ModelFacts<double> facts = named_facts<double>(preset.facts, Recorder<double>{});
    for (const auto& [width, height] : {std::pair{1.0, 1.0},
                                        {1.0, 65536.0},
                                        {65536.0, 1.0},
                                        {65536.0, 65536.0},
                                        {799.0, 601.0}}) {
      CAPTURE(preset.id, width, height);
      const MediaTokens<double> tokens = image(facts, width, height);
      for (const double count : {tokens.prompt, tokens.cross, tokens.encoder, tokens.attended}) {
        CHECK((std::isfinite(count) && count >= 0 && count == std::floor(count)));
      }
      Trace trace;
      const Recorder<Quantity> recorder(trace);
      const ModelFacts<Quantity> named = named_facts<Quantity>(preset.facts, recorder);
      const Picture<Quantity> picture{recorder.leaf("image_width", width),
                                      recorder.leaf("image_height", height), Quantity(14)};
      CHECK(image_tokens(named, picture, recorder).prompt.value() == tokens.prompt);
      const Quantity rate(2);
      const Quantity seconds = recorder.leaf("seconds", 30);
      const Quantity frames = video_tokens(named, picture, seconds, rate, recorder).prompt;
      CHECK(frames.value() ==
            video_tokens(facts, Picture<double>{width, height, 14}, 30.0, 2.0, Recorder<double>{})
                .prompt);
      CHECK(audio_tokens(named, seconds, recorder).prompt.value() == sound(facts, 30));
      CHECK(trace.defects().empty());
      for (StepId id = 0; id < trace.size(); ++id) {
        if (trace[id].operation == Operation::term) terms.insert(trace[id].name);
      }
    }
  }
  for (const TermId id : {TermId::tokens_image_patches, TermId::tokens_image_mllama,
                          TermId::tokens_video_qwen, TermId::tokens_audio_time}) {
    CHECK(terms.count(static_cast<std::uint16_t>(id)) == 1);
  }
}
