// The whole answer of each case: its measured total, or the sum of its measured parts.
// SPDX-License-Identifier: MIT
import { relativeError } from './statistics.mjs';

/** Components that are bytes of their own; what tokens fit follows from these. */
const parts = ['weights', 'kv_cache', 'recurrent_state', 'compute buffer', 'activation peak', 'KV pool'];
/** Fewer parts than this are no answer. */
const kLeastParts = 2;

function sumOf(rows, member) {
  return rows.reduce((sum, row) => sum + row[member], 0);
}

/** One row per case that has an answer, with the component "total". */
export function answersOf(rows) {
  const cases = new Map();
  for (const row of rows) {
    if (row.error === null || row.outside) continue;
    if (!cases.has(row.id)) cases.set(row.id, []);
    cases.get(row.id).push(row);
  }
  return [...cases.values()].flatMap((each) => {
    const total = each.find((row) => row.component === 'total');
    if (total) return [total];
    const summed = each.filter((row) => parts.includes(row.component));
    if (summed.length < kLeastParts) return [];
    const measured = sumOf(summed, 'measured');
    const predicted = sumOf(summed, 'predicted');
    return [{ ...summed[0], component: 'total', measured, predicted,
      error: relativeError(measured, predicted) }];
  });
}
