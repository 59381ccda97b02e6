#!/bin/sh
# Installs what building (and, with --tests, testing) needs and is not there yet. Idempotent; uses
# what it finds, an emcc on PATH for instance.
# SPDX-License-Identifier: MIT
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
with_tests=no
[ "${1:-}" = --tests ] && with_tests=yes

log=$(mktemp)
trap 'rm -f "$log"' EXIT

say() { printf 'setup: %s\n' "$*"; }
# Logs of package managers carry hosts' names, which are nobody's business in a bug report.
show_log() { tail -n 15 "$log" | sed -E 's#https?://[^ /]+#HOST#g; s/^/  | /' >&2; }
fail() {
  printf 'setup: %s\n' "$*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# version_at_least HAVE WANT, compared number by number.
version_at_least() {
  [ "$(printf '%s\n%s\n' "$2" "$1" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$2" ]
}

has_fonttools() {
  /usr/bin/python3 -c 'import fontTools' 2>/dev/null || python3 -c 'import fontTools' 2>/dev/null
}

has_emscripten() {
  has emcc || return 1
  found=$(emcc --version 2>/dev/null | sed -nE '1s/.* ([0-9]+\.[0-9]+\.[0-9]+).*/\1/p')
  version_at_least "${found:-0.0.0}" 3.1.6
}

# --- System packages ------------------------------------------------------------------------------
missing=''
need() { # need PACKAGE CHECK...
  package=$1
  shift
  "$@" || missing="$missing $package"
}
need python3 has python3
need cmake has cmake
need ninja-build has ninja
need g++ has g++
need nodejs has node
need npm has npm
need emscripten has_emscripten
need fonttools has_fonttools
need xz-utils has xz # for the archive of Dear ImGui
links_fuzzer() { # the fuzz targets link with the clang that is there
  echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' |
    clang++ -x c++ -fsanitize=fuzzer,address - -o /dev/null 2>/dev/null
}
# 144 or later: older ones keep the driver's waiting from pages under this policy.
has_firefox() {
  found=$({ firefox-esr --version || firefox --version; } 2>/dev/null | sed -nE 's/.* ([0-9.]+).*/\1/p')
  version_at_least "${found:-0}" 144
}
if [ "$with_tests" = yes ]; then
  need chromium has chromium
  need git has git # golden links are compared with their history
  need clang has clang++ # for the fuzz targets, and its sanitizers, which are recommended only
  need libclang-rt-14-dev links_fuzzer
  need firefox-esr has_firefox
  need xvfb has Xvfb # Firefox draws with WebGL 2 only on a screen
  need libgl1-mesa-dri test -e /usr/lib/"$(uname -m)"-linux-gnu/dri
fi

if [ -n "$missing" ]; then
  if ! has apt-get; then
    cat >&2 <<TEXT
setup: these are missing and there is no apt-get to install them with:$missing
  Install them by your system's means and run this again:
    Emscripten 3.1.6 or later (emcc on PATH), CMake 3.24 or later, Ninja, a C++20 compiler,
    Python 3 with fontTools (python3 -m pip install fonttools), Node.js 18 or later with npm,
    and for the tests Chromium or Chrome as "chromium", Firefox, and Xvfb.
TEXT
    exit 1
  fi
  as_root=''
  if [ "$(id -u)" -ne 0 ]; then
    has sudo || fail "run as root, or install these packages yourself:$missing"
    as_root=sudo
  fi
  say "installing$missing (half a minute to two minutes)"
  # Lists that are old or without the security updates would give old browsers; where they cannot be
  # read anew, those that are there have to do.
  $as_root apt-get update >"$log" 2>&1 || say "the package lists could not be read anew"
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    $missing >"$log" 2>&1 || {
    show_log
    fail "apt could not install$missing; mend the error above and run this again"
  }
fi

version_at_least "$(cmake --version | sed -nE '1s/.* ([0-9.]+).*/\1/p')" 3.24 ||
  fail "CMake 3.24 or later is needed; this one is older: $(cmake --version | head -n 1)"
version_at_least "$(node --version | tr -d v)" 18.0.0 ||
  fail "Node.js 18 or later is needed; this one is $(node --version)"
has_emscripten || fail "Emscripten 3.1.6 or later is needed; this one is $(emcc --version | head -n 1)"

# --- npm packages: fonts, the page's bundler, the tests' browser driver ---------------------------
if [ ! -f node_modules/.package-lock.json ] ||
  [ package-lock.json -nt node_modules/.package-lock.json ]; then
  say "installing npm packages"
  npm ci >"$log" 2>&1 || {
    show_log
    fail "npm could not install the packages of package-lock.json; check its registry setting"
  }
  touch node_modules/.package-lock.json
fi

# --- Sources of libraries -------------------------------------------------------------------------
if has apt-get; then
  scripts/fetch_sources.sh || fail "third-party sources are missing; see the message above"
fi

say "ready"
