// The page in a real browser: what a visitor sees, does and gets.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Visitor, amount, assertShows, launch } from './harness.mjs';
import { browser, engine, server, visit } from './visits.mjs';

visit('the first visit shows an answer', {}, async (visitor) => {
  assertShows(await visitor.answer(), engine.estimate().per_gpu_bytes);
  assert.match(await visitor.answer(), /Fits/);
  assert.match(await visitor.page.title(), /GiB – Llama 3.1 8B/);
  assert.equal(await visitor.fragment(), '');
});

visit('Qwen2.5-7B at 32k on an RTX 4090: does it fit, and why?', {}, async (visitor) => {
  await visitor.click('combobox', 'Model');
  await visitor.page.keyboard.type('qwen2.5 7b');
  await visitor.key('Enter');
  await visitor.type('Context', '32k');
  const expected = engine.estimate({ model: 'qwen2.5-7b', context: 32768 });
  assertShows(await visitor.answer(), expected.per_gpu_bytes);
  assert.match(await visitor.answer(), /Fits · 7\.81 GiB free/);
  await visitor.click('button', 'KV cache');
  const text = await visitor.page.$eval('#mirror', (mirror) => mirror.textContent);
  assert.match(text, /kv_bytes_per_token × context × batch/);
  assert.match(text, /57,344 × 32,768 × 1 = 1,879,048,192 B/);
  assert.match(text, /2 × layers × kv_heads × head_dim × kv_bits ÷ 8/);
  assert.match(text, /Ainslie et al\. 2023/);
  assert.equal(await visitor.fragment(), 'v=1&model=qwen2.5-7b&context=32768');
});

test('the number shown is the engine\'s for fifty configurations', async () => {
  const models = engine.models().map((model) => model.id);
  const gpus = engine.gpus().map((gpu) => gpu.id);
  const weights = engine.formats().filter((format) => format.use === 'weights');
  const kv = engine.formats().filter((format) => format.use === 'kv_cache');
  const visitor = await Visitor.arrive(browser, server.address);
  for (let i = 0; i < 50; ++i) {
    const pick = (list, step) => list[(i * step + 3) % list.length];
    const config = {
      model: pick(models, 7),
      gpu: pick(gpus, 5),
      weights: pick(weights, 3).id,
      kv_cache: pick(kv, 1).id,
      context: 512 * 2 ** (i % 10),
      batch: 1 + (i % 9),
      gpu_count: 1 + (i % 8),
    };
    const link = engine.toQuery(config);
    await visitor.page.evaluate((fragment) => { location.hash = fragment; }, link);
    await visitor.drawn();
    const result = engine.estimate(config);
    assertShows(await visitor.answer(), result.per_gpu_bytes);
    assert.equal(/over|not fit/.test(await visitor.answer()), !result.fit.fits, link);
  }
  assert.deepEqual(visitor.complaints, []);
  await visitor.leave();
});

visit('dragging a slider changes the number, and the address follows', {}, async (visitor) => {
  const before = amount(await visitor.answer()).bytes;
  await visitor.drag('Context', 4 / 11, 8 / 11);
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 131072);
  assert.ok(amount(await visitor.answer()).bytes > before);
  assert.equal(await visitor.fragment(), 'v=1&context=131072');
  await visitor.drag('Context', 8 / 11, 0);
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 512);
  assert.ok(amount(await visitor.answer()).bytes < before);
});

visit('sliders answer to the keyboard', {}, async (visitor) => {
  const slider = await visitor.find('slider', 'Sequences at once');
  await slider.focus();
  for (const [key, value] of [['ArrowRight', 2], ['ArrowRight', 3], ['ArrowLeft', 2], ['End', 256], ['Home', 1]]) {
    await visitor.key(key);
    assert.equal((await visitor.valueOf('slider', 'Sequences at once')).now, value, key);
  }
});

visit('a slider at its end stays in range', {}, async (visitor) => {
  for (const name of ['Context', 'Sequences at once', 'GPUs']) {
    await visitor.drag(name, 0.1, 2);
    await visitor.drag(name, 0.9, -1);
  }
  assert.ok(amount(await visitor.answer()).bytes > 0);
});

visit('Back and Forward restore configurations', {}, async (visitor) => {
  await visitor.type('Context', '4096');
  await visitor.type('Context', '65536');
  await visitor.page.goBack();
  await visitor.drawn();
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 4096);
  await visitor.page.goBack();
  await visitor.drawn();
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 8192);
  await visitor.page.goForward();
  await visitor.drawn();
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 4096);
});

