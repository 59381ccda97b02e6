#!/bin/sh
# Builds the site and the engine module into dist/.
# SPDX-License-Identifier: MIT
set -eu

cd "$(dirname "$0")/.."
scripts/setup.sh

# Debian keeps Emscripten's node modules where node does not look by itself.
[ -d /usr/share/nodejs ] && export NODE_PATH="${NODE_PATH:-/usr/share/nodejs}"

echo "build: configuring"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
cmake --preset wasm >"$log" 2>&1 || {
  cat "$log" >&2
  echo "build: CMake could not configure; the message above says what is missing" >&2
  exit 1
}
cmake --build --preset wasm --target site engine_module presets_checked
echo "build: dist/ is ready"
