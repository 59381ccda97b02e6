#!/usr/bin/env python3
# Checks that no folder includes what its place in the architecture forbids.
# SPDX-License-Identifier: MIT
"""usage: check_layers.py REPOSITORY_ROOT"""

import re
import sys
from pathlib import Path

# What each folder may include besides the standard library and itself. The longest prefix that
# fits a file counts.
ALLOWED = {
    "engine/core": [],
    "engine/schema": ["engine/core/"],
    "engine/model": ["engine/core/", "engine/schema/"],
    # One kind of memory knows nothing of another: only the shared headers, never a component.
    "engine/components": [
        "engine/core/",
        "engine/schema/",
        "engine/model/",
        "engine/components/component.h",
        "engine/components/sharding.h",
        "engine/components/held_tokens.h",
        "engine/components/host_copies.h",
        "engine/components/saved_tensors.h",
        "engine/components/stored_tensors.h",
    ],
    # A mode is a table of components; no mode knows another.
    "engine/modes": [
        "engine/core/",
        "engine/schema/",
        "engine/components/component.h",
        "engine/modes/plan.h",
        "engine/modes/bundles.h",
        "engine/modes/workloads.h",
    ],
    "engine": ["engine/"],
    "presets": ["engine/", "presets_data.inc"],
    "i18n": ["engine/", "strings_data.inc", "ui_strings_data.inc"],
    "export": ["engine/", "i18n/"],
    "api": ["engine/", "presets/", "i18n/", "export/", "nlohmann/"],
    "cli": ["engine/", "presets/", "i18n/", "api/"],
    "bench": ["engine/", "presets/", "api/"],
    "fuzz": ["engine/", "presets/", "api/", "fuzz/"],
    "web": ["api/", "emscripten/"],
    "imgui_app": ["engine/", "presets/", "i18n/", "export/", "imgui"],
    "imgui_app/platform_web.cpp": ["emscripten/", "GLES3/", "backends/imgui_"],
    "tests": ["engine/", "presets/", "i18n/", "export/", "api/", "cli/", "imgui_app/", "nlohmann/", "catch_amalgamated.hpp"],
}
MEMBERS_DO_NOT_MEET = ("engine/components", "engine/modes")
# Only these know which machine they run on.
PLATFORM_FILES = {"imgui_app/platform_web.cpp", "imgui_app/imgui_config.h"}
INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]')
SUFFIXES = {".h", ".cpp", ".def", ".inc"}


def allowed_for(file):
    """Prefixes a file may include: those of every listed folder or file it lies in."""
    allowed = []
    for place, prefixes in ALLOWED.items():
        if file == place or file.startswith(place + "/"):
            is_outer = any(
                other != place and other.startswith(place + "/") and file.startswith(other + "/")
                for other in ALLOWED
            )
            if not is_outer:
                allowed += prefixes
                if place not in MEMBERS_DO_NOT_MEET:
                    allowed.append(place + "/")
    return allowed


def problems_of(root, path):
    file = path.relative_to(root).as_posix()
    allowed = allowed_for(file)
    own_header = str(Path(file).with_suffix(".h"))
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if "__EMSCRIPTEN__" in line and file not in PLATFORM_FILES:
            yield f"{file}:{number}: only the platform layer may ask for __EMSCRIPTEN__"
        found = INCLUDE.match(line)
        if not found:
            continue
        included = found.group(1)
        is_standard = "/" not in included and "." not in included
        if is_standard or included == own_header:
            continue
        if not any(included.startswith(prefix) for prefix in allowed):
            yield f"{file}:{number}: may not include {included}"


def main():
    root = Path(sys.argv[1]).resolve()
    files = [
        path
        for top in sorted({place.split("/")[0] for place in ALLOWED})
        for path in sorted((root / top).rglob("*"))
        if path.suffix in SUFFIXES
    ]
    problems = [problem for path in files for problem in problems_of(root, path)]
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"layers: {len(files)} files checked, {len(problems)} defects")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
