// Model files on their way in and results on their way out: what the page, which reads and writes
// them, tells the app. SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vram {

/// How far the page is with the files it was given.
enum class ImportState : unsigned char { waiting, reading, read, failed };

/// One thing that was found in the files: a line of the page's message.
struct ImportRow {
  std::string kind;   ///< summary, problem, understood, assumed, unknown, ignored
  std::string name;   ///< a key of the file, or a fact
  std::string value;  ///< what it says
  std::string note;   ///< the fact it gave, or why a fact was assumed
};

struct ImportView {
  ImportState state = ImportState::waiting;
  std::string file;
  double share = 0;  ///< of the head that was read
  std::vector<ImportRow> rows;
};

/// Reads the page's message: a line "state<tab>reading<tab>0.5<tab>name", then a line for each row,
/// its parts with tabs between them. What is no such line is left out.
ImportView read_import(std::string_view message);

}  // namespace vram
