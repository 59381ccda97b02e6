// Compares the engine with published measurements.
//   node tests/accuracy/run.mjs [--cases FILE] [--engine FILE] [--kind KIND] [--id TEXT]
//     [--component NAME] [--all]
// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';

import { compareAll } from './comparisons.mjs';
import { loadEngine } from './engine.mjs';
import { isWhole, summarise } from './statistics.mjs';
import { rivalSummary } from './rivals.mjs';
import { printRivals, printRows, printSummary, printWorst } from './table.mjs';

function argumentsOf(words) {
  const options = { cases: new URL('measured.json', import.meta.url) };
  for (let i = 0; i < words.length; ++i) {
    const name = words[i].replace(/^--/, '');
    options[name] = name === 'all' ? true : words[++i];
  }
  return options;
}

const options = argumentsOf(process.argv.slice(2));
const engine = await loadEngine(options.engine);
const cases = JSON.parse(readFileSync(options.cases, 'utf8'))
  .filter((each) => !options.kind || each.kind === options.kind)
  .filter((each) => !options.id || each.id.includes(options.id));
const rows = compareAll(cases, engine)
  .filter((row) => !options.component || row.component === options.component);
printRows(rows, options.all);
printWorst(rows);
printRivals(rivalSummary(rows));
const byKind = (row) => `${row.kind}: ${row.component}`;
printSummary('absolute errors, all cases', summarise(rows, byKind));
printSummary('absolute errors, cases whose configuration is complete', summarise(rows.filter(isWhole), byKind));
