// Prints measured figures beside their budgets.
// SPDX-License-Identifier: MIT
import { readFileSync } from 'node:fs';

const budgets = JSON.parse(readFileSync(new URL('budgets.json', import.meta.url), 'utf8'));

/**
 * Prints one figure; one above its budget makes the program fail, but for times, which differ
 * between machines.
 * @param {'sizes_gzip_bytes' | 'memory_bytes' | 'ratios' | 'times'} kind
 * @param {string} name as in budgets.json
 * @param {number} value
 */
export function report(kind, name, value) {
  const budget = budgets[kind][name];
  if (budget === undefined) throw new Error(`budgets.json has no ${kind} "${name}"`);
  const isAbove = value > budget;
  if (isAbove && kind !== 'times') process.exitCode = 1;
  const text = (number) => number.toLocaleString('en-GB', { maximumFractionDigits: 2 });
  const verdict = isAbove ? 'ABOVE THE BUDGET' : 'ok';
  console.log(`${name.padEnd(62)} ${text(value).padStart(9)} of ${text(budget).padStart(8)}  ${verdict}`);
}
