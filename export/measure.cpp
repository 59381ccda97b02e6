// One text per tool; a row without one does not compile.
// SPDX-License-Identifier: MIT
#include "export/measure.h"

#include "i18n/strings.h"

namespace vram {

std::string_view measure_text(ToolId tool, Language language) {
  switch (tool) {
#define TOOL(id, program, when, compared) \
  case ToolId::id:                        \
    return tr(StringId::measure_##id, language);
#include "export/commands.def"
  }
  return {};
}

}  // namespace vram
