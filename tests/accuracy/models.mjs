// The model of a measurement: a preset, an architecture given here, or the shape a log printed.
// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';

const { models: architectures, aliases } =
  JSON.parse(readFileSync(new URL('architectures.json', import.meta.url), 'utf8'));
const patterns = aliases.map(([pattern, id]) => [new RegExp(pattern, 'i'), id]);

/** Words that name a variant of the same shape. */
const variant = /[-_ .](instruct|quantized|w8a8|w4a16|w8a16|chat|hf|base|it|awq|gptq|gguf|int[48]|fp8|dynamic|bf16|mlx|meta|dequantized|\d{4}|thinking|sft)\b/gi;

function plainName(text) {
  return text.toLowerCase().replace(/^.*\//, '').replace(/\(.*$/, '').replace(/^meta[- ]/, '')
    .replace(variant, '').replace(/[\s_]+/g, '-').replace(/-+$/, '').trim();
}

/** Fields of llama.cpp's log and of config.json, under the configuration's names. */
const shapeFields = {
  num_hidden_layers: ['n_layer', 'num_hidden_layers'],
  hidden_size: ['n_embd', 'hidden_size'],
  num_attention_heads: ['n_head', 'num_attention_heads'],
  num_key_value_heads: ['n_head_kv', 'num_key_value_heads'],
  head_dim: ['n_embd_head_k', 'head_dim'],
  intermediate_size: ['n_ff', 'intermediate_size'],
  vocab_size: ['n_vocab', 'vocab_size'],
  num_experts: ['n_expert', 'num_experts', 'num_local_experts'],
  num_experts_per_tok: ['n_expert_used', 'num_experts_per_tok'],
};

function shapeOf(config) {
  const shape = {};
  for (const [fact, names] of Object.entries(shapeFields)) {
    const value = names.map((name) => config[name]).find((each) => Number.isFinite(Number(each)));
    if (value !== undefined && Number(value) > 0) shape[fact] = Number(value);
  }
  if (config.tie_word_embeddings !== undefined) {
    shape.tie_word_embeddings = config.tie_word_embeddings === true;
  }
  return shape;
}

const identifying = ['num_hidden_layers', 'hidden_size', 'num_attention_heads'];

function hasShape(preset, shape) {
  return identifying.every((fact) => shape[fact] === preset.arch[fact]) &&
    (shape.num_key_value_heads ?? preset.arch.num_key_value_heads) ===
      preset.arch.num_key_value_heads &&
    (shape.num_experts ?? 0) === preset.arch.num_experts;
}

function named(id, presets) {
  if (presets.some((preset) => preset.id === id)) return { model: id };
  if (!architectures[id]) return null;
  const { source, ...arch } = architectures[id];
  return { model: 'custom', arch };
}

/** Facts that a log or a note may give and a preset of the same family may differ in. */
const refining = ['num_experts'];

function refined(found, config) {
  const shape = shapeOf(config);
  const arch = { ...found.arch };
  for (const fact of refining) if (shape[fact] && config.architecture) arch[fact] = shape[fact];
  return Object.keys(arch).length > 0 ? { ...found, arch } : found;
}

/** The preset whose name is the longest that another name has in it, for variants not known here. */
function longestWithin(plain, presets) {
  const leastLetters = 6;
  return presets.map((preset) => ({ id: preset.id, name: plainName(preset.id) }))
    .filter(({ name }) => name.length >= leastLetters && `-${plain}-`.includes(`-${name}-`))
    .sort((a, b) => b.name.length - a.name.length)[0];
}

/** Formats that a model's own files come in, where nothing else is said. */
export function nativeFormat(name) {
  if (/gpt-oss(?!.*dequant)/i.test(name)) return 'mxfp4';
  return /deepseek-?(v3|r1)(?!.*distill)|kimi-k2|-fp8/i.test(name) ? 'fp8' : null;
}

/**
 * `{model, arch?, how}`: which model of `presets` a case is about. `how` is name, part of the name, alias, shape, log
 * (built from the log's own dimensions), or default where nothing was recognised.
 */
export function modelOf(measurement, presets) {
  const name = measurement.model ?? '';
  for (const [pattern, id] of patterns) {
    const found = pattern.test(name) ? named(id, presets) : null;
    if (found) return { ...refined(found, measurement.config ?? {}), how: 'alias' };
  }
  const plain = plainName(name);
  const same = presets.find((preset) =>
    [preset.id, preset.name, preset.repository].some((each) => plainName(each ?? '') === plain));
  if (same) return { model: same.id, how: 'name' };
  const within = longestWithin(plain, presets);
  if (within) return { model: within.id, how: 'part of the name' };
  const shape = shapeOf(measurement.config ?? {});
  const alike = presets.find((preset) => hasShape(preset, shape));
  if (alike) {
    const arch = shape.vocab_size ? { vocab_size: shape.vocab_size } : undefined;
    return { model: alike.id, arch, how: 'shape' };
  }
  if (identifying.every((fact) => shape[fact])) return { model: 'custom', arch: shape, how: 'log' };
  return { model: 'llama-3.1-8b', how: 'default' };
}
