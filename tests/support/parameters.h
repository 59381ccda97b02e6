// Models with a round number of parameters, as papers and guides have them.
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace vram::testing {

/// Link of a one-layer model of hidden size 4096 with exactly so many parameters. Its own are
/// 2 x 32000 x 4096 embeddings, 4096 x (2 x 4096 + 2 x 1024) attention, 3 x 4096 x 14336 MLP and
/// 3 norms of 4096: 480,260,096. The rest is counted as an encoder's.
inline std::string model_of(double parameters) {
  constexpr double kOwn =
      2.0 * 32000 * 4096 + 4096.0 * (2 * 4096 + 2 * 1024) + 3.0 * 4096 * 14336 + 3.0 * 4096;
  static_assert(kOwn == 480260096);
  return "model=custom&arch.num_hidden_layers=1&arch.vocab_size=32000&arch.vision_parameters=" +
         std::to_string(static_cast<long long>(parameters - kOwn));
}

}  // namespace vram::testing
