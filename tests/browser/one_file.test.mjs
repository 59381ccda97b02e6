// The one-file build, opened from the disk in both browsers: nothing is fetched, nothing is missing.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import {
  Visitor, assertShows, dist, engine as loadEngine, launch, launchFirefox, tell,
} from './harness.mjs';

const kFile = pathToFileURL(`${dist}/vram-calculator.html`).href;
const kLink = 'v=1&model=qwen2.5-7b&context=32768&batch=2';

let engine;
let requests = 0;

before(async () => { engine = await loadEngine(); });
after(() => tell(`one file: ${requests} requests recorded, none of them beyond the file`));

for (const [name, open] of [['Chromium', launch], ['Firefox', launchFirefox]]) {
  test(`the one file opens from file:// in ${name}`, async (t) => {
    const browser = await open();
    t.after(() => browser.close());
    const visitor = await Visitor.arrive(browser, kFile, { link: kLink });

    await t.test('a link in the fragment is the configuration', async () => {
      const config = engine.fromQuery(kLink).config;
      assertShows(await visitor.answer(), engine.estimate(config).per_gpu_bytes);
      assert.equal(await visitor.fragment(), kLink);
    });

    await t.test('a slider changes the answer and the fragment', async () => {
      const slider = await visitor.find('slider', 'Sequences at once');
      await slider.focus();
      await visitor.key('ArrowRight');
      assert.equal((await visitor.valueOf('slider', 'Sequences at once')).now, 3);
      await visitor.page.waitForFunction(() => location.hash.endsWith('batch=3'));
      const config = engine.fromQuery(await visitor.fragment()).config;
      assertShows(await visitor.answer(), engine.estimate(config).per_gpu_bytes);
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

    await t.test('nothing was fetched but the file, and the console is silent', () => {
      requests += visitor.requests.length;
      const others = visitor.requests.filter((url) => !url.startsWith(kFile)
        && !/^(data|about):/.test(url));
      assert.deepEqual(others, []);
      assert.deepEqual(visitor.complaints, []);
    });
  });
}
