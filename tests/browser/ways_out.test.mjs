// The ways out: a question in one line, command lines, a split that fits, an answer that stays.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';

import { amount, assertShows } from './harness.mjs';
import { engine, visit } from './visits.mjs';

const kTraining = 'mode=train&model=llama-3-70b&gpu=nvidia-h100-sxm&gpu_count=64';

for (const { language, typed, row } of [
  { language: 'en', typed: '4090 qwen3 32b 32k', row: 'Qwen3 32B · 32,768 tokens · RTX 4090' },
  { language: 'zh', typed: '4090 跑 qwen3 32b 上下文 32k', row: 'Qwen3 32B · 32,768 token · RTX 4090' },
]) {
  visit(`two actions answer a question: ${typed}`, { language, link: 'gpu_count=8&tp=8' }, async (visitor) => {
    await visitor.key('/');
    await visitor.page.keyboard.type(typed);
    await visitor.drawn();
    const first = await visitor.page.$eval('[role="option"]', (node) => node.getAttribute('aria-label'));
    assert.equal(first, row);
    await visitor.key('Enter');
    const config = { model: 'qwen3-32b', gpu: 'rtx-4090', context: 32768 };
    assertShows(await visitor.answer(), engine.estimate(config).per_gpu_bytes);
    assert.match(await visitor.fragment(), /model=qwen3-32b&context=32768/);
    await visitor.page.keyboard.down('Control');
    await visitor.key('KeyZ');
    await visitor.page.keyboard.up('Control');
    assert.match(await visitor.fragment(), /gpu_count=8/, 'one step back is the configuration before');
  });
}

visit('words of a question that say nothing are named', {}, async (visitor) => {
  await visitor.key('/');
  await visitor.page.keyboard.type('4090 qwen3 32b gibberish');
  await visitor.drawn();
  const text = await visitor.page.$eval('[role="option"]', (node) => node.getAttribute('aria-valuetext') ?? node.textContent);
  const all = await visitor.text();
  assert.match(`${text} ${all}`, /Not understood: gibberish/);
});

visit('one card in two actions: what fits is offered with its command', {}, async (visitor) => {
  await visitor.key('/');
  await visitor.page.keyboard.type('4090 qwen3 32b 32k');
  await visitor.key('Enter');
  assert.match(await visitor.answer(), /Does not fit/);
  await visitor.click('button', 'Would fit', { exact: false });
  assert.match(await visitor.answer(), /^(?!.*Does not fit)/);
  const { config } = engine.fromQuery(await visitor.fragment());
  assert.deepEqual([config.weights, config.kv_cache, config.context], ['q4_k_m', 'q8_0', 32768]);
  assertShows(await visitor.answer(), engine.estimate(config).per_gpu_bytes);
  await visitor.click('button', 'Command line');
  const [command] = engine.commands(config);
  assert.match(command.text, /--ctx-size 32768|--max-model-len 32768/);
  assert.ok((await visitor.text()).includes(command.text), command.text);
});

visit('on a phone what fits stays in sight, and moves nothing as it comes', {
  width: 390, height: 844, link: 'model=qwen3-14b&weights=q4_k_m&runtime=llama_cpp',
}, async (visitor) => {
  const place = async () => (await visitor.centre(await visitor.find('slider', 'Context'))).y;
  const offer = () => visitor.page.$('[role="button"][aria-label*="Would fit"]');
  assert.equal(await offer(), null);
  const before = await place();
  await visitor.type('Context', '131072');
  assert.match(await visitor.answer(), /Does not fit/);
  assert.equal(await place(), before);
  const { y } = await visitor.centre(await offer());
  assert.ok(y > 780 && y < 844, `at the bottom of the screen, at ${y}`);
  await visitor.page.mouse.move(195, 500);
  await visitor.page.mouse.wheel({ deltaY: 900 });
  await visitor.drawn();
  assert.equal((await visitor.centre(await offer())).y, y);
  await visitor.click('button', 'Would fit', { exact: false });
  assert.match(await visitor.answer(), /^(?!.*Does not fit)/);
  assert.equal(await offer(), null);
});

