// Settling of how a model is served: the program's version, its defaults on this device, overheads.
// SPDX-License-Identifier: MIT
#include <cmath>
#include <string>

#include "engine/core/number_text.h"
#include "engine/scenario.h"
#include "engine/schema/fields.h"

namespace vram {
namespace {

/// Limits of vLLM and SGLang between small and large devices, in GiB.
constexpr double kLargeForVllm = 70;
constexpr double kLargestForVllm = 160;

bool is_a100(const GpuPreset& gpu) { return gpu.name.find("A100") != std::string_view::npos; }

/// Tokens and sequences in one step unless asked otherwise: vLLM's API server.
struct StepLimits {
  double tokens = 2048;
  double sequences = 256;
};

StepLimits vllm_limits(const GpuPreset& gpu) {
  if (gpu.memory_gib >= kLargestForVllm) return {16384, 1024};
  if (gpu.memory_gib >= kLargeForVllm && !is_a100(gpu)) return {8192, 1024};
  return {};
}

/// One row of SGLang's table: up to so much memory, a chunk and the largest captured batch.
struct SglangLimits {
  double below_mib;
  double chunk_tokens;
  double graph_batch;
  double graph_batch_wide;  ///< with tensor parallelism over four devices or more
};
constexpr SglangLimits kSglangLimits[] = {
    {20 * 1024, 2048, 8, 8},     {35 * 1024, 2048, 24, 80},    {60 * 1024, 4096, 32, 160},
    {90 * 1024, 8192, 256, 512}, {160 * 1024, 8192, 256, 512}, {1e9, 16384, 512, 512},
};

const SglangLimits& sglang_limits(double device_mib) {
  for (const SglangLimits& row : kSglangLimits) {
    if (device_mib < row.below_mib) return row;
  }
  return kSglangLimits[0];
}

/// SGLang's own rule for the share that weights and cache take: the rest is for metadata, 1.5 MiB
/// for every token of a chunk, an eighth of a GiB for every rank, and the graphs.
double sglang_share(const Inputs& inputs, double device_mib) {
  constexpr double kMetadataMib = 512;
  constexpr double kMibPerToken = 1.5;
  constexpr double kMibPerRank = 128;
  constexpr double kMibPerGraphSequence = 2;
  constexpr double kLargeDeviceMib = 60 * 1024;
  constexpr double kLeastOnLargeMib = 10 * 1024;
  const SglangLimits& limits = sglang_limits(device_mib);
  const double ranks = inputs[InputField::tp] * inputs[InputField::pp];
  constexpr double kWideRanks = 4;
  const double batch =
      inputs[InputField::tp] < kWideRanks ? limits.graph_batch : limits.graph_batch_wide;
  double reserved = kMetadataMib + kMibPerToken * max_of(inputs[InputField::prefill_chunk], 2048) +
                    kMibPerRank * ranks;
  if (inputs.cuda_graphs()) reserved += kMibPerGraphSequence * batch;
  if (device_mib > kLargeDeviceMib) reserved = max_of(reserved, kLeastOnLargeMib);
  return max_of(spec(InputField::gpu_memory_utilization).min, (device_mib - reserved) / device_mib);
}

/// Until early 2025 the share followed from the number of ranks alone.
double early_sglang_share(const Inputs& inputs) {
  const double ranks = inputs[InputField::tp];
  if (ranks >= 16) return 0.79;
  if (ranks >= 8) return 0.81;
  if (ranks >= 4) return 0.85;
  return ranks >= 2 ? 0.87 : 0.88;
}

void fill(double& value, double used) {
  if (value == kAutomatic) value = used;
}

const ServingRuntimeSpec& settled_version(Inputs& inputs, Issues& problems) {
  double& chosen = inputs[InputField::runtime_version];
  const ServingRuntimeSpec& newest = newest_version(inputs.runtime());
  if (chosen == kAutomaticChoice) {
    chosen = static_cast<double>(newest.version);
    return newest;
  }
  const ServingRuntimeSpec& asked = spec(inputs.runtime_version());
  if (asked.runtime == newest.runtime) return asked;
  const auto key = [](const ServingRuntimeSpec& row) {
    return std::string(
        choice_keys(ChoiceList::RuntimeVersion)[static_cast<std::size_t>(row.version)]);
  };
  problems.push_back(
      {IssueId::version_of_another_runtime, "runtime_version", key(asked), key(newest), ""});
  chosen = static_cast<double>(newest.version);
  return newest;
}

/// llama.cpp pads for its flash attention kernels (llama_kv_cache::get_padding).
double cache_block(const Inputs& inputs, const ServingRuntimeSpec& version) {
  constexpr double kFlashCells = 256;
  const bool is_padded =
      version.runtime == Runtime::llama_cpp && inputs.attention() != AttentionKernel::eager;
  return is_padded ? max_of(kFlashCells, version.block_tokens) : version.block_tokens;
}

void settle_limits(Scenario& scenario, double device_mib) {
  Inputs& inputs = scenario.inputs;
  const ServingRuntimeSpec& version = *scenario.serving.version;
  double chunk = version.chunk_tokens;
  double sequences = version.sequences;
  double share = version.share;
  fill(inputs[InputField::kv_block_tokens], cache_block(inputs, version));
  double& graphs = inputs[InputField::cuda_graphs];
  if (graphs == kAutomaticChoice) graphs = version.pool == Pool::none ? 0 : 1;
  if (version.runtime == Runtime::vllm) {
    const StepLimits limits = vllm_limits(*scenario.gpu);
    if (version.trial != Trial::prompts) chunk = limits.tokens;
    if (sequences == 0) sequences = limits.sequences;
  }
  if (version.runtime == Runtime::sglang) chunk = sglang_limits(device_mib).chunk_tokens;
  fill(inputs[InputField::prefill_chunk], chunk);
  fill(inputs[InputField::max_num_seqs], sequences);
  if (version.runtime == Runtime::sglang) {
    const bool is_early = version.version == RuntimeVersion::sglang_0_3;
    share = is_early ? early_sglang_share(inputs) : sglang_share(inputs, device_mib);
  }
  fill(inputs[InputField::gpu_memory_utilization], share);
}

/// llama.cpp's --n-gpu-layers counts the layers and the head.
void settle_host_layers(Scenario& scenario, Issues& problems) {
  double& asked = scenario.inputs[InputField::host_layers];
  Serving& serving = scenario.serving;
  if (serving.llama_cpp == nullptr || asked == 0) {
    asked = 0;
    return;
  }
  const double layers = scenario.model[ModelField::num_hidden_layers];
  if (asked > layers + 1) {
    problems.push_back({IssueId::more_host_layers_than_layers, "host_layers", plain_text(asked),
                        plain_text(layers + 1), plain_text(layers)});
    asked = layers + 1;
  }
  serving.host_layers = min_of(asked, layers);
  serving.has_host_head = asked > layers || !serving.llama_cpp->keeps_head;
}

}  // namespace

void settle_serving(Scenario& scenario, Issues& problems) {
  Inputs& inputs = scenario.inputs;
  Serving& serving = scenario.serving;
  serving.device_bytes = scenario.gpu->usable_bytes;
  const double usable_mib = inputs[InputField::usable_memory_mib];
  if (usable_mib != kAutomatic) serving.device_bytes = usable_mib * kMebi;
  fill(inputs[InputField::usable_memory_mib], std::floor(serving.device_bytes / kMebi));
  if (scenario.recipe.trains) return settle_limits(scenario, 0);

  const bool is_classic = inputs.method() == Method::classic;
  const ServingRuntimeSpec& version = settled_version(inputs, problems);
  serving.version = is_classic ? &kServingRuntimes[0] : &version;
  serving.llama_cpp = llama_cpp_version(serving.version->version);
  settle_host_layers(scenario, problems);
  settle_limits(scenario, serving.device_bytes / kMebi);
  const Code code = serving.version->code;
  serving.is_compiled = code == Code::compiled || (code == Code::graphed && inputs.cuda_graphs());
  serving.context_bytes = serving.version->context_mib * kMebi;
  serving.library_bytes = serving.version->libraries_mib * kMebi;
  if (inputs.cuda_graphs()) serving.graph_bytes = serving.version->graphs_mib * kMebi;
  if (inputs[InputField::tp] > 1) {
    serving.collective_bytes = serving.version->collectives_mib * kMebi;
  }
}

}  // namespace vram
