#!/usr/bin/env python3
# Checks that every text is used, and that the app shows none that is not in i18n/.
# SPDX-License-Identifier: MIT
"""usage: check_strings.py REPOSITORY_ROOT

That both languages have the same keys and placeholders is checked by gen_strings.py, and that each
row of a table has its texts by the compiler.
"""

import json
import re
import sys
from pathlib import Path

PASTED = re.compile(r"StringId::((?:\w|##)*##(?:\w|##)*)")
CJK = re.compile(r'"[^"]*[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef][^"]*"')
# Two words in a literal are a sentence for somebody; ids and keys have no spaces.
WORDS = re.compile(r'"[^"\n]*[A-Za-z]{2,} +[A-Za-z]{2,}[^"\n]*"')
NOT_SHOWN = re.compile(r"^\s*(//|#|IM_ASSERT|static_assert|printf)")
# Literals that look like texts and are none.
NOT_TEXTS = {
    "NVIDIA GeForce ": "stripped from products' names",
    "AMD Radeon ": "stripped from products' names",
    "，": "one of the signs that no line may begin with",
    "（": "one of the signs that no line may end with",
}


def read(paths):
    return {path: path.read_text(encoding="utf-8") for path in paths}


def sources(root, tops, suffixes):
    return read(p for top in tops for p in (root / top).rglob("*") if p.suffix in suffixes)


def unused(root, keys):
    code = "\n".join(sources(root, ("api", "cli", "export", "i18n", "imgui_app"), {".h", ".cpp"}).values())
    tables = "\n".join(sources(root, ("engine", "export"), {".def"}).values())
    page = "\n".join(sources(root, ("web",), {".js"}).values())
    # "StringId::choice_##list_key##_##key" stands for every name made of rows of the tables.
    row = "(?:" + "|".join(sorted(set(re.findall(r"\w+", tables)))) + ")"
    pasted_names = [
        re.compile(re.sub(r"##\w+?##|##\w+$", row, pasted)) for pasted in set(PASTED.findall(code))
    ]
    for key in keys:
        prefix, _, rest = key.partition(".")
        name = key.replace(".", "_")
        if prefix in ("page", "plain"):
            is_used = rest in page
        elif prefix == "ui":
            is_used = re.search(rf"UiText::{rest.replace('.', '_')}\b", code)
        else:
            is_used = re.search(rf"StringId::{name}\b", code) or any(
                each.fullmatch(name) for each in pasted_names
            )
        if not is_used:
            yield f"i18n/en.json: {key} is used nowhere"


def texts_in_code(root):
    for path, text in sources(root, ("imgui_app",), {".h", ".cpp"}).items():
        for number, line in enumerate(text.splitlines(), 1):
            if NOT_SHOWN.match(line) or any(f'"{literal}"' in line for literal in NOT_TEXTS):
                continue
            code = line.split(" // ")[0]
            if CJK.search(code) or WORDS.search(code):
                yield f"{path.relative_to(root)}:{number}: a text outside i18n/: {line.strip()}"


def main():
    root = Path(sys.argv[1]).resolve()
    keys = list(json.loads((root / "i18n" / "en.json").read_text(encoding="utf-8")))
    problems = [*unused(root, keys), *texts_in_code(root)]
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"texts: {len(keys)} checked, {len(problems)} defects")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
