// Which file of the Hugging Face Hub tells what of a model that is not among the presets. Nothing
// is fetched: the visitor downloads it and opens it here. SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/schema/choices.h"

namespace vram {

/// One file worth opening.
struct HubFile {
  std::string file;     ///< its name, or a pattern of it
  std::string address;  ///< the page that offers it; "" where the repository is not known
  std::string tells;    ///< what it gives, in words
};

/// What to do about a model that was searched for and not found.
struct HubAdvice {
  std::string repository;  ///< "owner/name"; "" where the query names none
  std::string text;
  std::vector<HubFile> files;
};

/// The repository a text names: "owner/name", an address of it, or of a file in it; "" for others.
std::string hub_repository(std::string_view query);

HubAdvice hub_advice(std::string_view query, Language language);

}  // namespace vram
