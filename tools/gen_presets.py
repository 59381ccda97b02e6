#!/usr/bin/env python3
# Turns presets/**/*.json into the C++ arrays that presets/presets.cpp includes.
# SPDX-License-Identifier: MIT
"""usage: gen_presets.py REPOSITORY_ROOT OUTPUT

Names of facts come from the engine's field tables, so there is no second schema. What can only be
judged by computing (ranges, parameter totals) is checked by check_presets after compiling.
"""

import hashlib
import json
import re
import sys
from pathlib import Path

VENDORS = ("NVIDIA", "AMD", "Intel", "Apple", "Google", "AWS", "Huawei", "Tenstorrent")  # as listed
WRITTEN_REASON_ABOVE = 0.001  # relative deviation from a published total that needs no excuse
DEFAULT_MODEL = re.compile(r'^MODEL\(\s*model\s*,\s*"([^"]+)"', re.M)
DEFAULT_GPU = re.compile(r'^GPU\(\s*gpu\s*,\s*"([^"]+)"', re.M)


class PresetError(Exception):
    """A preset that cannot be compiled in, with the file it is in."""


def table_rows(path, macro):
    """Arguments of every row `macro(...)` of a table."""
    rows = re.findall(rf"^{macro}\(([^)]*)\)", path.read_text(encoding="utf-8"), re.M)
    return [[argument.strip() for argument in row.split(",")] for row in rows]


def model_fields(path):
    """Rows of model_fields.def in order: (kind, key, arguments)."""
    pattern = r"^(FACT_NUMBER|FACT_FLAG|FACT_CHOICE|FACT_SET|FACT_PATTERN)\(([^)]*)\)"
    fields = []
    for kind, arguments in re.findall(pattern, path.read_text(encoding="utf-8"), re.M):
        parts = [argument.strip() for argument in arguments.split(",")]
        fields.append((kind, parts[0], parts[1:]))
    return fields


def number(value, where):
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise PresetError(f"{where}: expected a number, found {value!r}")
    return repr(value)


def choice_values(path):
    """Values of every list of choices.def in order, by the list's type."""
    source = path.read_text(encoding="utf-8")
    keys = dict(re.findall(r"^CHOICE_LIST\((\w+), (\w+)\)", source, re.M))
    return {
        kind: re.findall(rf"^VALUE\({key}, (\w+)\)", source, re.M) for kind, key in keys.items()
    }


def fact_value(field, facts, choices, where):
    """A fact as the engine stores it: a whole number."""
    kind, key, arguments = field
    where = f"{where}, fact {key}"
    if kind == "FACT_FLAG":
        value = facts.get(key, arguments[0] == "true")
        if not isinstance(value, bool):
            raise PresetError(f"{where}: expected true or false, found {value!r}")
        return int(value)
    if kind == "FACT_CHOICE":
        value = facts.get(key, arguments[1])
        if value not in choices[arguments[0]]:
            raise PresetError(f"{where}: {value!r} is not one of {choices[arguments[0]]}")
        return choices[arguments[0]].index(value)
    if kind == "FACT_SET":
        unknown = set(facts.get(key, [])) - set(choices[arguments[0]])
        if unknown:
            raise PresetError(f"{where}: {sorted(unknown)} not of {choices[arguments[0]]}")
        return sum(1 << choices[arguments[0]].index(member) for member in facts.get(key, []))
    if kind == "FACT_PATTERN":
        return 1 if facts.get(key) else 0
    default, minimum, relevant = arguments[2], arguments[3], arguments[5]
    # A fact every model of the usual kind has, and that no default can stand in for.
    is_usual = relevant in ("always", "when_attention", "when_heads_cached", "when_dense_layers")
    if key not in facts and is_usual and minimum == "1" and default != "1":
        raise PresetError(f"{where}: missing")
    value = facts.get(key, int(float(default)))
    number(value, where)
    if value != int(value) or value < 0:
        raise PresetError(f"{where}: expected a whole number, found {value!r}")
    return int(value)


def default_value(field, choices):
    kind, _, arguments = field
    if kind == "FACT_FLAG":
        return int(arguments[0] == "true")
    if kind == "FACT_CHOICE":
        return choices[arguments[0]].index(arguments[1])
    return int(float(arguments[2])) if kind == "FACT_NUMBER" else 0


def fact_text(field, facts, choices, where):
    """The value, or nothing where it is the table's default."""
    value = fact_value(field, facts, choices, where)
    return "" if value == default_value(field, choices) else str(value)


def text(value):
    return json.dumps(value or "", ensure_ascii=False)


