// Results as Markdown tables.
// SPDX-License-Identifier: MIT
#include <string>
#include <string_view>

#include "engine/configure.h"
#include "engine/core/formula_text.h"
#include "engine/core/number_text.h"
#include "engine/schema/fields.h"
#include "engine/schema/terms.h"
#include "engine/url_state.h"
#include "export/tables.h"
#include "i18n/describe.h"

namespace vram {
namespace {

/// Text inside a table's cell: nothing of it may be taken for markup.
std::string escaped(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_[]<>|#&~";
  std::string safe;
  for (const char c : text) {
    if (kMarkup.find(c) != std::string_view::npos) safe += '\\';
    safe += c == '\n' ? ' ' : c;
  }
  return safe;
}

/// Code inside a table's cell, where only the bar that parts cells needs care.
std::string code(std::string_view text) {
  std::string safe = "`";
  for (const char c : text) {
    if (c == '|') safe += '\\';
    safe += c;
  }
  return safe + '`';
}

std::string link(std::string_view text, std::string_view address) {
  if (address.empty()) return escaped(text);
  return '[' + escaped(text) + "](<" + std::string(address) + ">)";
}

class Document {
 public:
  Document(const Report& report, const Catalog& catalog, Language language)
      : report_(report), catalog_(catalog), language_(language) {}

  std::string text() {
    add_answer();
    add_components();
    add_phases();
    add_settings();
    text_ += '\n' + code('#' + encode_link(report_.scenario.inputs, catalog_)) + '\n';
    return text_;
  }

 private:
  std::string word(StringId id) const { return std::string(tr(id, language_)); }

  bool is_binary() const { return report_.scenario.inputs.units() == UnitSystem::gib; }
  std::string unit() const { return is_binary() ? "GiB" : "GB"; }
  std::string amount(double bytes) const {
    return fixed_text(bytes / (is_binary() ? kGibi : kGiga), 2);
  }
  std::string with_unit(double bytes) const { return amount(bytes) + ' ' + unit(); }

  void add_answer() {
    const Scenario& scenario = report_.scenario;
    const Fit& fit = report_.fit;
    const StringId verdict = fit.fits ? StringId::export_fits : StringId::export_over;
    const double left = fit.fits ? fit.headroom_bytes : -fit.headroom_bytes;
    text_ += tr(StringId::export_answer, language_,
                {{"bytes", "**" + with_unit(report_.per_gpu_bytes) + "**"},
                 {"exact", grouped_text(report_.per_gpu_bytes)},
                 {"count", plain_text(scenario.inputs[InputField::gpu_count])},
                 {"gpu", escaped(scenario.gpu->name)},
                 {"verdict", tr(verdict, language_, {{"bytes", with_unit(left)}})}});
    text_ += "\n\n";
  }

  void add_total(double bytes) {
    text_ += "| **" + word(StringId::export_total) + "** | **" + grouped_text(bytes) + "** | **" +
             amount(bytes) + "** |";
  }

  void add_components() {
    text_ += "| " + word(StringId::export_component) + " | " + word(StringId::export_bytes) +
             " | " + unit() + " | " + word(StringId::export_formula) + " | " +
             word(StringId::export_source) + " |\n| --- | ---: | ---: | --- | --- |\n";
    for (const Line& line : report_.peak().lines) {
      const auto term = static_cast<TermId>((*report_.trace)[line.formula].name);
      const SourceText source = source_of(term, report_, language_);
      text_ += "| " + escaped(label_of(line.component, language_)) + " | " +
               grouped_text(line.bytes) + " | " + amount(line.bytes) + " | " +
               code(symbols_text(*report_.trace, line.formula)) + " | " +
               link(source.text, source.link) + " |\n";
    }
    add_total(report_.per_gpu_bytes);
    text_ += "  |  |\n\n";
  }

  void add_phases() {
    text_ += "| " + word(StringId::export_phase) + " | " + word(StringId::export_bytes) + " | " +
             unit() + " |\n| --- | ---: | ---: |\n";
    for (const PhaseTotal& phase : report_.phases) {
      const bool is_peak = phase.phase == report_.peak_phase;
      const std::string mark = is_peak ? "**" : "";
      text_ += "| " + mark + escaped(label_of(phase.phase, language_)) + mark + " | " +
               grouped_text(phase.bytes) + " | " + amount(phase.bytes) + " |\n";
    }
    text_ += '\n';
  }

  /// What the estimate was made for, automatic settings with the value they got.
  void add_settings() {
    const Inputs& inputs = report_.scenario.inputs;
    text_ += "| " + word(StringId::export_setting) + " | " + word(StringId::export_value) +
             " |\n| --- | --- |\n";
    for (std::size_t i = 0; i < kInputFieldCount; ++i) {
      const auto field = static_cast<InputField>(i);
      const FieldSpec& row = spec(field);
      if (row.group == FieldGroup::view || !matters(row, inputs)) continue;
      const std::string value = field_text(inputs, field, catalog_);
      if (value.empty()) continue;
      add_setting(tr(label_of(field), language_), value);
    }
    for (std::size_t i = 0; i < kModelFieldCount; ++i) {
      const auto fact = static_cast<ModelField>(i);
      const std::string value = field_text(inputs.overrides, fact);
      if (!value.empty()) add_setting(tr(label_of(fact), language_), value);
    }
  }

  void add_setting(std::string_view label, std::string_view value) {
    text_ += "| " + escaped(label) + " | " + code(value) + " |\n";
  }

  const Report& report_;
  const Catalog& catalog_;
  Language language_;
  std::string text_;
};

}  // namespace

std::string markdown_of(const Report& report, const Catalog& catalog, Language language) {
  return Document(report, catalog, language).text();
}

}  // namespace vram
