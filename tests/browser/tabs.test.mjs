// Every tab in Chromium and Firefox: opened, used and linked through the accessible mirror.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  Visitor, amount, assertShows, engine as loadEngine, isFirefox, launch, launchFirefox, serve,
} from './harness.mjs';

const kModes = { inference: 'Inference', finetune: 'Fine-tuning', train: 'Training', rl: 'RL', multimodal: 'Multimodal' };
const kTools = { compare: 'Compare', gpus: 'GPUs', formats: 'Number formats' };
const kLaunch = { Chromium: launch, Firefox: launchFirefox };

let server;
let engine;
const browsers = {};

before(async () => {
  server = await serve();
  engine = await loadEngine();
  for (const [name, start] of Object.entries(kLaunch)) browsers[name] = await start();
});

after(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  server?.close();
});

/** A test in both browsers; visitors must leave without complaints of the console. */
function visit(name, options, body, only = Object.keys(kLaunch)) {
  for (const each of only) {
    test(`${each}: ${name}`, async () => {
      const visitor = await Visitor.arrive(browsers[each], server.address, options);
      try {
        await body(visitor);
        assert.deepEqual(visitor.complaints, []);
      } finally {
        await visitor.leave();
      }
    });
  }
}

const press = async (visitor, ...keys) => {
  for (const key of keys.slice(0, -1)) await visitor.page.keyboard.down(key);
  await visitor.page.keyboard.press(keys.at(-1));
  for (const key of keys.slice(0, -1).reverse()) await visitor.page.keyboard.up(key);
  await visitor.drawn();
};

const textOf = (visitor) => visitor.page.$eval('#mirror', (mirror) => [...mirror.querySelectorAll('*')]
  .map((node) => `${node.ariaLabel ?? ''} ${node.ariaDescription ?? node.getAttribute('aria-description') ?? ''} ${node.children.length ? '' : node.textContent}`)
  .join('\n'));

const selectedTab = (visitor) => visitor.page.$eval('[role="tab"][aria-selected="true"]', (tab) => tab.ariaLabel);

visit('each tab opens, is in the link, and comes back after a reload', {}, async (visitor) => {
  for (const [key, label] of [...Object.entries(kModes), ...Object.entries(kTools)]) {
    await visitor.click('tab', label);
    assert.equal(await selectedTab(visitor), label);
    if (key !== 'inference') assert.match(await visitor.fragment(), new RegExp(`(mode|tab)=${key}`));
  }
  assert.equal(await visitor.page.title(), 'Number formats – VRAM Calculator');
  await visitor.page.reload();
  await visitor.drawn();
  assert.equal(await selectedTab(visitor), 'Number formats');
  await visitor.page.goBack();
  await visitor.drawn();
  assert.equal(await selectedTab(visitor), 'GPUs');
});

visit('a link with an unknown tab says so and shows the mode', { link: 'tab=games&context=4096' }, async (visitor) => {
  assert.match(await textOf(visitor), /games/);
  assert.equal(await selectedTab(visitor), 'Inference');
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 4096);
});

/** Numbers that look random and are the same every time (Lehmer). */
function picker(seed) {
  let state = seed;
  const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
  return (list) => list[Math.floor(next() * list.length)];
}

function randomConfiguration(pick) {
  const config = {
    mode: pick(Object.keys(kModes)),
    model: pick(engine.models()).id,
    gpu: pick(engine.gpus()).id,
    weights: pick(engine.formats().filter(({ use }) => use === 'weights')).id,
    kv_cache: pick(engine.formats().filter(({ use }) => use === 'kv_cache')).id,
    context: pick([512, 4096, 20000, 131072]),
    batch: pick([1, 2, 7, 32]),
    seq_len: pick([512, 4096, 8192]),
    micro_batch: pick([1, 2, 5]),
    optimizer: pick(['adamw', 'adamw_8bit', 'sgd', 'muon']),
    recompute: pick(['none', 'selective', 'full']),
    peft: pick(['full', 'lora', 'qlora']),
    images: pick([0, 1, 3]),
    gpu_count: pick([1, 2, 8]),
  };
  const isServing = ['inference', 'multimodal'].includes(config.mode);
  return { ...config, runtime: isServing ? pick(['generic', 'vllm', 'llama_cpp']) : 'generic' };
}

visit('the number shown is the engine\'s for fifty random configurations of all modes', {}, async (visitor) => {
  const pick = picker(20261121);
  for (let i = 0; i < 50; ++i) {
    const link = engine.toQuery(randomConfiguration(pick));
    await visitor.page.evaluate((fragment) => { location.hash = fragment; }, link);
    await visitor.drawn();
    const result = engine.estimate(engine.fromQuery(link).config);
    assertShows(await visitor.answer(), result.per_gpu_bytes);
    assert.equal(/over|not fit/.test(await visitor.answer()), !result.fit.fits, link);
  }
});