def model_row(preset, fields, choices, where):
    facts = preset["facts"]
    known = {key for _, key, _ in fields}
    unknown = set(facts) - known
    if unknown:
        raise PresetError(f"{where}: unknown facts {sorted(unknown)}")
    values = ",".join(fact_text(field, facts, choices, where) for field in fields).rstrip(",")
    patterns = ", ".join(
        text(facts.get(key)) for kind, key, _ in fields if kind == "FACT_PATTERN"
    )
    published = preset["published"]
    tolerance = published.get("tolerance", 0)
    if tolerance > WRITTEN_REASON_ABOVE and not published.get("reason"):
        raise PresetError(f"{where}: a tolerance above {WRITTEN_REASON_ABOVE} needs a reason")
    total = published["parameters"] - sum(
        part["parameters"] for part in published.get("not_counted", [])
    )
    return (
        f"{{{text(preset['id'])}, {text(preset['name'])}, {text(preset['family'])}, "
        f"{text(preset.get('repository'))}, {text(preset['source'])}, {text(values)}, {{{patterns}}}, "
        f"{total}, {tolerance}, {text(published['source'])}, "
        f"{text(preset.get('note'))}}},"
    )


def gpu_row(preset, keys, where):
    facts = preset["facts"]
    unknown = set(facts) - set(keys)
    if unknown:
        raise PresetError(f"{where}: unknown facts {sorted(unknown)}")
    values = ", ".join(number(facts.get(key, 0), f"{where}, fact {key}") for key in keys)
    if preset["usable"] not in ("reported", "assumed"):
        raise PresetError(f"{where}: usable must be reported or assumed")
    is_reported = "true" if preset["usable"] == "reported" else "false"
    return (
        f"{{{text(preset['id'])}, {text(preset['name'])}, {text(preset['vendor'])}, "
        f"{text(preset['kind'])}, {values}, {is_reported}, {text(preset['usable_source'])}, "
        f"{text(preset['source'])}, {text(preset.get('rent_source'))}}},"
    )


def load(folder, root):
    """Presets of a folder, checked for their ids and put in display order."""
    presets = []
    for path in sorted(folder.glob("*.json")):
        where = str(path.relative_to(root))
        try:
            preset = json.loads(path.read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            raise PresetError(f"{where}: {error}") from error
        if preset.get("id") != path.stem:
            raise PresetError(f"{where}: the id must equal the file's name")
        presets.append((where, preset))
    order_file = folder / "order.txt"
    order = order_file.read_text(encoding="utf-8").split("\n") if order_file.exists() else []
    rank = {family: i for i, family in enumerate(line.strip() for line in order) if family}
    group = "family" if folder.name == "models" else "kind"
    missing = {preset[group] for _, preset in presets} - set(rank)
    if missing:
        raise PresetError(f"{order_file.relative_to(root)}: no line for {sorted(missing)}")
    return sorted(presets, key=lambda item: (rank[item[1][group]], size_key(item[1])))


def size_key(preset):
    if "published" in preset:
        return (preset["published"]["parameters"], preset["id"])
    facts = preset["facts"]
    vendor = VENDORS.index(preset["vendor"]) if preset["vendor"] in VENDORS else len(VENDORS)
    speed = facts.get("bf16_dense_tflops", 0)
    year = facts.get("released_year", 0)
    return (vendor, -year, -speed, -facts["memory_gib"], preset["id"])


def generate(root):
    schema = root / "engine" / "schema"
    fields = model_fields(schema / "model_fields.def")
    gpu_keys = [row[0] for row in table_rows(schema / "gpu_fields.def", "GPU_FACT")]
    choices = choice_values(schema / "choices.def")
    models = load(root / "presets" / "models", root)
    gpus = load(root / "presets" / "gpus", root)
    inputs = (schema / "inputs.def").read_text(encoding="utf-8")
    model_rows = [model_row(preset, fields, choices, where) for where, preset in models]
    gpu_rows = [gpu_row(preset, gpu_keys, where) for where, preset in gpus]
    revision = hashlib.sha256("\n".join(model_rows + gpu_rows).encode()).hexdigest()[:12]

    def index_of(presets, default):
        ids = [preset["id"] for _, preset in presets]
        if default not in ids:
            raise PresetError(f"presets: the default {default} is not among them")
        return ids.index(default)

    return "\n".join(
        [
            "// Generated by tools/gen_presets.py; do not edit.",
            "constexpr ModelRow kModelRows[] = {",
            *model_rows,
            "};",
            "constexpr GpuPreset kGpus[] = {",
            *gpu_rows,
            "};",
            "constexpr std::size_t kDefaultModel = "
            f"{index_of(models, DEFAULT_MODEL.search(inputs).group(1))};",
            f"constexpr std::size_t kDefaultGpu = {index_of(gpus, DEFAULT_GPU.search(inputs).group(1))};",
            f'constexpr std::string_view kRevision = "{revision}";',
            "",
        ]
    )


def main():
    root, output = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    try:
        generated = generate(root)
    except PresetError as error:
        sys.exit(f"gen_presets: {error}")
    except KeyError as error:
        sys.exit(f"gen_presets: a preset lacks the entry {error}")
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(generated, encoding="utf-8")


if __name__ == "__main__":
    main()
