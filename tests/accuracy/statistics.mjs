// Errors and their distribution.
// SPDX-License-Identifier: MIT

/** Relative error of a prediction; null where nothing can be compared. */
export function relativeError(measured, predicted) {
  if (!Number.isFinite(measured) || !Number.isFinite(predicted) || measured === 0) return null;
  return (predicted - measured) / measured;
}

/** The value below which a share of the sorted values lies, between neighbours by proportion. */
export function quantile(values, share) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
}

/** Count, median and 90th percentile of absolute errors, for each value of `key`. */
export function summarise(rows, key) {
  const groups = new Map();
  for (const row of rows) {
    if (row.error === null || row.outside) continue;
    const name = key(row);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(Math.abs(row.error));
  }
  return [...groups].map(([name, errors]) => ({
    name,
    count: errors.length,
    median: quantile(errors, 0.5),
    percentile90: quantile(errors, 0.9),
  }));
}

/** Whether a comparison counts, and nothing it depends on had to be assumed. */
export const isWhole = (row) => row.error !== null && !row.outside && !row.marks?.length;

/** How many times too much or too little: 2 for half as well as for twice. */
export function factorOff(row) {
  const ratio = row.predicted / row.measured;
  return ratio > 0 ? Math.max(ratio, 1 / ratio) : Infinity;
}

/** The comparisons that are furthest off, too much and too little alike. */
export function worstOf(rows, count) {
  return rows.filter((row) => row.error !== null && !row.outside)
    .sort((a, b) => factorOff(b) - factorOff(a)).slice(0, count);
}