// Plots --------------------------------------------------------------------------------------

visit('the plot is read, dragged and moved by keys', {}, async (visitor) => {
  const name = 'Memory against Context';
  const before = amount(await visitor.answer()).bytes;
  assert.match((await visitor.valueOf('slider', name)).text, /8,192 tokens: 16\.2 GiB, fits up to 72,379/);
  const plot = await visitor.find('slider', name);
  await plot.focus();
  await visitor.key('ArrowRight');
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 16384);
  const { box, y } = await visitor.reveal(plot);
  await visitor.page.mouse.move(box.x + box.width * 0.2, y);
  await visitor.page.mouse.down();
  await visitor.page.mouse.move(box.x + box.width * 9 / 11, y, { steps: 6 });
  await visitor.page.mouse.up();
  await visitor.drawn();
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 262144);
  assert.ok(amount(await visitor.answer()).bytes > before);
  assertShows(await visitor.answer(), engine.estimate({ context: 262144 }).per_gpu_bytes);
});

const kBlock = 16; // tokens, which programs take at once

visit('what is said to fit does, and one more does not', {}, async (visitor) => {
  for (const link of ['model=qwen3-32b&weights=q4_k_m', 'model=llama-3.1-8b&runtime=vllm', 'mode=finetune&peft=lora']) {
    await visitor.page.evaluate((fragment) => { location.hash = fragment; }, link);
    await visitor.drawn();
    const length = link.includes('finetune') ? 'seq_len' : 'context';
    const name = length === 'context' ? 'Memory against Context' : 'Memory against Sequence length';
    const found = /fits up to ([\d,]+)/.exec((await visitor.valueOf('slider', name)).text);
    assert.ok(found, link);
    const limit = Number(found[1].replaceAll(',', ''));
    const { config } = engine.fromQuery(link);
    assert.equal(engine.estimate({ ...config, [length]: limit }).fit.fits, true, link);
    assert.equal(engine.estimate({ ...config, [length]: limit + kBlock }).fit.fits, false, link);
  }
});

visit('the map tells for each count how long may be, and a cell sets both', {}, async (visitor) => {
  await visitor.click('radio', 'Both');
  const text = await textOf(visitor);
  const [, four] = /Sequences at once 4\b[^\n]*fits up to ([\d,]+)|4 Context: fits up to ([\d,]+)/.exec(text) ?? [];
  assert.ok(four, text.slice(0, 2000));
  const limit = Number(four.replaceAll(',', ''));
  assert.equal(engine.estimate({ batch: 4, context: limit }).fit.fits, true);
  assert.equal(engine.estimate({ batch: 4, context: limit + kBlock }).fit.fits, false);
});

// Compare ------------------------------------------------------------------------------------

visit('configurations stand side by side and one link carries them', { link: 'model=qwen3-32b' }, async (visitor) => {
  await visitor.click('link', 'Add to Compare');
  assert.equal(await selectedTab(visitor), 'Compare');
  await visitor.click('tab', 'Inference');
  await visitor.click('radio', 'Q4_K_M');
  await visitor.click('tab', 'Compare');
  const link = await visitor.fragment();
  assert.equal(link, 'v=1&model=qwen3-32b&weights=q4_k_m&tab=compare&compare=2&model=qwen3-32b');
  const a = engine.estimate({ model: 'qwen3-32b', weights: 'q4_k_m' });
  const b = engine.estimate({ model: 'qwen3-32b' });
  const check = async () => {
    const row = /Per GPU, at its peak A: (.*); B: (.*) \(\+(.*)\)/.exec(await textOf(visitor));
    assert.ok(row, await textOf(visitor));
    assertShows(row[1], a.per_gpu_bytes);
    assertShows(row[2], b.per_gpu_bytes);
    assertShows(row[3], b.per_gpu_bytes - a.per_gpu_bytes);
  };
  await check();
  await visitor.page.goto('about:blank');
  await visitor.open(link);
  await check();
  assert.match(await textOf(visitor), /Weights A: Q4_K_M; B: BF16/);
  await visitor.click('button', 'Edit B: Qwen3 32B');
  assert.equal(await visitor.fragment(), 'v=1&model=qwen3-32b&tab=compare&compare=2&model=qwen3-32b&weights=q4_k_m');
  await visitor.click('button', 'Remove B: Qwen3 32B');
  assert.equal(await visitor.fragment(), 'v=1&model=qwen3-32b&tab=compare');
});

