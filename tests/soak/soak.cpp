// Random configurations by the million: laws that must hold for each, under the sanitizers.
// SPDX-License-Identifier: MIT
//
// usage: vram_soak [COUNT [SEED]]
//
// Splits the count over the machine's cores. A broken law is told with the link of its
// configuration, and the program ends with 1.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/estimate.h"
#include "engine/estimator.h"
#include "engine/schema/fields.h"
#include "engine/url_state.h"
#include "presets/presets.h"
#include "tests/support/random_inputs.h"

using namespace vram;
using vram::testing::Random;

namespace {

constexpr std::uint64_t kDefaultCount = 20000;
constexpr std::uint64_t kDefaultSeed = 8;
constexpr std::size_t kLongestLinkPromised = 2000;
constexpr std::size_t kMostTold = 20;

/// More of these never needs less memory.
constexpr InputField kGrowing[] = {
    InputField::context,     InputField::batch,      InputField::seq_len,
    InputField::micro_batch, InputField::prompt_len, InputField::completion_len,
    InputField::text_tokens,
};

struct Tally {
  std::uint64_t configurations = 0;
  std::uint64_t links = 0;
  std::uint64_t comparisons = 0;
  std::size_t longest_link = 0;
};

/// The laws that one configuration broke, for people.
class Verdict {
 public:
  void expect(bool holds, const char* law) {
    if (!holds) broken_ += std::string(broken_.empty() ? "" : "; ") + law;
  }
  const std::string& broken() const { return broken_; }

 private:
  std::string broken_;
};

bool is_whole(double bytes) {
  return std::isfinite(bytes) && bytes >= 0 && bytes == std::floor(bytes);
}

void check_sums(const Report& report, Verdict& verdict) {
  double largest = 0;
  for (const PhaseTotal& phase : report.phases) {
    double sum = 0;
    for (const Line& line : phase.lines) {
      verdict.expect(is_whole(line.bytes), "a component is not whole bytes");
      sum += line.bytes;
    }
    verdict.expect(sum == phase.bytes, "the components of a phase do not add up");
    largest = std::fmax(largest, phase.bytes);
  }
  verdict.expect(is_whole(report.per_gpu_bytes), "the peak is not whole bytes");
  verdict.expect(is_whole(report.total_bytes), "the total is not whole bytes");
  verdict.expect(report.per_gpu_bytes > 0, "nothing is needed");
  verdict.expect(report.per_gpu_bytes == largest, "the peak is not the largest phase");
  verdict.expect(report.total_bytes >= report.per_gpu_bytes, "all devices hold less than one");
  verdict.expect(is_whole(report.parameters.total), "the parameters are no whole number");
  verdict.expect(report.parameters.active <= report.parameters.total, "more active than there are");
  verdict.expect(is_whole(report.tokens.kv_capacity), "the capacity is no whole number");
  verdict.expect(report.fit.fits == (report.fit.headroom_bytes >= 0), "it fits without room");
}

void check_growth(const Report& report, Verdict& verdict, Tally& tally) {
  const double before = peak_bytes(report.scenario);
  verdict.expect(before == report.per_gpu_bytes, "the fast path has other bytes");
  for (const InputField field : kGrowing) {
    Scenario more = report.scenario;
    more.inputs[field] = std::fmax(more.inputs[field] + 1, more.inputs[field] * 2);
    if (more.inputs[field] > spec(field).max) continue;
    verdict.expect(peak_bytes(more) >= before,
                   (std::string("more ") + std::string(spec(field).key) + " needs less").c_str());
    ++tally.comparisons;
  }
}

void check_link(const std::string& link, const Catalog& catalog, Verdict& verdict, Tally& tally) {
  const DecodedLink decoded = decode_link(link, catalog);
  verdict.expect(link.size() <= kLongestLinkPromised, "the link is too long");
  verdict.expect(decoded.issues.empty(), "the link raises issues");
  verdict.expect(encode_link(decoded.inputs, catalog) == link, "the link changes");
  tally.longest_link = std::max(tally.longest_link, link.size());
  ++tally.links;
}

/// What all threads share.
struct Soak {
  std::atomic<std::uint64_t> broken{0};
  std::mutex mutex;
  Tally tally;

  void tell(const std::string& link, const std::string& broken_laws) {
    if (broken++ >= kMostTold) return;
    const std::lock_guard lock(mutex);
    std::fprintf(stderr, "%s\n  #%s\n", broken_laws.c_str(), link.c_str());
  }

  void add(const Tally& part) {
    const std::lock_guard lock(mutex);
    tally.configurations += part.configurations;
    tally.links += part.links;
    tally.comparisons += part.comparisons;
    tally.longest_link = std::max(tally.longest_link, part.longest_link);
  }
};

void run(Soak& soak, std::uint64_t count, std::uint64_t seed) {
  Random random(seed);
  const Catalog& catalog = preset_catalog();
  Tally tally;
  for (; tally.configurations < count; ++tally.configurations) {
    const Inputs inputs = testing::random_inputs(random, catalog);
    const std::string link = encode_link(inputs, catalog);
    const Report report = estimate(inputs, catalog);
    Verdict verdict;
    check_link(link, catalog, verdict, tally);
    check_sums(report, verdict);
    check_growth(report, verdict, tally);
    if (!verdict.broken().empty()) soak.tell(link, verdict.broken());
  }
  soak.add(tally);
}

std::uint64_t argument(int argc, char** argv, int index, std::uint64_t fallback) {
  return argc > index ? std::strtoull(argv[index], nullptr, 10) : fallback;
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t count = argument(argc, argv, 1, kDefaultCount);
  const std::uint64_t seed = argument(argc, argv, 2, kDefaultSeed);
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const auto start = std::chrono::steady_clock::now();
  Soak soak;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < cores; ++i) {
    const std::uint64_t share = count / cores + (i < count % cores ? 1 : 0);
    threads.emplace_back([&soak, share, seed, i] { run(soak, share, seed * 1000 + i); });
  }
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  std::printf(
      "soak: %llu configurations, %llu links (longest %zu characters), %llu comparisons, "
      "%llu broken laws, %.0f s\n",
      static_cast<unsigned long long>(soak.tally.configurations),
      static_cast<unsigned long long>(soak.tally.links), soak.tally.longest_link,
      static_cast<unsigned long long>(soak.tally.comparisons),
      static_cast<unsigned long long>(soak.broken.load()), elapsed.count());
  return soak.broken == 0 ? 0 : 1;
}
