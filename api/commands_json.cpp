// {tool, text, measure, compare_with, expected}
// SPDX-License-Identifier: MIT
#include "api/commands_json.h"

#include "export/measure.h"

namespace vram {

Json commands_json(const Report& report, Language language) {
  Json list = Json::array();
  for (const Command& command : commands(report)) {
    list.push_back({{"tool", json_text(key_of(command.tool))},
                    {"text", command.text},
                    {"measure", json_text(measure_text(command.tool, language))},
                    {"compare_with", json_text(key_of(command.compared))},
                    {"expected", json_number(command.expected)}});
  }
  return list;
}

}  // namespace vram
