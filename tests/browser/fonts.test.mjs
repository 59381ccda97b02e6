// Every character of every text has a glyph in the fonts that are shipped.
// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { engine as loadEngine } from './harness.mjs';

const root = new URL('../../', import.meta.url);

/** The characters of a TrueType font, from its character map of format 4 or 12. */
function characters(name) {
  const bytes = readFileSync(new URL(`dist/fonts/${name}.ttf`, root));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const found = new Set();
  let cmap = 0;
  for (let i = 0; i < view.getUint16(4); ++i) {
    const at = 12 + 16 * i;
    if (bytes.toString('latin1', at, at + 4) === 'cmap') cmap = view.getUint32(at + 8);
  }
  assert.ok(cmap, name);
  for (let i = 0; i < view.getUint16(cmap + 2); ++i) {
    const table = cmap + view.getUint32(cmap + 4 + 8 * i + 4);
    const format = view.getUint16(table);
    if (format === 12) {
      for (let group = 0; group < view.getUint32(table + 12); ++group) {
        const at = table + 16 + 12 * group;
        for (let code = view.getUint32(at); code <= view.getUint32(at + 4); ++code) found.add(code);
      }
    } else if (format === 4) {
      const segments = view.getUint16(table + 6) / 2;
      const word = (part, segment) => view.getUint16(table + 14 + 2 * (part * segments + segment) + (part > 0 ? 2 : 0));
      for (let segment = 0; segment < segments; ++segment) {
        for (let code = word(1, segment); code <= word(0, segment) && code < 0xffff; ++code) found.add(code);
      }
    }
  }
  return found;
}

const texts = (language) => Object.entries(JSON.parse(readFileSync(new URL(`i18n/${language}.json`, root), 'utf8')));

function missing(text, ...fonts) {
  return [...text].filter((character) => character !== '\n' && !fonts.some((font) => font.has(character.codePointAt(0))));
}

test('the fonts have every character of the English texts', () => {
  for (const font of ['ui-regular', 'ui-semibold'].map(characters)) {
    for (const [key, text] of texts('en')) assert.deepEqual(missing(text, font), [], key);
  }
});

test('with the Chinese font they have every character of the Chinese texts', () => {
  const chinese = characters('cjk');
  for (const font of ['ui-regular', 'ui-semibold'].map(characters)) {
    for (const [key, text] of texts('zh')) assert.deepEqual(missing(text, font, chinese), [], key);
  }
});

test('names of models, accelerators and formats can be shown', async () => {
  const engine = await loadEngine();
  const font = characters('ui-semibold');
  for (const list of [engine.models(), engine.gpus(), engine.formats(), engine.numberFormats()]) {
    for (const { id, name } of list) assert.deepEqual(missing(name ?? id, font), [], id);
  }
});
