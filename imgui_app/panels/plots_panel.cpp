// Memory against how long and how many: stacked by kind, with the device's memory as a line. The
// pointer reads exact values off; dragging sets the input.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "engine/core/number_text.h"
#include "engine/schema/fields.h"
#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/platform.h"
#include "imgui_app/widgets/controls.h"
#include "imgui_app/widgets/hover_card.h"

namespace vram::ui {
namespace {

constexpr float kPlotHeight = 232;
constexpr float kLabelRoom = 52;   // of the amounts at the left
constexpr float kTickHeight = 22;  // of the values below
constexpr double kRoomAbove = 1.3;
constexpr float kSnapPixels = 5;  // so near to a power of two it is meant

/// Where values and bytes are on the screen.
struct Scales {
  Rect area;
  double first = 1;
  double last = 2;
  double top = 1;  ///< bytes

  float x_of(double value) const {
    const double share = std::log2(std::max(value, first) / first) / std::log2(last / first);
    return area.x + static_cast<float>(std::min(share, 1.0)) * area.width;
  }
  float y_of(double bytes) const {
    return area.bottom() - static_cast<float>(bytes / top) * area.height;
  }
  double value_at(float x) const {
    const double share = std::clamp((x - area.x) / area.width, 0.0f, 1.0f);
    return first * std::exp2(share * std::log2(last / first));
  }
};

double top_of(const Curve& curve, double now) {
  const double above = curve.capacity_bytes * kRoomAbove;
  return std::max(
      {std::min(std::max(curve.largest, curve.capacity_bytes) * 1.08, above), now * 1.08});
}

/// A round distance between lines, so that there are about four.
double grid_step(double top, UnitSystem units) {
  const double unit = units == UnitSystem::gb ? kGiga : kGibi;
  const double rough = top / unit / 4;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (step * power >= rough) return step * power * unit;
  }
  return 10 * power * unit;
}

void grid(const AppState& app, const Canvas& canvas, const Scales& scales) {
  const Palette& c = canvas.colours();
  const double step = grid_step(scales.top, app.units());
  const double unit = app.units() == UnitSystem::gb ? kGiga : kGibi;
  const double decimals = step < unit ? 1 : 0;
  for (double at = 0; at <= scales.top; at += step) {
    const float y = scales.y_of(at);
    canvas.line({scales.area.x, y}, {scales.area.right(), y}, c.hairline);
    const std::string text = fixed_text(at / unit, static_cast<int>(decimals));
    if (y < scales.area.y + 16) continue;
    canvas.text_right(scales.area.x - 8, y - Canvas::line_height(kTick) / 2, kTick, c.quiet, text);
  }
  const std::string_view unit_name =
      choice_label(ChoiceList::UnitSystem, static_cast<std::size_t>(app.units()), app.language());
  canvas.text_right(scales.area.x - 8, scales.area.y - Canvas::line_height(kTick) / 2, kTick,
                    c.quiet, unit_name);
}

/// Powers of two below the plot, as many as there is room for.
void value_ticks(const Canvas& canvas, const Scales& scales) {
  constexpr float kLeastRoom = 44;
  const double doublings = std::log2(scales.last / scales.first);
  const float each = scales.area.width / static_cast<float>(doublings);
  const double stride = std::ceil(static_cast<double>(kLeastRoom / each));
  const double factor = std::exp2(std::max(stride, 1.0));
  for (double at = std::exp2(std::ceil(std::log2(scales.first))); at <= scales.last; at *= factor) {
    const std::string text = short_count(at);
    const float width = canvas.text_width(kTick, text);
    const float x =
        std::clamp(scales.x_of(at) - width / 2, scales.area.x, scales.area.right() - width);
    canvas.text({x, scales.area.bottom() + 5}, kTick, canvas.colours().quiet, text);
  }
}

void stack(const AppState& app, const Canvas& canvas, const Scales& scales, const Curve& curve) {
  const std::size_t count = curve.values.size();
  std::vector<double> sums(count);
  std::vector<Point> lower(count);
  std::vector<Point> upper(count);
  for (std::size_t i = 0; i < count; ++i) {
    lower[i] = {scales.x_of(curve.values[i]), scales.area.bottom()};
  }
  canvas.begin_clip(scales.area);
  for (const Component component : curve.shown) {
    const auto k = static_cast<std::size_t>(component);
    for (std::size_t i = 0; i < count; ++i) {
      sums[i] += curve.bytes[i * kComponentCount + k];
      upper[i] = {lower[i].x, scales.y_of(sums[i])};
    }
    const ImU32 colour = component_colour(component, app.theme());
    canvas.band(upper, lower, colour);
    canvas.polyline(upper, colour, 1.2f);
    std::swap(lower, upper);
  }
  canvas.end_clip();
}

/// The device's memory as a line, and the point where it is crossed.
void capacity_line(const AppState& app, const Canvas& canvas, const Scales& scales,
                   const Curve& curve) {
  const Palette& c = canvas.colours();
  const float y = scales.y_of(curve.capacity_bytes);
  canvas.dashes({scales.area.x, y}, {scales.area.right(), y}, c.ink, 1.4f);
  const std::string bytes = bytes_text(curve.capacity_bytes, app.units());
  const bool is_share = app.report.scenario.serving.has_pool();
  const std::string text =
      is_share ? tr(UiText::plot_share, app.language(), {{"bytes", bytes}})
               : tr(UiText::plot_capacity, app.language(),
                    {{"gpu", short_gpu_name(app.report.scenario.gpu->name)}, {"bytes", bytes}});
  const float height = Canvas::line_height(kTick) + 4;
  const Rect ground{scales.area.x + 6, y - height - 4, canvas.text_width(kTick, text) + 12, height};
  canvas.fill(ground, (c.card & ~IM_COL32_A_MASK) | IM_COL32(0, 0, 0, 215), height / 2);
  canvas.text_centred(ground, kTick, c.ink, text);
  if (!curve.limit || *curve.limit < curve.first() || *curve.limit > curve.last()) return;
  const Point crossing{scales.x_of(*curve.limit), y};
  canvas.disc(crossing, 5.5f, c.ink);
  canvas.disc(crossing, 3.5f, c.card);
}

/// "fits up to 72,379".
std::string limit_text(const AppState& app, const Curve& curve) {
  if (!curve.limit) return std::string(tr(UiText::plot_never, app.language()));
  if (*curve.limit >= curve.last()) return std::string(tr(UiText::plot_always, app.language()));
  return tr(UiText::plot_limit, app.language(), {{"value", count_text(*curve.limit)}});
}

std::string with_unit(const AppState& app, InputField field, double value) {
  const std::string_view unit = tr(label_of(spec(field).unit), app.language());
  return count_text(value) + (unit.empty() ? "" : " " + std::string(unit));
}

void read_out(const AppState& app, const Canvas& canvas, const Curve& curve, double value) {
  const ComponentBytes components = components_with(app.report, curve.field, value);
  std::vector<HoverRow> rows;
  for (auto each = curve.shown.rbegin(); each != curve.shown.rend(); ++each) {
    const double bytes = components[static_cast<std::size_t>(*each)];
    if (bytes == 0) continue;
    rows.push_back({component_colour(*each, app.theme()),
                    std::string(label_of(*each, app.language())), bytes_text(bytes, app.units())});
  }
  const double total = total_of(components);
  const bool fits = curve.limit && value <= *curve.limit;
  rows.push_back({0, std::string(tr(UiText::plot_total, app.language())),
                  bytes_text(total, app.units()), true});
  rows.push_back(
      {fits ? canvas.colours().good : canvas.colours().bad,
       std::string(tr(fits ? UiText::plot_fits : UiText::plot_does_not_fit, app.language())),
       {}});
  hover_card(canvas, with_unit(app, curve.field, value), rows);
}

/// The value meant by a place: a power of two where one is near, else a fairly round number.
double value_meant(const Scales& scales, float x) {
  constexpr double kPartsPerDoubling = 64;
  const double value = scales.value_at(x);
  const double power = std::exp2(std::round(std::log2(value)));
  const bool is_near = std::fabs(scales.x_of(power) - x) <= kSnapPixels;
  if (is_near && power >= scales.first && power <= scales.last) return power;
  const double step = std::max(1.0, std::exp2(std::floor(std::log2(value))) / kPartsPerDoubling);
  return std::clamp(std::round(value / step) * step, scales.first, scales.last);
}

/// Another power of two, by key.
double stepped(double value, double steps, const Curve& curve) {
  double power = std::log2(value);
  power = steps > 0 ? std::floor(power + 1e-9) : std::ceil(power - 1e-9);
  return std::clamp(std::exp2(power + steps), curve.first(), curve.last());
}

void pointer_on(AppState& app, const Canvas& canvas, const Scales& scales, const Curve& curve,
                double now) {
  const Palette& c = canvas.colours();
  const Language language = app.language();
  const std::string label(
      tr(UiText::plot_against, language, {{"field", tr(label_of(curve.field), language)}}));
  const Touch touch = canvas.touch("plot", scales.area);
  const auto marker = [&](double value, double bytes, ImU32 colour) {
    const float x = scales.x_of(value);
    canvas.line({x - 0.5f, scales.area.y}, {x - 0.5f, scales.area.bottom()}, colour);
    const float y = std::max(scales.area.y, scales.y_of(bytes));
    canvas.disc({x, y}, 6, c.card);
    canvas.disc({x, y}, 4.5f, c.accent);
  };
  marker(now, app.report.fit.needed_bytes, c.ink);
  std::optional<double> meant;
  if (touch.hovered || touch.held) {
    platform::claim_finger(platform::FingerDrag::horizontal);
    ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
    meant = value_meant(scales, scales.area.x + touch.drag_x);
    const float x = scales.x_of(*meant);
    canvas.dashes({x, scales.area.y}, {x, scales.area.bottom()}, c.ink);
    read_out(app, canvas, curve, *meant);
  }
  const std::string spoken = with_unit(app, curve.field, now) + ": " +
                             bytes_text(app.report.fit.needed_bytes, app.units()) + ", " +
                             limit_text(app, curve);
  announce_item(canvas, scales.area,
                {.id = touch.id,
                 .role = accessibility::Role::slider,
                 .label = label,
                 .value_text = spoken,
                 .value = now,
                 .minimum = curve.first(),
                 .maximum = curve.last()});
  if (const auto adjustment = accessibility::take_adjustment(touch.id)) {
    set_input(app, curve.field,
              adjustment->value ? *adjustment->value : stepped(now, adjustment->steps, curve));
  } else if (touch.held && meant && *meant != now) {
    set_input(app, curve.field, *meant);
  }
}

void legend(const AppState& app, const Canvas& canvas, Column& column, const Curve& curve) {
  constexpr float kSwatch = 8;
  constexpr float kBetween = 16;
  const float row_height = Canvas::line_height(kTick) + 6;
  float x = column.x;
  for (const Component component : curve.shown) {
    const std::string_view label = label_of(component, app.language());
    const float width = kSwatch + 6 + canvas.text_width(kTick, label);
    if (x > column.x && x + width > column.x + column.width) {
      x = column.x;
      column.space(row_height);
    }
    const Rect row{x, column.y, width, row_height};
    canvas.fill({x, row.centre().y - kSwatch / 2, kSwatch, kSwatch},
                component_colour(component, app.theme()), 2);
    canvas.text({x + kSwatch + 6, row.y + 3}, kTick, canvas.colours().quiet, label);
    x += width + kBetween;
  }
  column.space(row_height);
}

void curve_plot(AppState& app, const Canvas& canvas, Column& column, const Curve& curve) {
  const double now = app.report.scenario.inputs[curve.field];
  column.space(12);
  const Rect all = column.take(kPlotHeight + kTickHeight);
  const Scales scales{{all.x + kLabelRoom, all.y, all.width - kLabelRoom, kPlotHeight},
                      curve.first(),
                      curve.last(),
                      top_of(curve, app.report.fit.needed_bytes)};
  grid(app, canvas, scales);
  stack(app, canvas, scales, curve);
  capacity_line(app, canvas, scales, curve);
  value_ticks(canvas, scales);
  pointer_on(app, canvas, scales, curve, now);
  column.space(6);
  legend(app, canvas, column, curve);
}

/// Computes what is in sight, if the configuration has changed since.
void keep_current(AppState& app, const PlotFields& fields) {
  Plots& plots = app.plots;
  if (plots.is_current && plots.revision == app.revision) return;
  plots.is_current = true;
  plots.revision = app.revision;
  if (plots.view == PlotView::map) {
    plots.map = heat_map_of(app.report);
  } else {
    plots.curve =
        curve_of(app.report, plots.view == PlotView::length ? fields.length : fields.count);
  }
}

/// The card's title, the choice of views, and how far it fits.
void head(AppState& app, const Canvas& canvas, Column& column, const PlotFields& fields) {
  constexpr float kSegmentPadding = 12;
  const Language language = app.language();
  const Segment segments[] = {{tr(label_of(fields.length), language), {}},
                              {tr(label_of(fields.count), language), {}},
                              {tr(UiText::plot_map, language), {}}};
  float width = 0;
  for (const Segment& each : segments) {
    width += canvas.text_width(kSmallStrong, each.label) + 2 * kSegmentPadding;
  }
  const std::string_view heading = tr(UiText::plots, language);
  const float heading_width = canvas.text_width(kTitle, heading);
  const Rect row = column.take(30);
  canvas.text_left(row, kTitle, canvas.colours().quiet, heading);
  announce_item(canvas, {row.x, row.y, heading_width, row.height},
                {.role = accessibility::Role::heading, .label = heading, .level = 2});
  const float room = row.width - heading_width - 12;
  const bool is_beside = width <= room;
  Rect choice{row.x + heading_width + 12, row.y, width, row.height};
  if (!is_beside) {
    choice = column.take(row.height);
    column.space(6);
  }
  const auto pressed =
      segmented(canvas, choice, heading, segments, static_cast<int>(app.plots.view));
  if (pressed) {
    app.plots.view = static_cast<PlotView>(*pressed);
    app.plots.is_current = false;
  }
  keep_current(app, fields);
  if (app.plots.view == PlotView::map) return;
  const std::string limit = limit_text(app, app.plots.curve);
  const float limit_width = canvas.text_width(kSmallStrong, limit);
  Rect remark{row.right() - limit_width, row.y, limit_width, row.height};
  if (limit_width > (is_beside ? room - width - 12 : room)) {
    remark = column.take(Canvas::line_height(kSmall) + 8);
    remark.width = limit_width;
  }
  canvas.text_left({remark.x, remark.y, remark.width + 1, remark.height}, kSmallStrong,
                   canvas.colours().ink, limit);
  announce_item(canvas, remark, {.role = accessibility::Role::text, .label = limit});
}

}  // namespace

void plots_panel(AppState& app, const Canvas& canvas, Column& column) {
  const PlotFields fields = plot_fields(app.inputs);
  Card card(canvas, column);
  Column& inside = card.inside();
  ImGui::PushID("plots");
  head(app, canvas, inside, fields);
  if (app.plots.view == PlotView::map) {
    heat_map(app, canvas, inside, app.plots.map);
  } else {
    curve_plot(app, canvas, inside, app.plots.curve);
  }
  ImGui::PopID();
}

}  // namespace vram::ui
