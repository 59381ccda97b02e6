// The shipped engine module, as a script under Node uses it.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';

const dist = new URL('../../dist/engine/', import.meta.url);
let engine;

before(async () => {
  const { default: createEngine } = await import(new URL('vram-engine.mjs', dist));
  engine = await createEngine();
});

test('estimates a configuration', () => {
  const result = engine.estimate({ model: 'qwen2.5-7b', context: 32768, gpu: 'rtx-4090' });
  assert.equal(result.per_gpu_bytes, 17372425216);
  assert.equal(result.fit.fits, true);
  assert.deepEqual(result.problems, []);
  const sum = result.components.reduce((total, component) => total + component.bytes, 0);
  assert.equal(sum, result.per_gpu_bytes);
});

test('takes the module\'s bytes where they are already at hand', async () => {
  const { default: createEngine } = await import(new URL('vram-engine.mjs', dist));
  const wasmBinary = await readFile(new URL('vram-engine.wasm', dist));
  const other = await createEngine({ wasmBinary });
  assert.equal(other.estimate().problems.length, 0);
});

test('every key may be missing', () => {
  assert.deepEqual(engine.estimate(), engine.estimate({}));
  assert.deepEqual(engine.estimate({ context: undefined }), engine.estimate({}));
});

const bad = [
  ['unknown model', { model: 'gpt-9' }, 'model'],
  ['unknown key', { foo: 1 }, 'foo'],
  ['text for a number', { context: 'lots' }, 'context'],
  ['zero', { batch: 0 }, 'batch'],
  ['minus one', { context: -1 }, 'context'],
  ['NaN', { context: NaN }, 'context'],
  ['infinity', { context: -Infinity }, 'context'],
  ['1e300', { context: 1e300 }, 'context'],
  ['a big integer', { context: 10n ** 400n }, 'context'],
  ['tp that does not divide the heads', { model: 'qwen2.5-7b', tp: 3 }, 'tp'],
  ['no GPUs', { gpu_count: 0 }, 'gpu_count'],
  ['an object for a number', { batch: { a: 1 } }, 'batch'],
  ['a list for a choice', { weights: ['fp8'] }, 'weights'],
  ['a bad fact', { arch: { hidden_size: 'wide' } }, 'arch.hidden_size'],
  ['an unknown fact', { arch: { foo: 1 } }, 'arch.foo'],
  ['text for the architecture', { arch: 'big' }, 'arch'],
  ['a function', { context: () => 1, batch: 0 }, 'batch'],
];
for (const [what, config, key] of bad) {
  test(`${what} becomes a problem and the rest is used`, () => {
    const result = engine.estimate({ kv_cache: 'q8_0', ...config });
    const problem = result.problems.find((each) => each.key === key);
    assert.ok(problem, JSON.stringify(result.problems));
    for (const part of ['value', 'reason', 'used']) assert.equal(typeof problem[part], 'string');
    assert.ok(problem.reason.length > 10);
    assert.ok(Number.isFinite(result.per_gpu_bytes) && result.per_gpu_bytes > 0);
    const kv = result.components.find((each) => each.id === 'kv_cache');
    assert.match(kv.steps[0].substituted, /8\.5 ÷ 8/);
  });
}

test('only a wrong JavaScript type throws', () => {
  for (const wrong of [5, 'x', null, [], true]) {
    assert.throws(() => engine.estimate(wrong), TypeError);
    assert.throws(() => engine.toQuery(wrong), TypeError);
  }
  for (const wrong of [5, {}, null, undefined]) assert.throws(() => engine.fromQuery(wrong), TypeError);
});

test('links and configurations translate both ways, stably', () => {
  const config = { model: 'qwen3-32b', weights: 'q4_k_m', context: 32768, arch: { hidden_size: 4096 } };
  const link = engine.toQuery(config);
  assert.equal(link, 'v=1&model=qwen3-32b&weights=q4_k_m&context=32768&arch.hidden_size=4096');
  assert.deepEqual(engine.fromQuery(link), { config, problems: [] });
  for (const text of ['', '#', 'v=1', link, `#${link}&foo=1`, 'context=%', '%', '&=&', 'a'.repeat(1e5)]) {
    const once = engine.toQuery(engine.fromQuery(text).config);
    assert.equal(engine.toQuery(engine.fromQuery(once).config), once);
    assert.equal(engine.toQuery(engine.fromQuery(text)), once);
  }
});

