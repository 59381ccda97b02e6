// Text to engine and back.
// SPDX-License-Identifier: MIT
#include "api/api.h"

#include <utility>

#include "api/catalog_json.h"
#include "api/commands_json.h"
#include "api/config_json.h"
#include "api/import/import_json.h"
#include "api/number_format_json.h"
#include "api/plans_json.h"
#include "api/report_json.h"
#include "api/schema_json.h"
#include "api/solve_json.h"
#include "engine/configure.h"
#include "engine/estimate.h"
#include "engine/sweep.h"
#include "engine/url_state.h"
#include "export/tables.h"
#include "i18n/hub_files.h"
#include "presets/presets.h"

namespace vram::api {

namespace {

Json result_json(const Inputs& inputs, Issues issues) {
  const Catalog& catalog = preset_catalog();
  const Report report = vram::estimate(inputs, catalog, std::move(issues));
  Json result = report_json(report, catalog, inputs.lang());
  result["suggestions"] = suggestions_json(inputs, catalog, inputs.lang());
  return result;
}

std::string estimated(const Inputs& inputs, Issues issues) {
  return dumped(result_json(inputs, std::move(issues)));
}

/// A member of a request; null where it is not an object or has none of the name.
Json member_of(const Json& json, const char* key) {
  return json.is_object() && json.contains(key) ? json[key] : Json();
}

ReadConfig config_of(const Json& request) {
  const Json config = member_of(request, "config");
  return read_config(config.is_null() ? "{}" : dumped(config), preset_catalog());
}

}  // namespace

std::string estimate(std::string_view config) {
  ReadConfig read = read_config(config, preset_catalog());
  return estimated(read.inputs, std::move(read.issues));
}

std::string estimate_link(std::string_view text) {
  DecodedLink link = decode_link(text, preset_catalog());
  return estimated(link.inputs, std::move(link.issues));
}

std::string from_query(std::string_view text) {
  const Catalog& catalog = preset_catalog();
  const DecodedLink link = decode_link(text, catalog);
  return dumped({{"config", config_json(link.inputs, catalog)},
                 {"problems", problems_json(link.issues, link.inputs.lang())}});
}

std::string to_query(std::string_view config) {
  const Catalog& catalog = preset_catalog();
  return encode_link(read_config(config, catalog).inputs, catalog);
}

namespace {

std::string solved(const Inputs& inputs, Issues issues, const Json& asked) {
  const Catalog& catalog = preset_catalog();
  const ReadTarget target = read_target(asked, inputs);
  const Solution solution = vram::solve(inputs, catalog, target.target);
  const Language language = inputs.lang();
  Json answer = solution_json(solution, inputs, catalog, language);
  answer["result"] = result_json(solution.inputs, std::move(issues));
  Issues problems = target.issues;
  problems.insert(problems.end(), solution.problems.begin(), solution.problems.end());
  answer["problems"] = problems_json(problems, language);
  return dumped(answer);
}

}  // namespace

std::string solve(std::string_view request) {
  const Json json = Json::parse(request, nullptr, false);
  ReadConfig read = config_of(json);
  return solved(read.inputs, std::move(read.issues), member_of(json, "target"));
}

std::string solve_link(std::string_view link, std::string_view what) {
  DecodedLink decoded = decode_link(link, preset_catalog());
  return solved(decoded.inputs, std::move(decoded.issues), Json(std::string(what)));
}

namespace {

std::string planned(const Inputs& inputs, Issues issues, const RawValue& devices) {
  const Catalog& catalog = preset_catalog();
  Inputs asked = inputs;
  if (!std::holds_alternative<std::monostate>(devices)) {
    set_field(asked, spec(InputField::gpu_count).key, devices, catalog, issues);
  }
  // Without a number: the devices the configuration has.
  const double count = settle(asked, catalog).scenario.inputs[InputField::gpu_count];
  Json json = plans_json(parallel_plans(asked, catalog, count), inputs, catalog, inputs.lang());
  json["problems"] = problems_json(issues, inputs.lang());
  return dumped(json);
}

std::string commanded(const Inputs& inputs) {
  return dumped(commands_json(vram::estimate(inputs, preset_catalog()), inputs.lang()));
}

std::string tabulated(const Inputs& inputs) {
  return dumped(hardware_json(inputs, preset_catalog()));
}

}  // namespace

std::string plans(std::string_view request) {
  const Json json = Json::parse(request, nullptr, false);
  ReadConfig read = config_of(json);
  return planned(read.inputs, std::move(read.issues), raw_value(member_of(json, "gpu_count")));
}

std::string plans_link(std::string_view link, std::string_view gpu_count) {
  DecodedLink decoded = decode_link(link, preset_catalog());
  return planned(decoded.inputs, std::move(decoded.issues),
                 gpu_count.empty() ? RawValue{} : RawValue(std::string(gpu_count)));
}

std::string commands(std::string_view config) {
  return commanded(read_config(config, preset_catalog()).inputs);
}

std::string commands_link(std::string_view link) {
  return commanded(decode_link(link, preset_catalog()).inputs);
}

std::string hardware(std::string_view config) {
  return tabulated(read_config(config, preset_catalog()).inputs);
}

std::string hardware_link(std::string_view link) {
  return tabulated(decode_link(link, preset_catalog()).inputs);
}

std::vector<double> sweep(std::string_view request) {
  const Catalog& catalog = preset_catalog();
  const Json json = Json::parse(request, nullptr, false);
  const auto member = [&](const char* key) { return member_of(json, key); };
  const Inputs inputs = config_of(json).inputs;
  const ReadAxis first = read_axis(member("first"), inputs, catalog);
  const ReadAxis second = read_axis(member("second"), inputs, catalog);
  const SweepAxis inner{second.field, second.values, second.fact};
  return vram::sweep(inputs, catalog, {first.field, first.values, first.fact},
                     member("second").is_null() ? nullptr : &inner);
}

std::string import_hf_config(std::string_view text, std::string_view options) {
  const Catalog& catalog = preset_catalog();
  return dumped(imported_json(vram::import_hf_config(text, catalog), catalog,
                              read_import_options(options, text).language));
}

std::string import_safetensors(std::string_view bytes, std::string_view options) {
  const Catalog& catalog = preset_catalog();
  const ImportOptions read = read_import_options(options, bytes);
  return dumped(
      imported_json(vram::import_safetensors(read.parts, catalog), catalog, read.language));
}

std::string import_gguf(std::string_view bytes, std::string_view options) {
  const Catalog& catalog = preset_catalog();
  const ImportOptions read = read_import_options(options, bytes);
  return dumped(imported_json(vram::import_gguf(read.parts, catalog), catalog, read.language));
}

std::string import_model_files(std::string_view bytes, std::string_view options) {
  const Catalog& catalog = preset_catalog();
  const ImportOptions read = read_import_options(options, bytes);
  return dumped(
      imported_json(vram::import_model_files(read.parts, catalog), catalog, read.language));
}

std::string hub_files(std::string_view query, std::string_view options) {
  const HubAdvice advice = hub_advice(query, read_import_options(options, {}).language);
  Json files = Json::array();
  for (const HubFile& file : advice.files) {
    Json row{{"file", file.file}};
    if (!file.address.empty()) row["address"] = file.address;
    row["tells"] = file.tells;
    files.push_back(std::move(row));
  }
  return dumped({{"repository", advice.repository}, {"text", advice.text}, {"files", files}});
}

std::string export_result(std::string_view config, std::string_view format) {
  const Catalog& catalog = preset_catalog();
  ReadConfig read = read_config(config, catalog);
  const Language language = read.inputs.lang();
  if (format == "json") return dumped(result_json(read.inputs, std::move(read.issues)), 2) + '\n';
  const Report report = vram::estimate(read.inputs, catalog, std::move(read.issues));
  if (format == "csv") return csv_of(report, catalog, language);
  if (format == "markdown") return markdown_of(report, catalog, language);
  return {};
}

std::string models() { return dumped(models_json(preset_catalog())); }
std::string gpus() { return dumped(gpus_json(preset_catalog())); }
std::string formats() { return dumped(formats_json()); }
std::string number_formats() { return dumped(number_formats_json()); }
std::string schema() { return dumped(schema_json(), 2); }

std::string encode_number(std::string_view format, double x, const EncodeOptions& options) {
  return dumped(encoded_number_json(format, x, options));
}

}  // namespace vram::api
