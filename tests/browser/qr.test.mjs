// The link as a QR code: read back by another library than the one that wrote it.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import decodeQr from 'qr/decode.js';

import { Visitor, launch, serve } from './harness.mjs';

const kPixels = 4; // per module

let server;
let browser;

before(async () => {
  server = await serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** The text of the code on the page, as a camera would get it. */
async function readCode(visitor) {
  const { box, path } = await visitor.page.$eval('#qr svg', (svg) => ({
    box: svg.getAttribute('viewBox').split(' ').map(Number),
    path: svg.querySelector('path').getAttribute('d'),
  }));
  const [left, top, size] = box;
  const width = size * kPixels;
  const data = new Uint8Array(width * width * 3).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) {
    for (let row = 0; row < kPixels; ++row) {
      const start = ((Number(y) - top) * kPixels + row) * width + (Number(x) - left) * kPixels;
      data.fill(0, start * 3, (start + Number(length) * kPixels) * 3);
    }
  }
  return decodeQr({ width, height: width, data }, { timeLimit: 20_000 });
}

const open = async (visitor, name = 'QR code') => {
  await visitor.click('button', name);
  await visitor.page.waitForSelector('dialog#qr[open]');
};

test('the code holds the link; the dialog is named and closes with Escape', async () => {
  const visitor = await Visitor.arrive(browser, server.address, { link: 'v=1&model=qwen3-32b&context=4096' });
  assert.ok(!visitor.requests.some((url) => url.endsWith('qr.js')), 'loaded on demand');
  await visitor.type('Context', '16384');
  await open(visitor);
  assert.equal(await readCode(visitor), `${server.address}#v=1&model=qwen3-32b&context=16384`);
  const dialog = await visitor.page.$eval('#qr', (node) => ({
    role: node.getAttribute('role'),
    label: node.ariaLabel,
    picture: node.querySelector('svg').getAttribute('aria-label'),
    holdsFocus: node.contains(document.activeElement),
    isModal: node.matches(':modal'),
    box: node.getBoundingClientRect().toJSON(),
  }));
  assert.equal(dialog.role, 'dialog');
  assert.equal(dialog.label, 'Open on a phone');
  assert.match(dialog.picture, /QR code/);
  assert.ok(dialog.holdsFocus && dialog.isModal);
  assert.ok(dialog.box.left >= 0 && dialog.box.top >= 0 && dialog.box.bottom <= 800);
  await visitor.page.keyboard.press('Escape');
  await visitor.page.waitForFunction(() => !document.getElementById('qr'));
  await open(visitor);
  await visitor.page.click('#qr button');
  await visitor.page.waitForFunction(() => !document.getElementById('qr'));
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 16384); // Escape was for the dialog
  assert.deepEqual(visitor.complaints, []);
  await visitor.leave();
});

test('a link of nearly 2,000 characters fits into a code; the dialog speaks Chinese', async () => {
  const facts = ['hidden_size', 'num_hidden_layers', 'num_attention_heads', 'num_key_value_heads',
    'head_dim', 'intermediate_size', 'vocab_size', 'max_position_embeddings', 'moe_intermediate_size'];
  let link = 'v=1&model=custom';
  for (const [i, fact] of facts.entries()) link += `&arch.${fact}=${64 + i}`;
  link += '&lang=zh';
  const visitor = await Visitor.arrive(browser, server.address, { link });
  await open(visitor, '二维码');
  assert.equal(await visitor.page.$eval('#qr', (node) => node.ariaLabel), '在手机上打开');
  const text = await readCode(visitor);
  assert.ok(text.startsWith(`${server.address}#v=1&`), text);
  await visitor.page.keyboard.press('Escape');
  // The page's module, with the longest link there can be.
  const longest = `${server.address}#v=1&packed=${'aZ09-_'.repeat(400)}`.slice(0, 2000 + server.address.length);
  await visitor.page.evaluate(async (address) => {
    const { showQrCode } = await import('./qr.js');
    showQrCode(address, { qr_title: 'a', qr_picture: 'b', qr_text: 'c', close: 'd' });
  }, longest);
  assert.equal(await readCode(visitor), longest);
  await visitor.leave();
});
