#!/bin/sh
# The long run: a million configurations under the sanitizers, and a walk of 10,000 actions through
# the app. scripts/test.sh does a small part of both.
# usage: scripts/soak.sh [CONFIGURATIONS [ACTIONS]]
# SPDX-License-Identifier: MIT
set -eu

cd "$(dirname "$0")/.."
configurations=${1:-1000000}
actions=${2:-10000}
scripts/setup.sh --tests
cmake --preset native >/dev/null
cmake --build --preset native --target vram_soak
build/native/tests/vram_soak "$configurations"
scripts/build.sh
VRAM_WALK_ACTIONS="$actions" node --test tests/browser/walk.test.mjs
