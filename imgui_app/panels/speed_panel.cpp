// How fast and at what cost, with the range to expect; each figure opens to its formula.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>

#include "engine/core/number_text.h"
#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/formula_view.h"
#include "imgui_app/widgets/opening_row.h"

namespace vram::ui {
namespace {

constexpr float kAmountRoom = 140;

/// The figures a visitor looks for first; the others are in the formulas and the result's JSON.
bool is_shown(SpeedFigure figure, bool has_several, bool has_batch) {
  switch (figure) {
    case SpeedFigure::decode_step_s:
      return false;
    case SpeedFigure::decode_tokens_per_s_per_gpu:
    case SpeedFigure::training_tokens_per_s_per_gpu:
      return has_several;
    case SpeedFigure::decode_tokens_per_s_per_sequence:
      return has_batch;
    default:
      return true;
  }
}

/// A unit, and how many of the engine's go into one.
struct Scale {
  std::string_view unit;
  double size;
};

Scale scale_of(std::string_view unit_name, double value) {
  constexpr double kJoulesPerKilowattHour = 3.6e6;
  constexpr Scale kMilliseconds{"ms", 1e-3};
  constexpr Scale kWholeSeconds{"s", 1};
  if (unit_name == "seconds") return value < 1 ? kMilliseconds : kWholeSeconds;
  if (unit_name == "joules") {
    return value < kJoulesPerKilowattHour ? Scale{"J", 1} : Scale{"kWh", kJoulesPerKilowattHour};
  }
  if (unit_name == "usd") return {"USD", 1};
  return {{}, 1};
}

/// "34–41 tokens/s".
std::string range_text(const SpeedLine& line, Language language) {
  const std::string_view unit_name = spec(spec(line.figure).term).unit_name;
  const double low = std::min(line.range.low, line.range.high);
  const double high = std::max(line.range.low, line.range.high);
  const Scale scale = scale_of(unit_name, low);
  const std::string from = rough_number(low / scale.size);
  const std::string to = rough_number(high / scale.size);
  const std::string range = from == to ? from : from + "–" + to;
  const bool is_rate = unit_name == "per_second";
  const bool is_days = unit_name == "days";
  if (is_rate || is_days) {
    const UiText text = is_rate ? UiText::unit_tokens_per_s : UiText::unit_days;
    return tr(text, language, {{"value", range}});
  }
  return scale.unit.empty() ? range : range + " " + std::string(scale.unit);
}

/// The figure's name; those of a whole run say how long it is.
std::string label_text(const AppState& app, SpeedFigure figure) {
  std::string label(tr(label_of(spec(figure).term), app.language()));
  const bool is_of_run = figure == SpeedFigure::training_days ||
                         figure == SpeedFigure::training_usd ||
                         figure == SpeedFigure::training_joules;
  if (!is_of_run) return label;
  const double tokens = app.report.scenario.inputs[InputField::training_tokens];
  return tr(UiText::speed_of_tokens, app.language(),
            {{"label", label}, {"tokens", parameters_text(tokens)}});
}

void speed_row(AppState& app, const Canvas& canvas, Column& column, const SpeedLine& line) {
  const TermId term = spec(line.figure).term;
  const std::string path(spec(term).key);
  const bool was_open = is_open(app, path);
  const std::string value = range_text(line, app.language());
  const float room = std::max(kAmountRoom, canvas.text_width(kSmallStrong, value));
  const SmallRow row =
      small_opening_row(app, canvas, column, path, label_text(app, line.figure), value, room);
  canvas.text_right(row.rect.right(), row.amounts_y, kSmallStrong, canvas.colours().ink, value);
  if (!was_open) return;
  formula_view(app, canvas, column, line.formula, path);
  column.space(8);
}

}  // namespace

void speed_panel(AppState& app, const Canvas& canvas, Column& column) {
  const Report& report = app.report;
  if (report.speed.empty()) return;
  Card card(canvas, column);
  Column& inside = card.inside();
  title(canvas, inside, tr(UiText::speed, app.language()));
  const Inputs& inputs = report.scenario.inputs;
  const bool has_several = inputs[InputField::gpu_count] > 1;
  const bool has_batch = inputs[InputField::batch] > 1;
  for (const SpeedLine& line : report.speed) {
    if (is_shown(line.figure, has_several, has_batch)) speed_row(app, canvas, inside, line);
  }
  inside.space(-4);
}

}  // namespace vram::ui