visit('reloading and coming back keep the configuration', {}, async (visitor) => {
  await visitor.type('Sequences at once', '7');
  await visitor.page.reload();
  await visitor.drawn();
  assert.equal((await visitor.valueOf('slider', 'Sequences at once')).now, 7);
  await visitor.page.goto('about:blank');
  await visitor.open('');
  assert.equal((await visitor.valueOf('slider', 'Sequences at once')).now, 7);
});

visit('a link opens the same configuration', {
  link: 'v=1&model=deepseek-v3&weights=fp8&kv_cache=fp8&context=131072&batch=4&gpu=nvidia-h200&tp=8',
}, async (visitor) => {
  const config = engine.fromQuery(await visitor.fragment()).config;
  assertShows(await visitor.answer(), engine.estimate(config).per_gpu_bytes);
  assert.equal((await visitor.valueOf('combobox', 'Model')).text, 'DeepSeek-V3');
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 131072);
  assert.equal((await visitor.valueOf('slider', 'GPUs')).now, 8);
  assert.equal(await visitor.has('button', 'Dismiss'), false);
});

visit('sharing copies a link that opens the same', { link: 'model=qwen3-32b&context=4096' }, async (visitor) => {
  await visitor.context.overridePermissions(new URL(server.address).origin, [
    'clipboard-read', 'clipboard-sanitized-write',
  ]);
  await visitor.type('Context', '16384');
  await visitor.click('button', 'Share');
  assert.ok(await visitor.has('button', 'Copied'));
  const copied = await visitor.page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, `${server.address}#v=1&model=qwen3-32b&context=16384`);
});

visit('a browser that refuses to copy is not passed over', {}, async (visitor) => {
  await visitor.page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('no permission'));
    document.execCommand = () => false;
  });
  await visitor.click('button', 'Share');
  assert.ok(await visitor.has('button', 'Share'));
  assert.match(await visitor.page.$eval('#mirror', (mirror) => mirror.textContent), /Could not copy/);
  await visitor.click('button', 'Dismiss');
  assert.equal(await visitor.has('button', 'Dismiss'), false);
});

visit('a bad link opens with what is valid and says what was changed', {
  link: 'model=gpt-9&context=abc&batch=0&kv_cache=q8_0&foo=1&tp=%zz&gpu_count=-3',
}, async (visitor) => {
  const text = await visitor.page.$eval('#mirror', (mirror) => mirror.textContent);
  for (const part of ['gpt-9', 'abc', 'foo', '%zz', 'cannot be below 1']) assert.ok(text.includes(part), part);
  const shown = await visitor.page.$eval('[role="radiogroup"][aria-label="KV cache"] [aria-checked="true"]',
    (node) => node.ariaLabel);
  assert.equal(shown, 'Q8_0');
  await visitor.click('button', 'Dismiss');
  assert.equal(await visitor.has('button', 'Dismiss'), false);
});

visit('a 100 KB fragment and random bytes neither crash nor hide the answer', {}, async (visitor) => {
  for (const fragment of ['a'.repeat(100_000), `context=4096&junk=${'%41'.repeat(33_000)}`, '&=&=%&%%%', '%00%ff%fe', '💥=💥&context=1e300']) {
    await visitor.page.evaluate((value) => { location.hash = value; }, fragment);
    await visitor.drawn();
    assert.ok(amount(await visitor.answer()).bytes > 0);
    assert.ok(await visitor.has('button', 'Dismiss'), fragment.slice(0, 30));
  }
});

visit('typed nonsense is refused in place and the old value kept', {}, async (visitor) => {
  await visitor.type('Context', 'lots');
  assert.equal((await visitor.valueOf('textbox', 'Context')).value, '8,192');
  const text = await visitor.page.$eval('#mirror', (mirror) => mirror.textContent);
  assert.match(text, /Context needs a number, not “lots”/);
  await visitor.type('Context', '0');
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 8192);
  await visitor.type('Context', '12,345');
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 12345);
});

visit('model and accelerator are found by typing', {}, async (visitor) => {
  await visitor.click('combobox', 'Accelerator');
  await visitor.page.keyboard.type('nvidia h100 pcie');
  await visitor.drawn();
  assert.equal((await visitor.page.$$('[role="option"]')).length, 1);
  await visitor.click('option', 'H100 PCIe 80GB', { exact: false });
  assert.match((await visitor.valueOf('combobox', 'Accelerator')).text, /H100 PCIe/);
  await visitor.click('combobox', 'Model');
  await visitor.page.keyboard.type('no such model');
  await visitor.drawn();
  assert.equal((await visitor.page.$$('[role="option"]')).length, 0);
  await visitor.key('Escape');
  assert.equal((await visitor.valueOf('combobox', 'Model')).text, 'Llama 3.1 8B');
});

