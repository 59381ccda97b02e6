// What the answer rests on: fit, model and accelerator in figures, with their sources.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "engine/core/number_text.h"
#include "imgui_app/format.h"
#include "imgui_app/panels/panels.h"
#include "imgui_app/platform.h"
#include "imgui_app/widgets/controls.h"

namespace vram::ui {
namespace {

/// Where the figures are from, in at most two lines.
void data_source(const AppState& app, const Canvas& canvas, Column& column,
                 std::string_view source) {
  constexpr std::size_t kMostLines = 2;
  if (source.empty()) return;
  column.space(6);
  const std::string text = tr(UiText::data_source, app.language(), {{"source", source}});
  std::vector<std::string> lines = canvas.wrapped(kSmall, text, column.width);
  const float top = column.y;
  for (std::size_t i = 0; i < std::min(lines.size(), kMostLines); ++i) {
    const bool is_cut = i + 1 == kMostLines && lines.size() > kMostLines;
    const Rect row = column.take(Canvas::line_height(kSmall) + 2);
    canvas.text_left(row, kSmall, canvas.colours().quiet,
                     is_cut ? lines[i] + " " + lines[i + 1] : lines[i]);
  }
  announce_item(canvas, {column.x, top, column.width, column.y - top},
                {.role = accessibility::Role::text, .label = text});
}

/// The page the model is published on.
void repository_link(const Canvas& canvas, Column& column, std::string_view repository) {
  if (repository.empty()) return;
  column.space(6);
  const Rect row = column.take(Canvas::line_height(kSmall) + 2);
  if (text_link(canvas, {row.x, row.y}, kSmall, "repository",
                canvas.fitted(kSmall, repository, row.width))) {
    platform::open_address("https://huggingface.co/" + std::string(repository));
  }
}

/// What a training step works on, and the ends of its pipeline.
void training_facts(const AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  const Report& report = app.report;
  const Inputs& inputs = report.scenario.inputs;
  const std::string share = share_text(report.parameters.trainable / report.parameters.total);
  const std::string count = parameters_text(report.parameters.trainable);
  fact_row(canvas, column, tr(UiText::fit_trained, language),
           tr(UiText::fit_trained_value, language, {{"count", count}, {"share", share}}));
  fact_row(canvas, column, tr(UiText::fit_micro_batch, language),
           count_text(report.tokens.trained));
  const double sequences = inputs[InputField::micro_batch] * inputs[InputField::dp] *
                           inputs[InputField::grad_accumulation] *
                           report.scenario.sequences_per_prompt;
  fact_row(canvas, column, tr(UiText::fit_step_batch, language), count_text(sequences));
  if (report.first_stage_bytes == 0) return;
  fact_row(canvas, column, tr(UiText::fit_first_stage, language),
           bytes_text(report.first_stage_bytes, app.units()));
  fact_row(canvas, column, tr(UiText::fit_last_stage, language),
           bytes_text(report.last_stage_bytes, app.units()));
}

}  // namespace

void fit_panel(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  const Report& report = app.report;
  Card card(canvas, column);
  Column& inside = card.inside();
  title(canvas, inside, tr(UiText::fit_card, language));
  fact_row(canvas, inside, tr(UiText::fit_total, language),
           bytes_text(report.total_bytes, app.units()));
  if (report.scenario.inputs[InputField::dp] > 1) {
    fact_row(canvas, inside, tr(UiText::fit_copies, language),
             count_text(report.scenario.inputs[InputField::dp]));
  }
  if (report.scenario.recipe.trains) {
    training_facts(app, canvas, inside);
  } else {
    fact_row(canvas, inside, tr(UiText::fit_kv_used, language), count_text(report.tokens.cached));
    fact_row(canvas, inside, tr(UiText::fit_kv_capacity, language),
             count_text(report.tokens.kv_capacity));
  }
  if (report.warnings.empty()) return;
  inside.space(8);
  title(canvas, inside, tr(UiText::warnings, language));
  for (const Issue& warning : report.warnings) {
    const float top = inside.y;
    Column text{inside.x + 16, inside.width - 16, inside.y};
    paragraph(canvas, text, kBody, canvas.colours().ink, issue_text(warning, language));
    canvas.disc({inside.x + 4, top + Canvas::line_height(kBody) / 2}, 3.5f, canvas.colours().tight);
    inside.y = text.y + 5;
  }
}

void model_panel(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  const Report& report = app.report;
  const ModelValues& model = report.scenario.model;
  Card card(canvas, column);
  Column& inside = card.inside();
  title(canvas, inside, model_name(app));
  fact_row(canvas, inside, tr(UiText::fact_parameters, language),
           count_text(report.parameters.total));
  if (report.parameters.active < report.parameters.total) {
    fact_row(canvas, inside, tr(UiText::fact_active, language),
             count_text(report.parameters.active));
    const std::string chosen = plain_text(model[ModelField::num_experts_per_tok]);
    const std::string experts = plain_text(model[ModelField::num_experts]);
    fact_row(canvas, inside, tr(UiText::fact_experts, language),
             tr(UiText::fact_experts_value, language, {{"chosen", chosen}, {"experts", experts}}));
  }
  fact_row(canvas, inside, tr(UiText::fact_layers, language),
           count_text(model[ModelField::num_hidden_layers]));
  fact_row(canvas, inside, tr(UiText::fact_attention, language), attention_text(model, language));
  if (model[ModelField::sliding_window] > 0) {
    fact_row(canvas, inside, tr(UiText::fact_window, language),
             count_text(model[ModelField::sliding_window]));
  }
  if (report.tokens.kv_bytes_per_token > 0) {
    fact_row(canvas, inside, tr(UiText::fact_kv_per_token, language),
             bytes_text(report.tokens.kv_bytes_per_token, app.units()));
  }
  fact_row(canvas, inside, tr(UiText::fact_trained_context, language),
           count_text(model[ModelField::max_position_embeddings]));
  if (report.scenario.preset != nullptr) {
    repository_link(canvas, inside, report.scenario.preset->repository);
    data_source(app, canvas, inside, report.scenario.preset->source);
  }
}

void gpu_panel(AppState& app, const Canvas& canvas, Column& column) {
  const Language language = app.language();
  const GpuPreset& gpu = *app.report.scenario.gpu;
  Card card(canvas, column);
  Column& inside = card.inside();
  title(canvas, inside, gpu.name);
  fact_row(canvas, inside, tr(UiText::gpu_memory, language), plain_text(gpu.memory_gib) + " GB");
  fact_row(canvas, inside, tr(UiText::gpu_usable, language),
           bytes_text(gpu.usable_bytes, app.units()));
  if (gpu.bandwidth_gb_per_second > 0) {
    fact_row(canvas, inside, tr(UiText::gpu_bandwidth, language),
             grouped_text(gpu.bandwidth_gb_per_second) + " GB/s");
  }
  if (gpu.bf16_dense_tflops > 0) {
    fact_row(canvas, inside, tr(UiText::gpu_compute, language),
             grouped_text(gpu.bf16_dense_tflops) + " TFLOPS");
  }
  if (gpu.power_watts > 0) {
    fact_row(canvas, inside, tr(UiText::gpu_power, language), plain_text(gpu.power_watts) + " W");
  }
  data_source(app, canvas, inside, gpu.usable_source);
}

}  // namespace vram::ui
