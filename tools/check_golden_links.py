#!/usr/bin/env python3
# Golden links are only ever added to: no line of them may be edited or removed.
# SPDX-License-Identifier: MIT
"""usage: check_golden_links.py REPOSITORY_ROOT"""

import subprocess
import sys
from pathlib import Path

FOLDER = "tests/golden_links"


def git(root, *arguments):
    result = subprocess.run(
        ["git", "-C", root, *arguments], capture_output=True, text=True, check=False
    )
    return result.stdout if result.returncode == 0 else None


def main():
    root = sys.argv[1]
    lines = sum(len(p.read_text(encoding="utf-8").splitlines()) for p in Path(root, FOLDER).glob("*.jsonl"))
    # Against every commit's first parent, and what is not committed yet.
    history = git(root, "log", "--format=", "--numstat", "--first-parent", "-m", "--", f"{FOLDER}/*.jsonl")
    pending = git(root, "diff", "HEAD", "--numstat", "--", f"{FOLDER}/*.jsonl")
    if history is None or pending is None:
        print(f"golden links: {lines} lines; no history here to compare them with")
        return
    removed = 0
    for row in (history + pending).splitlines():
        fields = row.split("\t")
        if len(fields) == 3 and fields[1] not in ("0", "-"):
            print(f"{fields[2]}: {fields[1]} lines were edited or removed; add new ones instead")
            removed += 1
    print(f"golden links: {lines} lines, {removed} defects")
    sys.exit(1 if removed else 0)


if __name__ == "__main__":
    main()
