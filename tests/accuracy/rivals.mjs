// Published rules of thumb on the measured cases, computed by the engine beside its own answer.
// SPDX-License-Identifier: MIT
import { answersOf } from './answers.mjs';
import { quantile, relativeError } from './statistics.mjs';

/** The measured component that speaks of what a rule speaks of. */
const speaksOf = { total: 'total', states: 'total', weights: 'weights' };
/** Programs that take a share of the device whatever the model needs. */
const takesShare = /vllm|sglang/;

/** `{label, source, component, count, median, own}` per rule: its median error and ours, on the same cases. */
export function rivalSummary(rows) {
  const rivals = new Map();
  const compared = rows.filter((row) => row.component === 'weights' && row.error !== null && !row.outside);
  for (const row of [...compared, ...answersOf(rows)]) {
    if (row.component === 'total' && takesShare.test(row.kind)) continue;
    for (const rule of row.rules ?? []) {
      if (speaksOf[rule.compared_with] !== row.component) continue;
      const key = `${rule.id} ${row.component}`;
      if (!rivals.has(key)) rivals.set(key, { rule, component: row.component, theirs: [], ours: [] });
      const rival = rivals.get(key);
      rival.theirs.push(Math.abs(relativeError(row.measured, rule.bytes)));
      rival.ours.push(Math.abs(row.error));
    }
  }
  return [...rivals.values()].map(({ rule, component, theirs, ours }) => ({
    label: rule.label, source: rule.source, component, count: theirs.length,
    median: quantile(theirs, 0.5), percentile90: quantile(theirs, 0.9),
    own: quantile(ours, 0.5), own90: quantile(ours, 0.9),
  }));
}
