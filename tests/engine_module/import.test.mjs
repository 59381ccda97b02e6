// The importers of the shipped engine module: files as scripts and pages hand them over.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

const dist = new URL('../../dist/engine/', import.meta.url);
let engine;
let memory; // of the module, which grows and never shrinks

before(async () => {
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...given) => {
    const made = await instantiate.apply(WebAssembly, given);
    const { exports } = made.instance ?? made;
    memory = Object.values(exports).find((each) => each instanceof WebAssembly.Memory);
    return made;
  };
  const { default: createEngine } = await import(new URL('vram-engine.mjs', dist));
  engine = await createEngine();
  WebAssembly.instantiate = instantiate;
});

// Of processor time, on a machine that others use too; alone it is half of that or less.
const kMostMilliseconds = 400;
const kMostMemory = 64 * 2 ** 20;

const kConfig = JSON.stringify({
  model_type: 'llama', hidden_size: 2048, intermediate_size: 8192, num_attention_heads: 32,
  num_hidden_layers: 16, num_key_value_heads: 8, vocab_size: 128256, tie_word_embeddings: true,
  max_position_embeddings: 131072, torch_dtype: 'bfloat16',
});

/** A safetensors header: one embedding and a layer of width 64. */
function safetensors() {
  const header = {};
  let at = 0;
  const add = (name, shape) => {
    const size = 2 * shape.reduce((product, length) => product * length, 1);
    header[name] = { dtype: 'BF16', shape, data_offsets: [at, at + size] };
    at += size;
  };
  add('model.embed_tokens.weight', [100, 64]);
  add('model.norm.weight', [64]);
  const layer = 'model.layers.0.';
  for (const name of ['q_proj', 'k_proj', 'v_proj', 'o_proj']) {
    add(`${layer}self_attn.${name}.weight`, [64, 64]);
  }
  for (const name of ['gate_proj', 'up_proj', 'down_proj']) {
    add(`${layer}mlp.${name}.weight`, [64, 64]);
  }
  add(`${layer}input_layernorm.weight`, [64]);
  add(`${layer}post_attention_layernorm.weight`, [64]);
  const json = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return { bytes, weights: at };
}

test('config.json gives a configuration that estimates', () => {
  const { config, facts, problems } = engine.importHfConfig(kConfig);
  assert.deepEqual(problems, []);
  assert.deepEqual(config, { model: 'llama-3.2-1b', weights: 'bf16' });
  assert.equal(facts.parameters, 1235814400);
  assert.equal(engine.estimate(config).parameters.total, 1235814400);
});

test('bytes may come as any buffer, whole or as a view into one', () => {
  const { bytes, weights } = safetensors();
  const padded = new Uint8Array(bytes.length + 20);
  padded.set(bytes, 10);
  const view = new Uint8Array(padded.buffer, 10, bytes.length);
  const whole = engine.importSafetensorsHeader(bytes);
  assert.equal(whole.facts.weights_bytes, weights);
  for (const data of [bytes.buffer, view, new DataView(bytes.buffer), Buffer.from(bytes), [bytes]]) {
    assert.deepEqual(engine.importSafetensorsHeader(data), whole);
  }
  const loaded = engine.estimate(whole.config).components.find(({ id }) => id === 'weights');
  assert.equal(loaded.bytes, weights);
});

test('a short slice says how much it needs, and reading goes on with that', () => {
  const { bytes } = safetensors();
  let slice = bytes.subarray(0, 100);
  const first = engine.importSafetensorsHeader(slice, { file_bytes: 1e6 });
  assert.equal(first.config, null);
  assert.equal(first.needs_bytes, bytes.length);
  slice = bytes.subarray(0, first.needs_bytes);
  assert.equal(engine.importSafetensorsHeader(slice).needs_bytes, undefined);
  const gguf = engine.importGguf(new TextEncoder().encode('GGUF'));
  assert.ok(gguf.needs_bytes > 4);
});

test('damaged files give problems in the language asked for, and nothing throws', () => {
  const { bytes } = safetensors();
  for (const call of [
    () => engine.importHfConfig('{"a":'),
    () => engine.importHfConfig('[['.repeat(1e6)),
    () => engine.importSafetensorsHeader(new Uint8Array(64)),
    () => engine.importSafetensorsHeader([]),
    () => engine.importGguf(bytes),
    () => engine.importGguf(new ArrayBuffer(0)),
  ]) {
    const { config, problems } = call();
    assert.equal(config, null);
    assert.ok(problems.length > 0 && problems[0].reason.length > 10);
  }
  const { problems } = engine.importGguf(bytes, { lang: 'zh' });
  assert.match(problems[0].reason, /不是 GGUF 文件/);
});

test('only a wrong JavaScript type throws', () => {
  const wrong = [undefined, null, 5, {}, () => 1];
  for (const value of wrong) {
    assert.throws(() => engine.importHfConfig(value), TypeError);
    assert.throws(() => engine.importGguf(value), TypeError);
    assert.throws(() => engine.importSafetensorsHeader(value), TypeError);
    assert.throws(() => engine.importGguf([value]), TypeError);
  }
  assert.throws(() => engine.importGguf('GGUF'), TypeError);
  assert.throws(() => engine.importHfConfig('{}', 'zh'), TypeError);
});

