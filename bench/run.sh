#!/bin/sh
# All measurements beside their budgets (bench/budgets.json).
# SPDX-License-Identifier: MIT
set -eu

cd "$(dirname "$0")/.."
scripts/setup.sh --tests
scripts/build.sh
[ -d /usr/share/nodejs ] && export NODE_PATH="${NODE_PATH:-/usr/share/nodejs}"
cmake --build --preset wasm --target bench_estimate

node bench/sizes.mjs
node bench/speed.mjs
node bench/import.mjs
node bench/page.mjs
node bench/frames.mjs
bench/build.sh
