// Everything the app remembers between frames.
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "engine/estimate.h"
#include "i18n/describe.h"
#include "i18n/ui_strings.h"
#include "imgui_app/canvas.h"
#include "imgui_app/curves.h"
#include "imgui_app/history.h"
#include "imgui_app/outcomes.h"
#include "imgui_app/question.h"
#include "imgui_app/tools.h"
#include "imgui_app/transfer.h"
#include "imgui_app/widgets/picker.h"

namespace vram {

/// What was typed into the search of models, read as a question.
struct AskedQuestion {
  std::string text;
  unsigned revision = 0;  ///< of the report it was read beside
  Question question;
};

struct AppState {
  Inputs inputs;
  Report report;
  Issues link_issues;  ///< what was wrong with the link, until dismissed
  bool shows_all_notices = false;

  ui::Fonts fonts;
  float pixel_ratio = 1;
  std::string committed_link;  ///< what the address bar shows
  std::string announced;       ///< the answer last spoken
  std::string title;
  /// View settings that came with the link and stay in it, instead of being the visitor's own.
  std::array<bool, kInputFieldCount> linked{};
  bool system_is_dark = false;
  bool follows_system_theme = true;

  std::set<std::string> open_rows;  ///< paths of opened formulas: "weights/weights.mlp"
  std::string opened_row;           ///< of these the one just opened, to be scrolled into sight
  bool shows_parallel = false;
  bool shows_advanced = false;
  bool shows_architecture = false;
  bool reveals_architecture = false;        ///< it is to be scrolled into sight
  std::map<ImGuiID, std::string> refusals;  ///< why the last typed value was not taken
  unsigned revision = 0;                    ///< of the report; rises with every estimate
  Plots plots;
  Outcomes outcomes;
  std::optional<Inputs> applies;  ///< what this frame's press puts in place of the configuration
  Tool tool = Tool::none;
  CompareState compare;
  GpuTable gpu_table;
  FormatsState formats;
  History history;
  bool opens_history = false;  ///< its list is to open in this frame
  bool shows_shortcuts = false;
  bool opens_search = false;  ///< the list of models, or the filter of the table
  ui::PickerState picker;     ///< of the one list that is open
  AskedQuestion asked;
  bool scrolls_to_top = false;  ///< another tab was chosen
  bool reveals_tab = true;      ///< the chosen tab is to be scrolled into sight
  bool shares = false;          ///< the link is on its way to the clipboard
  bool sharing_failed = false;  ///< until dismissed
  double copied_until = 0;      ///< so long the button that copied says so, in ImGui's time
  std::string copies;           ///< the command line that is on its way to the clipboard
  std::string copied;           ///< the one that was copied last; empty for the link
  float answer_height = 0;      ///< of the answer that stays in sight on phones
  ImportView import;            ///< what the page told of a model's files
  std::string import_query;     ///< the model that was searched for last
  bool opens_accuracy = false;
  bool opens_import = false;
  bool opens_export = false;

  Language language() const { return inputs.lang(); }
  UnitSystem units() const { return inputs.units(); }
  Theme theme() const { return inputs.theme(); }
};

/// Changes one input, as a control does: what cannot stay with it is left to follow again.
void set_input(AppState& app, InputField field, double value);

/// Goes to another mode. What is set for the old one stays, for when the visitor comes back.
void choose_mode(AppState& app, Mode mode);

/// Sets everything that a question says, in one step.
void ask(AppState& app, const Question& question);

/// Goes to a tool, or with Tool::none back to the mode.
void choose_tool(AppState& app, Tool tool);

/// Whether a runtime does what the mode needs: train, or serve.
bool runtime_suits(Runtime runtime, bool trains);

/// Changes how things are shown (language, units, theme). That is the visitor's own choice:
/// remembered for the next visit, and no longer part of the link.
void choose_view(AppState& app, InputField field, double value);

/// What is remembered under, between visits. The page reads the first two before the app runs.
inline constexpr std::string_view kLanguageKey = "language";
inline constexpr std::string_view kThemeKey = "theme";
inline constexpr std::string_view kUnitsKey = "units";
inline constexpr std::string_view kLastLinkKey = "last";

/// Overrides one fact of the model; the model's own value removes the override.
void set_fact(AppState& app, ModelField fact, double value);

/// A typed value: taken, or refused with a reason that is returned.
std::string type_value(AppState& app, std::string_view key, const std::string& text);

/// Estimates again and brings the address, the title and the announcement up to date.
void refresh(AppState& app);

/// Replaces the configuration by that of a link, with the tool it names.
void open_configuration(AppState& app, std::string_view link);

/// Replaces the configuration and stays where one is.
void replace_inputs(AppState& app, const Inputs& inputs);

/// The text of the link to what is on the screen.
std::string link_of(const AppState& app);

/// The text of a configuration's link, without how it is shown.
std::string configuration_link(const Inputs& inputs);

/// The configuration of such a link, shown as now.
Inputs configuration_of(const AppState& app, std::string_view link);

/// The chosen model's name.
std::string model_name(const AppState& app);
std::string model_name(const Report& report, Language language);

/// A setting's value in words.
std::string value_text(const Report& report, InputField field, Language language);

/// The fact in force: overridden, or the model's own.
double fact_of(const AppState& app, ModelField fact);

}  // namespace vram
