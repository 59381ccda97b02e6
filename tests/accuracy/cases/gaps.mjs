// What a training case does not say; figures of such cases are estimated with defaults.
// SPDX-License-Identifier: MIT

/** Words of the record's own list of what is missing, unless the value was deduced or is a default. */
const deciding = /batch|length|checkpoint|rank|optimizer|dtype|allocated vs|longest|round|computed/i;
const known = /default|deduced|from|GB vs GiB/i;

export function gapsOf(measurement, length, microBatch) {
  const gaps = [];
  if (!length) gaps.push('length not stated');
  if (!microBatch) gaps.push('micro batch not stated');
  const text = `${measurement.what_is_measured ?? ''} ${Object.keys(measurement.measured).join(' ')}`;
  if (!/allocated|reserved|active/i.test(text)) gaps.push('neither allocated nor reserved memory');
  for (const each of measurement.missing ?? []) {
    const isAllocator = /allocated vs/.test(each);
    if (deciding.test(each) && (isAllocator || !known.test(each))) gaps.push(`missing: ${each}`);
  }
  return gaps;
}
