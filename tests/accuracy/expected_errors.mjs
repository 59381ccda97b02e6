// How far an answer may be from the truth, from the cases of the same mode and program.
// SPDX-License-Identifier: MIT
import { answersOf } from './answers.mjs';
import { isWhole, quantile } from './statistics.mjs';

/** Fewer cases than this say nothing about the next one. */
const kLeastCases = 5;

function spread(mode, runtime, rows) {
  const ratios = rows.map((row) => row.measured / row.predicted);
  return {
    mode, runtime, cases: rows.length,
    median: quantile(rows.map((row) => Math.abs(row.error)), 0.5),
    low: quantile(ratios, 0.1), high: quantile(ratios, 0.9),
  };
}

/** `{mode, runtime, cases, median, low, high}`: measured over predicted lies mostly within low and high. */
export function expectedErrors(rows) {
  const groups = new Map();
  for (const row of answersOf(rows).filter(isWhole)) {
    const { runtime = 'generic' } = row.config;
    const mode = row.kind === 'multimodal' ? 'multimodal' : row.config.mode;
    // A plain estimate has no program; it gets what all programs of its mode have.
    const keys = runtime === 'generic' ? [`${mode} any`] : [`${mode} ${runtime}`, `${mode} any`];
    for (const key of keys) {
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(row);
    }
  }
  return [...groups].filter(([, each]) => each.length >= kLeastCases).sort()
    .map(([key, each]) => spread(...key.split(' '), each));
}

/** The same as rows of the engine's table. */
export function expectedErrorsTable(rows) {
  const number = (value) => value.toFixed(3);
  const lines = expectedErrors(rows).map((each) =>
    `EXPECTED_ERROR(${each.mode}, ${each.runtime}, ${each.cases}, ${number(each.median)}, ` +
    `${number(each.low)}, ${number(each.high)})`);
  return [
    '// Written by tests/accuracy/document.mjs from the measured cases; compared by the tests.',
    '// Of the cases of a mode and a program: their number, the median of the error, and between which',
    '// multiples of the prediction eight in ten measurements lie. "any": all programs of the mode.',
    '// SPDX-License-Identifier: MIT',
    '', '#ifndef EXPECTED_ERROR', '#define EXPECTED_ERROR(...)', '#endif', '',
    '//             mode, runtime, cases, median error, low, high', ...lines,
    '', '#undef EXPECTED_ERROR', '',
  ].join('\n');
}