test('damaged links give problems, never exceptions', () => {
  for (const [text, count] of [['context=%zz', 1], ['model', 1], ['x=1&y=2&context=4096', 2], ['=', 1]]) {
    assert.equal(engine.fromQuery(text).problems.length, count, text);
  }
  const huge = engine.fromQuery(`model=qwen2.5-7b&junk=${'A'.repeat(100_000)}`);
  assert.equal(huge.config.model, 'qwen2.5-7b');
  assert.equal(huge.problems.length, 2);
});

test('lists are complete and independent copies', () => {
  const models = engine.models();
  assert.ok(models.length >= 60);
  assert.ok(engine.gpus().length >= 40);
  assert.ok(engine.formats().some((format) => format.id === 'q4_k_m' && format.use === 'weights'));
  models[0].id = 'changed';
  assert.notEqual(engine.models()[0].id, 'changed');
  for (const model of engine.models()) {
    assert.deepEqual(engine.estimate({ model: model.id }).problems, [], model.id);
    assert.equal(engine.estimate({ model: model.id }).parameters.total, model.parameters);
  }
});

test('the declarations name every function and every key', async () => {
  const declarations = await readFile(new URL('vram-engine.d.ts', dist), 'utf8');
  for (const name of Object.keys(engine)) assert.match(declarations, new RegExp(`\\b${name}\\(`));
  for (const key of ['model', 'weights', 'kv_cache', 'context', 'batch', 'gpu', 'gpu_count', 'tp', 'arch']) {
    assert.match(declarations, new RegExp(`\\b${key}\\?:`));
  }
  for (const key of Object.keys(engine.estimate())) assert.match(declarations, new RegExp(`\\b${key}:`));
});

test('says what a number format stores', () => {
  const bf16 = engine.encodeNumber('bf16', 123456.789);
  assert.equal(bf16.bits, '0100011111110001');
  assert.equal(bf16.hex, '0x47f1');
  assert.equal(bf16.stored, 123392);
  assert.ok(Math.abs(bf16.absolute_error - 64.789) < 1e-9);
  assert.equal(engine.encodeNumber('half', 123456.789).stored, Infinity);
  assert.equal(engine.encodeNumber('FP8 E5M2', -1e6).stored, -Infinity);
  assert.equal(engine.encodeNumber('fp8_e4m3', 1e6).stored, NaN);
  assert.equal(engine.encodeNumber('e4m3fn', 1e6, { saturate: true }).stored, 448);
  assert.ok(Object.is(engine.encodeNumber('fp16', -0).stored, -0));
  const nvfp4 = engine.encodeNumber('nvfp4', 1);
  assert.deepEqual(nvfp4.scale, { format: 'ue4m3', bits: '00100011', hex: '0x23', stored: 0.171875 });
  assert.equal(nvfp4.stored, 6 * 0.171875);
});

test('FP32 is what JavaScript rounds to', () => {
  const view = new DataView(new ArrayBuffer(8));
  let state = 1;
  for (let i = 0; i < 4000; ++i) {
    for (const place of [0, 4]) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes
      view.setUint32(place, state ^ (state >>> 13));
    }
    const x = view.getFloat64(0);
    for (const each of [x, i / 7, Math.fround(x) * (1 + 2 ** -24)]) {
      assert.equal(engine.encodeNumber('fp32', each).stored, Math.fround(each), String(each));
    }
  }
});

