// The one-file build, opened from the disk in both browsers: nothing is fetched, nothing is missing.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import {
  Visitor, assertShows, dist, engine as loadEngine, launch, launchFirefox, tell,
} from './harness.mjs';

const kFile = pathToFileURL(`${dist}/vram-calculator.html`).href;
const kLink = 'v=1&model=qwen2.5-7b&context=32768&batch=2';

const kConfig = {
  model_type: 'llama', hidden_size: 64, num_hidden_layers: 2, num_attention_heads: 4,
  num_key_value_heads: 2, head_dim: 16, intermediate_size: 160, vocab_size: 100,
  tie_word_embeddings: true, max_position_embeddings: 2048, torch_dtype: 'bfloat16',
};
// 100·64 + 2 (2·64·64 + 2·64·32 + 3·64·160 + 2·64) + 64
const kParameters = 6400 + 2 * (8192 + 4096 + 30720 + 128) + 64;

let engine;
let folder;
let config;
let requests = 0;

before(async () => {
  engine = await loadEngine();
  folder = mkdtempSync(join(tmpdir(), 'vram-one-file-'));
  config = join(folder, 'config.json');
  writeFileSync(config, JSON.stringify(kConfig));
});
after(() => rmSync(folder, { recursive: true }));
after(() => tell(`one file: ${requests} requests recorded, none of them beyond the file`));

for (const [name, open] of [['Chromium', launch], ['Firefox', launchFirefox]]) {
  test(`the one file opens from file:// in ${name}`, async (t) => {
    const browser = await open();
    t.after(() => browser.close());
    const visitor = await Visitor.arrive(browser, kFile, { link: kLink });

    await t.test('a link in the fragment is the configuration', async () => {
      const linked = engine.fromQuery(kLink).config;
      assertShows(await visitor.answer(), engine.estimate(linked).per_gpu_bytes);
      assert.equal(await visitor.fragment(), kLink);
    });

    await t.test('a slider changes the answer and the fragment', async () => {
      const slider = await visitor.find('slider', 'Sequences at once');
      await slider.focus();
      await visitor.key('ArrowRight');
      assert.equal((await visitor.valueOf('slider', 'Sequences at once')).now, 3);
      await visitor.page.waitForFunction(() => location.hash.endsWith('batch=3'));
      const shown = engine.fromQuery(await visitor.fragment()).config;
      assertShows(await visitor.answer(), engine.estimate(shown).per_gpu_bytes);
    });

    await t.test('typing goes into the canvas', async () => {
      await visitor.type('Context', '4096');
      assert.equal((await visitor.valueOf('slider', 'Context')).now, 4096);
    });

    await t.test('the configuration survives a reload and the next visit', async () => {
      await visitor.reload();
      assert.equal((await visitor.valueOf('slider', 'Context')).now, 4096);
      await visitor.page.goto('about:blank');
      await visitor.open('');
      assert.equal((await visitor.valueOf('slider', 'Context')).now, 4096);
    });

    await t.test('Back goes to the configuration before', async () => {
      await visitor.type('Context', '65536');
      await visitor.page.goBack();
      await visitor.page.waitForFunction(() => !location.hash.includes('65536'));
      await visitor.drawn();
      assert.equal((await visitor.valueOf('slider', 'Context')).now, 4096);
    });

    await t.test('Chinese is there, with its font', async () => {
      await visitor.click('button', '中文');
      await visitor.page.waitForFunction(() => document.documentElement.lang === 'zh-Hans');
      await visitor.drawn();
      assert.ok(await visitor.has('slider', '上下文长度'));
      assert.match(await visitor.answer(), /放得下/);
      await visitor.click('button', 'EN');
      assert.ok(await visitor.has('slider', 'Context'));
    });

    await t.test('a model’s file is read', async () => {
      const input = await visitor.page.$('#model-files');
      await input.uploadFile(config);
      await visitor.page.waitForFunction(() => /is the model now|could not be used/.test(
        document.getElementById('mirror').textContent));
      await visitor.drawn();
      assert.match(await visitor.text(), /is the model now/);
      const imported = engine.fromQuery(await visitor.fragment()).config;
      assert.equal(imported.arch.hidden_size, kConfig.hidden_size);
      assert.equal(engine.estimate(imported).parameters.total, kParameters);
      await visitor.key('Escape');
    });

    await t.test('a result is copied', async () => {
      await visitor.page.evaluate(() => {
        window.copied = '';
        Object.defineProperty(navigator, 'clipboard', { value: {
          writeText: async (text) => { window.copied = text; },
        } });
      });
      await visitor.click('link', 'Export…');
      await (await visitor.page.$('[aria-label="Copy Markdown"], [aria-label="Copy"]')).click();
      await visitor.page.waitForFunction(() => window.copied);
      const shown = engine.fromQuery(await visitor.fragment()).config;
      assert.equal(await visitor.page.evaluate(() => window.copied),
        engine.exportResult(shown, 'markdown'));
    });

    await t.test('nothing was fetched but the file, and the console is silent', () => {
      requests += visitor.requests.length;
      const others = visitor.requests.filter((url) => !url.startsWith(kFile)
        && !/^(data|about):/.test(url));
      assert.deepEqual(others, []);
      assert.deepEqual(visitor.complaints, []);
    });
  });
}
