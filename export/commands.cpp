// Puts the rows of commands.def together.
// SPDX-License-Identifier: MIT
#include "export/commands.h"

#include <cstddef>

#include "engine/core/number_text.h"
#include "export/conditions.h"

namespace vram {
namespace {

using namespace command_line;

using Text = std::string (*)(const Scenario&);
using Condition = bool (*)(const Scenario&);

struct ToolRow {
  ToolId id;
  std::string_view key;
  std::string_view program;
  Condition when;
  Compared compared;
};

struct OptionRow {
  ToolId tool;
  std::string_view flag;
  Text value;
  Condition when;
};

constexpr ToolRow kTools[] = {
#define TOOL(id, program, when, compared) {ToolId::id, #id, program, &when, Compared::compared},
#include "export/commands.def"
};

constexpr OptionRow kOptions[] = {
#define OPTION(tool, flag, value, when) {ToolId::tool, flag, &value, &when},
#include "export/commands.def"
};

/// DeepSpeed takes its part of the configuration from a file.
std::string deepspeed_config(const Scenario& s) {
  std::string text = "cat > ds_config.json <<'EOF'\n{\n";
  text += "  \"train_micro_batch_size_per_gpu\": " + trained_sequences(s) + ",\n";
  text += "  \"gradient_accumulation_steps\": " + accumulation(s) + ",\n";
  text += "  \"bf16\": {\"enabled\": " + std::string(is_bf16(s) ? "true" : "false") + "},\n";
  text += "  \"fp16\": {\"enabled\": " + std::string(is_fp16(s) ? "true" : "false") + "},\n";
  text += "  \"zero_optimization\": {\"stage\": " + plain_text(s.recipe.zero_stage);
  if (offloads_by_deepspeed(s)) text += ", \"offload_optimizer\": {\"device\": \"cpu\"}";
  if (offloads_weights_by_deepspeed(s)) text += ", \"offload_param\": {\"device\": \"cpu\"}";
  text += "}\n}\nEOF\n";
  return text;
}

std::string text_of(const ToolRow& tool, const Scenario& scenario) {
  const bool needs_file = tool.id == ToolId::torchrun && shards_by_deepspeed(scenario);
  std::string text = needs_file ? deepspeed_config(scenario) : "";
  text += tool.program;
  for (const OptionRow& option : kOptions) {
    if (option.tool != tool.id || !option.when(scenario)) continue;
    const std::string value = option.value(scenario);
    // What follows the program stays on its line; each flag has one of its own.
    text += option.flag.empty() ? " " : " \\\n  " + std::string(option.flag);
    if (!value.empty()) text += (option.flag.empty() ? "" : " ") + value;
  }
  return text;
}

/// The tool of the chosen runtime comes first.
bool is_chosen(const ToolRow& tool, const Scenario& scenario) {
  const auto runtime = static_cast<std::size_t>(scenario.inputs.runtime());
  return tool.key == choice_keys(ChoiceList::Runtime)[runtime];
}

}  // namespace

std::string_view key_of(ToolId tool) { return kTools[static_cast<std::size_t>(tool)].key; }

std::string_view key_of(Compared compared) {
  return compared == Compared::kv_capacity ? "tokens.kv_capacity" : "per_gpu_bytes";
}

std::vector<Command> commands(const Report& report) {
  const Scenario& scenario = report.scenario;
  std::vector<Command> list;
  for (const bool chosen : {true, false}) {
    for (const ToolRow& tool : kTools) {
      if (is_chosen(tool, scenario) != chosen || !tool.when(scenario)) continue;
      const bool counts_tokens = tool.compared == Compared::kv_capacity;
      list.push_back({tool.id, text_of(tool, scenario), tool.compared,
                      counts_tokens ? report.tokens.kv_capacity : report.per_gpu_bytes});
    }
  }
  return list;
}

}  // namespace vram
