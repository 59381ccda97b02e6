#!/bin/sh
# The formatter and the linter over the project's C++. Needs clang-format 14 and clang-tidy 14, and
# a configured native build (cmake --preset native).
# usage: tools/lint.sh [--fix]
# SPDX-License-Identifier: MIT
set -eu

cd "$(dirname "$0")/.."
if [ "${1:-}" = --fix ]; then
  git ls-files '*.cpp' '*.h' | xargs clang-format -i
fi
git ls-files '*.cpp' '*.h' | xargs clang-format --dry-run --Werror
# The browser's side needs Emscripten's headers; the trimmed library is not ours to judge.
git ls-files 'engine/*.cpp' 'api/*.cpp' 'cli/*.cpp' 'i18n/*.cpp' 'presets/*.cpp' 'bench/*.cpp' \
  'imgui_app/*.cpp' | grep -v -e platform_web -e imgui_without |
  xargs -P "$(nproc)" -n 4 clang-tidy --quiet --warnings-as-errors='*' -p build/native
echo "lint: clean"