test('no number and no format makes encodeNumber throw, a wrong type does', () => {
  const { length } = engine.numberFormats();
  assert.equal(length, 30);
  for (const { id } of engine.numberFormats()) {
    for (const x of [NaN, Infinity, -Infinity, 0, -0, 5e-324, -1.5, Number.MAX_VALUE]) {
      const encoded = engine.encodeNumber(id, x);
      assert.deepEqual(encoded.problems, []);
      assert.equal(encoded.format, id);
      assert.ok(Object.is(encoded.input, x));
      assert.equal(typeof encoded.stored, 'number');
      assert.match(encoded.bits, /^[01]+$/);
    }
  }
  const unknown = engine.encodeNumber('fp5', 1, { scale: NaN });
  assert.equal(unknown.format, 'fp32');
  assert.deepEqual(unknown.problems.map((each) => each.key), ['format', 'scale']);
  for (const wrong of [5, null, undefined]) {
    assert.throws(() => engine.encodeNumber(wrong, 1), TypeError);
    assert.throws(() => engine.encodeNumber('fp16', String(wrong)), TypeError);
  }
  assert.throws(() => engine.encodeNumber('fp16', 1n), TypeError);
  assert.throws(() => engine.encodeNumber('fp16', 1, null), TypeError);
});

test('solves for what fits, and one step more does not', () => {
  const config = { model: 'qwen3-32b', gpu: 'rtx-4090', weights: 'q4_k_m' };
  const answer = engine.solve(config, { for: 'context' });
  assert.equal(answer.limited_by, 'memory');
  assert.equal(engine.estimate({ ...config, ...answer.change }).fit.fits, true);
  assert.equal(engine.estimate({ ...config, context: answer.value + 1 }).fit.fits, false);
  assert.equal(engine.solve(config, { for: 'gpu_count' }).value, 1);
  assert.equal(engine.solve({ ...config, context: 32768 }, { for: 'weights' }).value, 'q3_k_m');
  assert.equal(engine.solve(config).problems.length, 1);
  assert.equal(engine.solve(config, { for: 'colour' }).problems[0].key, 'for');
});

test('a sweep is the estimate of every point, over inputs and facts', () => {
  const config = { model: 'qwen2.5-7b', gpu: 'rtx-4090' };
  const contexts = [1, 512, 8192, 131072];
  const batches = [1, 3, 64];
  const both = engine.sweep(config, { key: 'batch', values: batches },
    { key: 'context', values: contexts });
  assert.ok(both instanceof Float64Array);
  assert.deepEqual([...both], batches.flatMap((batch) => contexts.map((context) =>
    engine.estimate({ ...config, batch, context }).per_gpu_bytes)));
  const layers = [1, 14, 28, 56];
  assert.deepEqual([...engine.sweep(config, { key: 'arch.num_hidden_layers', values: layers })],
    layers.map((num_hidden_layers) =>
      engine.estimate({ ...config, arch: { num_hidden_layers } }).per_gpu_bytes));
  const weights = ['bf16', 'q4_k_m'];
  assert.deepEqual([...engine.sweep(config, { key: 'weights', values: weights })],
    weights.map((format) => engine.estimate({ ...config, weights: format }).per_gpu_bytes));
});

test('plans fit when they are estimated again', () => {
  const config = { mode: 'train', model: 'llama-3-70b', gpu: 'nvidia-h100-sxm' };
  const { plans, rejected } = engine.plans(config, { gpu_count: 64 });
  assert.ok(plans.length > 0 && rejected.length > 0);
  for (const plan of plans) {
    const result = engine.estimate({ ...config, ...plan.change });
    assert.equal(result.fit.fits, true);
    assert.equal(result.per_gpu_bytes, plan.per_gpu_bytes);
  }
  const [best] = plans;
  const tools = engine.commands({ ...config, ...best.change }).map(({ tool }) => tool);
  assert.ok(tools.includes('megatron') || tools.includes('torchrun'), tools.join());
});

test('lists every accelerator with what it takes', () => {
  const rows = engine.hardware({ model: 'llama-3.1-8b' });
  assert.equal(rows.length, engine.gpus().length);
  const card = rows.find(({ gpu }) => gpu === 'rtx-4090');
  assert.equal(card.gpu_count, 1);
  assert.ok(card.largest_context > 8192 && card.speed.decode_tokens_per_s > 0);
});