visit('formats, GPUs and tensor parallelism move the number the right way', {
  link: 'model=llama-3.1-70b',
}, async (visitor) => {
  const bytes = async () => amount(await visitor.answer()).bytes;
  const bf16 = await bytes();
  await visitor.click('radio', 'Q4_K_M');
  const q4 = await bytes();
  assert.ok(q4 < bf16 / 3);
  await visitor.click('radio', '2');
  const two = await bytes();
  assert.ok(two < q4 * 0.6);
  assert.equal((await visitor.valueOf('slider', 'GPUs')).now, 2);
  await visitor.type('GPUs', '4');
  assert.ok((await bytes()) <= two);
});

visit('advanced inputs and the architecture can be changed and reset', {}, async (visitor) => {
  const before = amount(await visitor.answer()).bytes;
  await visitor.click('button', 'Advanced');
  await visitor.type('Runtime overhead', '512');
  assert.ok(amount(await visitor.answer()).bytes > before);
  await visitor.click('button', 'Architecture');
  await visitor.type('Layers', '16');
  assert.match(await visitor.fragment(), /arch\.num_hidden_layers=16/);
  assert.match((await visitor.valueOf('combobox', 'Model')).text, /modified/);
  await visitor.click('checkbox', 'Tied embeddings');
  assert.match(await visitor.fragment(), /arch\.tie_word_embeddings=true/);
  await visitor.click('button', 'Tied embeddings: Reset', { exact: false });
  assert.doesNotMatch(await visitor.fragment(), /tie_word_embeddings/);
});

visit('Chinese is complete, fetched when needed, and remembered', {}, async (visitor) => {
  const fonts = () => visitor.requests.filter((url) => url.endsWith('cjk.ttf')).length;
  assert.equal(fonts(), 0);
  await visitor.click('button', '中文');
  await visitor.page.waitForNetworkIdle();
  await visitor.drawn();
  assert.equal(fonts(), 1);
  assert.match(await visitor.answer(), /放得下/);
  assert.equal(await visitor.page.evaluate(() => document.documentElement.lang), 'zh-Hans');
  assert.ok(await visitor.has('slider', '上下文长度'));
  await visitor.page.reload();
  await visitor.drawn();
  assert.ok(await visitor.has('slider', '上下文长度'));
  await visitor.click('button', 'EN');
  assert.ok(await visitor.has('slider', 'Context'));
});

