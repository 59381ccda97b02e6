// The functions of the public API on text: JSON in, JSON out. The engine module and the command
// line only wrap these.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vram::api {

/// The result object for a configuration object.
std::string estimate(std::string_view config);

/// The same for the text of a link.
std::string estimate_link(std::string_view text);

/// {config, problems} for the text of a link.
std::string from_query(std::string_view text);

/// The text of the link for a configuration object.
std::string to_query(std::string_view config);

/// {value, limited_by, change, result, …} for {"config", "target": {"for", "reserve_mib"?}}. Where
/// nothing fits the value is null and the result that of the configuration itself.
std::string solve(std::string_view request);

/// The same for the text of a link and the name of what is asked for.
std::string solve_link(std::string_view link, std::string_view what);

/// {plans, rejected, problems} for {"config", "gpu_count"}: ways to share out the work over so many
/// devices, best first.
std::string plans(std::string_view request);
std::string plans_link(std::string_view link, std::string_view gpu_count);

/// One object per accelerator for a configuration: how many are needed, what they hold, how fast
/// they are, what they cost.
std::string hardware(std::string_view config);
std::string hardware_link(std::string_view link);

/// The command lines that run a configuration, with how to measure what they take.
std::string commands(std::string_view config);
std::string commands_link(std::string_view link);

/// Peak bytes per GPU over one or two inputs: {"config", "first": {"key", "values"}, "second"?}. A
/// key that is no input leaves the configuration as it is; bad values are replaced as in estimate.
std::vector<double> sweep(std::string_view request);

/// A configuration from a model's file: {config, facts, problems, needs_bytes?}. `options` is an
/// object with lang; for files also file_bytes, the size of the whole file. Several parts of one
/// model are given one after the other, with `lengths` and lists of file_bytes in the same order.
std::string import_hf_config(std::string_view text, std::string_view options = "{}");
std::string import_safetensors(std::string_view bytes, std::string_view options = "{}");
std::string import_gguf(std::string_view bytes, std::string_view options = "{}");
/// Any of these, each known by its first bytes; config.json beside safetensors files or their index
/// gives the architecture, and they the exact size.
std::string import_model_files(std::string_view bytes, std::string_view options = "{}");

/// What to open for a model that is not among the presets: {repository, text, files: [{file,
/// address, tells}]}. `query` is what was searched for; `options` is an object with lang. Nothing
/// is fetched.
std::string hub_files(std::string_view query, std::string_view options = "{}");

/// The result for a configuration object as a file: "json" (as estimate, indented), "csv" or
/// "markdown"; "" for any other format.
std::string export_result(std::string_view config, std::string_view format);

std::string models();
std::string gpus();
std::string formats();
std::string number_formats();
std::string schema();

/// How to encode a number, in the words of the JavaScript API.
struct EncodeOptions {
  bool saturate = false;    ///< out of range: the largest number, not infinity or NaN
  double scale = 0;         ///< 0: none, or what the block format's rule chooses
  double tensor_scale = 0;  ///< of NVFP4; 0 counts as 1
};

/// What a number format stores for a number. An unknown format becomes a problem, in English.
std::string encode_number(std::string_view format, double x, const EncodeOptions& options = {});

}  // namespace vram::api