visit('four configurations at most, in a link below 2,000 characters', {
  link: 'mode=train&model=deepseek-v3&gpu=nvidia-h100-sxm&gpu_count=2048&tp=8&pp=16&ep=8&zero_stage=1&recompute=full&optimizer=muon&micro_batch=2&seq_len=8192&tab=compare',
}, async (visitor) => {
  for (let i = 0; i < 3; ++i) await visitor.click('button', 'Add the current configuration');
  assert.equal(await visitor.has('button', 'Add the current configuration'), false);
  const link = await visitor.fragment();
  assert.equal(link.match(/compare=\d/g).length, 3);
  assert.ok(link.length < 2000, String(link.length));
});

// GPUs ---------------------------------------------------------------------------------------

const gpuRows = (visitor) => visitor.page.$$eval('[role="group"] [aria-pressed]', (rows) => rows
  .map((row) => ({ name: row.ariaLabel, text: row.textContent, isChosen: row.ariaPressed === 'true' })));

visit('accelerators are sorted, filtered and chosen', { link: 'tab=gpus&model=llama-3.1-70b' }, async (visitor) => {
  const all = await gpuRows(visitor);
  assert.equal(all.length, engine.gpus().length);
  await visitor.click('button', 'Sort by: Memory');
  const memory = (await gpuRows(visitor)).map(({ text }) => Number(/^([\d.]+) GB/.exec(text)[1]));
  assert.deepEqual(memory, [...memory].sort((x, y) => y - x));
  await visitor.click('button', 'Sort by: Memory');
  const upwards = (await gpuRows(visitor)).map(({ text }) => Number(/^([\d.]+) GB/.exec(text)[1]));
  assert.deepEqual(upwards, [...upwards].sort((x, y) => x - y));
  await visitor.click('textbox', 'Filter by name or memory');
  await visitor.page.keyboard.type('h100 sxm');
  await visitor.drawn();
  const found = await gpuRows(visitor);
  assert.ok(found.length >= 1 && found.every(({ name }) => /H100 SXM/.test(name)), JSON.stringify(found));
  await visitor.click('button', found[0].name);
  assert.equal((await gpuRows(visitor))[0].isChosen, true);
  assert.match(await visitor.fragment(), /gpu=nvidia-h100-/);
});

visit('the count needed of each accelerator is the engine\'s', { link: 'tab=gpus&model=llama-3.1-70b' }, async (visitor) => {
  const short = (name) => name.replace(/^(NVIDIA GeForce|NVIDIA|AMD Radeon|AMD) /, '');
  const rows = new Map((await gpuRows(visitor)).map(({ name, text }) => [name, text]));
  for (const { id, name } of engine.gpus().filter((_, i) => i % 6 === 0)) {
    const shown = rows.get(short(name));
    const needed = /Needed (\d+)/.exec(shown);
    if (!needed) {
      assert.match(shown, /Needed none fits/);
      continue;
    }
    const count = Number(needed[1]);
    assert.equal(engine.estimate({ model: 'llama-3.1-70b', gpu: id, gpu_count: count }).fit.fits, true, id);
    const { value } = engine.solve({ model: 'llama-3.1-70b', gpu: id }, { for: 'gpu_count' });
    assert.equal(count, value, id);
  }
});

// The way out --------------------------------------------------------------------------------

visit('a press on what fits or on a suggestion makes it so', { link: 'model=qwen3-32b&context=32768' }, async (visitor) => {
  const fits = async () => !/over|not fit/.test(await visitor.answer());
  assert.equal(await fits(), false);
  await visitor.click('button', 'Best weight format');
  assert.match(await visitor.fragment(), /weights=q3_k_m/);
  assert.equal(await fits(), true);
  await visitor.key('Escape');
  await press(visitor, 'Control', 'z');
  assert.equal(await fits(), false);
  const before = amount(await visitor.answer()).bytes;
  const name = 'Store weights in 4 bits (Q4_K_M)';
  const saving = amount((await visitor.valueOf('button', name)).text);
  await visitor.click('button', name);
  const after = amount(await visitor.answer());
  assert.ok(Math.abs(before - saving.bytes - after.bytes) < 4 * (saving.rounding + after.rounding));
  assertShows(await visitor.answer(), engine.estimate(engine.fromQuery(await visitor.fragment()).config).per_gpu_bytes);
});

