#!/bin/sh
# Runs every test: native with sanitizers, WebAssembly under Node, and a real browser.
# SPDX-License-Identifier: MIT
set -eu

cd "$(dirname "$0")/.."
scripts/setup.sh --tests
[ -d /usr/share/nodejs ] && export NODE_PATH="${NODE_PATH:-/usr/share/nodejs}"

step() { printf '\n== %s\n' "$*"; }

step "tables, layers, texts"
python3 tools/check_layers.py .
python3 tools/check_sources.py .
python3 tools/check_strings.py .

step "native, with AddressSanitizer and UndefinedBehaviorSanitizer"
cmake --preset native >/dev/null
cmake --build --preset native
ctest --preset native --verbose

step "generated documents are current"
mkdir -p build/documents
build/native/cli/vram docs build/documents
for name in formulas.md fields.md; do
  cmp "docs/$name" "build/documents/$name" || {
    echo "docs/$name is not current: cmake --build --preset native --target docs" >&2
    exit 1
  }
done

step "fuzz targets, ten seconds each, with AddressSanitizer and UndefinedBehaviorSanitizer"
fuzz/run.sh 10

step "site and engine module"
scripts/build.sh

step "WebAssembly under Node"
cmake --build --preset wasm
ctest --preset wasm --verbose

step "engine module: its API, and the same bytes as the native build"
node --test tests/engine_module/*.test.mjs

step "sizes"
node bench/sizes.mjs

step "browser"
node --test tests/browser/*.test.mjs

step "pictures of the page"
node tests/browser/screenshots.mjs
