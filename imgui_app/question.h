// A whole question in one line: "4090 qwen3 32b 32k", "llama 3 70b training 64 h100".
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/catalog.h"
#include "engine/schema/inputs.h"

namespace vram {

/// One thing that a question says.
struct QuestionPart {
  InputField field;
  double value = 0;
};

/// What was understood of a text, and what was not.
struct Question {
  std::vector<QuestionPart> parts;   ///< what is to be set, in the order in which it is told
  std::vector<std::string> unknown;  ///< words that say nothing here, or nothing in this mode

  /// Whether it says something of a field.
  bool says(InputField field) const;
  /// Whether it is more than the name of a model, which a list finds as well.
  bool is_more_than_model() const;
};

/// Reads a text against the presets; what it leaves open stays as in `now`.
Question read_question(std::string_view text, const Inputs& now, const Catalog& catalog);

/// The configuration that a question asks for. Devices that it names come without the old split.
Inputs asked_inputs(const Question& question, const Inputs& now);

}  // namespace vram