visit('a plan is taken by a press', { link: 'mode=train&model=llama-3.1-8b&gpu=nvidia-h100-sxm&gpu_count=8' }, async (visitor) => {
  const plans = await visitor.page.$$eval('[aria-label^="Use "]', (nodes) => nodes.map((node) => node.ariaLabel));
  assert.ok(plans.length > 1);
  await visitor.click('button', plans[0]);
  const { config } = engine.fromQuery(await visitor.fragment());
  const result = engine.estimate(config);
  assertShows(await visitor.answer(), result.per_gpu_bytes);
  assert.equal(result.fit.fits, true);
});

// Number formats -----------------------------------------------------------------------------

visit('a number in every format is what the engine stores', { link: 'tab=formats' }, async (visitor) => {
  for (const number of ['0.1', '-2.5', '1e-8', '70000', 'nan']) {
    await visitor.type('Number', number);
    const rows = await gpuRows(visitor).catch(() => []);
    const all = rows.length ? rows : await visitor.page.$$eval('[aria-pressed]', (nodes) => nodes
      .map((row) => ({ name: row.ariaLabel, text: row.textContent })));
    const shown = new Map(all.map(({ name, text }) => [name, text]));
    for (const { id, name } of engine.numberFormats()) {
      const { stored } = engine.encodeNumber(id, Number(number));
      const value = shown.get(name).split(',')[0].replace('−', '-');
      const isSame = Object.is(Number(value), stored)
        || Math.abs(Number(value) - stored) <= Math.abs(stored) * 1e-3;
      assert.ok(isSame, `${name}: ${number} is ${value}, not ${stored}`);
    }
  }
});

visit('bits are turned', { link: 'tab=formats&number=1&format=bf16' }, async (visitor) => {
  await visitor.click('checkbox', 'Bit 15: sign');
  assert.equal((await visitor.valueOf('textbox', 'Number')).value, '-1');
  await visitor.click('checkbox', 'Bit 6: mantissa');
  assert.equal((await visitor.valueOf('textbox', 'Number')).value, '-1.5');
  assert.match(await visitor.fragment(), /number=-1\.5&format=bf16/);
  await visitor.type('Number', 'many');
  assert.match(await textOf(visitor), /“many” is not a number/);
  assert.equal((await visitor.valueOf('textbox', 'Number')).value, '-1.5');
});

// History, undo, keys ------------------------------------------------------------------------

visit('undo and redo, as far back as one went', {}, async (visitor) => {
  for (const value of ['4096', '65536', '12345']) await visitor.type('Context', value);
  const context = async () => (await visitor.valueOf('slider', 'Context')).now;
  for (const expected of [65536, 4096, 8192, 8192]) {
    await press(visitor, 'Control', 'z');
    assert.equal(await context(), expected);
  }
  for (const expected of [4096, 65536]) {
    await press(visitor, 'Control', 'Shift', 'z');
    assert.equal(await context(), expected);
  }
  await press(visitor, 'Control', 'y');
  assert.equal(await context(), 12345);
});

visit('recent configurations are kept, restored and compared', {}, async (visitor) => {
  await visitor.type('Context', '4096');
  await visitor.type('Context', '65536');
  await visitor.page.reload();
  await visitor.drawn();
  await visitor.click('button', 'Recent configurations');
  const buttons = await visitor.page.$$eval('[role="dialog"] [role="button"], [role="dialog"] button', (nodes) => nodes
    .map((node) => `${node.ariaLabel}: ${node.textContent}`));
  assert.ok(buttons.some((text) => /Llama 3\.1 8B: .*GiB · RTX 4090 · Inference/.test(text)), buttons.join('\n'));
  const second = (await visitor.page.$$('[role="dialog"] [aria-label="Llama 3.1 8B"]'))[1];
  const { x, y } = await visitor.centre(second);
  await visitor.page.mouse.click(x, y);
  await visitor.drawn();
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 4096);
});

visit('a browser that blocks storage keeps them in memory', {
  beforeLoad: () => {
    for (const name of ['getItem', 'setItem', 'removeItem']) {
      Storage.prototype[name] = () => { throw new DOMException('blocked', 'SecurityError'); };
    }
  },
}, async (visitor) => {
  await visitor.type('Context', '4096');
  await press(visitor, 'h');
  assert.ok((await visitor.page.$$('[role="dialog"] [aria-label="Llama 3.1 8B"]')).length >= 2);
}, ['Chromium']);

