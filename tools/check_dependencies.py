#!/usr/bin/env python3
# Every dependency is pinned: an exact version, and a hash of what is downloaded.
# SPDX-License-Identifier: MIT
"""usage: check_dependencies.py REPOSITORY_ROOT"""

import json
import re
import sys
from pathlib import Path

EXACT = re.compile(r"\d+\.\d+\.\d+")
SHA256 = re.compile(r"[0-9a-f]{64}")


def npm(root):
    wanted = json.loads((root / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for kind in ("dependencies", "devDependencies"):
        for name, version in wanted[kind].items():
            if not EXACT.fullmatch(version):
                yield f"package.json: {name} is not pinned to a version: {version}"
            if lock.get(f"node_modules/{name}", {}).get("version") != version:
                yield f"package-lock.json has another version of {name}"
    for place, package in lock.items():
        if place and not package.get("integrity", "").startswith("sha512-"):
            yield f"package-lock.json: {place} has no SHA-512"


def sources(root):
    pinned = re.search(r"^pinned='(.*?)'", (root / "scripts/fetch_sources.sh").read_text(), re.S | re.M)
    for line in pinned[1].splitlines():
        if not SHA256.fullmatch(line.split("|")[-1]):
            yield f"scripts/fetch_sources.sh: no SHA-256 in {line}"
    cmake = (root / "cmake/dependencies.cmake").read_text(encoding="utf-8")
    urls = len(re.findall(r"https://", cmake))
    hashes = len(re.findall(r"URL_HASH SHA256=[0-9a-f]{64}|GIT_TAG [0-9a-f]{40}\b", cmake))
    if urls != hashes:
        yield f"cmake/dependencies.cmake: {urls} addresses, {hashes} SHA-256 sums and commits"


def main():
    root = Path(sys.argv[1])
    packages = len(json.loads((root / "package-lock.json").read_text())["packages"]) - 1
    defects = [*npm(root), *sources(root)]
    print(*defects, sep="\n", end="\n" if defects else "")
    print(f"dependencies: {packages} npm packages and the pinned sources checked, {len(defects)} defects")
    sys.exit(1 if defects else 0)


if __name__ == "__main__":
    main()
