#!/bin/sh
# Times what a newcomer waits for: setup and build of a fresh clone, then a rebuild after a change.
# SPDX-License-Identifier: MIT
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
clone=$(mktemp -d)
trap 'rm -rf "$clone"' EXIT
git clone --quiet "$root" "$clone"
cd "$clone"

start=$(date +%s)
scripts/build.sh
built=$(date +%s)
echo "// changed" >>engine/components/kv_cache.cpp
changed=$(date +%s)
scripts/build.sh
rebuilt=$(date +%s)
echo "setup and build on a fresh clone: $((built - start)) s of 300"
echo "rebuild after one engine change: $((rebuilt - changed)) s of 30"
