// Where the visitor has been: steps to undo, and the last configurations kept between visits.
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vram {

struct AppState;

/// One configuration that was looked at.
struct Visit {
  std::string link;
  std::string name;    ///< "Llama 3.1 8B"
  std::string detail;  ///< "16.2 GiB · RTX 4090 · Inference", as it was
};

struct History {
  std::vector<std::string> undo;  ///< links, the newest last
  std::vector<std::string> redo;
  std::vector<Visit> visits;  ///< the newest first
  bool is_replaying = false;  ///< the next change is a step of undo or redo itself
};
inline constexpr std::size_t kMostVisits = 20;
inline constexpr std::size_t kMostUndo = 100;
inline constexpr std::string_view kHistoryKey = "history";

/// The configuration came to rest: `left` is the link that was shown before.
void note_change(AppState& app, const std::string& left);

/// Notes the current configuration as the newest visit.
void note_visit(AppState& app);

void undo(AppState& app);
void redo(AppState& app);

/// What was kept by earlier visits; nothing where storage is blocked.
void recall_visits(AppState& app);
void forget_visits(AppState& app);

}  // namespace vram