visit('keys lead everywhere, and a sheet lists them', {}, async (visitor) => {
  await press(visitor, 'Shift', '?');
  assert.ok(await visitor.has('dialog', 'Keyboard shortcuts'));
  await visitor.key('Escape');
  assert.equal(await visitor.has('dialog', 'Keyboard shortcuts'), false);
  const labels = [...Object.values(kModes), ...Object.values(kTools)];
  for (const [i, label] of labels.entries()) {
    await visitor.key(String(i + 1));
    assert.equal(await selectedTab(visitor), label);
  }
  await visitor.key('7');
  await visitor.key('/');
  await visitor.page.keyboard.type('4090');
  await visitor.drawn();
  assert.ok((await gpuRows(visitor)).every(({ name }) => /4090/.test(name)));
  await visitor.key('Escape');
  await visitor.key('1');
  await visitor.key('/');
  assert.ok(await visitor.has('textbox', 'Search models'));
  await visitor.key('Escape');
  const theme = () => visitor.page.evaluate(() => document.documentElement.dataset.theme);
  const was = await theme();
  await visitor.key('t');
  assert.notEqual(await theme(), was);
});

visit('copying takes the answer and its link', { link: 'model=qwen3-32b&weights=q4_k_m' }, async (visitor) => {
  const copied = await visitor.page.evaluate(() => {
    const event = new ClipboardEvent('copy', { clipboardData: new DataTransfer(), bubbles: true, cancelable: true });
    document.dispatchEvent(event);
    return event.clipboardData.getData('text/plain');
  });
  assert.match(copied, /^Qwen3 32B on 1 × RTX 4090: 20\.7 GiB per GPU at its peak \(Prefill\)\. Fits · 3\.26 GiB free\.\nhttp:.*#v=1&model=qwen3-32b&weights=q4_k_m$/);
});

// The device ---------------------------------------------------------------------------------

visit('a lost drawing context comes back without a reload', {}, async (visitor) => {
  const before = await visitor.page.screenshot();
  await visitor.page.evaluate(async () => {
    const canvas = document.getElementById('canvas');
    const lose = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
    const restored = new Promise((resolve) => { canvas.addEventListener('webglcontextrestored', resolve); });
    lose.loseContext();
    await new Promise((resolve) => { setTimeout(resolve, 50); });
    lose.restoreContext();
    await restored;
  });
  await visitor.drawn();
  assert.equal(Buffer.compare(Buffer.from(await visitor.page.screenshot()), Buffer.from(before)), 0);
  await visitor.type('Context', '4096');
  assertShows(await visitor.answer(), engine.estimate({ context: 4096 }).per_gpu_bytes);
}, ['Chromium']);

for (const tab of ['', 'compare', 'gpus', 'formats']) {
  for (const [width, scale, language, dark] of [[360, 2, 'en', true], [820, 1, 'zh', false], [1440, 2, 'zh', true], [1280, 1, 'en', false]]) {
    visit(`${tab || 'inference'}: nothing sticks out at ${width} px, ${scale}×, ${language}, ${dark ? 'dark' : 'light'}`, {
      width, height: 900, scale, language, dark, link: `model=deepseek-v3&gpu=rtx-pro-6000-server&gpu_count=8${tab && `&tab=${tab}`}${tab === 'compare' ? '&compare=2&model=qwen3-32b&compare=3&compare=4&gpu=nvidia-h100-sxm' : ''}`,
    }, async (visitor) => {
      const out = await visitor.page.$$eval('#mirror *', (nodes, limit) => nodes
        .filter((node) => !node.matches('[role$="group"], [role="tablist"], [role="tab"]'))
        .map((node) => ({ name: node.ariaLabel ?? node.textContent, box: node.getBoundingClientRect() }))
        .filter(({ box }) => box.left < 0 || box.right > limit + 0.5)
        .map(({ name, box }) => `${name}: ${box.left} to ${box.right}`), width);
      assert.deepEqual(out, []);
      assert.deepEqual(await visitor.page.$eval('#canvas', (canvas) => [canvas.width, canvas.height]), [width * scale, 900 * scale]);
      assert.equal(await visitor.page.evaluate(() => document.documentElement.dataset.theme), dark ? 'dark' : 'light');
      assert.equal(await visitor.page.evaluate(() => document.documentElement.lang), language === 'zh' ? 'zh-Hans' : 'en');
    });
  }
}

visit('no frame is drawn while nothing happens, on any tab', {}, async (visitor) => {
  for (const label of [...Object.values(kModes), ...Object.values(kTools)]) {
    await visitor.click('tab', label);
    await visitor.page.mouse.move(3, 500);
    await visitor.drawn();
    const frames = () => visitor.page.evaluate(() => window.vramFrames);
    const before = await frames();
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.equal(await frames(), before, label);
  }
});

test('Firefox and Chromium are what they say', async () => {
  assert.equal(await isFirefox(browsers.Firefox), true);
  assert.equal(await isFirefox(browsers.Chromium), false);
});