visit('a training run in two actions: the split that fits is offered with its command', {}, async (visitor) => {
  await visitor.key('/');
  await visitor.page.keyboard.type('llama 3 70b full training 64 h100');
  await visitor.key('Enter');
  assert.match(await visitor.answer(), /Does not fit/);
  const config = { mode: 'train', model: 'llama-3-70b', gpu: 'nvidia-h100-sxm', gpu_count: 64 };
  const [best] = engine.plans(config).plans;
  const offer = await visitor.find('button', 'Split the work over the 64 GPUs', { exact: false });
  assert.ok(offer);
  const { y } = await visitor.centre(await visitor.find('button', 'Fits split as', { exact: false }));
  assert.ok(y < 260, `right below the number, at ${y}`);
  await visitor.click('button', 'Fits split as', { exact: false });
  assert.match(await visitor.answer(), /^(?!.*Does not fit)/);
  assertShows(await visitor.answer(), best.per_gpu_bytes);
  // The chosen split says what to type.
  const set = { ...config, ...engine.fromQuery(await visitor.fragment()).config };
  const [command] = engine.commands(set);
  const shown = await visitor.text();
  assert.ok(shown.includes(command.text), `${command.text}\n${shown}`);
});

visit('every plan shows its command line on one press', { link: kTraining }, async (visitor) => {
  const label = await visitor.page.$$eval('[role="button"]', (nodes) => nodes
    .map((node) => node.getAttribute('aria-label')).find((name) => /^Command line: TP/.test(name ?? '')));
  const before = await visitor.fragment();
  await visitor.click('button', label);
  assert.match(await visitor.text(), /--tensor-model-parallel-size/);
  assert.equal(await visitor.fragment(), before, 'reading a plan does not take it');
});

visit('the export sheet has the command of every program, and how to measure', { link: 'model=qwen3-32b&gpu_count=2' }, async (visitor) => {
  await visitor.click('link', 'Export…');
  const offered = engine.commands({ model: 'qwen3-32b', gpu_count: 2 });
  assert.ok(offered.length >= 3);
  const shown = await visitor.text();
  for (const { text, measure } of offered) {
    assert.ok(shown.includes(text), text);
    assert.ok(shown.includes(measure), measure);
  }
  await visitor.page.evaluate(() => {
    navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); };
  });
  await visitor.click('button', 'Copy Command line: vLLM');
  assert.equal(await visitor.page.evaluate(() => window.copied), offered.find(({ tool }) => tool === 'vllm').text);
});

visit('the usual one of many is chosen by Enter', {}, async (visitor) => {
  await visitor.click('combobox', 'Accelerator');
  await visitor.page.keyboard.type('h100');
  await visitor.drawn();
  await visitor.key('Enter');
  assert.match(await visitor.fragment(), /gpu=nvidia-h100-sxm/);
});

visit('a refused value says what is kept', {}, async (visitor) => {
  await visitor.type('Context', '-1');
  assert.match(await visitor.text(), /cannot be below 1 \(-1 was given\)\. Used: 8,192/);
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 8192);
});

for (const width of [820, 1280]) {
  visit(`the answer stays in sight while inputs scroll at ${width} px`, { width, height: 800 }, async (visitor) => {
    const place = async () => (await visitor.centre(await visitor.page.$('[role="status"]'))).y;
    const before = await place();
    await visitor.page.mouse.move(150, 600);
    await visitor.page.mouse.wheel({ deltaY: 1200 });
    await visitor.drawn();
    assert.equal(await place(), before);
    const gpu = await visitor.centre(await visitor.find('combobox', 'Accelerator'));
    assert.ok(gpu.y < 600, `the list of GPUs has come up, to ${gpu.y}`);
    await visitor.page.mouse.move(600, 700);
    await visitor.page.mouse.wheel({ deltaY: 1200 });
    await visitor.drawn();
    assert.equal(await place(), before);
    assert.ok(amount(await visitor.answer()).bytes > 0);
  });
}
