// The state from links and as links.
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include "engine/url_state.h"
#include "imgui_app/state.h"
#include "presets/presets.h"

namespace vram {
namespace {

/// "compare, gpus, formats".
std::string joined(std::span<const std::string_view> keys) {
  std::string text;
  for (const std::string_view key : keys) {
    if (key.empty()) continue;
    if (!text.empty()) text += ", ";
    text += key;
  }
  return text;
}

/// What a link says for the tools.
void open_tools(AppState& app, const DecodedLink& link) {
  app.tool = Tool::none;
  for (const auto& [key, value] : link.for_face) {
    if (key == "tab") {
      const auto* found = std::find(std::begin(kToolKeys), std::end(kToolKeys), value);
      const bool is_mode = choice_index(ChoiceList::Mode, value).has_value();
      if (found != std::end(kToolKeys)) {
        app.tool = static_cast<Tool>(found - std::begin(kToolKeys));
      } else if (!is_mode) {
        const auto mode = static_cast<std::size_t>(app.inputs.mode());
        app.link_issues.push_back({IssueId::unknown_choice, key, value,
                                   std::string(choice_keys(ChoiceList::Mode)[mode]),
                                   joined(kToolKeys)});
      }
    } else if (key == "number") {
      if (!type_number(app.formats, value)) {
        app.formats.is_refused = false;
        app.link_issues.push_back({IssueId::not_a_number, key, value, app.formats.typed, ""});
      }
    } else if (const auto format = find_number_format(value)) {
      app.formats.format = *format;
      app.formats.bits.reset();
    } else {
      std::vector<std::string_view> keys;
      for (const NumberFormatSpec& each : number_formats()) keys.push_back(each.key);
      app.link_issues.push_back({IssueId::unknown_choice, key, value,
                                 std::string(spec(app.formats.format).key), joined(keys)});
    }
  }
}

/// The configurations after the first.
void open_compared(AppState& app, std::string_view link) {
  const std::vector<std::string_view> parts = configurations_of(link);
  if (parts.size() < 2 && app.tool != Tool::compare) return;
  app.compare.others.clear();
  app.compare.is_current = false;
  for (std::size_t i = 1; i < std::min(parts.size(), kMostCompared); ++i) {
    DecodedLink decoded = decode_link(parts[i], preset_catalog());
    app.link_issues.insert(app.link_issues.end(), decoded.issues.begin(), decoded.issues.end());
    app.compare.others.push_back(decoded.inputs);
  }
}

}  // namespace

void open_configuration(AppState& app, std::string_view link) {
  const Inputs before = app.inputs;
  DecodedLink decoded = decode_link(link, preset_catalog());
  for (const InputField view : {InputField::lang, InputField::units, InputField::theme}) {
    const auto i = static_cast<std::size_t>(view);
    app.linked[i] = decoded.given[i];
    if (!decoded.given[i]) decoded.inputs[view] = before[view];
  }
  app.inputs = decoded.inputs;
  app.link_issues = std::move(decoded.issues);
  open_tools(app, decoded);
  open_compared(app, link);
  app.refusals.clear();
  refresh(app);
}

std::string configuration_link(const Inputs& inputs) {
  Inputs plain = inputs;
  const Inputs defaults = default_inputs(preset_catalog());
  for (const InputField view : {InputField::lang, InputField::units, InputField::theme}) {
    plain[view] = defaults[view];
  }
  return encode_link(plain, preset_catalog());
}

Inputs configuration_of(const AppState& app, std::string_view link) {
  Inputs inputs = decode_link(link, preset_catalog()).inputs;
  for (const InputField view : {InputField::lang, InputField::units, InputField::theme}) {
    inputs[view] = app.inputs[view];
  }
  return inputs;
}

std::string link_of(const AppState& app) {
  Inputs shared = app.inputs;
  const Inputs defaults = default_inputs(preset_catalog());
  for (const InputField view : {InputField::lang, InputField::units, InputField::theme}) {
    if (!app.linked[static_cast<std::size_t>(view)]) shared[view] = defaults[view];
  }
  std::string link = encode_link(shared, preset_catalog());
  append_tool(app, link);
  return link;
}

}  // namespace vram
