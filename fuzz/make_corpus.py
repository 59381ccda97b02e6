#!/usr/bin/env python3
# Writes the seeds of the fuzz targets: small files that are well formed, and some that are not.
# SPDX-License-Identifier: MIT
"""usage: make_corpus.py REPOSITORY_ROOT OUTPUT"""

import json
import re
import struct
import sys
from pathlib import Path

TEXT, UINT32, FLOAT32, FLAG, LIST = 8, 4, 6, 7, 9
GGML_TYPES = range(43)


def text(value):
    raw = value.encode()
    return struct.pack("<Q", len(raw)) + raw


def entry(key, kind, value):
    """One key-value pair of a GGUF file."""
    head = text(key) + struct.pack("<I", kind)
    if kind == TEXT:
        return head + text(value)
    if kind == LIST:
        member, members = value
        body = b"".join(text(m) if member == TEXT else struct.pack("<I", m) for m in members)
        return head + struct.pack("<IQ", member, len(members)) + body
    return head + struct.pack({UINT32: "<I", FLOAT32: "<f", FLAG: "<B"}[kind], value)


def gguf(entries, tensors, version=3):
    """A head; tensors are (name, dimensions, type, bytes)."""
    out = b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(entries)) + b"".join(entries)
    offset = 0
    for name, dimensions, kind, size in tensors:
        out += text(name) + struct.pack("<I", len(dimensions))
        out += b"".join(struct.pack("<Q", dimension) for dimension in dimensions)
        out += struct.pack("<IQ", kind, offset)
        offset = (offset + size + 31) // 32 * 32
    return out


def gguf_keys(root):
    """Every key of the importer's table, so that the fuzzer need not guess them."""
    table = (root / "api" / "import" / "gguf_keys.def").read_text(encoding="utf-8")
    return re.findall(r'^GGUF_KEY\("([^"]+)"', table, re.M)


def layer_tensors(index, width):
    block = f"blk.{index}."
    matrices = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"]
    vectors = ["attn_norm", "ffn_norm", "attn_q_norm", "attn_k_norm"]
    return [(f"{block}{name}.weight", [width, width], 1, 2 * width * width) for name in matrices] + [
        (f"{block}{name}.weight", [width], 0, 4 * width) for name in vectors
    ]


def gguf_seeds(root):
    width = 32
    ends = [
        ("token_embd.weight", [width, 10], 1, 20 * width),
        ("output_norm.weight", [width], 0, 4 * width),
        ("output.weight", [width, 10], 1, 20 * width),
    ]
    for architecture in ("llama", "gemma3", "deepseek2", "qwen3next", "mamba", "nemotron_h"):
        entries = [
            entry("general.architecture", TEXT, architecture),
            entry("general.name", TEXT, "Seed"),
            entry("general.file_type", UINT32, 15),
            entry(f"{architecture}.block_count", UINT32, 2),
            entry("tokenizer.ggml.tokens", LIST, (TEXT, ["a", "b"])),
        ]
        entries += [entry(f"{architecture}.{key}", UINT32, 32) for key in gguf_keys(root)]
        keys = ["ssm.conv_kernel", "ssm.inner_size", "ssm.state_size", "ssm.time_step_rank"]
        keys += ["ssm.group_count", "attention.key_length", "attention.key_length_swa"]
        entries += [entry(f"{architecture}.{key}", UINT32, 16) for key in keys]
        key = f"{architecture}.attention.sliding_window_pattern"
        entries.append(entry(key, LIST, (UINT32, [1, 0])))
        tensors = ends + layer_tensors(0, width) + layer_tensors(1, width)
        yield architecture, gguf(entries, tensors)
    kinds = [(f"blk.0.t{kind}.weight", [256, 2], kind, 4096) for kind in GGML_TYPES]
    yield "types", gguf([entry("general.architecture", TEXT, "llama")], kinds)
    for kind in kinds:
        yield f"type-{kind[2]}", gguf([entry("general.architecture", TEXT, "llama")], [kind])
    yield "version-1", gguf([], [], 1)
    yield "nothing", b""


def safetensors(tensors):
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, kind, shape, bits in tensors:
        size = bits // 8
        for length in shape:
            size *= length
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    raw = json.dumps(header).encode()
    return struct.pack("<Q", len(raw)) + raw


def safetensors_seeds():
    dense = [
        ("model.embed_tokens.weight", "BF16", [10, 32], 16),
        ("model.norm.weight", "BF16", [32], 16),
    ]
    for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
        dense.append((f"model.layers.0.self_attn.{name}.weight", "BF16", [32, 32], 16))
    for name in ("gate_proj", "up_proj", "down_proj"):
        dense.append((f"model.layers.0.mlp.{name}.weight", "BF16", [32, 32], 16))
    yield "dense", safetensors(dense)
    experts = dense + [("model.layers.0.mlp.gate.weight", "F32", [4, 32], 32)]
    for name in ("gate_proj", "up_proj", "down_proj"):
        experts.append((f"model.layers.0.mlp.experts.0.{name}.weight", "BF16", [8, 32], 16))
    yield "experts", safetensors(experts)
    latent = dense + [
        ("model.layers.0.self_attn.q_a_proj.weight", "BF16", [16, 32], 16),
        ("model.layers.0.self_attn.q_a_layernorm.weight", "BF16", [16], 16),
        ("model.layers.0.self_attn.q_b_proj.weight", "BF16", [64, 16], 16),
        ("model.layers.0.self_attn.kv_a_proj_with_mqa.weight", "BF16", [24, 32], 16),
        ("model.layers.0.self_attn.kv_a_layernorm.weight", "BF16", [16], 16),
        ("model.layers.0.self_attn.kv_b_proj.weight", "BF16", [64, 16], 16),
    ]
    yield "latent", safetensors(latent)
    packed = [
        ("model.layers.0.mlp.up_proj.qweight", "I32", [4, 32], 32),
        ("model.layers.0.mlp.up_proj.qzeros", "I32", [1, 4], 32),
        ("model.layers.0.mlp.up_proj.scales", "F16", [1, 32], 16),
        ("model.layers.0.mlp.up_proj.biases", "F16", [1, 32], 16),
    ]
    yield "packed", safetensors(dense + packed)
    names = {name: "model-00001-of-00001.safetensors" for name, *_ in dense}
    yield "index", json.dumps({"metadata": {"total_size": 988065536}, "weight_map": names}).encode()


def url_seeds(root):
    links = root / "tests"
    for path in sorted(links.rglob("*.csv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n")):
            for link in re.findall(r"(?:model|mode)=[^,\"\s]+", line)[:1]:
                yield f"{path.stem}-{number}", link.encode()
    yield "percent", b"#v=1&model=%71wen2.5-7b&context=%"
    yield "arch", b"model=custom&arch.layer_types=3LF&arch.attention_bias=q,k&arch.qk_norm=head_dim"


def main():
    root, output = Path(sys.argv[1]), Path(sys.argv[2])
    configs = json.loads((root / "tests" / "import" / "hf_configs.json").read_text(encoding="utf-8"))
    seeds = {
        "url": url_seeds(root),
        "hf_config": (
            (f"{number:03}", json.dumps(fixture["config"]).encode())
            for number, fixture in enumerate(configs)
        ),
        "safetensors": safetensors_seeds(),
        "gguf": gguf_seeds(root),
    }
    for target, files in seeds.items():
        folder = output / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, raw in files:
            (folder / name).write_bytes(raw)


if __name__ == "__main__":
    main()
