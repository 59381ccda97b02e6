#!/bin/sh
# Builds the fuzz targets and runs each for a while from its seeds.
# usage: fuzz/run.sh SECONDS
# SPDX-License-Identifier: MIT
set -eu

cd "$(dirname "$0")/.."
seconds=${1:?usage: fuzz/run.sh SECONDS}
targets='url hf_config safetensors gguf'

cmake --preset fuzz >/dev/null
# shellcheck disable=SC2046
cmake --build --preset fuzz --target $(for name in $targets; do echo "fuzz_$name"; done) fuzz_corpus
logs=build/fuzz/fuzz/logs
mkdir -p "$logs"
for name in $targets; do
  found=build/fuzz/fuzz/found/$name # inputs that reach new code, kept from run to run
  mkdir -p "$found"
  # No input may take longer than a second, or all together more than 512 MiB with the sanitizers' share.
  build/fuzz/fuzz/fuzz_"$name" -max_total_time="$seconds" -timeout=1 -rss_limit_mb=512 -verbosity=0 \
    -print_final_stats=1 -artifact_prefix="$found/../$name-" "$found" "build/fuzz/fuzz/corpus/$name" \
    >"$logs/$name" 2>&1 || {
    cat "$logs/$name"
    exit 1
  }
  seeds=$(find "build/fuzz/fuzz/corpus/$name" -type f | wc -l)
  tried=$(sed -n 's/^stat::number_of_executed_units: *//p' "$logs/$name")
  printf 'fuzz: %s: %s inputs from %s seeds in %s s, none broke a law\n' \
    "$name" "$tried" "$seeds" "$seconds"
done
