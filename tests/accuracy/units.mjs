// Units as measurements print them.
// SPDX-License-Identifier: MIT

const kibi = 1024;
const kilo = 1000;

/** Bytes of one `unit`; a text that says how a figure was printed decides over its name. */
export function bytesOf(unit) {
  const text = String(unit ?? '');
  if (/bytes/i.test(text) && !/gib|gb|mib|mb/i.test(text)) return 1;
  if (/GiB/.test(text)) return kibi ** 3;
  if (/MiB/.test(text)) return kibi ** 2;
  if (/GB/.test(text)) return kilo ** 3;
  if (/MB/.test(text)) return kilo ** 2;
  return NaN;
}

/** Sum of a result's components with these ids. */
export function componentBytes(result, ...ids) {
  return result.components.filter((each) => ids.includes(each.id))
    .reduce((sum, each) => sum + each.bytes, 0);
}

/** What a forward pass holds beside weights and cache. */
export function transientBytes(result) {
  return componentBytes(result, 'activations', 'logits', 'workspace');
}
