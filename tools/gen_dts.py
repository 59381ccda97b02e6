#!/usr/bin/env python3
# Writes vram-engine.d.ts from the field tables, which the command line prints as JSON.
# SPDX-License-Identifier: MIT
"""usage: gen_dts.py SCHEMA_JSON OUTPUT"""

import json
import sys
from pathlib import Path

TAIL = """
/** A value that was replaced, and why. */
export interface Problem {
  id: string;
  /** The field, or "" for the link as a whole. */
  key: string;
  value: string;
  reason: string;
  /** What is used instead; "" where the value was left out. */
  used: string;
}

/** per_second: tokens per second. */
export type Unit =
  "bytes" | "count" | "seconds" | "days" | "per_second" | "flops" | "usd" | "joules";

/** A named result inside a formula. */
export interface Step {
  id: string;
  label: string;
  /** How other formulas print it. */
  symbol: string;
  value: number;
  unit: Unit;
  formula: string;
  substituted: string;
  source: string;
  source_link?: string;
  confidence: "exact" | "documented" | "assumed";
}

/** One kind of memory. */
export interface ComponentResult {
  id: string;
  label: string;
  bytes: number;
  formula: string;
  /** The formula with this configuration's values put in. */
  substituted: string;
  source: string;
  source_link?: string;
  confidence: "exact" | "documented" | "assumed";
  /** The named results the formula uses, outermost first. */
  steps: Step[];
}

export interface PhaseResult {
  id: string;
  label: string;
  bytes: number;
  components: ComponentResult[];
}

/** What a widespread rule says about the same configuration, for one device. */
export interface RuleOfThumb {
  id: string;
  label: string;
  bytes: number;
  formula: string;
  substituted: string;
  source: string;
  source_link?: string;
  confidence: "exact" | "documented" | "assumed";
  /** The part of the estimate the rule speaks of, and its bytes. */
  compared_with: "total" | "weights" | "states" | "optimizer_states" | "activations";
  compared_bytes: number;
  /** (rule - estimate) / estimate; null where the estimate has nothing of the kind. */
  deviation: number | null;
}

/** A figure of speed, cost or energy with the range that published runs span. */
export interface SpeedFigure {
  id: string;
  label: string;
  low: number;
  expected: number;
  high: number;
  unit: Unit;
  formula: string;
  substituted: string;
  source: string;
  source_link?: string;
  confidence: "exact" | "documented" | "assumed";
}

/** Expected figures by key; those that do not apply or are not known are absent. */
export interface Speed {
  /** Of one prompt as long as the context, on an idle engine. */
  time_to_first_token_s?: number;
  prefill_tokens_per_s?: number;
  decode_step_s?: number;
  /** Of all sequences on all devices, each holding the whole context. */
  decode_tokens_per_s?: number;
  decode_tokens_per_s_per_sequence?: number;
  decode_tokens_per_s_per_gpu?: number;
  usd_per_million_tokens?: number;
  joules_per_token?: number;
  step_seconds?: number;
  training_tokens_per_s?: number;
  training_tokens_per_s_per_gpu?: number;
  training_days?: number;
  training_usd?: number;
  training_joules?: number;
}

/** A change to merge into the configuration; null takes a value back. */
export type Change = { [Key in keyof Config]?: Config[Key] | null };

export interface Suggestion {
  id: string;
  label: string;
  /** On the fullest device, by an estimate of the changed configuration. */
  saves_bytes: number;
  change: Change;
  per_gpu_bytes: number;
  /** Of these; a pool takes the rest whether it is needed or not. */
  needed_bytes: number;
  /** With the change. */
  fits: boolean;
  /** 0 (none) to 6 (another model); each step counts as twice the one before. */
  harm: number;
  harm_source: Source;
}

export type SolveFor = "context" | "batch" | "micro_batch" | "seq_len" | "gpu_count" | "weights";

export interface Solution {
  /** The input that was changed. */
  for: string;
  /** null where nothing fits. */
  value: number | string | null;
  limited_by:
    | "memory" | "pool" | "runtime_positions" | "runtime_sequences" | "input_maximum"
    | "one_device" | "best_format" | "no_split" | "copies_do_not_share"
    | "weights_follow_precision";
  limited_by_label: string;
  /** The next value that would be tried is so much further; 0 for formats. */
  step: number;
  change: Change;
  result: Result;
  problems: Problem[];
}

/** One way to share out the work over devices. */
export interface ParallelPlan {
  tp: number;
  pp: number;
  dp: number;
  ep: number;
  cp: number;
  zero_stage: number;
  recompute: "none" | "selective" | "full";
  grad_accumulation: number;
  verdict: "fits" | "tight" | "memory" | "heads" | "node" | "stages" | "layers" | "batch";
  reason: string;
  per_gpu_bytes?: number;
  /** Of these; a pool takes the rest whether it is needed or not. */
  needed_bytes?: number;
  headroom_bytes?: number;
  /** Decoded or trained, of all devices. */
  tokens_per_s?: number | null;
  change?: Change;
}

export interface PlanList {
  gpu_count: number;
  /** Best first: with room before tight, then by speed. */
  plans: ParallelPlan[];
  rejected: ParallelPlan[];
  problems: Problem[];
}

/** One accelerator against a configuration; null where something is not known or does not fit. */
export interface HardwareRow {
  gpu: string;
  name: string;
  gpu_count: number | null;
  tp: number;
  per_gpu_bytes: number;
  headroom_bytes: number;
  largest_context: number | null;
  largest_batch: number | null;
  price_usd: number | null;
  power_watts: number | null;
  gib_per_1000_usd: number | null;
  gb_per_s_per_1000_usd: number | null;
  speed: Speed;
}

/** A command line that runs the configuration. */
export interface Command {
  tool: "vllm" | "sglang" | "llama_cpp" | "tensorrt_llm" | "trl" | "torchrun" | "megatron";
  text: string;
  /** How to see what it really takes. */
  measure: string;
  /** The number of the result to compare that with, and its value. */
  compare_with: "per_gpu_bytes" | "tokens.kv_capacity";
  expected: number;
}

/** All byte counts are whole, finite and not negative (headroom_bytes may be negative). */
export interface Result {
  /** The peak on the fullest device. */
  per_gpu_bytes: number;
  /** Over all devices at that phase. */
  total_bytes: number;
  peak_phase: string;
  /** Of the peak phase on the fullest device; their bytes sum to per_gpu_bytes. */
  components: ComponentResult[];
  phases: PhaseResult[];
  /** mtp: of modules that predict further tokens, which are not part of the total. */
  parameters: { total: number; active: number; trainable: number; mtp: number };
  parameters_formula: Step;
  tokens: { sequence: number; cached: number; trained: number; kv_capacity: number; concurrency: number; kv_bytes_per_token: number };
  serving: { version: string; describes: string; preallocates: boolean; memory_share: number; pool_bytes: number; block_tokens: number; chunk_tokens: number; sequences: number; context_bytes: number; library_bytes: number; collective_bytes: number; cuda_graph_bytes: number };
  fit: {
    gpu: string;
    capacity_bytes: number;
    usable_bytes: number;
    fits: boolean;
    headroom_bytes: number;
    needed_bytes: number;
    /** Fewest devices one copy fits on; null where no split is enough. */
    gpus_needed: number | null;
  };
  plan: {
    gpu_count: number;
    tp: number;
    pp: number;
    dp: number;
    ep: number;
    cp: number;
    /** Peaks of the first and the last pipeline stage; 0 without a pipeline. */
    first_stage_bytes: number;
    last_stage_bytes: number;
  };
  /** The named results that the figures' formulas use, each once, are in `steps`. */
  speed: Speed & { figures: SpeedFigure[]; steps: Step[] };
  /** Changes that need less memory, most bytes per harm first. */
  suggestions: Suggestion[];
  /** Those that apply. */
  /** What published measurements say of answers like this one (docs/accuracy.md); null where too few are known. */
  accuracy: { cases: number; median_error: number; low_bytes: number; high_bytes: number; of_this_runtime: boolean } | null;
  rules_of_thumb: RuleOfThumb[];
  warnings: { id: string; key: string; message: string }[];
  problems: Problem[];
  /** Content hash of the preset data. */
  presets_revision: string;
}

export interface Source {
  title: string;
  link: string;
  locator: string;
}

export interface Model {
  id: string;
  name: string;
  family: string;
  repository: string;
  parameters: number;
  active_parameters: number;
  attention: string;
  arch: Required<Arch>;
  source: string;
  parameters_source: string;
  note?: string;
}

export interface Gpu {
  id: string;
  name: string;
  vendor: string;
  kind: string;
  memory_gib: number;
  usable_bytes: number;
  bandwidth_gb_per_second: number | null;
  bf16_dense_tflops: number | null;
  fp16_dense_tflops: number | null;
  fp8_dense_tflops: number | null;
  fp4_dense_tflops: number | null;
  power_watts: number | null;
  /** To the other devices of its node, in one direction; and how many the link joins. */
  link_gb_per_second: number | null;
  link_devices: number | null;
  /** List price of price_year. */
  price_usd: number | null;
  price_year: number | null;
  rent_usd_per_hour: number | null;
  released_year: number | null;
  usable: "reported" | "assumed";
  usable_source: string;
  source: string;
  rent_source?: string;
}

export interface Format {
  id: string;
  name: string;
  use: "weights" | "kv_cache";
  bits_per_element: number;
  block_elements: number;
  block_bytes: number;
  source: Source;
}

/** An input and the values it takes. */
export interface SweepAxis {
  key: keyof Config;
  values: ArrayLike<number | string | boolean>;
}

/** A format of single numbers. Bits stand from the left: zeros up to `bits`, sign, exponent, mantissa. */
export interface NumberFormat {
  id: string;
  name: string;
  /** Further spellings that encodeNumber takes. */
  aliases: string[];
  kind: "float" | "scale" | "int" | "codebook" | "block";
  /**
   * Codes that are no numbers: ieee (infinities and NaNs), fn (NaN only, all ones), fnuz (NaN only,
   * where -0 would be), none. Past the largest number come infinity, NaN, NaN, and the largest.
   */
  special: "ieee" | "fn" | "fnuz" | "none";
  bits: number;
  /** Of one number in memory, without its block's scale. */
  storage_bits: number;
  /** In memory, with its share of the block's scale. */
  bits_per_element: number;
  sign_bits: number;
  exponent_bits: number;
  mantissa_bits: number;
  /** Numbers that share a scale. */
  block_elements: number;
  /** 0 where there is no exponent. */
  bias: number;
  /** Facts of block formats are with the largest or smallest block scale, and 1 for the tensor's. */
  max_finite: number;
  min_finite: number;
  min_normal: number | null;
  min_subnormal: number | null;
  epsilon: number | null;
  decimal_digits: number | null;
  /** Of a codebook: the value of each code below its sign. */
  codes: number[];
  /** Of a block format: the formats of its numbers and of its scale. */
  element?: string;
  scale?: string;
  /** An fp32 scale of the tensor on top. */
  has_tensor_scale: boolean;
  source: Source;
}

export interface EncodeOptions {
  /** Numbers out of range become the largest, not infinity or NaN; default false. */
  saturate?: boolean;
  /**
   * Multiplies the codes' values, rounded as it is stored (FP32, or a block format's scale format);
   * by default none, or what the block format's rule chooses.
   */
  scale?: number;
  /** Of NVFP4, on top of the block's scale, in FP32; default 1. */
  tensor_scale?: number;
}

/** A scale as it is stored. */
export interface StoredScale {
  format: string;
  bits: string;
  hex: string;
  stored: number;
}

/** What a format stores for a number. */
export interface EncodedNumber {
  format: string;
  input: number;
  /** The code's digits, the first bit first. */
  bits: string;
  hex: string;
  /** The number that is read back, scale included; may be NaN or an infinity. */
  stored: number;
  absolute_error: number;
  relative_error: number;
  class: "zero" | "subnormal" | "normal" | "infinity" | "nan";
  exact: boolean;
  overflowed: boolean;
  underflowed: boolean;
  scale?: StoredScale;
  tensor_scale?: StoredScale;
  problems: Problem[];
}

/** One value of a file and the fact it gave, or an assumption. */
export interface ImportNote {
  /** The file's own key; missing in assumptions. "shapes" stands for the sizes of tensors. */
  key?: string;
  /** The fact or input it decides. */
  fact: string;
  value: string;
  /** Why the value was assumed. */
  reason?: string;
}

export interface ImportFacts {
  kind: "hf_config" | "safetensors" | "safetensors_index" | "gguf";
  /** Of the model, where the file says one. */
  name: string;
  /** As the file calls it. */
  architecture: string;
  /** Without layers that only predict further tokens; null where the file does not tell. */
  parameters: number | null;
  /** Of all tensors exactly as stored; null where the file does not tell. */
  weights_bytes: number | null;
  /** Of layers that only predict further tokens, which runtimes leave out unless asked. */
  prediction_bytes: number;
  tensors: number;
  /** What a GGUF file, or all its parts together, must have for all tensors. */
  file_bytes: number | null;
  types: { type: string; tensors: number; elements: number; bytes: number }[];
  /** The files a sharded model consists of, as its index names them. */
  parts: string[];
  understood: ImportNote[];
  assumed: ImportNote[];
  /** Keys that change no memory. */
  ignored: string[];
  /** Keys that may matter and are not known. */
  unknown: string[];
}

export interface ImportResult {
  /** For estimate(); null where the file describes no model that can be estimated. */
  config: Config | null;
  facts: ImportFacts;
  problems: Problem[];
  /** The head of the file is longer than what was given: try again with so many bytes. */
  needs_bytes?: number;
  /** Of several files, the place of the one that is too short. */
  needing_part?: number;
}

/** A file of a model's repository on the Hugging Face Hub that is worth opening here. */
export interface HubFile {
  /** Its name, or a pattern of it. */
  file: string;
  /** The page that offers it; missing where the repository is not known. */
  address?: string;
  /** What it gives. */
  tells: string;
}

export interface HubAdvice {
  /** "owner/name"; "" where the query names none. */
  repository: string;
  text: string;
  files: HubFile[];
}

export interface ImportOptions {
  /** Language of the texts; English by default. */
  lang?: "en" | "zh";
  /** Size of the whole file, or of each, so that an incomplete one is told from a short slice. */
  file_bytes?: number | number[];
}

/** The beginning of a file. */
export type FileHead = ArrayBuffer | ArrayBufferView;

export interface Engine {
  /** The estimate for a configuration; bad values become problems, nothing throws. */
  estimate(config?: Config): Result;
  /** The largest, fewest or best that fits; reserve_mib of each device is kept free. */
  solve(config: Config | undefined, target: { for: SolveFor; reserve_mib?: number }): Solution;
  /** Ways to share out the work over so many devices; without a number, over those it has. */
  plans(config?: Config, options?: { gpu_count?: number }): PlanList;
  /** One row for every accelerator: what can run this. */
  hardware(config?: Config): HardwareRow[];
  /** The command lines that run a configuration. */
  commands(config?: Config): Command[];
  /** Reads the text of a link, with or without '#'. */
  fromQuery(text: string): { config: Config; problems: Problem[] };
  /** The text of the link for a configuration: only what differs from the defaults. */
  toQuery(config?: Config | { config: Config; problems: Problem[] }): string;
  /**
   * Peak bytes per GPU for every value of an input, or for every pair of two inputs, the second
   * changing fastest.
   */
  sweep(config: Config | undefined, first: SweepAxis, second?: SweepAxis): Float64Array;
  models(): Model[];
  gpus(): Gpu[];
  formats(): Format[];
  numberFormats(): NumberFormat[];
  /** Reads the text of a config.json of Hugging Face Transformers. */
  importHfConfig(text: string, options?: ImportOptions): ImportResult;
  /** Reads the header of a safetensors file or model.safetensors.index.json; several are parts of one model. */
  importSafetensorsHeader(data: FileHead | FileHead[], options?: ImportOptions): ImportResult;
  /** Reads the head of a GGUF file; several are the parts of a split one. */
  importGguf(data: FileHead | FileHead[], options?: ImportOptions): ImportResult;
  /**
   * Any of these files, each known by its first bytes. config.json beside safetensors files or their
   * index gives the architecture, and they the exact size.
   */
  importFiles(data: FileHead | FileHead[], options?: ImportOptions): ImportResult;
  /** Which file to open for a model that is not in the list. Nothing is fetched. */
  hubFiles(query: string, options?: { lang?: "en" | "zh" }): HubAdvice;
  /** The result as the text of a file: as estimate() gives it, or as tables. */
  exportResult(config: Config | undefined, format: "json" | "csv" | "markdown"): string;
  /**
   * Rounds to the nearest, ties to even. In a block format a number is its own block. An unknown
   * format becomes a problem and FP32 is used.
   */
  encodeNumber(format: string, x: number, options?: EncodeOptions): EncodedNumber;
}

/** Loads the engine, in browsers and in Node. */
export default function createEngine(options?: {
  wasmBinary?: ArrayBuffer | Uint8Array;
}): Promise<Engine>;
"""


