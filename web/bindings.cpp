// The engine module's exports: the public API's text functions, as free functions.
// SPDX-License-Identifier: MIT
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <string>
#include <vector>

#include "api/api.h"

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
