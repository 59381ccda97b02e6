// How long the engine module takes for the largest and the worst files, and with how much memory.
// Fails above the memory's budget. Each file is imported in a process of its own, as a page imports
// its first: code that was never run is not optimised yet.
// SPDX-License-Identifier: MIT
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { report } from './report.mjs';

const kLargestJson = 16 * 2 ** 20;
const kLargestHead = 24 * 2 ** 20;
const kLargestConfig = 4 * 2 ** 20;
const kProcesses = 3; // for each file; the quickest counts, as others use the machine too

const bytesOf = (text) => new TextEncoder().encode(text);

/** Text repeated until it has so many bytes. */
const filled = (size, part) => {
  const parts = [];
  for (let length = 0, i = 0; length < size; ++i) {
    const next = part(i);
    parts.push(next);
    length += next.length;
  }
  return parts.join('');
};

/** A header of a safetensors file, filled up with spaces as far as is read. */
function header(text) {
  const bytes = new Uint8Array(kLargestJson).fill(0x20);
  const json = bytesOf(text).subarray(0, kLargestJson - 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(kLargestJson - 8), true);
  bytes.set(json, 8);
  return bytes;
}

const kRoom = kLargestJson - 256;
const kScalar = '{"dtype":"F32","shape":[],"data_offsets":[0,4]}';

/** The index of a model with 384 experts in 60 layers and one scale beside each matrix. */
function index() {
  const map = {};
  const file = (layer) => `model-${String(layer + 1).padStart(5, '0')}-of-00061.safetensors`;
  map['model.embed_tokens.weight'] = file(0);
  for (let layer = 0; layer < 61; ++layer) {
    const add = (name) => { map[`model.layers.${layer}.${name}`] = file(layer); };
    for (const name of ['input_layernorm', 'post_attention_layernorm', 'self_attn.kv_a_layernorm',
      'self_attn.q_a_layernorm']) add(`${name}.weight`);
    for (const name of ['q_a_proj', 'q_b_proj', 'kv_a_proj_with_mqa', 'kv_b_proj', 'o_proj']) {
      add(`self_attn.${name}.weight`);
      add(`self_attn.${name}.weight_scale_inv`);
    }
    for (let expert = 0; expert < (layer === 0 ? 0 : 384); ++expert) {
      for (const name of ['down_proj', 'gate_proj', 'up_proj']) {
        add(`mlp.experts.${expert}.${name}.weight`);
        add(`mlp.experts.${expert}.${name}.weight_scale_inv`);
      }
    }
  }
  map['model.norm.weight'] = file(60);
  map['lm_head.weight'] = file(60);
  return JSON.stringify({ metadata: { total_size: 1029173256192 }, weight_map: map }, null, 2);
}

/** A header whose entries are right: matrices without gaps, their names with more or less words. */
function tensors(words = '') {
  let at = 0;
  return `{${filled(kRoom, (i) => {
    const begin = at;
    at += 4096;
    return `${i ? ',' : ''}"model.layers.${i % 61}.${words}mlp.experts.${i}.down_proj.weight":`
      + `{"dtype":"BF16","shape":[64,32],"data_offsets":[${begin},${at}]}`;
  })}}`;
}

/** The head of a GGUF file, with its entries written by `fill`, filled up as far as is read. */
function gguf(entries, fill) {
  const bytes = new Uint8Array(kLargestHead);
  const view = new DataView(bytes.buffer);
  let at = 4;
  const room = () => kLargestHead - at;
  const number = (value) => { view.setBigUint64(at, BigInt(value), true); at += 8; };
  const type = (value) => { view.setUint32(at, value, true); at += 4; };
  const text = (value) => {
    number(value.length);
    at += new TextEncoder().encodeInto(value, bytes.subarray(at)).written;
  };
  const skip = (count) => { at += count; };
  bytes.set(bytesOf('GGUF'));
  type(3);
  number(0);
  number(entries);
  fill({ room, number, type, text, skip });
  return bytes;
}

const merges = (count) => gguf(1, ({ room, number, type, text }) => {
  text('tokenizer.ggml.merges');
  type(9);
  type(8);
  number(count);
  const length = Math.floor(room() / count) - 8;
  for (let i = 0; i < count; ++i) text(String(i).padStart(length, 'x'));
});

