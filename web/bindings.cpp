// The engine module's exports: the public API's text functions, as free functions.
// SPDX-License-Identifier: MIT
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "api/api.h"

namespace {

/// Where the caller writes the bytes of files, which would else be copied twice.
std::string& file_bytes() {
  static std::string bytes;
  return bytes;
}

emscripten::val view_for_file(std::size_t size) {
  std::string& bytes = file_bytes();
  bytes.assign(size, '\0');
  return emscripten::val(
      emscripten::typed_memory_view(size, reinterpret_cast<std::uint8_t*>(bytes.data())));
}

}  // namespace

EMSCRIPTEN_BINDINGS(vram_engine) {
  using emscripten::function;
  function(
      "estimate", +[](const std::string& config) { return vram::api::estimate(config); });
  function(
      "solve", +[](const std::string& request) { return vram::api::solve(request); });
  function(
      "plans", +[](const std::string& request) { return vram::api::plans(request); });
  function(
      "commands", +[](const std::string& config) { return vram::api::commands(config); });
  function(
      "hardware", +[](const std::string& config) { return vram::api::hardware(config); });
  function(
      "fromQuery", +[](const std::string& text) { return vram::api::from_query(text); });
  function(
      "toQuery", +[](const std::string& config) { return vram::api::to_query(config); });
  // One call for all points; the caller copies the view before the next call.
  function(
      "sweep", +[](const std::string& request) {
        static std::vector<double> bytes;
        bytes = vram::api::sweep(request);
        return emscripten::val(emscripten::typed_memory_view(bytes.size(), bytes.data()));
      });
  function("fileBytes", &view_for_file);
  function(
      "importHfConfig", +[](const std::string& options) {
        return vram::api::import_hf_config(std::exchange(file_bytes(), {}), options);
      });
  function(
      "importSafetensorsHeader", +[](const std::string& options) {
        return vram::api::import_safetensors(std::exchange(file_bytes(), {}), options);
      });
  function(
      "importGguf", +[](const std::string& options) {
        return vram::api::import_gguf(std::exchange(file_bytes(), {}), options);
      });
  function(
      "importFiles", +[](const std::string& options) {
        return vram::api::import_model_files(std::exchange(file_bytes(), {}), options);
      });
  function(
      "hubFiles", +[](const std::string& query, const std::string& options) {
        return vram::api::hub_files(query, options);
      });
  function(
      "exportResult", +[](const std::string& config, const std::string& format) {
        return vram::api::export_result(config, format);
      });
  function("models", &vram::api::models);
  function("gpus", &vram::api::gpus);
  function("formats", &vram::api::formats);
  function("numberFormats", &vram::api::number_formats);
  function(
      "encodeNumber",
      +[](const std::string& format, double x, bool saturate, double scale, double tensor_scale) {
        return vram::api::encode_number(format, x, {saturate, scale, tensor_scale});
      });
}
