// What the tests of a file share: a server, a browser, the engine, and a visitor for each test.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Visitor, engine as loadEngine, launch, serve } from './harness.mjs';

/** Set before the first test of the file that imports them. */
export let server;
export let browser;
export let engine;

before(async () => {
  server = await serve();
  browser = await launch();
  engine = await loadEngine();
});

after(async () => {
  await browser?.close();
  server?.close();
});

/** Runs a test with a visitor who must leave without complaints of the console. */
export function visit(name, options, body) {
  test(name, async () => {
    const visitor = await Visitor.arrive(browser, server.address, options);
    try {
      await body(visitor);
      assert.deepEqual(visitor.complaints, []);
    } finally {
      await visitor.leave();
    }
  });
}