def type_of(field):
    kind = field["kind"]
    if kind == "number":
        return "number"
    if kind == "flag":
        return "boolean"
    values = " | ".join(json.dumps(value) for value in field.get("values", []))
    if kind == "choice":
        return values
    if kind == "set":
        return f"({values})[]"
    return "string"


def remark(field):
    parts = [field.get("help") or field["label"]]
    if field["kind"] == "number":
        unit = f" {field['unit']}" if field["unit"] else ""
        parts.append(f"{field['min']} to {field['max']}{unit}.")
    if "default" in field:
        parts.append(f"Default {field['default']}.")
    return " ".join(parts)


def interface(name, note, fields, extra=""):
    lines = [f"/** {note} */", f"export interface {name} {{"]
    for field in fields:
        lines += [f"  /** {remark(field)} */", f"  {field['key']}?: {type_of(field)};"]
    return "\n".join(lines) + extra + "\n}\n"


def main():
    schema = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    text = "\n".join(
        [
            "// Generated by tools/gen_dts.py from the engine's field tables; do not edit.",
            "",
            interface(
                "Arch",
                "Facts of a model, under config.json's names; they override the preset's.",
                schema["arch"],
            ),
            interface(
                "Config",
                "A configuration; every key is optional.",
                schema["inputs"],
                "\n  arch?: Arch;",
            ).rstrip("\n"),
        ]
    )
    output = Path(sys.argv[2])
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text + "\n" + TAIL, encoding="utf-8")


if __name__ == "__main__":
    main()
