// Links are the steps; storage is the page's.
// SPDX-License-Identifier: MIT
#include "imgui_app/history.h"

#include <algorithm>

#include "engine/schema/choices.h"
#include "imgui_app/format.h"
#include "imgui_app/platform.h"
#include "imgui_app/state.h"

namespace vram {
namespace {

// Visits are kept as lines, their parts apart by tabs; neither occurs in a link or a name.
constexpr char kLine = '\n';
constexpr char kPart = '\t';

std::string_view cut(std::string_view& rest, char end) {
  const std::size_t at = std::min(rest.find(end), rest.size());
  const std::string_view part = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return part;
}

void keep(const std::vector<Visit>& visits) {
  std::string text;
  for (const Visit& visit : visits) {
    text += visit.link + kPart + visit.name + kPart + visit.detail + kLine;
  }
  platform::remember(kHistoryKey, text);
}

/// Goes a step in one direction, and leaves one for the other.
void step(AppState& app, std::vector<std::string>& from, std::vector<std::string>& to) {
  if (from.empty()) return;
  to.push_back(app.committed_link);
  const std::string link = from.back();
  from.pop_back();
  app.history.is_replaying = true;
  open_configuration(app, link);
  app.link_issues.clear();
  platform::request_frame();
}

}  // namespace

void note_change(AppState& app, const std::string& left) {
  History& history = app.history;
  if (!history.is_replaying) {
    history.undo.push_back(left);
    if (history.undo.size() > kMostUndo) history.undo.erase(history.undo.begin());
    history.redo.clear();
  }
  history.is_replaying = false;
  note_visit(app);
}

void note_visit(AppState& app) {
  std::vector<Visit>& visits = app.history.visits;
  const Language language = app.language();
  Visit visit;
  visit.link = configuration_link(app.inputs);
  visit.name = model_name(app);
  visit.detail = bytes_text(app.report.per_gpu_bytes, app.units()) + " · " +
                 short_gpu_name(app.report.scenario.gpu->name) + " · " +
                 std::string(choice_label(ChoiceList::Mode,
                                          static_cast<std::size_t>(app.inputs.mode()), language));
  std::erase_if(visits, [&](const Visit& other) { return other.link == visit.link; });
  visits.insert(visits.begin(), visit);
  if (visits.size() > kMostVisits) visits.resize(kMostVisits);
  keep(visits);
}

void undo(AppState& app) { step(app, app.history.undo, app.history.redo); }

void redo(AppState& app) { step(app, app.history.redo, app.history.undo); }

void recall_visits(AppState& app) {
  const std::string text = platform::recall(kHistoryKey);
  std::string_view rest = text;
  std::vector<Visit>& visits = app.history.visits;
  while (!rest.empty() && visits.size() < kMostVisits) {
    std::string_view line = cut(rest, kLine);
    Visit visit;
    visit.link = cut(line, kPart);
    visit.name = cut(line, kPart);
    visit.detail = line;
    if (!visit.link.empty() && !visit.name.empty()) visits.push_back(visit);
  }
}

void forget_visits(AppState& app) {
  app.history.visits.clear();
  keep(app.history.visits);
}

}  // namespace vram