/** A list of flags for a layer each, as long as fits. */
const layers = () => gguf(4, ({ room, number, type, text, skip }) => {
  for (const key of ['general.architecture', 'llama.block_count']) {
    text(key);
    type(key[0] === 'g' ? 8 : 4);
    if (key[0] === 'g') text('llama');
    else type(32);
  }
  for (const key of ['attention.head_count', 'attention.sliding_window_pattern']) {
    text(`llama.${key}`);
    type(9);
    type(0);
    const count = key.endsWith('count') ? room() / 2 | 0 : room() - 8;
    number(count);
    skip(count);
  }
});

/** An architecture with a long name, whose keys would be longer. */
const longName = () => gguf(1, ({ room, type, text }) => {
  text('general.architecture');
  type(8);
  text('a'.repeat(room() - 8));
});

const keys = (count) => gguf(count, ({ type, text }) => {
  text('general.architecture');
  type(8);
  text('llama');
  for (let i = 1; i < count; ++i) {
    text(`llama.${String(i).padStart(300, 'x')}`);
    type(4);
    type(i);
  }
});

/** What is handed to which function; texts to importHfConfig, bytes to the others. */
const kCases = {
  'index of 384 experts': ['importFiles', () => bytesOf(index())],
  'index, as a header': ['importSafetensorsHeader', () => bytesOf(index())],
  'header of as many tensors': ['importSafetensorsHeader', () => header(tensors())],
  'header of long names': ['importSafetensorsHeader', () => header(tensors('long.'.repeat(25)))],
  'head with 450,000 merges': ['importGguf', () => merges(450000)],
  'head with a list for layers': ['importGguf', layers],
  'head with a long name': ['importGguf', longName],
  'head with 65,536 keys': ['importGguf', () => keys(65536)],
  'one text': ['importSafetensorsHeader', () => header(`{"${'a'.repeat(kRoom)}":1}`)],
  'texts': ['importSafetensorsHeader', () =>
    header(`{"__metadata__":{"a":[${filled(kRoom, () => `"${'a'.repeat(2 ** 20)}",`)}0]}}`)],
  'escapes': ['importSafetensorsHeader', () =>
    header(`{"__metadata__":{"a":[${filled(kRoom, () => `"${'\\u00e9'.repeat(1e5)}",`)}0]}}`)],
  'short escapes': ['importSafetensorsHeader', () =>
    header(`{"__metadata__":{"a":[${filled(kRoom, () => `"${'\\n'.repeat(1e6)}",`)}0]}}`)],
  'Chinese texts': ['importSafetensorsHeader', () =>
    header(`{"__metadata__":{"a":[${filled(kRoom / 3, () => `"${'量'.repeat(5e5)}",`)}0]}}`)],
  'brackets': ['importSafetensorsHeader', () => header('{"a":' + '['.repeat(kRoom))],
  'small lists': ['importSafetensorsHeader', () =>
    header(`{"__metadata__":{"a":[${filled(kRoom, () => '[],')}0]}}`)],
  'numbers': ['importSafetensorsHeader', () =>
    header(`{"__metadata__":{"a":[${filled(kRoom, (i) => `${i % 1000},`)}0]}}`)],
  'fractions': ['importSafetensorsHeader', () =>
    header(`{"__metadata__":{"a":[${filled(kRoom, (i) => `${i}.12345678901234567e-200,`)}0]}}`)],
  'long fractions': ['importSafetensorsHeader', () =>
    header(`{"__metadata__":{"a":[${filled(kRoom, () => `0.${'1234567890'.repeat(100)},`)}0]}}`)],
  'one number': ['importSafetensorsHeader', () => header(`{"a":${'1'.repeat(kRoom)}}`)],
  'keys': ['importSafetensorsHeader', () =>
    header(`{"__metadata__":{${filled(kRoom, (i) => `"${i}":1,`)}"a":1}}`)],
  'one key again and again': ['importSafetensorsHeader', () =>
    header(`{${filled(kRoom, (i) => `"a${i ? '' : 'b'}":${kScalar},`)}"a":1}`)],
  'one key again in an index': ['importFiles', () =>
    bytesOf(`{"weight_map":{${filled(kRoom, () => '"a":"b",')}"a":"b"}}`)],
  'damage at the end': ['importSafetensorsHeader', () =>
    Buffer.concat([header(tensors()).subarray(0, kLargestJson - 2), Buffer.from([0xff, 0x7d])])],
  'numbers in an index': ['importFiles', () =>
    bytesOf(`{"weight_map":{},"a":[${filled(kRoom, (i) => `${i % 10},`)}0]}`)],
  'numbers outside any map': ['importFiles', () =>
    bytesOf(`{"a":[${filled(kRoom, (i) => `${i % 10},`)}0],"weight_map":{}}`)],
  'config with numbers': ['importHfConfig', () => `{"a":[${'0,'.repeat(kLargestConfig / 2 - 8)}0]}`],
  'config with keys': ['importHfConfig', () =>
    `{${filled(kLargestConfig - 64, (i) => `"${i}":1,`)}"a":1}`],
  'config with one key': ['importHfConfig', () =>
    `{${filled(kLargestConfig - 64, () => '"a":1,')}"a":1}`],
  'config under a long key': ['importHfConfig', () =>
    `{"${'a'.repeat(2 ** 20)}":{${filled(kLargestConfig - 2 ** 20 - 64, (i) => `"${i % 6e4}":1,`)}"a":1}}`],
  'config in depth': ['importHfConfig', () => `{${'"a":{'.repeat(60)}${
    Array.from({ length: 65000 }, (_, i) => `"${String(i).padStart(40, 'x')}":1`)}${'}'.repeat(61)}`],
  'config of other keys': ['importHfConfig', () => `{"model_type":"llama","hidden_size":64,${
    Array.from({ length: 65000 }, (_, i) => `"${String(i).padStart(40, 'x')}":1`)}}`],
  'config with lists for layers': ['importHfConfig', () => {
    const list = (value) => `[${Array(20000).fill(value)}]`;
    return `{"model_type":"qwen3_moe","hidden_size":64,"num_hidden_layers":4096,"num_experts":8,
      "num_attention_heads":8,"vocab_size":100,"intermediate_size":64,"decoder_sparse_step":2,
      "layer_types":${list('"full_attention"')},"mlp_only_layers":${list(70000)},
      "block_sizes":${list(1)}}`;
  }],
  'config with repeats in bulk': ['importHfConfig', () =>
    `{"id2label":{${filled(kLargestConfig - 64, () => '"a":1,')}"a":1}}`],
  'config with bulk': ['importHfConfig', () =>
    `{"id2label":[${filled(kLargestConfig - 64, () => '"a",')}1]}`],
};