test('the largest files take little time and memory', () => {
  // As much of each kind of nonsense as is read at all, and the largest index there is.
  const filler = new Uint8Array(16 * 2 ** 20).fill(0x20);
  const withHead = (text) => {
    const bytes = filler.slice();
    new DataView(bytes.buffer).setBigUint64(0, BigInt(bytes.length - 8), true);
    bytes.set(new TextEncoder().encode(text), 8);
    return bytes;
  };
  const cases = {
    spaces: withHead('{'),
    'a long text': withHead('{"'),
    brackets: withHead(`{"a":${'['.repeat(1e6)}`),
    repeated: withHead(`{${'"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},'.repeat(3e5)}`),
  };
  const tensors = Array.from({ length: 3.1e5 }, (_, i) => `"${i}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`);
  cases.tensors = withHead(`{${tensors.join(',').slice(0, filler.length - 64)}`);
  const names = Array.from({ length: 1.4e5 }, (_, i) =>
    `    "model.layers.${i % 61}.mlp.experts.${i}.down_proj.weight_scale_inv": "model-00011-of-000061.safetensors",\n`);
  cases.index = new TextEncoder().encode(`{"metadata": {}, "weight_map": {\n${names.join('')}"a": "b"}}`);
  const gguf = (text) => {
    const bytes = new Uint8Array(24 * 2 ** 20).fill(0x20);
    bytes.set(new TextEncoder().encode(`GGUF\x03\0\0\0${text}`));
    return bytes;
  };
  cases.values = gguf(`\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0`
    + Array.from({ length: 6e4 }, (_, i) => `\x05\0\0\0\0\0\0\0${String(i).padStart(5, '0')}\0\0\0\0\x07`).join(''));
  cases.numbers = withHead(`{"__metadata__":{"a":[${'1,'.repeat(8e6)}`);
  cases.fractions = withHead(`{"__metadata__":{"a":[${'1.2345678901234567e-200,'.repeat(6e5)}`);
  cases.escapes = withHead(`{"__metadata__":{"a":[${`"${'\\n'.repeat(9e5)}",`.repeat(9)}`);
  cases['long key'] = new TextEncoder().encode(
    `{"${'k'.repeat(1e6)}":{${Array.from({ length: 3e5 }, (_, i) => `"${i}":1`)}}}`);
  cases.config = new TextEncoder().encode(`{"a":[${'0,'.repeat(2e6)}0]}`);
  for (const [name, bytes] of Object.entries(cases)) {
    engine.importFiles(bytes); // memory grows the first time
    const before = process.cpuUsage();
    const { config, problems } = engine.importFiles(bytes);
    const milliseconds = process.cpuUsage(before).user / 1000;
    console.log(`  ${name}: ${problems[0].id}, ${milliseconds.toFixed(0)} ms, ${(memory.buffer.byteLength / 2 ** 20).toFixed(0)} MiB`);
    assert.equal(config, null);
    assert.ok(milliseconds < kMostMilliseconds, `${name} takes ${milliseconds} ms`);
    assert.ok(memory.buffer.byteLength <= kMostMemory, `${name}: ${memory.buffer.byteLength} bytes`);
  }
});

test('files are known by what they hold, and several make one model', () => {
  const { bytes, weights } = safetensors();
  const { kind, parts } = engine.importFiles(bytes).facts;
  assert.equal(kind, 'safetensors');
  assert.deepEqual(parts, []);
  const config = new TextEncoder().encode(JSON.stringify({
    model_type: 'llama', hidden_size: 64, intermediate_size: 64, num_attention_heads: 4,
    num_hidden_layers: 1, num_key_value_heads: 4, vocab_size: 100, tie_word_embeddings: true,
  }));
  const both = engine.importFiles([bytes, config]);
  assert.deepEqual(both.problems, []);
  assert.equal(both.config.weights_bytes, weights);
  assert.equal(both.config.arch.num_attention_heads, 4);
});

test('results go out as JSON, CSV and Markdown', () => {
  const config = { model: 'llama-3.2-1b', lang: 'zh' };
  assert.deepEqual(JSON.parse(engine.exportResult(config, 'json')), engine.estimate(config));
  assert.match(engine.exportResult(config, 'csv'), /^phase,is_peak,component,.*\r\n/);
  assert.match(engine.exportResult(config, 'markdown'), /\| \*\*合计\*\* \|/);
  assert.throws(() => engine.exportResult(config, 'png'), TypeError);
  assert.throws(() => engine.exportResult('x', 'csv'), TypeError);
});

test('the Hub’s files are named for a model that is not in the list', () => {
  const { repository, files, text } = engine.hubFiles('someone/Model-7B');
  assert.equal(repository, 'someone/Model-7B');
  assert.match(text, /someone\/Model-7B/);
  assert.ok(files.every(({ file, tells }) => file && tells));
  assert.throws(() => engine.hubFiles(5), TypeError);
});
