// From what was searched for to files of a repository.
// SPDX-License-Identifier: MIT
#include "i18n/hub_files.h"

#include <cstddef>

#include "i18n/strings.h"

namespace vram {
namespace {

constexpr std::string_view kHub = "huggingface.co/";
constexpr std::size_t kLongestName = 96;  // of an owner or a repository: the Hub's own limit

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > kLongestName || text.front() == '.') return false;
  for (const char c : text) {
    if (!is_name_character(c)) return false;
  }
  return true;
}

/// Up to the first of these characters, which is taken off with it.
std::string_view taken_until(std::string_view& text, std::string_view ends) {
  const std::size_t end = text.find_first_of(ends);
  const std::string_view taken = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  return taken;
}

bool says_gguf(std::string_view name) {
  constexpr std::string_view kWord = "gguf";
  for (std::size_t i = 0; i + kWord.size() <= name.size(); ++i) {
    bool is_here = true;
    for (std::size_t j = 0; j < kWord.size(); ++j) {
      is_here = is_here && (name[i + j] | 0x20) == kWord[j];
    }
    if (is_here) return true;
  }
  return false;
}

}  // namespace

std::string hub_repository(std::string_view query) {
  constexpr std::string_view kSpaces = " \t\r\n";
  const std::size_t first = query.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  query = query.substr(first, query.find_last_not_of(kSpaces) + 1 - first);
  const std::size_t hub = query.find(kHub);
  const bool is_address = hub != std::string_view::npos;
  if (is_address) query = query.substr(hub + kHub.size());
  const std::string_view owner = taken_until(query, "/");
  const std::string_view name = taken_until(query, "/?#");
  // More behind a name without an address is a path of another kind.
  if (!is_name(owner) || !is_name(name) || (!is_address && !query.empty())) return {};
  return std::string(owner) + '/' + std::string(name);
}

HubAdvice hub_advice(std::string_view query, Language language) {
  HubAdvice advice;
  advice.repository = hub_repository(query);
  const std::string& repository = advice.repository;
  const std::string page = repository.empty() ? "" : "https://" + std::string(kHub) + repository;
  const auto add = [&](std::string_view file, bool is_one_file, StringId tells) {
    const std::string place = is_one_file ? "/blob/main/" + std::string(file) : "/tree/main";
    advice.files.push_back(
        {std::string(file), page.empty() ? "" : page + place, std::string(tr(tells, language))});
  };
  const bool is_gguf = says_gguf(repository.empty() ? query : std::string_view(repository));
  if (is_gguf) add("*.gguf", false, StringId::hub_gguf);
  add("config.json", true, StringId::hub_config);
  add("model.safetensors.index.json", true, StringId::hub_index);
  add("*.safetensors", false, StringId::hub_safetensors);
  if (!is_gguf) add("*.gguf", false, StringId::hub_gguf);
  advice.text = repository.empty()
                    ? std::string(tr(StringId::hub_text, language))
                    : tr(StringId::hub_text_of, language, {{"repository", repository}});
  return advice;
}

}  // namespace vram
