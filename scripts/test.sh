#!/bin/sh
# Runs every test: native with sanitizers, WebAssembly under Node, and a real browser.
# SPDX-License-Identifier: MIT
set -eu

cd "$(dirname "$0")/.."
scripts/setup.sh --tests
[ -d /usr/share/nodejs ] && export NODE_PATH="${NODE_PATH:-/usr/share/nodejs}"

# What was tried, told again at the end.
mkdir -p build
export VRAM_COUNTS="$PWD/build/counts.txt"
: >"$VRAM_COUNTS"

step() { printf '\n== %s\n' "$*"; }

step "tables, layers, texts, dependencies, golden links"
python3 tools/check_layers.py .
python3 tools/check_sources.py .
python3 tools/check_strings.py .
python3 tools/check_dependencies.py .
python3 tools/check_golden_links.py .

step "native, with AddressSanitizer and UndefinedBehaviorSanitizer"
cmake --preset native >/dev/null
cmake --build --preset native
ctest --preset native --verbose

step "soak: random configurations under the sanitizers"
build/native/tests/vram_soak "${VRAM_SOAK_CONFIGURATIONS:-20000}" >>"$VRAM_COUNTS"
tail -n 1 "$VRAM_COUNTS"

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

step "accuracy: the document is current, and what is far off has its reason"
node tests/accuracy/document.mjs --check

step "sizes"
node bench/sizes.mjs

step "browser"
node --test tests/browser/*.test.mjs

step "pictures of the page"
node tests/browser/screenshots.mjs

step "what was tried"
cat "$VRAM_COUNTS"
