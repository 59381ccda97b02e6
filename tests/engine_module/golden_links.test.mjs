// Links that once worked keep working: every golden link still means what it meant.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import createEngine from '../../dist/engine/vram-engine.mjs';

const kSchema = 1;

/** Tells how much was tried, now and at the end of scripts/test.sh. */
function tell(text) {
  console.log(`# ${text}`);
  if (process.env.VRAM_COUNTS) appendFileSync(process.env.VRAM_COUNTS, `${text}\n`);
}

const file = new URL(`../golden_links/links_schema_${kSchema}.jsonl`, import.meta.url);
const golden = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const engine = await createEngine();

test('golden links mean what they meant', () => {
  for (const { link, config } of golden) {
    const decoded = engine.fromQuery(link);
    assert.deepEqual(decoded.problems, [], link);
    // Both as links, which name every difference from the defaults.
    const again = engine.toQuery(config);
    assert.equal(engine.toQuery(decoded.config), again, link);
    assert.equal(engine.toQuery(engine.fromQuery(again)), again, link);
    // Nothing the link says gets lost: only what equals a default may be left out.
    for (const [key, value] of Object.entries(decoded.config)) {
      if (key !== 'arch') assert.deepEqual(value, config[key], `${link}: ${key}`);
    }
  }
  tell(`golden links: ${golden.length} of schema ${kSchema}`);
});

test('unknown keys are kept out, with a notice, and the rest is used', () => {
  for (const key of ['foo', 'arch.foo', 'constructor', '__proto__', 'toString', 'arch.__proto__']) {
    const { config, problems } = engine.fromQuery(`v=1&context=512&${key}=7&batch=3`);
    assert.deepEqual(config, { context: 512, batch: 3 }, key);
    assert.equal(problems.length, 1);
    assert.equal(problems[0].key, key);
    assert.ok(problems[0].reason.length > 10);
    assert.equal(engine.toQuery(config), 'v=1&context=512&batch=3');
  }
});
