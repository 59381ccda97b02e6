// Importing in tests, and what the estimate of an imported configuration says.
// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "api/api.h"

namespace vram::testing {

inline nlohmann::json imported_config(std::string_view text) {
  return nlohmann::json::parse(api::import_hf_config(text));
}

/// Options that name the parts of a model, one after the other in `bytes`.
inline std::string parts_options(const std::vector<std::string>& parts) {
  nlohmann::json lengths = nlohmann::json::array();
  for (const std::string& part : parts) lengths.push_back(part.size());
  return nlohmann::json{{"lengths", lengths}}.dump();
}

inline std::string joined(const std::vector<std::string>& parts) {
  std::string bytes;
  for (const std::string& part : parts) bytes += part;
  return bytes;
}

inline nlohmann::json imported_gguf(const std::vector<std::string>& parts) {
  return nlohmann::json::parse(api::import_gguf(joined(parts), parts_options(parts)));
}
inline nlohmann::json imported_safetensors(const std::vector<std::string>& parts) {
  return nlohmann::json::parse(api::import_safetensors(joined(parts), parts_options(parts)));
}

/// The ids of an import's problems.
inline std::vector<std::string> problems_of(const nlohmann::json& imported) {
  std::vector<std::string> ids;
  for (const auto& problem : imported["problems"]) ids.push_back(problem["id"]);
  return ids;
}

/// Whether no half of anything was handed out, and every problem says something.
inline bool is_refused(const nlohmann::json& imported) {
  for (const auto& problem : imported["problems"]) {
    if (problem["reason"].get<std::string>().size() < 10) return false;
  }
  return imported["config"].is_null() && !imported["problems"].empty();
}

inline nlohmann::json estimated(const nlohmann::json& config) {
  return nlohmann::json::parse(api::estimate(config.dump()));
}

/// Bytes of weights and of the encoder together, which are what a file holds.
inline double loaded_bytes(const nlohmann::json& result) {
  double bytes = 0;
  for (const auto& component : result["components"]) {
    if (component["id"] == "weights" || component["id"] == "vision_encoder") {
      bytes += component["bytes"].get<double>();
    }
  }
  return bytes;
}

}  // namespace vram::testing
