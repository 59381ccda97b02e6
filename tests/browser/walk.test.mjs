// A random walk through the accessible mirror: no error in the console, no growing memory.
// SPDX-License-Identifier: MIT
//
// VRAM_WALK_ACTIONS=10000 for the long one; VRAM_WALK_SEED for another way.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Visitor, launch, serve, tell } from './harness.mjs';

const kActions = Number(process.env.VRAM_WALK_ACTIONS ?? 300);
const kSeed = Number(process.env.VRAM_WALK_SEED ?? 20260101);
const kLeg = 100; // actions between two looks at the console
const kMostGrowth = 24 * 2 ** 20; // bytes, from the middle of the walk to its end

let server;
let browser;

before(async () => {
  server = await serve();
  browser = await launch('--js-flags=--expose-gc');
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** What runs in the page: so many random actions, each waiting for what it causes. */
async function walk(actions, seed) {
  let state = seed;
  const random = (count) => {
    state = (state * 48271) % 2147483647; // Park and Miller's generator
    return Math.floor((state / 2147483647) * count);
  };
  const pick = (list) => list[random(list.length)];
  const key = (node, name, code = name) => {
    for (const type of ['keydown', 'keyup']) {
      node.dispatchEvent(new KeyboardEvent(type, { key: name, code, bubbles: true, cancelable: true }));
    }
  };
  const texts = ['4096', '128k', '0', '-1', '1e9', 'x', '', '7.5', '🙂', '<b>', '99999999999999999999'];
  const steps = ['ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End'];
  const act = {
    slider: (node) => { node.focus(); key(node, pick(steps)); },
    textbox: async (node) => {
      node.focus();
      await window.vramIdle();
      const area = document.getElementById('typing');
      area.value += pick(texts);
      area.dispatchEvent(new InputEvent('input', { bubbles: true }));
      key(area, pick(['Enter', 'Escape']));
    },
  };
  const log = [];
  for (let i = 0; i < actions; ++i) {
    const nodes = [...document.querySelectorAll(
      '#mirror :is(button, input, [role="slider"]):not([aria-disabled], [role="link"])')]
      .filter((node) => !node.closest('[inert]'));
    const choice = random(20);
    if (choice === 0) key(document.body, pick(['Escape', 'Tab', '/', '?', 'z']));
    else if (choice === 1) history.back();
    else if (nodes.length) {
      const node = pick(nodes);
      const role = node.getAttribute('role');
      log.push(`${role} ${node.ariaLabel}`);
      await (act[role] ?? ((each) => each.click()))(node);
    }
    await window.vramIdle();
    document.querySelector('dialog')?.close();
    if (!document.getElementById('message').hidden) {
      throw new Error(`the app stopped after ${log.slice(-5).join(', ')}`);
    }
  }
  return { state, log };
}

async function memory(visitor, session) {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const wasm = await visitor.page.evaluate(() => window.wasmMemory.buffer.byteLength);
  return usedSize + wasm;
}

test(`${kActions} random actions`, async () => {
  const visitor = await Visitor.arrive(browser, server.address, {
    link: 'model=qwen3-32b',
    beforeLoad: () => {
      window.open = () => null;
      const { instantiate } = WebAssembly;
      WebAssembly.instantiate = async (...all) => {
        const made = await instantiate(...all);
        const { exports } = made.instance ?? made;
        window.wasmMemory = Object.values(exports).find((each) => each instanceof WebAssembly.Memory);
        return made;
      };
    },
  });
  const session = await visitor.page.createCDPSession();
  let seed = kSeed;
  let done = 0;
  let middle = 0;
  const tail = [];
  while (done < kActions) {
    const leg = Math.min(kLeg, kActions - done);
    const { state, log } = await visitor.page.evaluate(walk, leg, seed);
    seed = state;
    done += leg;
    tail.push(...log.slice(-8));
    assert.deepEqual(visitor.complaints, [], `after ${done} actions: ${tail.slice(-8).join(', ')}`);
    if (!middle && done >= kActions / 2) middle = await memory(visitor, session);
  }
  const end = await memory(visitor, session);
  const mebibytes = (bytes) => (bytes / 2 ** 20).toFixed(1);
  tell(`walk: ${done} actions; memory ${mebibytes(middle)} MiB in the middle, ${mebibytes(end)} MiB at the end`);
  assert.ok(end - middle <= kMostGrowth, `memory grew from ${middle} to ${end}`);
  // After all this the app answers as before.
  await visitor.open('v=1&context=4096&lang=en'); // the walk may have ended in Chinese
  assert.equal((await visitor.valueOf('slider', 'Context')).now, 4096);
  await visitor.leave();
});
