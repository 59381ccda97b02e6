#!/bin/sh
# Builds what is missing and serves the site on this machine.
# usage: scripts/serve.sh [--port N] [--no-open]
# SPDX-License-Identifier: MIT
set -eu

cd "$(dirname "$0")/.."
scripts/build.sh
exec python3 tools/serve.py dist "$@"
