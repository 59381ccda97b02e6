// Bars and the verdict beside them.
// SPDX-License-Identifier: MIT
#include "imgui_app/widgets/memory_bar.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "imgui_app/accessibility.h"
#include "imgui_app/format.h"

namespace vram::ui {
namespace {

/// From this share of the usable memory on, an allocator's fragmentation may be the end of it.
constexpr double kTightShare = 0.95;

/// The bar leaves a little room beyond the larger of the two amounts.
constexpr double kRoomBeyond = 1.03;

}  // namespace

double bar_scale(const Report& report) {
  return std::max(report.per_gpu_bytes, report.fit.usable_bytes) * kRoomBeyond;
}

void memory_bar(const AppState& app, const Canvas& canvas, Rect rect, const PhaseTotal& phase,
                double scale) {
  const float radius = std::min(rect.height / 2, 6.0f);
  canvas.fill(rect, canvas.colours().track, radius);
  double before = 0;
  for (std::size_t i = 0; i < phase.lines.size(); ++i) {
    const Line& line = phase.lines[i];
    const auto start = static_cast<float>(before / scale) * rect.width;
    before += line.bytes;
    const auto end = static_cast<float>(before / scale) * rect.width;
    const Rect part{rect.x + start, rect.y, end - start, rect.height};
    const ImU32 colour = component_colour(line.component, app.theme());
    // The first part carries the bar's round end; a last one that fills the bar, the other.
    if (i == 0) {
      canvas.fill_left_rounded(part, colour, std::min(radius, part.width / 2));
    } else {
      canvas.fill(part, colour);
    }
  }
}

Verdict verdict(const Report& report) {
  if (!report.fit.fits) return Verdict::over;
  return report.per_gpu_bytes > kTightShare * report.fit.usable_bytes ? Verdict::tight
                                                                      : Verdict::fits;
}

std::string verdict_text(const AppState& app, bool is_short) {
  return verdict_text(app.report, app.units(), app.language(), is_short);
}

std::string verdict_text(const Report& report, UnitSystem units, Language language, bool is_short) {
  const std::string headroom = bytes_text(std::fabs(report.fit.headroom_bytes), units);
  const Verdict result = verdict(report);
  UiText text = UiText::over;
  if (result != Verdict::over && report.scenario.serving.has_pool()) {
    // The rest of the device is the program's already.
    text = is_short ? UiText::pool_short : UiText::pool_fits;
  } else if (is_short) {
    text = result == Verdict::over ? UiText::over_short : UiText::free_short;
  } else if (result != Verdict::over) {
    text = result == Verdict::tight ? UiText::tight : UiText::fits;
  }
  return tr(text, language, {{"headroom", headroom}});
}

float verdict_pill(const AppState& app, const Canvas& canvas, float right, float y, bool is_short) {
  constexpr float kHeight = 26;
  constexpr float kPadding = 12;
  const Palette& c = canvas.colours();
  const Verdict result = verdict(app.report);
  const ImU32 ink = result == Verdict::over ? c.bad : result == Verdict::tight ? c.tight : c.good;
  const ImU32 ground = result == Verdict::over    ? c.bad_soft
                       : result == Verdict::tight ? c.tight_soft
                                                  : c.good_soft;
  const std::string text = verdict_text(app, is_short);
  const float width = canvas.text_width(kSmallStrong, text) + 2 * kPadding;
  const Rect pill{right - width, y, width, kHeight};
  canvas.fill(pill, ground, kHeight / 2);
  canvas.text_centred(pill, kSmallStrong, ink, text);
  return pill.x;
}

}  // namespace vram::ui