visit('a link may ask for language, units and theme', { link: 'lang=zh&units=gb&theme=dark&context=4096' }, async (visitor) => {
  assert.match(await visitor.answer(), /\d GB/);
  assert.equal(await visitor.page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  assert.ok(await visitor.has('slider', '上下文长度'));
  await visitor.type('上下文长度', '2048');
  assert.equal(await visitor.fragment(), 'v=1&context=2048&lang=zh&units=gb&theme=dark');
  await visitor.click('radio', 'GiB');
  assert.equal(await visitor.fragment(), 'v=1&context=2048&lang=zh&theme=dark');
});

visit('the theme follows the system until it is chosen', { dark: true }, async (visitor) => {
  const theme = () => visitor.page.evaluate(() => document.documentElement.dataset.theme);
  assert.equal(await theme(), 'dark');
  await visitor.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
  await visitor.page.waitForFunction(() => document.documentElement.dataset.theme === 'light');
  await visitor.click('button', 'Dark');
  assert.equal(await theme(), 'dark');
  await visitor.page.reload();
  await visitor.drawn();
  assert.equal(await theme(), 'dark');
});

visit('nothing is drawn while nothing changes', {}, async (visitor) => {
  await visitor.click('button', 'Weights');
  await visitor.page.mouse.move(5, 400);
  await visitor.drawn();
  const before = await visitor.page.evaluate(() => window.vramFrames);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  assert.equal(await visitor.page.evaluate(() => window.vramFrames), before);
});

visit('no request leaves the page\'s own origin', { link: 'model=gemma-3-27b&lang=zh' }, async (visitor) => {
  await visitor.click('button', '模型权重');
  await visitor.click('button', 'EN');
  for (const url of visitor.requests) assert.ok(url.startsWith(server.address), url);
});

visit('the canvas has one pixel for each of the screen\'s', { scale: 2, width: 1000, height: 700 }, async (visitor) => {
  const size = () => visitor.page.$eval('#canvas', (canvas) => [canvas.width, canvas.height]);
  assert.deepEqual(await size(), [2000, 1400]);
  await visitor.page.setViewport({ width: 1200, height: 800, deviceScaleFactor: 1.25 });
  await visitor.drawn();
  assert.deepEqual(await size(), [1500, 1000]);
});

for (const width of [360, 768, 1024, 1280, 1600]) {
  for (const language of ['en', 'zh']) {
    visit(`nothing sticks out at ${width} px in ${language}`, {
      width, height: 900, language, link: 'model=deepseek-v3&weights=gptq_int4&gpu=rtx-pro-6000-server&gpu_count=6&foo=1',
    }, async (visitor) => {
      const out = await visitor.page.$$eval('#mirror *', (nodes, limit) => nodes
        .filter((node) => !node.matches('[role="group"], [role="radiogroup"]'))
        .map((node) => ({ name: node.ariaLabel ?? node.textContent, box: node.getBoundingClientRect() }))
        .filter(({ box }) => box.left < 0 || box.right > limit + 0.5)
        .map(({ name, box }) => `${name}: ${box.left} to ${box.right}`), width);
      assert.deepEqual(out, []);
      assert.equal(await visitor.page.evaluate(() => document.documentElement.scrollWidth), width);
    });
  }
}

visit('a finger taps, scrolls and drags', { width: 390, height: 844, touch: true }, async (visitor) => {
  const { page } = visitor;
  const { box } = await visitor.centre(await visitor.find('slider', 'Context'));
  const y = box.y + box.height / 2;
  await page.touchscreen.touchStart(box.x + 8 + (box.width - 16) * 4 / 11, y);
  for (let i = 1; i <= 8; ++i) await page.touchscreen.touchMove(box.x + 8 + (box.width - 16) * (4 + i / 2) / 11, y);
  await page.touchscreen.touchEnd();
  await visitor.drawn();
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 131072);

  const place = async () => (await visitor.centre(await visitor.find('slider', 'GPUs'))).y;
  const before = await place();
  await page.touchscreen.touchStart(180, 700);
  for (let i = 1; i <= 10; ++i) await page.touchscreen.touchMove(180, 700 - i * 20);
  await page.touchscreen.touchEnd();
  await visitor.drawn();
  assert.ok(await place() < before - 150, `${before} to ${await place()}`);
});

test('without WebGL 2 the same result is there as text, with a form, in both languages', async () => {
  const plain = await launch('--disable-3d-apis');
  try {
    for (const [language, note, weights] of [['en', /no WebGL 2/, 'Weights'], ['zh', /没有 WebGL 2/, '权重格式']]) {
      const context = await plain.createBrowserContext();
      const page = await context.newPage();
      await page.evaluateOnNewDocument((value) => localStorage.setItem('vram-calculator.language', value), language);
      await page.goto(`${server.address}#model=qwen3-32b`);
      const answer = () => page.$eval('#plain [role="status"]', (node) => node.textContent);
      await page.waitForSelector('#plain form');
      assertShows(await answer(), engine.estimate({ model: 'qwen3-32b' }).per_gpu_bytes);
      const text = await page.evaluate(() => document.body.innerText);
      assert.match(text, note);
      assert.ok(text.includes(weights), text);
      await page.$$eval('#plain select', (all) => {
        const select = all.find((each) => [...each.options].some(({ value }) => value === 'q4_k_m'));
        select.value = 'q4_k_m';
        select.dispatchEvent(new Event('change'));
      });
      await page.waitForFunction(() => /weights=q4_k_m/.test(location.hash));
      await page.evaluate(() => new Promise((resolve) => { setTimeout(resolve, 50); }));
      assertShows(await answer(), engine.estimate({ model: 'qwen3-32b', weights: 'q4_k_m' }).per_gpu_bytes);
      await context.close();
    }
  } finally {
    await plain.close();
  }
});

test('a download that fails says so and offers another try', async () => {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setRequestInterception(true);
  let refuses = true;
  page.on('request', (request) => {
    if (refuses && request.url().endsWith('app.wasm')) {
      request.abort();
    } else {
      request.continue();
    }
  });
  await page.goto(server.address);
  await page.waitForFunction(() => /could not be loaded/.test(document.body.innerText));
  refuses = false;
  await page.evaluate(() => [...document.querySelectorAll('button')]
    .find((button) => button.innerText === 'Try again').click());
  await page.waitForFunction(() => window.vramFrames > 0);
  await context.close();
});