/** What the main thread has had of a processor, where the system tells it; others use it too. */
const kSchedule = '/proc/thread-self/schedstat';
const milliseconds = existsSync(kSchedule)
  ? () => readFileSync(kSchedule, 'utf8').split(' ')[0] / 1e6
  : () => performance.now();

/** Imports one file, first without any code run before, then again. */
async function measure(name) {
  let memory;
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...given) => {
    const made = await instantiate.apply(WebAssembly, given);
    memory = Object.values(made.instance.exports).find((each) => each instanceof WebAssembly.Memory);
    return made;
  };
  const module = process.env.VRAM_ENGINE ?? new URL('../dist/engine/vram-engine.mjs', import.meta.url);
  const { default: createEngine } = await import(module);
  const engine = await createEngine();
  const [call, make] = kCases[name];
  const file = make();
  const times = [];
  let result;
  for (let i = 0; i < 3; ++i) {
    const begin = milliseconds();
    result = engine[call](file);
    times.push(milliseconds() - begin);
  }
  const problem = result.problems[0]?.id ?? 'read';
  console.log(JSON.stringify({ size: file.length, first: times[0], again: Math.min(...times.slice(1)),
    memory: memory.buffer.byteLength, problem }));
}

function runApart(name) {
  const own = fileURLToPath(import.meta.url);
  const { status, stdout } = spawnSync(process.execPath, [own, name], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name}: the import ended the program`);
  return JSON.parse(stdout);
}

function measureAll(only) {
  const text = (number) => number.toFixed(0).padStart(6);
  let slowest = 0;
  let largest = 0;
  for (const name of Object.keys(kCases)) {
    if (only && !name.includes(only)) continue;
    const runs = Array.from({ length: kProcesses }, () => runApart(name));
    const [first, again] = ['first', 'again'].map((key) => Math.min(...runs.map((run) => run[key])));
    const [{ size, memory, problem }] = runs;
    console.log(`  ${name.padEnd(28)}${text(size / 2 ** 20)} MiB${text(first)} ms, again${text(again)} ms`
      + `${text(memory / 2 ** 20)} MiB  ${problem}`);
    slowest = Math.max(slowest, first);
    largest = Math.max(largest, memory);
  }
  report('times', 'slowest import in WebAssembly, milliseconds', slowest);
  report('memory_bytes', 'most memory of an import', largest);
}

if (kCases[process.argv[2]]) await measure(process.argv[2]);
else measureAll(process.argv[2]);
