// What a first visit transfers, gzip-compressed as servers do. Fails above the budgets.
// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

import { report } from './report.mjs';

const dist = new URL('../dist/', import.meta.url);
const packed = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
const sum = (files) => files.reduce((total, file) => total + packed(file), 0);

const kPage = ['index.html', 'page.js', 'app.js', 'app.wasm'];
const kLatin = ['ui-regular', 'ui-semibold', 'mono-regular'].map((name) => `fonts/${name}.ttf`);
const kEngine = ['engine/vram-engine.mjs', 'engine/vram-engine.wasm'];

for (const file of [...kPage, ...kLatin, 'fonts/cjk.ttf', ...kEngine]) {
  console.log(`  ${file.padEnd(28)} ${packed(file).toLocaleString('en-GB').padStart(9)}`);
}
report('sizes_gzip_bytes', 'first visit, English', sum([...kPage, ...kLatin]));
report('sizes_gzip_bytes', 'first visit, Chinese', sum([...kPage, ...kLatin, 'fonts/cjk.ttf']));
report('sizes_gzip_bytes', 'engine module', sum(kEngine));
