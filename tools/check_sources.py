#!/usr/bin/env python3
# Checks that every source is used, that links into repositories are pinned, and that table rows
# are not dead.
# SPDX-License-Identifier: MIT
"""usage: check_sources.py REPOSITORY_ROOT"""

import json
import re
import sys
from pathlib import Path

REPOSITORY_LINK = re.compile(r"https://github\.com/[^/\s]+/[^/\s]+/(?:blob|tree|raw)/([^/\s]+)/")
COMMIT = re.compile(r"[0-9a-f]{7,40}")
ROW = re.compile(r"^(SOURCE|TERM|PROBLEM|WARNING)\(\s*(\w+)", re.M)


def unpinned(text):
    """Links into a repository that name a branch instead of a commit."""
    for link in REPOSITORY_LINK.finditer(text):
        if not COMMIT.fullmatch(link.group(1)):
            yield link.group(0)


def main():
    root = Path(sys.argv[1]).resolve()
    schema = root / "engine" / "schema"
    code = {
        path: path.read_text(encoding="utf-8")
        for top in ("engine", "api", "i18n", "presets", "imgui_app")
        for path in (root / top).rglob("*")
        if path.suffix in {".h", ".cpp", ".def"}
    }
    problems = []
    rows = 0
    for table in ("sources.def", "terms.def", "issues.def"):
        for _, name in ROW.findall(code[schema / table]):
            rows += 1
            others = (text for path, text in code.items() if path.name != table)
            if not any(re.search(rf"\b{name}\b", text) for text in others):
                problems.append(f"engine/schema/{table}: {name} is used nowhere")
    for path, text in code.items():
        problems += [f"{path.relative_to(root)}: not pinned: {link}" for link in unpinned(text)]

    presets = sorted((root / "presets").rglob("*.json"))
    for path in presets:
        text = path.read_text(encoding="utf-8")
        where = path.relative_to(root)
        preset = json.loads(text)
        problems += [f"{where}: not pinned: {link}" for link in unpinned(text)]
        if not preset.get("source"):
            problems.append(f"{where}: its facts have no source")
        if "published" in preset and not preset["published"].get("source"):
            problems.append(f"{where}: its published parameter count has no source")
        if "usable" in preset and not preset.get("usable_source"):
            problems.append(f"{where}: its usable memory has no source")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"sources: {rows} rows and {len(presets)} presets checked, {len(problems)} defects")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
